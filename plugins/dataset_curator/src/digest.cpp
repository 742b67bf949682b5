#include <algorithm>
#include <map>
#include <optional>
#include <string_view>

#include <simdjson.h>

#include <dataset_curator/digest.hpp>
#include <digest/fields.hpp>

namespace dataset_curator {
namespace {

// Lines without white space at their ends, and without empty lines at the end.
std::string without_trailing_space(std::string_view text) {
  constexpr std::string_view blanks = " \t\r";
  std::string result;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    result.append(line.substr(0, line.find_last_not_of(blanks) + 1)).append("\n");  // npos + 1 is 0
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  result.erase(result.find_last_not_of('\n') + 1);
  return result;
}

std::string minified(const std::string& json) {
  std::string result(json.size() + simdjson::SIMDJSON_PADDING, '\0');
  std::size_t size = 0;
  if (simdjson::minify(json.data(), json.size(), result.data(), size) != simdjson::SUCCESS) return json;
  result.resize(size);
  return result;
}

void add_optional(digest::Fields& fields, const std::optional<std::string>& field) {
  fields.add(field ? "present" : "absent");
  if (field) fields.add(*field);
}

class CallNumbers {
 public:
  std::string number(const std::string& id) {
    return std::to_string(numbers_.emplace(id, numbers_.size() + 1).first->second);
  }

 private:
  std::map<std::string, std::size_t> numbers_;
};

}  // namespace

std::string content_digest(const chat::Example& example) {
  digest::Fields fields;
  CallNumbers calls;
  for (const chat::Message& message : example.messages) {
    fields.add(base::name_of(message.role));
    fields.add(without_trailing_space(message.content));
    add_optional(fields, message.reasoning_content.transform(without_trailing_space));
    fields.add(std::to_string(message.tool_calls.size()));
    for (const chat::ToolCall& call : message.tool_calls) {
      fields.add(calls.number(call.id));
      fields.add(call.function.name);
      fields.add(minified(call.function.arguments));
    }
    add_optional(fields,
                 message.tool_call_id.transform([&](const std::string& id) { return calls.number(id); }));
    fields.add(std::to_string(message.weight.value_or(1)));
  }
  return fields.hex();
}

}  // namespace dataset_curator
