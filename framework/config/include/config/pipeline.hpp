// A pipeline file: the stages, how they are connected, and what is published.
//
// load_pipeline reads the file, puts in variables and the values of `--set`, and checks all that can be
// checked without knowing the stages: keys, types, names, edges, cycles. What depends on the stages'
// descriptions follows in wiring.hpp and parameters.hpp; check.hpp runs all of it.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <config/diagnostics.hpp>
#include <config/environment.hpp>
#include <config/failure_policy.hpp>
#include <config/node.hpp>

namespace flowrun::config {

// The version of the file format that this program reads.
inline constexpr int format_version = 1;

// One upstream in `from`.
struct Edge {
  std::string port = {};  // the input it goes to; "" = the streamed one
  Span port_where = {};
  std::string stage = {};                       // upstream stage
  std::string output = {};                      // "" = its only output
  Span where = {};                              // of `stage.output`
  std::optional<std::size_t> stage_index = {};  // none where there is no such stage (reported)
};

struct StageNode {
  std::string name;
  Span where = {};
  std::string use = {};          // the stage type; "" where it is missing (reported)
  Span use_where = {};           // of the type's name; where it is missing, of the stage's name
  std::vector<Edge> from = {};   // in file order
  Span from_where = {};          // of the key; no source where there is none
  bool from_is_unclear = false;  // misspelt or unreadable (reported): no message about open inputs
  // A map: the parameters as given, not yet checked; `invalid` where it is misspelt or unreadable (reported).
  Node with = {.kind = Kind::map};
  std::optional<int> concurrency = {};
  std::optional<bool> cache = {};
  Span cache_where = {};
  Tolerance tolerate = {};                  // of failures
  std::optional<Tolerance> on_reject = {};  // none: everything but all items of a source
  std::optional<std::chrono::milliseconds> timeout = {};
  Retry retry = {};
};

struct Resource {
  std::string name;
  int amount = 0;  // 1 or more
  Span where = {};
};

struct Published {
  std::string name;  // a folder name below out/PIPELINE
  Span where = {};
  std::string stage = {};
  std::string output = {};  // "" = the only one
  Span target_where = {};
  bool allow_empty = false;  // replaces a result even where no record is left
  std::optional<std::size_t> stage_index = {};
};

struct Pipeline {
  int flowrun_version = format_version;
  std::filesystem::path path;    // as given
  std::filesystem::path folder;  // absolute; relative paths in the file count from it
  std::string name;              // the file's name without extension where the file gives none
  std::vector<std::string> profiles;
  std::string default_profile;
  std::string profile;       // the one in use; "" for none
  bool strict_code = false;  // a rebuilt plugin recomputes
  std::vector<Resource> resources;
  std::vector<StageNode> stages;  // in file order
  std::vector<Published> publish;

  const StageNode* find(std::string_view stage) const;
};

struct LoadOptions {
  std::optional<std::string> profile = {};  // --profile; else the file's default_profile
  std::vector<std::string> sets = {};       // --set: `stage.key=value` or `name=value`; the last one wins
  Environment environment = process_environment();
};

// None where there is no tree to check. Otherwise what could be read, even after errors, so that later checks
// can report the rest in the same pass: run the pipeline only if `diagnostics.has_errors()` is false.
std::optional<Pipeline> load_pipeline(const std::filesystem::path& path, const LoadOptions& options,
                                      Diagnostics& diagnostics);

}  // namespace flowrun::config
