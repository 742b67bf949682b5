// JSON as text: writing values, and mending what JavaScript writes but UTF-8 cannot hold.
#include <charconv>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include <session_classifier/json.hpp>

namespace session_classifier {
namespace {

void dump_string(std::string_view text, std::string& out) {
  out += '"';
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
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
      default:
        if (static_cast<unsigned char>(c) < 0x20)
          out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        else
          out += c;
    }
  }
  out += '"';
}

void dump_value(const Json& value, std::string& out) {
  const char* separator = "";
  switch (value.kind) {
    case Json::Kind::null:
      out += "null";
      return;
    case Json::Kind::boolean:
      out += value.boolean ? "true" : "false";
      return;
    case Json::Kind::number:
      out += value.text;
      return;
    case Json::Kind::string:
      dump_string(value.text, out);
      return;
    case Json::Kind::array:
      out += '[';
      for (const Json& item : value.items) {
        out += std::exchange(separator, ",");
        dump_value(item, out);
      }
      out += ']';
      return;
    case Json::Kind::object:
      out += '{';
      for (const JsonMember& member : value.members) {
        out += std::exchange(separator, ",");
        dump_string(member.key, out);
        out += ':';
        dump_value(member.value, out);
      }
      out += '}';
      return;
  }
}

// The four hex digits after "\u", or none.
std::optional<unsigned> code_unit(std::string_view text, std::size_t backslash) {
  if (backslash + 6 > text.size() || text[backslash] != '\\' || text[backslash + 1] != 'u')
    return std::nullopt;
  unsigned unit = 0;
  const char* first = text.data() + backslash + 2;
  const auto [end, error] = std::from_chars(first, first + 4, unit, 16);
  if (error != std::errc{} || end != first + 4) return std::nullopt;
  return unit;
}

bool is_high(unsigned unit) { return unit >= 0xd800 && unit <= 0xdbff; }
bool is_low(unsigned unit) { return unit >= 0xdc00 && unit <= 0xdfff; }

}  // namespace

std::string Json::dump() const {
  std::string out;
  dump_value(*this, out);
  return out;
}

void change_strings(Json& value, const std::function<std::string(std::string_view)>& change) {
  if (value.is_string()) value.text = change(value.text);
  for (Json& item : value.items) change_strings(item, change);
  for (JsonMember& member : value.members) change_strings(member.value, change);
}

std::string replace_lone_surrogates(std::string_view json_text) {
  std::string out(json_text);
  for (std::size_t at = out.find('\\'); at != std::string::npos; at = out.find('\\', at)) {
    const auto unit = code_unit(out, at);
    if (unit && is_high(*unit) && is_low(code_unit(out, at + 6).value_or(0))) {
      at += 12;
    } else if (unit) {
      if (is_high(*unit) || is_low(*unit)) out.replace(at, 6, "\\ufffd");
      at += 6;
    } else {
      at += 2;  // any other escape, of two characters
    }
  }
  return out;
}

}  // namespace session_classifier
