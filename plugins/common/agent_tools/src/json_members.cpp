#include "json_members.hpp"

#include <simdjson.h>

namespace agent_tools {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

// The pieces of a valid object's inside between `separator`s of its own level.
std::vector<std::string_view> split(std::string_view inside, char separator) {
  std::vector<std::string_view> pieces;
  std::size_t begin = 0;
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < inside.size(); ++i) {
    const char c = inside[i];
    if (quoted) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      --depth;
    } else if (c == separator && depth == 0) {
      pieces.push_back(inside.substr(begin, i - begin));
      begin = i + 1;
      if (separator == ':') break;
    }
  }
  pieces.push_back(inside.substr(begin));
  return pieces;
}

}  // namespace

std::optional<std::vector<JsonMember>> json_members(std::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (parser.parse(simdjson::padded_string(json)).get(object) != simdjson::SUCCESS) return std::nullopt;
  std::vector<JsonMember> members;
  if (object.size() == 0) return members;
  std::string_view inside = trimmed(json);
  inside = inside.substr(1, inside.size() - 2);
  for (const std::string_view piece : split(inside, ',')) {
    const auto halves = split(piece, ':');
    auto key = json_string(trimmed(halves[0]));
    if (!key || halves.size() != 2) return std::nullopt;
    members.push_back({*std::move(key), std::string(trimmed(halves[0])), std::string(trimmed(halves[1]))});
  }
  return members;
}

std::string json_object(const std::vector<JsonMember>& members) {
  std::string out = "{";
  for (const JsonMember& member : members) {
    if (out.size() > 1) out += ',';
    out += member.spelled + ":" + member.value;
  }
  return out + "}";
}

std::optional<std::string> json_string(std::string_view value) {
  simdjson::dom::parser parser;
  std::string_view text;
  if (parser.parse(simdjson::padded_string(value)).get(text) != simdjson::SUCCESS) return std::nullopt;
  return std::string(text);
}

std::string json_text(std::string_view characters) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : characters) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\r') {
      out += "\\r";
    } else if (byte < 0x20) {
      out += "\\u00";
      out += {digits[byte >> 4], digits[byte & 15]};
    } else {
      out += c;
    }
  }
  return out + '"';
}

}  // namespace agent_tools
