#include "pipeline/publish_reader.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "pipeline/stage_reader.hpp"
#include "yaml/fields.hpp"

namespace flowrun::config {
namespace {

void check_name(const Entry& entry, Diagnostics& diagnostics) {
  // Each run writes run.json, by way of run.json.new, and run.metrics.jsonl beside the results.
  if (entry.key.starts_with("run.") || entry.key == "report.html") {
    diagnostics.add({.where = entry.key_where,
                     .message = fmt::format("{} cannot name a published result", in_quotes(entry.key)),
                     .why = "run.* and report.html are kept for what every run writes",
                     .hint = "publish under another name"});
  } else if (entry.key == ".previous" || entry.key.ends_with(".provenance.json")) {
    diagnostics.add({.where = entry.key_where,
                     .message = fmt::format("{} cannot name a published result", in_quotes(entry.key)),
                     .why = "it is kept for what flowrun writes beside results",
                     .hint = "publish under another name"});
  } else if (!is_file_name(entry.key)) {
    diagnostics.add({.where = entry.key_where,
                     .message = fmt::format("{} cannot name a published result", in_quotes(entry.key)),
                     .why = "it names a folder",
                     .hint = "use letters, digits, _, - and ."});
  }
}

// The node that names the stage. Null where there is none; that is reported.
const Node* read_settings(const Entry& entry, Published& published, Diagnostics& diagnostics) {
  const Node& value = entry.value;
  if (value.kind != Kind::map) {
    return &value;
  }
  const KeySet keys{.what = in_quotes(entry.key),
                    .keys = {"from", "allow_empty"},
                    .aliases = {{"stage", "from"}, {"of", "from"}, {"empty", "allow_empty"}}};
  const std::vector<std::string> misspelt = check_keys(value, keys, diagnostics);
  if (const Entry* allow_empty = value.find("allow_empty")) {
    published.allow_empty = read_boolean(*allow_empty, diagnostics).value_or(false);
  }
  const Entry* from = value.find("from");
  if (!from && std::ranges::find(misspelt, "from") == misspelt.end()) {
    diagnostics.error(entry.key_where, fmt::format("{} does not say what is published", in_quotes(entry.key)),
                      "add \"from: STAGE\"");
  }
  return from ? &from->value : nullptr;
}

}  // namespace

std::vector<Published> read_publish(const Entry& publish, Diagnostics& diagnostics) {
  std::vector<Published> result;
  if (!expect_map(publish.value, "publish", "write NAME: STAGE in it", diagnostics)) {
    return result;
  }
  for (const Entry& entry : publish.value.entries) {
    check_name(entry, diagnostics);
    Published published{.name = entry.key, .where = entry.key_where};
    const Node* from = read_settings(entry, published, diagnostics);
    if (!from) {
      continue;
    }
    if (auto endpoint = read_endpoint(*from, entry.key, diagnostics)) {
      published.stage = std::move(endpoint->stage);
      published.output = std::move(endpoint->output);
      published.target_where = from->where;
      result.push_back(std::move(published));
    }
  }
  return result;
}

}  // namespace flowrun::config
