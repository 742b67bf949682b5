#include <algorithm>
#include <memory>

#include <base/json_text.hpp>
#include <flow/codec.hpp>

namespace flow::codec::detail {
namespace {

bool continues(const std::string& path) { return !path.empty() && path.front() != '['; }

// What a thread keeps for its next text.
struct Buffer {
  static constexpr std::size_t kept_size = 1 << 20;

  std::unique_ptr<char[]> bytes;
  std::size_t size = 0;
};

thread_local Buffer buffer;

}  // namespace

bool Trouble::at(std::string_view name) {
  path = std::string(name) + (continues(path) ? "." : "") + path;
  return false;
}

bool Trouble::at(std::size_t index) {
  path = "[" + std::to_string(index) + "]" + (continues(path) ? "." : "") + path;
  return false;
}

bool Trouble::because(std::string_view text) {
  if (what.empty()) what = text;
  return false;
}

bool Trouble::because_of(const json::Cursor& in, std::string_view wrong_type) {
  return in.is_broken() ? because(in.problem()) : because(wrong_type);
}

base::Result<void> verdict(json::Cursor& in, bool good, const Trouble& trouble) {
  if (trouble.what.empty()) return in.finish(good);
  return base::failure(trouble.path.empty() ? trouble.what : trouble.path + ": " + trouble.what);
}

bool is_json(std::string_view text) {
  std::string_view raw;
  return json::read_document(text, [&](json::Cursor& in) { return in.read_raw(raw); }).has_value();
}

Output::Output() : begin_(buffer.bytes.get()), end_(begin_), limit_(begin_ + buffer.size) {}

Output::~Output() {
  if (buffer.size > Buffer::kept_size) buffer = {};
}

void Output::grow(std::size_t size) {
  const std::string_view written = text();
  Buffer larger;
  larger.size = std::max<std::size_t>({4096, 2 * buffer.size, written.size() + size});
  larger.bytes = std::make_unique_for_overwrite<char[]>(larger.size);
  written.copy(larger.bytes.get(), written.size());
  begin_ = larger.bytes.get();
  end_ = begin_ + written.size();
  limit_ = begin_ + larger.size;
  buffer = std::move(larger);
}

void Output::append_string(std::string_view text) {
  // Room for the worst case of a piece, not of the whole text, which would be six times its size.
  constexpr std::size_t piece_size = 512;
  append('"');
  for (std::size_t at = 0; at < text.size(); at += piece_size) {
    const auto piece = text.substr(at, piece_size);
    end_ = base::put_json_escaped(room(base::json_escape_room(piece.size())), piece);
  }
  append('"');
}

void Output::append_number(std::int64_t number) {
  end_ = base::put_json_number(room(base::json_number_room), number);
}

void Output::append_number(double number) {
  end_ = base::put_json_number(room(base::json_number_room), number);
}

}  // namespace flow::codec::detail
