// What a stage says about itself, read from the manifest of its library without loading it.
//
// These are the run-time form of the constexpr declarations in <flow/stage.hpp>. Nobody fills them by hand:
// parse_manifest (manifest_reader.hpp) makes them from the JSON that FLOW_PLUGIN writes at compile time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace flow {

enum class ParamType { boolean, integer, number, string, path, secret };

struct ParamDescription {
  std::string name;
  ParamType type = ParamType::string;
  bool list = false;         // a YAML sequence of `type`
  bool required = false;     // must be given: there is no default
  std::string default_json;  // the default as JSON text; "" when `required`, "null" when absent unless given
  std::string doc;           // one line, with the unit
  std::optional<double> min, max;   // inclusive range of integer and number
  std::vector<std::string> one_of;  // allowed texts of a string; empty = any
  bool may_be_absent = false;       // a path at which nothing need be
  bool listed = false;  // decides only what `discover` lists: not part of the key; what is listed is
};

// A record type as it stands in a port: `chat.example/1`. Version 0 with name "*" accepts every type.
struct RecordTypeName {
  std::string name;
  int version = 0;
  friend bool operator==(const RecordTypeName&, const RecordTypeName&) = default;
};

struct InputDescription {
  std::string name;
  RecordTypeName type;
  bool once = false;      // exactly one record, there before the stage opens; else streamed
  bool optional = false;  // a `once` port that may be left unconnected
};

struct OutputDescription {
  std::string name;
  RecordTypeName type;
  bool is_artifact = false;  // the record holds an Object
};

enum class StageForm { source, transform, collector };

struct StageDescription {
  std::string name;
  int version = 0;  // raised by the author when results change; part of every key
  std::string summary;
  StageForm form = StageForm::transform;
  bool cheap = false;          // never cached
  bool is_volatile = false;    // runs in every run
  bool deterministic = false;  // same input, same bytes: a claim that the test bench checks
  bool blocking = false;       // waits for processes, network or a GPU: runs on its own threads
  bool at_most_one = false;    // a transform that emits no or one record for each input
  int concurrency = 0;         // units at once; 0 = as many as -j
  std::vector<std::pair<std::string, int>> needs;  // resource name, amount held by one unit
  std::vector<ParamDescription> params;
  std::vector<InputDescription> inputs;  // a source has none; else the first is the streamed one
  std::vector<OutputDescription> outputs;
};

struct PluginDescription {
  int sdk = 0;            // SDK version the library was built with
  std::string toolchain;  // fingerprint of compiler and library ABI; must equal the executable's
  std::vector<StageDescription> stages;
};

}  // namespace flow
