#include "pipeline_schema.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include <base/json_writer.hpp>
#include <config/pipeline.hpp>

namespace flowrun::cli {
namespace {

using base::JsonWriter;

// What may stand in any place, and the shapes of what the keys of a file take.
constexpr std::string_view shared = R"json(
"variable":{"type":"string","pattern":"\\$\\{","description":"a text with ${name} or ${env:NAME} in it"},
"name":{"type":"string","pattern":"^[a-z][a-z0-9_]*$"},
"endpoint":{"description":"STAGE or STAGE.PORT","anyOf":[
  {"type":"string","pattern":"^[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)?$"},{"$ref":"#/$defs/variable"}]},
"endpoints":{"anyOf":[{"$ref":"#/$defs/endpoint"},{"type":"array","minItems":1,"items":{"$ref":"#/$defs/endpoint"}}]},
"boolean":{"anyOf":[{"type":"boolean"},{"$ref":"#/$defs/variable"}]},
"duration":{"description":"a time such as 30s, 5m or 2h","anyOf":[
  {"type":"string","pattern":"^[0-9]+(ms|s|m|h|d)$"},{"$ref":"#/$defs/variable"}]},
"tolerance":{"anyOf":[{"type":"object","additionalProperties":false,"properties":{"tolerate":{
  "description":"a count of records, or a share from 0% to 100%","anyOf":[{"type":"integer","minimum":0},
  {"type":"string","pattern":"^[0-9]+(\\.[0-9]+)?%$"},{"$ref":"#/$defs/variable"}]}}},{"$ref":"#/$defs/variable"}]},
"retry":{"anyOf":[{"type":"object","additionalProperties":false,"required":["times"],"properties":{
  "times":{"description":"how often a record that failed is tried again","anyOf":[
    {"type":"integer","minimum":0,"maximum":1000},{"$ref":"#/$defs/variable"}]},
  "backoff":{"$ref":"#/$defs/duration"}}},{"$ref":"#/$defs/variable"}]},
"published":{"anyOf":[{"$ref":"#/$defs/endpoint"},{"type":"object","additionalProperties":false,"required":["from"],
  "properties":{"from":{"$ref":"#/$defs/endpoint"},"allow_empty":{"$ref":"#/$defs/boolean"}}}]},
)json";

constexpr std::string_view file_keys = R"json(
"name":{"description":"names the folder of the results","anyOf":[
  {"type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9_.-]*$"},{"$ref":"#/$defs/variable"}]},
"profiles":{"description":"values for ${name}, one set a profile","type":"object",
  "propertyNames":{"pattern":"^[A-Za-z0-9][A-Za-z0-9_.-]*$"},"additionalProperties":{"type":"object"}},
"default_profile":{"description":"the profile that is used without --profile","type":"string"},
"strict_code":{"description":"a rebuilt plugin computes anew","$ref":"#/$defs/boolean"},
"resources":{"description":"what stages share, and how much of it there is","type":"object",
  "propertyNames":{"$ref":"#/$defs/name"},"additionalProperties":{"anyOf":[
  {"type":"integer","minimum":1,"maximum":1000000},{"$ref":"#/$defs/variable"}]}},
"stages":{"type":"object","minProperties":1,"propertyNames":{"$ref":"#/$defs/name"},
  "additionalProperties":{"$ref":"#/$defs/stage"}},
"publish":{"description":"results, by name","type":"object",
  "propertyNames":{"pattern":"^(?!run\\.|report\\.html$)[A-Za-z0-9][A-Za-z0-9_.-]*$"},
  "additionalProperties":{"$ref":"#/$defs/published"}}
)json";

constexpr std::string_view stage_keys = R"json(
"from":{"description":"the stages that feed it: STAGE, a list, or PORT: STAGE","anyOf":[{"$ref":"#/$defs/endpoints"},
  {"type":"object","minProperties":1,"additionalProperties":{"$ref":"#/$defs/endpoints"}}]},
"with":{"description":"the parameters of the stage"},
"concurrency":{"description":"records that it works on at once","anyOf":[
  {"type":"integer","minimum":1,"maximum":4096},{"$ref":"#/$defs/variable"}]},
"cache":{"description":"whether its results are kept in the store","$ref":"#/$defs/boolean"},
"on_failure":{"$ref":"#/$defs/tolerance"},
"on_reject":{"$ref":"#/$defs/tolerance"},
"timeout":{"$ref":"#/$defs/duration"},
"retry":{"$ref":"#/$defs/retry"}
)json";

// Without line ends and the blanks that follow them.
std::string compact(std::string_view json) {
  std::string text;
  for (std::size_t at = 0; at < json.size();) {
    if (json[at] == '\n') {
      at = std::min(json.find_first_not_of(" \n", at), json.size());
    } else {
      text += json[at++];
    }
  }
  return text;
}

