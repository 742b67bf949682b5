#include <set>
#include <string_view>

#include <simdjson.h>

#include <dataset_curator/curator.hpp>

namespace dataset_curator {
namespace {

class RuleNames {
 public:
  explicit RuleNames(const secrets::Scanner& scanner) : scanner_(scanner) {}

  void scan(std::string_view text) {
    for (const secrets::Finding& finding : scanner_.find(text)) names_.insert(finding.rule);
  }

  void scan_json(const std::string& json) {
    scan(json);
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    if (parser.parse(json).get(root) == simdjson::SUCCESS) scan_strings(root);
  }

  std::string joined() const {
    std::string result;
    for (const std::string& name : names_) result += (result.empty() ? "" : ", ") + name;
    return result;
  }

 private:
  void scan_strings(simdjson::dom::element element) {
    std::string_view string;
    simdjson::dom::array array;
    simdjson::dom::object object;
    if (element.get(string) == simdjson::SUCCESS) {
      scan(string);
    } else if (element.get(array) == simdjson::SUCCESS) {
      for (simdjson::dom::element child : array) scan_strings(child);
    } else if (element.get(object) == simdjson::SUCCESS) {
      for (const auto& [key, child] : object) {
        scan(key);
        scan_strings(child);
      }
    }
  }

  const secrets::Scanner& scanner_;
  std::set<std::string> names_;
};

void scan_metadata(const chat::Metadata& metadata, RuleNames& names) {
  for (const std::string& field : {metadata.id, metadata.group}) names.scan(field);
  if (metadata.session) {
    names.scan(metadata.session->id);
    names.scan(metadata.session->agent);
    names.scan(metadata.session->model);
    for (const std::string& signal : metadata.session->signals) names.scan(signal);
  }
  if (metadata.git) names.scan(metadata.git->repository);
  if (metadata.synthetic) names.scan(metadata.synthetic->skeleton);
  if (metadata.verification) {
    for (const chat::CommandRun& run : metadata.verification->commands) names.scan(run.command);
    names.scan(metadata.verification->toolchain);
  }
}

}  // namespace

std::string secrets_in(const chat::Example& example, const secrets::Scanner& scanner) {
  RuleNames names(scanner);
  for (const chat::Message& message : example.messages) {
    names.scan(message.content);
    if (message.reasoning_content) names.scan(*message.reasoning_content);
    for (const chat::ToolCall& call : message.tool_calls) {
      names.scan(call.id);
      names.scan(call.function.name);
      names.scan_json(call.function.arguments);
    }
    if (message.tool_call_id) names.scan(*message.tool_call_id);
  }
  for (const std::string& tool : example.tools) names.scan_json(tool);
  scan_metadata(example.metadata, names);
  return names.joined();
}

}  // namespace dataset_curator
