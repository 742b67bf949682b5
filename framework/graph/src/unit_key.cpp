#include "unit_key.hpp"

namespace flowrun::graph {

store::Digest unit_key(const PlannedStage& stage, std::uint64_t seed, std::span<const store::Digest> once,
                       std::string_view record_key, const store::Digest& input) {
  store::Hasher hasher;
  hasher.field(stage.about().name).number(static_cast<std::uint64_t>(stage.about().version));
  for (const KeyPart& part : stage.key_parts) hasher.field(part.name).field(part.value);
  hasher.field(record_key).number(seed).digest(input);
  for (const store::Digest& digest : once) hasher.digest(digest);
  return hasher.finish();
}

}  // namespace flowrun::graph
