#include "unlisted_units.hpp"

#include <string_view>
#include <utility>

#include "order.hpp"

namespace flowrun::graph {
namespace {

// Keys of units begin with the name of a stage's type, which has no space.
constexpr std::string_view domain = "not listed";

}  // namespace

void UnlistedUnits::add(std::uint64_t position, std::string record_key, store::UnitRecord record) {
  record.stage_type = stage_.plan.about().name;
  const store::Digest key = store::Hasher()
                                .field(domain)
                                .field(record.stage_type)
                                .field(record_key)
                                .number(static_cast<std::uint64_t>(record.outcome))
                                .field(record.reason)
                                .field(record.evidence)
                                .finish();
  units_.push_back({big_endian_text(position) + big_endian_text(++count_), key, std::move(record_key), key});
  records_.push_back(std::move(record));
}

void UnlistedUnits::write() {
  if (units_.empty()) return;
  std::vector<store::Commit> commits;
  for (std::size_t i = 0; i < units_.size(); ++i) {
    const auto found = stage_.services.store.find_unit(units_[i].unit);
    if (!found || !*found) commits.push_back({.key = units_[i].unit, .record = std::move(records_[i])});
  }
  records_.clear();
  if (!commits.empty()) {
    stage_.services.store.submit(std::move(commits),
                                 [&fault = stage_.services.fault](const store::Result<void>& kept) {
                                   if (!kept) fault.note(kept.error());
                                 });
  }
  stage_.record_units(std::exchange(units_, {}));
}

}  // namespace flowrun::graph
