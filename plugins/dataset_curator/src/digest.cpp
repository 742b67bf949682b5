#include <map>
#include <optional>
#include <string_view>

#include <simdjson.h>

#include <dataset_curator/digest.hpp>
#include <digest/sha256.hpp>

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

// Feeds fields with their lengths, so that no two sequences of fields give the same bytes.
class Fields {
 public:
  void add(std::string_view field) {
    sha_.update(std::to_string(field.size()));
    sha_.update(":");
    sha_.update(field);
  }
  void add(const std::optional<std::string>& field) {
    add(field ? std::string_view("present") : std::string_view("absent"));
    if (field) add(std::string_view(*field));
  }
  std::string hex() { return sha_.hex(); }

 private:
  digest::Sha256 sha_;
};

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
  Fields fields;
  CallNumbers calls;
  for (const chat::Message& message : example.messages) {
    fields.add(std::string_view(message.role));
    fields.add(std::string_view(without_trailing_space(message.content)));
    fields.add(message.reasoning_content.transform(without_trailing_space));
    fields.add(std::string_view(std::to_string(message.tool_calls.size())));
    for (const chat::ToolCall& call : message.tool_calls) {
      fields.add(std::string_view(calls.number(call.id)));
      fields.add(std::string_view(call.function.name));
      fields.add(std::string_view(minified(call.function.arguments)));
    }
    fields.add(message.tool_call_id.transform([&](const std::string& id) { return calls.number(id); }));
    fields.add(std::string_view(std::to_string(message.weight.value_or(1))));
  }
  return fields.hex();
}

}  // namespace dataset_curator
