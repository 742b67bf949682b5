#include "stage_json.hpp"

#include <string_view>
#include <vector>

#include <config/wiring.hpp>

namespace flowrun::cli {
namespace {

void write_traits(base::JsonWriter& json, const flow::StageDescription& stage) {
  json.key("traits").begin_array();
  const auto add = [&](bool is, std::string_view name) {
    if (is) json.string(name);
  };
  add(stage.deterministic, "deterministic");
  add(stage.cheap, "cheap");
  add(stage.is_volatile, "volatile");
  add(stage.blocking, "blocking");
  add(stage.at_most_one, "at_most_one");
  add(stage.streaming, "streaming");
  add(stage.reads_accounts, "reads_accounts");
  json.end_array().key("needs").begin_object();
  for (const auto& [resource, amount] : stage.needs) json.member(resource, amount);
  json.end_object().key("may_hold").begin_object();
  for (const auto& [resource, amount] : stage.may_hold) json.member(resource, amount);
  json.end_object();
}

void write_fields(base::JsonWriter& json, const std::vector<flow::FieldDescription>& fields) {
  json.key("fields").begin_array();
  for (const flow::FieldDescription& field : fields) {
    json.begin_object().member("name", field.name);
    json.member("type", field.raw_json ? std::string_view("json") : base::name_of(field.type));
    json.member("list", field.list).member("optional", field.optional).member("doc", field.doc);
    if (!field.one_of.empty()) json.member("one_of", field.one_of);
    if (!field.fields.empty()) write_fields(json, field.fields);
    json.end_object();
  }
  json.end_array();
}

void write_param(base::JsonWriter& json, const flow::ParamDescription& param) {
  json.begin_object().member("name", param.name).member("type", param.type).member("list", param.list);
  json.member("required", param.required).key("default");
  json.raw(param.default_json.empty() ? "null" : param.default_json);
  json.member("min", param.min).member("max", param.max).member("doc", param.doc);
  if (!param.one_of.empty()) json.member("one_of", param.one_of);
  if (!param.quantity.empty()) json.member("quantity", param.quantity);
  if (!param.files.empty()) json.member("files", param.files);
  json.end_object();
}

}  // namespace

void write_stage(base::JsonWriter& json, const plugins::RegisteredStage& registered) {
  const flow::StageDescription& stage = registered.description;
  json.begin_object().member("name", stage.name).member("version", stage.version);
  json.member("summary", stage.summary).member("form", stage.form);
  json.member("library", registered.library.string());
  write_traits(json, stage);
  json.member("concurrency", stage.concurrency).key("inputs").begin_array();
  for (const flow::InputDescription& input : stage.inputs) {
    json.begin_object().member("name", input.name).member("type", config::to_string(input.type));
    json.member("once", input.once).member("optional", input.optional).end_object();
  }
  json.end_array().key("outputs").begin_array();
  for (const flow::OutputDescription& output : stage.outputs) {
    json.begin_object().member("name", output.name).member("type", config::to_string(output.type));
    json.member("is_artifact", output.is_artifact);
    write_fields(json, output.fields);
    json.end_object();
  }
  json.end_array().key("params").begin_array();
  for (const flow::ParamDescription& param : stage.params) write_param(json, param);
  json.end_array().end_object();
}

}  // namespace flowrun::cli
