// What will run: the pipeline's stages with everything that the engine must know, cut into levels.
//
// The plan is cut at collectors and at `once` ports. The level of a stage is the highest over its inputs: one
// more than the producer's where the producer is a collector or the port is `once`, else the producer's; a
// source has 1.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <base/error.hpp>
#include <config/failure_policy.hpp>
#include <config/port_ref.hpp>
#include <plugins/registry.hpp>

namespace flowrun::graph {

using config::PortRef;
using config::PublishedPort;

// One part of the key that all units of a stage share, as text that can be shown and compared.
struct KeyPart {
  std::string name;   // "learning_rate"
  std::string value;  // JSON text; of a file or folder the digest of its content
  friend bool operator==(const KeyPart&, const KeyPart&) = default;
};

struct PlannedStage {
  std::string name;
  plugins::RegisteredStage type;
  std::string params_json;                   // every parameter; what the stage is constructed from
  std::vector<KeyPart> key_parts;            // the parameters that count, in declared order
  std::vector<KeyPart> listed_parts;         // numbers and flags that decide only what is listed
  std::vector<std::vector<PortRef>> inputs;  // per input port, upstreams in the order of `from`
  std::optional<int> concurrency;
  bool is_cached = true;
  config::Tolerance tolerance;                       // of failures
  std::optional<config::Tolerance> on_reject;        // none: everything but all items of a source
  std::string where;                                 // the stage's place in the file: "pipelines/x.yaml:12"
  std::optional<std::chrono::milliseconds> timeout;  // for one attempt at a unit
  config::Retry retry;
  int level = 1;

  [[nodiscard]] const flow::StageDescription& about() const { return type.description; }
  [[nodiscard]] bool is_source() const { return about().form == flow::StageForm::source; }
  [[nodiscard]] bool is_collector() const { return about().form == flow::StageForm::collector; }
};

struct Plan {
  std::string pipeline;
  std::filesystem::path file;   // as it was given
  std::filesystem::path place;  // the same file, absolute and without links: what tells pipelines apart
  std::string profile;
  std::vector<PlannedStage> stages;  // in the order of the file
  std::vector<PublishedPort> publish;
  std::vector<std::pair<std::string, int>> resources;

  [[nodiscard]] int level_count() const;
  [[nodiscard]] std::optional<std::size_t> find(std::string_view stage) const;
  // As find; the error lists the stages there are, and the one most likely meant.
  [[nodiscard]] base::Result<std::size_t> stage_named(std::string_view stage) const;
  // "sessions" or, of a stage with several outputs, "split.train".
  [[nodiscard]] std::string name_of(const PortRef& port) const;
  // All stages, each after those that feed it.
  [[nodiscard]] std::vector<std::size_t> upstream_first() const;
  // Stages that feed `stage`, directly or not, without itself; in the order of the file.
  [[nodiscard]] std::vector<std::size_t> ancestors(std::size_t stage) const;
  // The same, and `stage` behind them.
  [[nodiscard]] std::vector<std::size_t> with_ancestors(std::size_t stage) const;
};

// The stage type and the parameters that count, one "name=value" a line: equal texts, equal settings.
std::string settings_text(const PlannedStage& stage);
// What the keys of all its units share, as store::StageRecord::key_summary has it: settings_text and the seed.
std::string key_summary(const PlannedStage& stage, std::uint64_t seed);
// Where its records come from, as store::StageRecord::inputs has it: "in=a.out, b.out", a line for each port.
std::string inputs_text(const Plan& plan, const PlannedStage& stage);

// Sets `level` of every stage. The edges must be free of cycles.
void assign_levels(std::vector<PlannedStage>& stages);

}  // namespace flowrun::graph
