#include "stage_fixtures.hpp"

#include <algorithm>
#include <iterator>

namespace flowrun::config::testing {
namespace {

using flow::ParamDescription;
using flow::StageDescription;
using flow::StageForm;
using flow::ValueType;

const flow::RecordTypeName text{"text", 1}, tag{"tag", 1}, new_tag{"tag", 2}, adapter{"adapter", 1},
    any{"*", 0};

StageDescription stage(std::string name, StageForm form) {
  StageDescription description;
  description.name = std::move(name);
  description.version = 1;
  description.form = form;
  return description;
}

ParamDescription required(std::string name, ValueType type, std::string doc) {
  ParamDescription param;
  param.name = std::move(name);
  param.type = type;
  param.required = true;
  param.doc = std::move(doc);
  return param;
}

ParamDescription optional(std::string name, ValueType type, std::string default_json) {
  ParamDescription param;
  param.name = std::move(name);
  param.type = type;
  param.default_json = std::move(default_json);
  return param;
}

ParamDescription within(ParamDescription param, double min, double max) {
  param.min = min;
  param.max = max;
  return param;
}

ParamDescription list(ParamDescription param) {
  param.list = true;
  return param;
}

flow::InputDescription each(std::string name, const flow::RecordTypeName& type) {
  return {.name = std::move(name), .type = type};
}

flow::InputDescription once(std::string name, const flow::RecordTypeName& type, bool is_optional) {
  return {.name = std::move(name), .type = type, .once = true, .optional = is_optional};
}

StageDescription text_source() {
  StageDescription description = stage("text_source", StageForm::source);
  ParamDescription stores = list(required("stores", ValueType::path, "folders to read"));
  stores.listed = true;
  description.params = {stores, within(optional("count", ValueType::integer, "10"), 1, 1000),
                        optional("token", ValueType::secret, "null")};
  description.outputs = {{"texts", text}};
  return description;
}

StageDescription tagger() {
  StageDescription description = stage("tagger", StageForm::transform);
  description.deterministic = true;
  ParamDescription mode = optional("mode", ValueType::string, R"("fast")");
  mode.one_of = {"fast", "exact"};
  description.params = {within(optional("threshold", ValueType::number, "0.5"), 0, 1),
                        list(optional("labels", ValueType::string, R"(["a","b"])")),
                        mode,
                        optional("case_sensitive", ValueType::boolean, "true"),
                        optional("words", ValueType::path, "null"),
                        optional("comment", ValueType::string, R"("")")};
  description.inputs = {each("texts", text)};
  description.outputs = {{"tags", tag}};
  return description;
}

StageDescription splitter() {
  StageDescription description = stage("splitter", StageForm::transform);
  description.cheap = true;
  description.inputs = {each("texts", text)};
  description.outputs = {{"train", text}, {"valid", text}};
  return description;
}

constexpr auto most_tokens = "most tokens of a line";

StageDescription packer() {
  StageDescription description = stage("packer", StageForm::transform);
  ParamDescription max_tokens = optional("max_tokens", ValueType::integer, "64");
  ParamDescription cap = optional("cap", ValueType::integer, "null");
  max_tokens.quantity = cap.quantity = most_tokens;
  description.params = {max_tokens, cap};
  description.inputs = {each("texts", text)};
  description.outputs = {{"lines", text}};
  return description;
}

StageDescription trainer() {
  StageDescription description = stage("trainer", StageForm::collector);
  ParamDescription max_seq = required("max_seq", ValueType::integer, "longest line, in tokens");
  max_seq.min = 16;
  max_seq.quantity = most_tokens;
  description.params = {within(optional("learning_rate", ValueType::number, "5e-5"), 0, 1), max_seq};
  description.needs = {{"gpu", 1}};
  description.inputs = {each("texts", text)};
  description.outputs = {{.name = "adapter", .type = adapter, .is_artifact = true}};
  return description;
}

StageDescription rollout() {
  StageDescription description = stage("rollout", StageForm::transform);
  description.is_volatile = true;
  description.inputs = {each("tasks", text), once("adapter", adapter, true)};
  description.outputs = {{"answers", text}};
  return description;
}

StageDescription judge() {
  StageDescription description = stage("judge", StageForm::transform);
  description.needs = {{"cargo", 2}};
  description.inputs = {each("answers", text), once("adapter", adapter, false)};
  description.outputs = {{"verdicts", new_tag}};
  return description;
}

StageDescription tag_sink() {
  StageDescription description = stage("tag_sink", StageForm::collector);
  description.inputs = {each("tags", tag)};
  description.outputs = {{"table", {"table", 1}}};
  return description;
}

StageDescription deleter() {
  StageDescription description = stage("deleter", StageForm::collector);
  description.inputs = {each("records", any)};
  return description;
}

}  // namespace

const std::vector<StageDescription>& stages() {
  static const std::vector<StageDescription> all = {text_source(), tagger(), splitter(), packer(), trainer(),
                                                    rollout(),     judge(),  tag_sink(), deleter()};
  return all;
}

StageCatalogue catalogue() {
  StageCatalogue catalogue;
  catalogue.find = [](std::string_view use) -> const StageDescription* {
    const auto found = std::ranges::find(stages(), use, &StageDescription::name);
    return found == stages().end() ? nullptr : &*found;
  };
  std::ranges::transform(stages(), std::back_inserter(catalogue.names), &StageDescription::name);
  return catalogue;
}

}  // namespace flowrun::config::testing
