#include <algorithm>
#include <memory>

#include <base/json.hpp>
#include <base/json_text.hpp>
#include <flow/codec.hpp>

namespace flow::codec {
namespace {

void put_before(std::string& path, std::string_view name) {
  const bool continues = !path.empty() && path.front() != '[';
  path = std::string(name) + (continues ? "." : "") + path;
}

void put_before(std::string& path, std::size_t index) { put_before(path, "[" + std::to_string(index) + "]"); }

}  // namespace

bool Unwritable::because(std::string_view reason, std::string_view what_to_do) {
  why = reason;
  mend = what_to_do;
  return true;
}

bool Unwritable::at(std::string_view name) { return put_before(path, name), true; }

bool Unwritable::at(std::size_t index) { return put_before(path, index), true; }

namespace detail {
namespace {

// What a thread keeps for its next text.
struct Buffer {
  static constexpr std::size_t kept_size = 1 << 20;

  std::unique_ptr<char[]> bytes;
  std::size_t size = 0;
};

thread_local Buffer buffer;

}  // namespace

bool Trouble::at(std::string_view name) { return put_before(path, name), false; }

bool Trouble::at(std::size_t index) { return put_before(path, index), false; }

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

bool find_unwritable_json(std::string_view text, Unwritable& found) {
  if (!base::is_json(text)) return found.because("not JSON", "give it JSON text");
  constexpr std::string_view white_space = " \t\r\n";
  // Line breaks would tear a file of one record a line; white space around it is not read back.
  const bool is_padded = white_space.contains(text.front()) || white_space.contains(text.back());
  if (!is_padded && !text.contains('\n') && !text.contains('\r')) return false;
  return found.because("JSON with line breaks, or with white space around it", "write it in one line");
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

}  // namespace detail
}  // namespace flow::codec
