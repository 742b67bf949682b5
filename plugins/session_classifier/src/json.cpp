#include <charconv>

#include <fmt/format.h>
#include <simdjson.h>

#include <session_classifier/json.hpp>

namespace session_classifier {
namespace {

namespace ondemand = simdjson::ondemand;

constexpr int max_depth = 200;  // opencode nests a dozen levels; deeper text is hostile or broken

// The grammar of RFC 8259, section 6. simdjson's on-demand tokens are not checked by it.
bool is_number(std::string_view token) {
  std::size_t at = 0;
  auto digits = [&] {
    const std::size_t from = at;
    while (at < token.size() && token[at] >= '0' && token[at] <= '9') ++at;
    return at - from;
  };
  if (at < token.size() && token[at] == '-') ++at;
  const std::size_t whole_from = at;
  const std::size_t whole = digits();
  if (whole == 0 || (whole > 1 && token[whole_from] == '0')) return false;
  if (at < token.size() && token[at] == '.') {
    ++at;
    if (digits() == 0) return false;
  }
  if (at < token.size() && (token[at] == 'e' || token[at] == 'E')) {
    ++at;
    if (at < token.size() && (token[at] == '+' || token[at] == '-')) ++at;
    if (digits() == 0) return false;
  }
  return at == token.size();
}

std::string_view trimmed(std::string_view token) {
  while (!token.empty() &&
         (token.back() == ' ' || token.back() == '\n' || token.back() == '\r' || token.back() == '\t'))
    token.remove_suffix(1);
  return token;
}

template <typename Value>
simdjson::error_code read(Value&& source, Json& out, int depth);

simdjson::error_code read_object(ondemand::object object, Json& out, int depth) {
  out.kind = Json::Kind::object;
  for (auto field : object) {
    std::string_view key;
    if (auto error = field.unescaped_key().get(key)) return error;
    out.members.emplace_back(JsonMember{std::string(key), {}});
    ondemand::value value;
    if (auto error = field.value().get(value)) return error;
    if (auto error = read(value, out.members.back().value, depth + 1)) return error;
  }
  return simdjson::SUCCESS;
}

simdjson::error_code read_array(ondemand::array array, Json& out, int depth) {
  out.kind = Json::Kind::array;
  for (auto item : array) {
    ondemand::value value;
    if (auto error = item.get(value)) return error;
    out.items.emplace_back();
    if (auto error = read(value, out.items.back(), depth + 1)) return error;
  }
  return simdjson::SUCCESS;
}

template <typename Value>
simdjson::error_code read(Value&& source, Json& out, int depth) {
  if (depth > max_depth) return simdjson::DEPTH_ERROR;
  ondemand::json_type type;
  if (auto error = source.type().get(type)) return error;
  switch (type) {
    case ondemand::json_type::object: {
      ondemand::object object;
      if (auto error = source.get_object().get(object)) return error;
      return read_object(object, out, depth);
    }
    case ondemand::json_type::array: {
      ondemand::array array;
      if (auto error = source.get_array().get(array)) return error;
      return read_array(array, out, depth);
    }
    case ondemand::json_type::string: {
      std::string_view text;
      if (auto error = source.get_string().get(text)) return error;
      out.kind = Json::Kind::string;
      out.text = text;
      return simdjson::SUCCESS;
    }
    case ondemand::json_type::number: {
      // The token is taken before get_double, which moves on and whose result is not needed.
      const std::string token(trimmed(source.raw_json_token()));
      if (!is_number(token)) return simdjson::NUMBER_ERROR;
      double unused = 0;
      if (auto error = source.get_double().get(unused)) return error;
      out.kind = Json::Kind::number;
      out.text = token;
      return simdjson::SUCCESS;
    }
    case ondemand::json_type::boolean: {
      out.kind = Json::Kind::boolean;
      return source.get_bool().get(out.boolean);
    }
    case ondemand::json_type::null: {
      bool null = false;
      if (auto error = source.is_null().get(null)) return error;
      return null ? simdjson::SUCCESS : simdjson::N_ATOM_ERROR;
    }
  }
  return simdjson::INCORRECT_TYPE;
}

}  // namespace

const Json& Json::operator[](std::string_view key) const {
  static const Json none;
  for (auto member = members.rbegin(); member != members.rend(); ++member)
    if (member->key == key) return member->value;
  return none;
}

std::string_view Json::string() const { return is_string() ? std::string_view(text) : std::string_view(); }

std::optional<std::int64_t> Json::integer() const {
  if (kind != Kind::number) return std::nullopt;
  std::int64_t whole = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (error == std::errc{} && end == text.data() + text.size()) return whole;
  double value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  constexpr double limit = 9.0e18;
  if (parsed.ec != std::errc{} || !(value > -limit && value < limit)) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

std::expected<Json, std::string> parse_json(std::string_view text) {
  if (text.size() > max_document_bytes)
    return std::unexpected(
        fmt::format("{} bytes, more than the {} that are read", text.size(), max_document_bytes));
  if (text.empty()) return std::unexpected("empty");
  const simdjson::padded_string padded(replace_lone_surrogates(text));
  ondemand::parser parser;
  ondemand::document document;
  Json value;
  auto error = parser.iterate(padded).get(document);
  ondemand::value root;
  if (!error) error = document.get_value().get(root);
  if (!error) error = read(root, value, 0);
  const char* rest = nullptr;  // at the end of the text there is no location any more
  if (!error && !document.current_location().get(rest)) error = simdjson::TRAILING_CONTENT;
  if (error)
    return std::unexpected(std::string("not valid JSON, or cut off: ") + simdjson::error_message(error));
  return value;
}

}  // namespace session_classifier
