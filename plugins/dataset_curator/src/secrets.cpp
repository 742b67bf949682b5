#include <map>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <simdjson.h>

#include <dataset_curator/curator.hpp>

namespace dataset_curator {
namespace {

// The rules that find something, each with the first place where it does.
class RulePlaces {
 public:
  explicit RulePlaces(const secrets::Scanner& scanner) : scanner_(scanner) {}

  void scan(std::string_view place, std::string_view text) {
    for (const secrets::Finding& finding : scanner_.find(text)) places_.emplace(finding.rule, place);
  }

  void scan_json(std::string_view place, const std::string& json) {
    scan(place, json);
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    if (parser.parse(json).get(root) == simdjson::SUCCESS) scan_strings(place, root);
  }

  std::string joined() const {
    std::string result;
    for (const auto& [rule, place] : places_)
      result += fmt::format("{}{} in {}", result.empty() ? "" : ", ", rule, place);
    return result;
  }

 private:
  void scan_strings(std::string_view place, simdjson::dom::element element) {
    std::string_view string;
    simdjson::dom::array array;
    simdjson::dom::object object;
    if (element.get(string) == simdjson::SUCCESS) {
      scan(place, string);
    } else if (element.get(array) == simdjson::SUCCESS) {
      for (simdjson::dom::element child : array) scan_strings(place, child);
    } else if (element.get(object) == simdjson::SUCCESS) {
      for (const auto& [key, child] : object) {
        scan(place, key);
        scan_strings(place, child);
      }
    }
  }

  const secrets::Scanner& scanner_;
  std::map<std::string, std::string> places_;
};

void scan_message(const std::string& place, const chat::Message& message, RulePlaces& places) {
  places.scan(place + ".content", message.content);
  if (message.reasoning_content) places.scan(place + ".reasoning_content", *message.reasoning_content);
  for (std::size_t i = 0; i < message.tool_calls.size(); ++i) {
    const chat::ToolCall& call = message.tool_calls[i];
    const std::string of_call = fmt::format("{}.tool_calls[{}]", place, i);
    places.scan(of_call + ".id", call.id);
    places.scan(of_call + ".function.name", call.function.name);
    places.scan_json(of_call + ".function.arguments", call.function.arguments);
  }
  if (message.tool_call_id) places.scan(place + ".tool_call_id", *message.tool_call_id);
}

void scan_metadata(const chat::Metadata& metadata, RulePlaces& places) {
  places.scan("metadata.id", metadata.id);
  places.scan("metadata.group", metadata.group);
  if (metadata.session) {
    places.scan("metadata.session.id", metadata.session->id);
    places.scan("metadata.session.agent", metadata.session->agent);
    places.scan("metadata.session.model", metadata.session->model);
    for (const std::string& signal : metadata.session->signals)
      places.scan("metadata.session.signals", signal);
  }
  if (metadata.git) places.scan("metadata.git.repository", metadata.git->repository);
  if (metadata.synthetic) places.scan("metadata.synthetic.skeleton", metadata.synthetic->skeleton);
  if (metadata.file) places.scan("metadata.file.name", metadata.file->name);
  if (metadata.extra) places.scan_json("metadata.extra", *metadata.extra);
  if (metadata.verification) {
    for (const chat::CommandRun& run : metadata.verification->commands)
      places.scan("metadata.verification.commands", run.command);
    for (const chat::OmittedCheck& check : metadata.verification->left_out) {
      places.scan("metadata.verification.left_out", check.command);
      places.scan("metadata.verification.left_out", check.why);
    }
    places.scan("metadata.verification.toolchain", metadata.verification->toolchain);
  }
}

}  // namespace

std::string secrets_in(const chat::Example& example, const secrets::Scanner& scanner) {
  RulePlaces places(scanner);
  for (std::size_t i = 0; i < example.messages.size(); ++i)
    scan_message(fmt::format("messages[{}]", i), example.messages[i], places);
  for (std::size_t i = 0; i < example.tools.size(); ++i)
    places.scan_json(fmt::format("tools[{}]", i), example.tools[i]);
  scan_metadata(example.metadata, places);
  return places.joined();
}

}  // namespace dataset_curator
