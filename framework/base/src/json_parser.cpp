#include <optional>
#include <string>

#include <simdjson.h>

#include <base/json.hpp>

#include "surrogates.hpp"

namespace base {
namespace {

namespace ondemand = simdjson::ondemand;

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

// Readers fill `out`; where it is null, the text is checked and nothing is kept. `values` is how many more there may be.
template <typename Value>
simdjson::error_code read(Value&& source, Json* out, int depth, std::size_t& values);

simdjson::error_code read_object(ondemand::object object, Json* out, int depth, std::size_t& values) {
  if (out) out->kind = Json::Kind::object;
  for (auto field : object) {
    std::string_view key;
    if (auto error = field.unescaped_key().get(key)) return error;
    Json* member = out ? &out->members.emplace_back(JsonMember{std::string(key), {}}).value : nullptr;
    ondemand::value value;
    if (auto error = field.value().get(value)) return error;
    if (auto error = read(value, member, depth - 1, values)) return error;
  }
  return simdjson::SUCCESS;
}

simdjson::error_code read_array(ondemand::array array, Json* out, int depth, std::size_t& values) {
  if (out) out->kind = Json::Kind::array;
  for (auto item : array) {
    ondemand::value value;
    if (auto error = item.get(value)) return error;
    Json* element = out ? &out->items.emplace_back() : nullptr;
    if (auto error = read(value, element, depth - 1, values)) return error;
  }
  return simdjson::SUCCESS;
}

// A string or a number.
void keep(Json* out, Json::Kind kind, std::string_view text) {
  if (!out) return;
  out->kind = kind;
  out->text = text;
}

template <typename Value>
simdjson::error_code read(Value&& source, Json* out, int depth, std::size_t& values) {
  if (depth < 0) return simdjson::DEPTH_ERROR;
  if (values == 0) return simdjson::CAPACITY;
  --values;
  ondemand::json_type type;
  if (auto error = source.type().get(type)) return error;
  switch (type) {
    case ondemand::json_type::object: {
      ondemand::object object;
      if (auto error = source.get_object().get(object)) return error;
      return read_object(object, out, depth, values);
    }
    case ondemand::json_type::array: {
      ondemand::array array;
      if (auto error = source.get_array().get(array)) return error;
      return read_array(array, out, depth, values);
    }
    case ondemand::json_type::string: {
      std::string_view text;
      if (auto error = source.get_string().get(text)) return error;
      keep(out, Json::Kind::string, text);
      return simdjson::SUCCESS;
    }
    case ondemand::json_type::number: {
      // The token is taken before get_double, which moves on and whose result is not needed.
      const std::string_view token = trimmed(source.raw_json_token());
      if (!is_number(token)) return simdjson::NUMBER_ERROR;
      double unused = 0;
      if (auto error = source.get_double().get(unused)) return error;
      keep(out, Json::Kind::number, token);
      return simdjson::SUCCESS;
    }
    case ondemand::json_type::boolean: {
      bool value = false;
      const auto error = source.get_bool().get(value);
      if (out) out->kind = Json::Kind::boolean, out->boolean = value;
      return error;
    }
    case ondemand::json_type::null: {
      bool null = false;
      if (auto error = source.is_null().get(null)) return error;
      return null ? simdjson::SUCCESS : simdjson::N_ATOM_ERROR;
    }
  }
  return simdjson::INCORRECT_TYPE;
}

// The whole document.
simdjson::error_code read_text(const simdjson::padded_string& text, Json* out, const JsonLimits& limits) {
  std::size_t values = limits.values;
  // Made anew, a parser takes as long as a short text; of a large one it would keep several times as much memory.
  constexpr std::size_t short_size = 64 << 10;
  thread_local ondemand::parser of_short_texts;
  std::optional<ondemand::parser> of_this;
  ondemand::parser& parser = text.size() <= short_size ? of_short_texts : of_this.emplace();
  ondemand::document document;
  auto error = parser.iterate(text).get(document);
  bool is_scalar = false;
  if (!error) error = document.is_scalar().get(is_scalar);
  if (!error) {
    if (is_scalar) {
      error = read(document, out, limits.depth, values);
    } else {
      ondemand::value root;
      error = document.get_value().get(root);
      if (!error) error = read(root, out, limits.depth, values);
    }
  }
  const char* rest = nullptr;  // at the end of the text there is no location any more
  if (!error && !document.current_location().get(rest)) error = simdjson::TRAILING_CONTENT;
  return error;
}

// An object or array without its closing sign, about which simdjson says only that some token was not what it wanted.
bool is_cut_off(std::string_view text) {
  constexpr std::string_view space = " \t\r\n";
  const std::size_t first = text.find_first_not_of(space);
  if (first == std::string_view::npos) return false;
  const char last = text[text.find_last_not_of(space)];
  return (text[first] == '{' && last != '}') || (text[first] == '[' && last != ']');
}

}  // namespace

Result<Json> parse_json(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.bytes) {
    return failure("not read as JSON", std::to_string(text.size()) + " bytes, more than the " +
                                           std::to_string(limits.bytes) + " that are read");
  }
  if (text.empty()) return failure("not valid JSON", "empty");
  Json value;
  auto error = read_text(simdjson::padded_string(text), &value, limits);
  if (error && error != simdjson::CAPACITY && limits.mends_surrogates) {
    value = {};
    error = read_text(simdjson::padded_string(replace_lone_surrogates(text)), &value, limits);
  }
  if (error) {
    if (error == simdjson::CAPACITY)
      return failure("not read as JSON",
                     "more than the " + std::to_string(limits.values) + " values that are read");
    const bool is_cut = is_cut_off(text);
    return failure("not valid JSON",
                   is_cut ? "it ends too early, as if it had been cut off" : simdjson::error_message(error));
  }
  return value;
}

bool is_json(std::string_view text) {
  return !text.empty() &&
         read_text(simdjson::padded_string(text), nullptr, JsonLimits()) == simdjson::SUCCESS;
}

}  // namespace base
