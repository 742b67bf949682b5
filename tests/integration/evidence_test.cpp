// Why a record is not in the result is kept with the record, and can be asked of the run.
#include <algorithm>
#include <chrono>
#include <mutex>
#include <set>
#include <span>

#include <doctest/doctest.h>

#include <base/utf8.hpp>
#include <flow/result.hpp>

#include "workbench.hpp"

using namespace flowrun;

namespace {

struct Kept {
  store::RunUnit place;
  store::UnitRecord record;
};

std::vector<Kept> kept_units(const Workbench& bench, store::RunId run, const std::string& stage) {
  const auto opened = store::Store::open(bench.store(), {.access = store::Access::read_only});
  REQUIRE(opened);
  const auto units = opened->units_of(run, stage);
  REQUIRE(units);
  std::vector<Kept> kept;
  for (const store::RunUnit& unit : *units) {
    const auto record = opened->find_unit(unit.unit);
    REQUIRE(record);
    REQUIRE(*record);
    kept.push_back({unit, **record});
  }
  return kept;
}

// Gathers the values that are told while a stage works, and those of restored units.
class Metrics : public graph::Observer {
 public:
  void metric(const std::string&, const std::string&, std::string_view, double value,
              std::chrono::microseconds) override {
    const std::scoped_lock lock(mutex_);
    told.insert(value);
  }
  void metrics_restored(const std::string&, const std::string&,
                        std::span<const store::MetricPoint> points) override {
    const std::scoped_lock lock(mutex_);
    for (const store::MetricPoint& point : points) restored.insert(point.value);
  }
  std::multiset<double> told, restored;

 private:
  std::mutex mutex_;
};

}  // namespace

TEST_CASE("a dropped record keeps what was found and what it was compared with") {
  Workbench bench;
  const auto report = bench.run(
      "  a: {use: numbers, with: {items: 1, per_item: 4}}\n"
      "  x: {use: spoil, from: a, with: {drop_every: 3}}\n  total: {use: sum, from: x}\n");
  const auto units = kept_units(bench, report.run, "x");
  const auto dropped = std::ranges::find_if(units, [](const Kept& one) {
    return one.record.outcome == store::Outcome::dropped && one.record.evidence == "value 3 (drop_every 3)";
  });
  REQUIRE(dropped != units.end());
  CHECK(dropped->record.reason == "multiple");
}

TEST_CASE("of a long evidence the beginning is kept, whole characters only") {
  Workbench bench;
  std::string remark;
  for (int i = 0; i < 1000; ++i) remark += "é";
  const auto report = bench.run(
      "  a: {use: numbers, with: {items: 1}}\n  x: {use: spoil, from: a, with: {drop_every: 1, remark: " +
      remark + "}}\n");
  const auto units = kept_units(bench, report.run, "x");
  REQUIRE(units.size() == 1);
  const std::string& evidence = units[0].record.evidence;
  CHECK(evidence.size() <= flow::most_evidence_bytes);
  CHECK(evidence.size() > flow::most_evidence_bytes - 4);
  CHECK(evidence.starts_with("value 0 (drop_every 1)éé"));
  CHECK(evidence.ends_with("é..."));
  CHECK(base::is_utf8(evidence));
}

TEST_CASE("what a source rejects while it lists is a unit of the run, and of the next one") {
  Workbench bench;
  const std::string text =
      "  a: {use: numbers, with: {items: 2, bad_items: 2}}\n  total: {use: sum, from: a}\n";
  for (int i = 0; i < 2; ++i) {
    const auto report = bench.run(text);
    const auto units = kept_units(bench, report.run, "a");
    REQUIRE(units.size() == 4);
    CHECK(std::ranges::count_if(units, [](const Kept& one) {
            return one.record.outcome == store::Outcome::rejected &&
                   one.record.reason.contains("the item is empty") && one.place.record_key.starts_with("bad");
          }) == 2);
  }
  CHECK(bench.records(text, "a").size() == 2);
  CHECK(bench.run(text, {.only = "total"}).exit_code == graph::ExitCode::all_well);
}

TEST_CASE("a unit that is restored tells its metrics again") {
  Workbench bench;
  const std::string text =
      "  a: {use: numbers, with: {items: 1, per_item: 3}}\n"
      "  x: {use: spoil, from: a, with: {measures: true}}\n  total: {use: sum, from: x}\n";
  Metrics first, second;
  bench.run(text, {.observers = {&first}});
  CHECK(first.told == std::multiset<double>{0, 1, 2});
  CHECK(first.restored.empty());
  bench.run(text, {.observers = {&second}});
  CHECK(second.told.empty());
  CHECK(second.restored == first.told);
}
