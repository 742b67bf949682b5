// The units of a pipeline's stages in the last run of each: looked up, not read as a whole, since there may be millions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <graph/plan.hpp>
#include <store/store.hpp>

namespace flowrun::graph {

// One thread at a time. Errors of the store are thrown, as flow::Failure. A stage that has not finished a run has no units.
class KeptUnits {
 public:
  KeptUnits(const Plan& plan, const store::Store& store) : plan_(plan), store_(store) {}

  store::RunId run_of(std::size_t stage);  // 0: none
  std::uint64_t count(std::size_t stage);  // of records that it received
  store::RunUnits all(std::size_t stage);
  // Those whose record key is `part`, then those whose key begins with it, then those that have it behind a separator.
  store::RunUnits matching(std::size_t stage, std::string_view part, std::size_t at_most);
  // Those whose record key is `key` or a beginning of it.
  store::RunUnits beginning(std::size_t stage, std::string_view key);
  std::optional<store::RunUnit> at(std::size_t stage, std::string_view order_key);
  // Those whose order key begins with `start`.
  store::RunUnits under(std::size_t stage, std::string_view start);
  // Nothing if it was damaged or removed.
  [[nodiscard]] std::optional<store::UnitRecord> read(const store::RunUnit& unit) const;

  // Of one output; nothing if it was damaged or removed.
  [[nodiscard]] std::optional<std::string> content(const store::Output& output) const;

 private:
  [[nodiscard]] const std::string& name(std::size_t stage) const { return plan_.stages[stage].name; }

  const Plan& plan_;
  const store::Store& store_;
  std::map<std::size_t, store::RunId> runs_;
};

}  // namespace flowrun::graph
