#include <algorithm>
#include <set>

#include <fmt/format.h>

#include <config/pipeline.hpp>

#include "pipeline/publish_reader.hpp"
#include "pipeline/stage_links.hpp"
#include "pipeline/stage_reader.hpp"
#include "variables/overrides.hpp"
#include "variables/profiles.hpp"
#include "variables/template_text.hpp"
#include "variables/variables.hpp"
#include "yaml/fields.hpp"

namespace flowrun::config {
namespace {

// Keys whose values may hold variables. Those of the others choose the profile, or are the profiles.
constexpr std::string_view keys_with_variables[] = {"name", "resources", "stages", "publish", "strict_code"};

const KeySet& file_keys() {
  static const KeySet keys{.what = "the pipeline file",
                           .keys = {"flowrun", "name", "profiles", "default_profile", "resources", "stages",
                                    "publish", "strict_code"},
                           .aliases = {{"version", "flowrun"},
                                       {"steps", "stages"},
                                       {"nodes", "stages"},
                                       {"pipeline", "stages"},
                                       {"outputs", "publish"},
                                       {"variables", "profiles"},
                                       {"vars", "profiles"}}};
  return keys;
}

// False where the rest of the file cannot be judged, since a later version may give it another meaning.
bool check_version(const Node& root, Diagnostics& diagnostics) {
  const Entry* version = root.find("flowrun");
  if (!version) {
    diagnostics.add({.where = root.where,
                     .message = "the file does not say its format version",
                     .why = "the key \"flowrun\" is missing",
                     .hint = fmt::format("add \"flowrun: {}\" as its first line", format_version)});
    return true;
  }
  const Node& value = version->value;
  if (value.kind == Kind::integer && value.integer > format_version) {
    diagnostics.error(value.where,
                      fmt::format("the file has format version {}, and this flowrun reads {}", value.integer,
                                  format_version),
                      "use a newer flowrun");
    return false;
  }
  if (value.kind != Kind::integer || value.integer != format_version) {
    report_type(value, "flowrun", fmt::format("the format version {}", format_version), "", diagnostics);
  }
  return true;
}

void read_file_name(const Node& root, Pipeline& pipeline, Diagnostics& diagnostics) {
  pipeline.name = pipeline.path.stem().string();
  const Entry* name = root.find("name");
  if (name) {
    const auto text = read_string(*name, "the name of the pipeline", diagnostics);
    if (!text) {
      return;
    }
    pipeline.name = *text;
  }
  if (!is_file_name(pipeline.name)) {
    diagnostics.add({.where = name ? name->value.where : root.where,
                     .message = fmt::format("{} cannot name a pipeline",
                                            name ? shown(name->value) : in_quotes(pipeline.name)),
                     .why = "its results go to a folder of this name",
                     .hint = name ? "use letters, digits, _, - and ." : "add \"name: NAME\" to the file"});
  }
}

void read_resources(const Node& root, Pipeline& pipeline, Diagnostics& diagnostics) {
  const Entry* resources = root.find("resources");
  if (!resources || !expect_map(resources->value, "resources", "write NAME: AMOUNT in it", diagnostics)) {
    return;
  }
  for (const Entry& entry : resources->value.entries) {
    constexpr std::int64_t most = 1'000'000;
    if (!is_name(entry.key)) {
      diagnostics.error(entry.key_where, fmt::format("{} is not a resource name", in_quotes(entry.key)),
                        "use small letters, digits and _");
    }
    if (const auto amount = read_integer(entry, 1, most, diagnostics)) {
      pipeline.resources.push_back(
          {.name = entry.key, .amount = static_cast<int>(*amount), .where = entry.key_where});
    }
  }
}

void read_stages(const Node& root, const std::vector<std::string>& misspelt, Pipeline& pipeline,
                 Diagnostics& diagnostics) {
  const Entry* stages = root.find("stages");
  if (!stages && std::ranges::find(misspelt, "stages") != misspelt.end()) {
    return;
  }
  if (!stages) {
    diagnostics.error(root.where, "the file has no stages", "add \"stages:\" with at least one stage");
    return;
  }
  if (!expect_map(stages->value, "stages", "write NAME: {use: STAGE_TYPE} in it", diagnostics)) {
    return;
  }
  if (stages->value.entries.empty() && !diagnostics.has_errors()) {
    diagnostics.error(stages->key_where, "the file has no stages", "add at least one stage below");
  }
  for (const Entry& entry : stages->value.entries) {
    pipeline.stages.push_back(read_stage(entry, diagnostics));
  }
}

std::set<std::string> variables_in_use(const Node& root, const std::vector<Override>& overrides) {
  std::set<std::string> used;
  for (const std::string_view key : keys_with_variables) {
    if (const Entry* entry = root.find(key)) {
      collect_variables(entry->value, used);
    }
  }
  for (const Override& override : overrides) {
    collect_variables(override.value, used);
  }
  return used;
}

void put_in_values(Node& root, const LoadOptions& options, Pipeline& pipeline, Diagnostics& diagnostics) {
  const std::vector<Override> overrides = parse_overrides(options.sets, diagnostics);
  ProfileChoice choice =
      choose_profile(root, options, overrides, variables_in_use(root, overrides), pipeline, diagnostics);
  pipeline.profile = choice.name;
  Entry* stages = root.find("stages");
  for (const Override& override : overrides) {
    if (override.path.size() > 1 && stages && stages->value.kind == Kind::map) {
      apply_override(override, stages->value, diagnostics);
    }
  }
  Variables variables(std::move(choice.values), std::move(choice.unset_reason), std::move(choice.unset_hint),
                      options.environment, diagnostics);
  for (const std::string_view key : keys_with_variables) {
    if (Entry* entry = root.find(key)) {
      variables.substitute(entry->value);
    }
  }
}

}  // namespace

const StageNode* Pipeline::find(std::string_view stage) const {
  const auto found = std::ranges::find(stages, stage, &StageNode::name);
  return found == stages.end() ? nullptr : &*found;
}

std::optional<Pipeline> load_pipeline(const std::filesystem::path& path, const LoadOptions& options,
                                      Diagnostics& diagnostics) {
  const Source source = read_source(path, diagnostics);
  std::optional<Node> root = source ? load_yaml(source, diagnostics) : std::nullopt;
  if (!root) {
    return std::nullopt;
  }
  if (root->kind != Kind::map) {
    diagnostics.error(root->where,
                      fmt::format("a pipeline file holds a map of keys, not {}", describe(*root)),
                      fmt::format("begin it with \"flowrun: {}\"", format_version));
    return std::nullopt;
  }
  if (!check_version(*root, diagnostics)) {
    return std::nullopt;
  }
  Pipeline pipeline;
  pipeline.path = path;
  pipeline.folder = resolve_path(std::filesystem::current_path(), path.parent_path().string());
  const std::vector<std::string> misspelt = check_keys(*root, file_keys(), diagnostics);
  put_in_values(*root, options, pipeline, diagnostics);
  read_file_name(*root, pipeline, diagnostics);
  if (const Entry* strict = root->find("strict_code")) {
    pipeline.strict_code = read_boolean(*strict, diagnostics).value_or(false);
  }
  read_resources(*root, pipeline, diagnostics);
  read_stages(*root, misspelt, pipeline, diagnostics);
  if (const Entry* publish = root->find("publish")) {
    pipeline.publish = read_publish(*publish, diagnostics);
  }
  link_stages(pipeline, diagnostics);
  check_loops(pipeline, diagnostics);
  return pipeline;
}

}  // namespace flowrun::config
