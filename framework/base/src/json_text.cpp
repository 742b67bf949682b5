#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <base/byte_block.hpp>
#include <base/copy_short.hpp>
#include <base/json_text.hpp>

namespace base {
namespace {

// For each byte the letter of its short escape, 'u' for a control character without one, 0 for what is copied.
constexpr auto escape_letters = [] {
  std::array<char, 256> letters{};
  for (std::size_t control = 0; control < 0x20; ++control) letters[control] = 'u';
  letters['\b'] = 'b';
  letters['\f'] = 'f';
  letters['\n'] = 'n';
  letters['\r'] = 'r';
  letters['\t'] = 't';
  letters['"'] = '"';
  letters['\\'] = '\\';
  return letters;
}();

char* put_escape(char* to, char c) {
  static constexpr char hex[] = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  const char letter = escape_letters[byte];
  *to++ = '\\';
  *to++ = letter;
  if (letter != 'u') return to;
  for (const char digit : {'0', '0', hex[byte >> 4], hex[byte & 15]}) *to++ = digit;
  return to;
}

// Whole blocks are read: what `text` stands in goes on for block_size after its last byte.
char* put_padded(char* to, std::string_view text) {
  const char* from = text.data();
  const char* const end = from + text.size();
  while (from < end) {
    const ByteBlock block = load_block(from);
    store_block(to, block);
    const auto plain = std::min(first_match((block < 0x20) | (block == '"') | (block == '\\')),
                                static_cast<std::size_t>(end - from));
    from += plain;
    to += plain;
    if (plain < block_size && from < end) to = put_escape(to, *from++);
  }
  return to;
}

template <class Number>
void append_number(std::string& out, Number value) {
  std::array<char, json_number_room> buffer;
  out.append(buffer.data(), put_json_number(buffer.data(), value));
}

}  // namespace

char* put_json_escaped(char* to, std::string_view text) {
  const std::size_t rest = std::min(text.size(), block_size);
  const std::size_t padded = text.size() - rest;
  to = put_padded(to, text.substr(0, padded));
  std::array<char, 2 * block_size> last{};
  copy_short(last.data(), text.data() + padded, rest);
  return put_padded(to, {last.data(), rest});
}

char* put_json_number(char* to, double value) {
  if (!std::isfinite(value)) return std::copy_n("null", 4, to);
  return std::to_chars(to, to + json_number_room, value == 0 ? 0.0 : value).ptr;
}

char* put_json_number(char* to, std::int64_t value) {
  return std::to_chars(to, to + json_number_room, value).ptr;
}

char* put_json_number(char* to, std::uint64_t value) {
  return std::to_chars(to, to + json_number_room, value).ptr;
}

void append_json_string(std::string& out, std::string_view text) {
  constexpr std::size_t piece_size = 256;
  std::array<char, json_escape_room(piece_size)> buffer;
  out += '"';
  for (std::size_t at = 0; at < text.size(); at += piece_size)
    out.append(buffer.data(), put_json_escaped(buffer.data(), text.substr(at, piece_size)));
  out += '"';
}

void append_json_number(std::string& out, double value) { append_number(out, value); }
void append_json_number(std::string& out, std::int64_t value) { append_number(out, value); }
void append_json_number(std::string& out, std::uint64_t value) { append_number(out, value); }

std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string json_number(double value) {
  std::string out;
  append_json_number(out, value);
  return out;
}

}  // namespace base
