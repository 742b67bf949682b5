#include "pipeline/stage_reader.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include <fmt/format.h>

#include "yaml/fields.hpp"

namespace flowrun::config {
namespace {

KeySet stage_keys(const std::string& name) {
  return {
      .what = fmt::format("stage {}", in_quotes(name)),
      .keys = {"use", "from", "with", "concurrency", "cache", "on_failure", "on_reject", "timeout", "retry"},
      .aliases = {{"params", "with"},         {"parameters", "with"},
                  {"args", "with"},           {"arguments", "with"},
                  {"options", "with"},        {"config", "with"},
                  {"settings", "with"},       {"input", "from"},
                  {"inputs", "from"},         {"needs", "from"},
                  {"depends_on", "from"},     {"after", "from"},
                  {"upstream", "from"},       {"type", "use"},
                  {"stage", "use"},           {"plugin", "use"},
                  {"retries", "retry"},       {"threads", "concurrency"},
                  {"workers", "concurrency"}, {"parallelism", "concurrency"},
                  {"on_error", "on_failure"}, {"tolerate", "on_failure"}},
      .otherwise = "parameters of the stage go under \"with\""};
}

void read_use(const Entry& stage, StageNode& node, Diagnostics& diagnostics) {
  const Entry* use = stage.value.find("use");
  if (!use) {
    diagnostics.error(stage.key_where,
                      fmt::format("stage {} does not say what it runs", in_quotes(stage.key)),
                      "add \"use: STAGE_TYPE\"; `flowrun stages` lists them");
    return;
  }
  if (auto text = read_string(*use, "the name of a stage type", diagnostics)) {
    node.use = std::move(*text);
    node.use_where = use->value.where;
  }
}

void add_edges(const Node& value, std::string_view name, const Entry* port, StageNode& node,
               Diagnostics& diagnostics) {
  const auto add = [&](const Node& item) {
    if (auto endpoint = read_endpoint(item, name, diagnostics)) {
      node.from.push_back({.port = port ? port->key : "",
                           .port_where = port ? port->key_where : Span{},
                           .stage = std::move(endpoint->stage),
                           .output = std::move(endpoint->output),
                           .where = item.where});
    }
  };
  if (value.kind != Kind::sequence) {
    add(value);
    return;
  }
  if (value.items.empty()) {
    diagnostics.error(value.where, fmt::format("{} is an empty list", in_quotes(name)),
                      "name a stage, or remove the key");
  }
  for (const Node& item : value.items) {
    add(item);
  }
}

void read_from(const Entry& from, StageNode& node, Diagnostics& diagnostics) {
  node.from_where = from.key_where;
  if (from.value.kind != Kind::map) {
    add_edges(from.value, "from", nullptr, node, diagnostics);
    return;
  }
  if (from.value.entries.empty()) {
    diagnostics.error(from.value.where, "\"from\" is an empty map",
                      "write PORT: STAGE in it, or remove the key");
  }
  for (const Entry& port : from.value.entries) {
    add_edges(port.value, port.key, &port, node, diagnostics);
  }
}

void read_with(const Entry& with, StageNode& node, Diagnostics& diagnostics) {
  const bool usable = expect_map(with.value, "with", "write PARAMETER: VALUE in it", diagnostics);
  node.with = with.value;
  node.with.kind = usable ? Kind::map : Kind::invalid;
}

// Of `on_failure` and of `on_reject`.
std::optional<Tolerance> read_tolerance(const Entry& entry, Diagnostics& diagnostics) {
  if (!expect_map(entry.value, entry.key, "write {tolerate: 5} or {tolerate: 1%}", diagnostics)) {
    return std::nullopt;
  }
  check_keys(entry.value, {.what = in_quotes(entry.key), .keys = {"tolerate"}}, diagnostics);
  const Entry* tolerate = entry.value.find("tolerate");
  if (!tolerate) {
    return std::nullopt;
  }
  const Node& value = tolerate->value;
  if (value.kind == Kind::integer && value.integer >= 0) {
    return Tolerance{.amount = static_cast<double>(value.integer)};
  }
  if (value.kind == Kind::string) {
    double percent = 0;
    const char* end = value.text.data() + value.text.size();
    const auto [rest, error] = std::from_chars(value.text.data(), end, percent, std::chars_format::fixed);
    if (error == std::errc{} && std::string_view(rest, end) == "%" && percent >= 0 && percent <= 100) {
      return Tolerance{.amount = percent, .is_percent = true};
    }
  }
  report_type(value, "tolerate", "a count of records, or a share from 0% to 100%", "", diagnostics);
  return std::nullopt;
}

void read_retry(const Entry& retry, StageNode& node, Diagnostics& diagnostics) {
  const bool count = retry.value.kind == Kind::integer && !retry.value.from_environment;
  const std::string hint = count ? fmt::format("write {{times: {}}}", retry.value.integer) : "";
  if (!expect_map(retry.value, "retry", hint, diagnostics)) {
    return;
  }
  const KeySet keys{
      .what = "\"retry\"",
      .keys = {"times", "backoff"},
      .aliases = {{"count", "times"}, {"attempts", "times"}, {"delay", "backoff"}, {"wait", "backoff"}}};
  const std::vector<std::string> misspelt = check_keys(retry.value, keys, diagnostics);
  const Entry* times = retry.value.find("times");
  if (!times && std::ranges::find(misspelt, "times") == misspelt.end()) {
    diagnostics.error(retry.key_where, "\"retry\" does not say how often", "add \"times\"");
  }
  if (times) {
    node.retry.times = static_cast<int>(read_integer(*times, 0, 1000, diagnostics).value_or(0));
  }
  if (const Entry* backoff = retry.value.find("backoff")) {
    node.retry.backoff = read_duration(*backoff, diagnostics).value_or(node.retry.backoff);
  }
}

void read_timeout(const Entry& timeout, StageNode& node, Diagnostics& diagnostics) {
  node.timeout = read_duration(timeout, diagnostics);
  if (node.timeout && node.timeout->count() == 0) {
    diagnostics.error(timeout.value.where, "a timeout of 0 lets nothing finish",
                      "remove the key for no timeout");
  }
}

void read_common(const Node& value, StageNode& node, Diagnostics& diagnostics) {
  if (const Entry* concurrency = value.find("concurrency")) {
    constexpr std::int64_t most = 4096;  // units at once; far above any machine
    if (const auto number = read_integer(*concurrency, 1, most, diagnostics)) {
      node.concurrency = static_cast<int>(*number);
    }
  }
  if (const Entry* cache = value.find("cache")) {
    node.cache = read_boolean(*cache, diagnostics);
    node.cache_where = cache->value.where;
  }
  if (const Entry* on_failure = value.find("on_failure")) {
    node.tolerate = read_tolerance(*on_failure, diagnostics).value_or(node.tolerate);
  }
  if (const Entry* on_reject = value.find("on_reject")) {
    node.on_reject = read_tolerance(*on_reject, diagnostics);
  }
  if (const Entry* timeout = value.find("timeout")) {
    read_timeout(*timeout, node, diagnostics);
  }
  if (const Entry* retry = value.find("retry")) {
    read_retry(*retry, node, diagnostics);
  }
}

void check_stage_name(const Entry& entry, Diagnostics& diagnostics) {
  if (is_name(entry.key)) {
    return;
  }
  const std::string name = as_name(entry.key);
  diagnostics.add({.where = entry.key_where,
                   .message = fmt::format("{} is not a stage name", in_quotes(entry.key)),
                   .why = "small letters, digits and _, beginning with a letter",
                   .hint = name.empty() ? "" : fmt::format("write {}", in_quotes(name))});
}

}  // namespace

std::optional<Endpoint> read_endpoint(const Node& node, std::string_view name, Diagnostics& diagnostics) {
  const auto text = read_string({.key = std::string(name), .key_where = {}, .value = node},
                                "the name of a stage", diagnostics);
  if (!text) {
    return std::nullopt;
  }
  const std::size_t dot = text->find('.');
  Endpoint endpoint{.stage = text->substr(0, dot),
                    .output = dot == std::string::npos ? "" : text->substr(dot + 1)};
  const bool valid = is_name(endpoint.stage) && (dot == std::string::npos || is_name(endpoint.output));
  if (valid) {
    return endpoint;
  }
  const bool several = text->find_first_of(", ") != std::string::npos;
  const std::string stage = as_name(endpoint.stage), output = as_name(endpoint.output);
  const bool repairable =
      !node.from_environment && !stage.empty() && (dot == std::string::npos || !output.empty());
  diagnostics.error(node.where, fmt::format("{} does not name a stage", shown(node)),
                    several ? "for several stages write a list: [a, b]"
                    : repairable
                        ? fmt::format("did you mean \"{}{}{}\"?", stage, output.empty() ? "" : ".", output)
                        : "write STAGE or STAGE.PORT");
  return std::nullopt;
}

StageNode read_stage(const Entry& entry, Diagnostics& diagnostics) {
  StageNode node{.name = entry.key, .where = entry.key_where, .use_where = entry.key_where};
  node.with.where = entry.key_where;
  check_stage_name(entry, diagnostics);
  if (entry.value.kind != Kind::map) {
    const bool text = entry.value.kind == Kind::string;
    const bool no_space = text && entry.value.text.contains(':');
    report_type(entry.value, entry.key, "a map",
                no_space ? "write a space after the colon"
                : text   ? fmt::format("write {{use: {}}}", entry.value.text)
                         : "write {use: STAGE_TYPE}",
                diagnostics);
    return node;
  }
  const std::vector<std::string> misspelt = check_keys(entry.value, stage_keys(entry.key), diagnostics);
  const auto meant = [&](std::string_view key) { return std::ranges::find(misspelt, key) != misspelt.end(); };
  if (!meant("use")) {
    read_use(entry, node, diagnostics);
  }
  if (const Entry* from = entry.value.find("from")) {
    read_from(*from, node, diagnostics);
  }
  node.from_is_unclear = meant("from") || (node.from_where.source && node.from.empty());
  if (const Entry* with = entry.value.find("with")) {
    read_with(*with, node, diagnostics);
  } else if (meant("with")) {
    node.with.kind = Kind::invalid;
  }
  read_common(entry.value, node, diagnostics);
  return node;
}

}  // namespace flowrun::config
