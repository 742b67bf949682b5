// The shape in which a stage crosses the library boundary, and the table that a library exports.
//
// Authors do not use this: FLOW_PLUGIN (plugin.hpp) makes it from their declarations.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include <flow/context.hpp>
#include <flow/emit.hpp>
#include <flow/stream.hpp>

namespace flow {

// A constructed stage. Nothing is thrown across this interface; what a stage throws comes back as an Error.
class StageObject {
 public:
  virtual ~StageObject() = default;
  // One payload per `once` input, in declared order; null where an optional one is not connected. They live as long as
  // the stage. Called once.
  virtual Result open(std::span<const std::shared_ptr<const Payload>> once, Context& context) = 0;
  // Sources only.
  virtual Result discover(ItemList& items, Context& context) const = 0;
  virtual Result process_item(const void* item, OutputList& out, Context& context) const = 0;
  // Transforms only.
  virtual Result process(const Payload& record, OutputList& out, Context& context) const = 0;
  // Collectors only.
  virtual Result collect(RecordStream& in, OutputList& out, Context& context) = 0;
};

struct StageEntry {
  std::string_view name;
  // `params_json` holds every parameter; defaults were filled in by the runtime from the manifest.
  base::Result<std::unique_ptr<StageObject>> (*create)(std::string_view params_json);
};

struct PluginTable {
  int sdk;
  const char* toolchain;
  const StageEntry* stages;
  std::size_t stage_count;
};

// The one symbol that a plugin exports.
inline constexpr const char* plugin_symbol = "flow_plugin";

}  // namespace flow
