#include "variables/overrides.hpp"

#include <algorithm>
#include <memory>
#include <span>

#include <fmt/format.h>

#include <config/suggest.hpp>

namespace flowrun::config {
namespace {

Span span_in(const Source& source, std::size_t begin, std::size_t end) {
  return {source, source->position(begin), source->position(end)};
}

std::vector<Entry> split_path(const Source& source, std::size_t equals) {
  std::vector<Entry> path;
  const std::string_view text = std::string_view(source->text()).substr(0, equals);
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('.', begin), text.size());
    path.push_back({.key = std::string(text.substr(begin, end - begin)),
                    .key_where = span_in(source, begin, end),
                    .value = {}});
    begin = end + 1;
  }
  return path;
}

// Brackets and quotes are YAML; all else is one plain scalar, so that `#` and `: ` need no quotes.
Node parse_value(const Source& source, std::size_t begin, Diagnostics& diagnostics) {
  const std::string& text = source->text();
  const std::size_t first = std::min(text.find_first_not_of(' ', begin), text.size());
  const std::size_t end = text.find_last_not_of(' ') + 1;
  const bool structured = first < text.size() && std::string_view("[{\"'").contains(text[first]);
  if (!structured) {
    return plain_scalar(first < end ? text.substr(first, end - first) : "",
                        span_in(source, std::min(first, end), end), diagnostics);
  }
  // Spaces in place of the path keep the columns.
  Diagnostics found;
  const auto padded =
      std::make_shared<SourceFile>(source->name(), std::string(first, ' ') + text.substr(first));
  std::optional<Node> node = load_yaml(padded, found);
  for (Diagnostic& diagnostic : found.sorted()) {
    diagnostic.where.source = source;
    for (Note& note : diagnostic.notes) {
      note.where.source = source;
    }
    diagnostics.add(std::move(diagnostic));
  }
  Node value = node ? std::move(*node) : Node{.kind = Kind::invalid};
  value.where = span_in(source, first, end);
  return value;
}

void mark_as_given(Node& node) {
  node.from_command_line = true;
  std::ranges::for_each(node.items, mark_as_given);
  for (Entry& entry : node.entries) mark_as_given(entry.value);
}

// The value at a key of a map; made where it is missing.
Node& child(Node& map, const Entry& step) {
  Entry* entry = map.find(step.key);
  if (!entry) {
    map.entries.push_back({.key = step.key, .key_where = step.key_where, .value = {.where = step.key_where}});
    entry = &map.entries.back();
  }
  return entry->value;
}

void set(Node& map, std::span<const Entry> path, const Node& value, Diagnostics& diagnostics) {
  if (map.kind == Kind::null) {
    map.kind = Kind::map;
  }
  if (map.kind != Kind::map) {
    if (map.kind != Kind::invalid) {
      diagnostics.add(
          {.where = path.front().key_where,
           .message = fmt::format("cannot set {} in {}", in_quotes(path.front().key), describe(map)),
           .hint = "set the whole value instead",
           .notes = {{map.where, "the value stands here"}}});
    }
    return;
  }
  Node& target = child(map, path.front());
  if (path.size() == 1) {
    target = value;
    map.find(path.front().key)->key_where = path.front().key_where;
  } else {
    set(target, path.subspan(1), value, diagnostics);
  }
}

}  // namespace

const std::vector<std::string>& settable_stage_keys() {
  static const std::vector<std::string> keys = {"concurrency", "cache", "on_failure", "on_reject",
                                                "timeout",     "retry", "with"};
  return keys;
}

std::vector<Override> parse_overrides(const std::vector<std::string>& sets, Diagnostics& diagnostics) {
  std::vector<Override> result;
  for (const std::string& text : sets) {
    const auto source = std::make_shared<SourceFile>("--set", text);
    const std::size_t equals = source->text().find('=');
    const Span whole = span_in(source, 0, source->text().size());
    if (!check_text(source, diagnostics)) {
      continue;
    }
    if (equals == std::string::npos) {
      diagnostics.error(whole, "--set needs a name and a value", "write STAGE.KEY=VALUE or NAME=VALUE");
      continue;
    }
    Override override{.path = split_path(source, equals), .value = {}};
    if (std::ranges::any_of(override.path, [](const Entry& e) { return e.key.empty(); })) {
      diagnostics.error(whole, "--set has an empty name", "write STAGE.KEY=VALUE or NAME=VALUE");
      continue;
    }
    override.value = parse_value(source, equals + 1, diagnostics);
    mark_as_given(override.value);
    result.push_back(std::move(override));
  }
  return result;
}

void apply_override(const Override& override, Node& stages, Diagnostics& diagnostics) {
  const Entry& stage_name = override.path[0];
  Entry* stage = stages.find(stage_name.key);
  if (!stage) {
    std::vector<std::string> names;
    std::ranges::transform(stages.entries, std::back_inserter(names), &Entry::key);
    const std::string near = did_you_mean(stage_name.key, names);
    diagnostics.error(stage_name.key_where, fmt::format("there is no stage {}", in_quotes(stage_name.key)),
                      near.empty() ? "the stages are " + quoted_list(names) : near);
    return;
  }
  const Entry& key = override.path[1];
  if (key.key == "use" || key.key == "from") {
    diagnostics.error(key.key_where,
                      fmt::format("{} cannot be set from the command line", in_quotes(key.key)),
                      "change it in the file");
    return;
  }
  const bool common = std::ranges::find(settable_stage_keys(), key.key) != settable_stage_keys().end();
  std::vector<Entry> path(override.path.begin() + 1, override.path.end());
  if (!common) {
    path.insert(path.begin(), {.key = "with", .key_where = key.key_where, .value = {}});
  }
  if (path.size() > 2) {
    diagnostics.error(path[2].key_where, fmt::format("{} has no keys to set", in_quotes(path[1].key)),
                      "set its whole value: STAGE.KEY=VALUE");
    return;
  }
  set(stage->value, path, override.value, diagnostics);
}

}  // namespace flowrun::config