void write_variable(JsonWriter& json) { json.begin_object().member("$ref", "#/$defs/variable").end_object(); }

// One value of a parameter, without what may stand in its place.
void write_scalar(JsonWriter& json, const flow::ParamDescription& param) {
  json.begin_object();
  switch (param.type) {
    case flow::ValueType::boolean:
    case flow::ValueType::integer:
    case flow::ValueType::number:
      json.member("type", base::name_of(param.type));
      break;
    default:
      json.member("type", "string");
  }
  if (param.type == flow::ValueType::path || param.type == flow::ValueType::secret)
    json.member("minLength", 1);
  if (param.min) json.member("minimum", *param.min);
  if (param.max) json.member("maximum", *param.max);
  if (!param.one_of.empty()) json.member("enum", param.one_of);
  json.end_object();
}

// Names that YAML takes for truth values may be written without quotes.
bool takes_booleans(const flow::ParamDescription& param) {
  const auto is_name = [&](std::string_view name) {
    return std::ranges::find(param.one_of, name) != param.one_of.end();
  };
  return is_name("true") && is_name("false");
}

void write_param(JsonWriter& json, const flow::ParamDescription& param) {
  json.key(param.name).begin_object();
  std::string about = param.doc;
  if (param.type == flow::ValueType::secret) about += " (the name of an environment variable)";
  if (!param.quantity.empty()) about += fmt::format(" (agrees on the {})", param.quantity);
  json.member("description", about);
  const bool has_default = !param.required && !param.default_json.empty() && param.default_json != "null";
  if (has_default) json.key("default").raw(param.default_json);
  json.key("anyOf").begin_array();
  if (param.list) {
    json.begin_object().member("type", "array").key("items").begin_object().key("anyOf").begin_array();
    write_scalar(json, param);
    write_variable(json);
    json.end_array().end_object().end_object();
  } else {
    write_scalar(json, param);
    if (takes_booleans(param)) json.begin_object().member("type", "boolean").end_object();
  }
  if (!param.required && param.default_json == "null")
    json.begin_object().member("type", "null").end_object();
  write_variable(json);
  json.end_array().end_object();
}

std::string with_schema(const flow::StageDescription& stage) {
  JsonWriter json;
  json.begin_object().key("anyOf").begin_array().begin_object();
  json.member("type", "object").member("additionalProperties", false).key("properties").begin_object();
  for (const flow::ParamDescription& param : stage.params) write_param(json, param);
  json.end_object().key("required").begin_array();
  for (const flow::ParamDescription& param : stage.params) {
    if (param.required) json.string(param.name);
  }
  json.end_array().end_object();
  write_variable(json);
  json.end_array().end_object();
  return std::move(json).take();
}

// `use` of this type asks for these parameters.
void write_choice(JsonWriter& json, const flow::StageDescription& stage) {
  json.begin_object().key("if").begin_object().key("properties").begin_object().key("use").begin_object();
  json.member("const", stage.name).end_object().end_object();
  json.key("required").begin_array().string("use").end_array().end_object();
  json.key("then")
      .begin_object()
      .key("properties")
      .begin_object()
      .key("with")
      .raw(with_schema(stage))
      .end_object();
  if (std::ranges::any_of(stage.params, &flow::ParamDescription::required))
    json.key("required").begin_array().string("with").end_array();
  json.end_object().end_object();
}

std::string stage_schema(const plugins::Registry& registry) {
  JsonWriter uses, choices;
  uses.begin_array();
  choices.begin_array();
  for (const auto& [name, registered] : registry.stages()) {
    uses.begin_object()
        .member("const", name)
        .member("description", registered.description.summary)
        .end_object();
    write_choice(choices, registered.description);
  }
  write_variable(uses);
  uses.end_array();
  choices.end_array();
  return fmt::format(
      R"({{"type":"object","additionalProperties":false,"required":["use"],"properties":{{"use":{{"description":)"
      R"("the stage type","anyOf":{}}},{}}},"allOf":{}}})",
      uses.text(), compact(stage_keys), choices.text());
}

}  // namespace

std::string pipeline_schema(const plugins::Registry& registry) {
  return fmt::format(
      R"({{"$schema":"https://json-schema.org/draft/2020-12/schema","title":"flowrun pipeline","type":"object",)"
      R"("additionalProperties":false,"required":["flowrun","stages"],"properties":{{"flowrun":{{"description":)"
      R"("the version of the file format","const":{}}},{}}},"$defs":{{{}"stage":{}}}}})",
      config::format_version, compact(file_keys), compact(shared), stage_schema(registry));
}

}  // namespace flowrun::cli
