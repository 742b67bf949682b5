// What a stage says about itself, read from the manifest of its library without loading it.
//
// These are the run-time form of the constexpr declarations in <flow/stage.hpp>. Nobody fills them by hand:
// parse_manifest (manifest_reader.hpp) makes them from the JSON that FLOW_PLUGIN writes at compile time.
#pragma once

#include <string>
#include <vector>

#include <base/enum_names.hpp>
#include <flow/fields.hpp>

namespace flow {

// What a value is in a parameter or in a record's JSON. Records have no path or secret, parameters no artifact or object.
enum class ValueType { boolean, integer, number, string, path, secret, artifact, object };
constexpr auto enum_names(ValueType) {
  return base::names("boolean", "integer", "number", "string", "path", "secret", "artifact", "object");
}

struct ParamDescription : ParamProperties {
  std::string name;
  ValueType type = ValueType::string;
  bool list = false;         // a YAML sequence of `type`
  std::string default_json;  // the default as JSON text; "" when `required`, "null" when absent unless given
  std::string doc;           // one line, with the unit
  std::string quantity;      // that it should give as other stages do (Field::agrees_on); "" for none
  std::vector<std::string> files;   // of a folder that is read (Field::reads_only); empty = all that it holds
  std::vector<std::string> one_of;  // the names of an enum; empty = any text
};

// A field of a record, as it stands in its JSON.
struct FieldDescription {
  std::string name;
  ValueType type = ValueType::string;
  bool list = false;                     // an array of `type`
  bool optional = false;                 // may be left out
  bool raw_json = false;                 // any JSON value, kept as it is spelled
  std::string doc;                       // "" where the name says it
  std::vector<std::string> one_of;       // the names of an enum; empty = any text
  std::vector<FieldDescription> fields;  // of an object
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
  std::vector<FieldDescription> fields;
};

enum class StageForm { source, transform, collector };
constexpr auto enum_names(StageForm) { return base::names("source", "transform", "collector"); }

struct ResourceNeed {
  std::string resource;
  int amount = 0;  // held by one unit while it works
};

struct StageDescription {
  std::string name;
  int version = 0;  // raised by the author when results change; part of every key
  std::string summary;
  StageForm form = StageForm::transform;
  bool cheap = false;           // cached only where the file says `cache: true`
  bool is_volatile = false;     // runs in every run
  bool deterministic = false;   // same input, same bytes: a claim that the test bench checks
  bool blocking = false;        // waits for processes, network or a GPU: runs on its own threads
  bool at_most_one = false;     // a transform that emits no or one record for each input
  bool streaming = false;       // a collector that may begin before its input is complete
  bool reads_accounts = false;  // a collector: the books of the stages before it are part of its key
  int concurrency = 0;          // units at once; 0 = as many as -j
  std::vector<ResourceNeed> needs;
  std::vector<ResourceNeed> may_hold;  // held by one unit where it asks for it; `needs` is empty then
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
