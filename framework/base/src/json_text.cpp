#include <array>
#include <charconv>
#include <cmath>

#include <base/json_text.hpp>

namespace base {
namespace {

// Enough for the shortest form of a double (24 characters) and for 64-bit integers.
template <class Number>
void append_shortest(std::string& out, Number value) {
  std::array<char, 32> buffer;
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  out.append(buffer.data(), end);
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  static constexpr char hex[] = "0123456789abcdef";
  out += '"';
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text, copied, i - copied);
    copied = i + 1;
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      default:
        out.append({'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]});
    }
  }
  out.append(text, copied);
  out += '"';
}

void append_json_number(std::string& out, double value) {
  if (!std::isfinite(value)) return void(out += "null");
  append_shortest(out, value == 0 ? 0.0 : value);
}

void append_json_number(std::string& out, std::int64_t value) { append_shortest(out, value); }

void append_json_number(std::string& out, std::uint64_t value) { append_shortest(out, value); }

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
