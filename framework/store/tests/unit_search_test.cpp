// Units of a stage found by their record key and by their place in the order.
#include "support.hpp"

using namespace flowrun::store;
using namespace flowrun::store::test;

namespace {

RunUnit unit_of(int number, std::string order_key, std::string record_key) {
  return {.order_key = std::move(order_key),
          .unit = key_of(number),
          .record_key = std::move(record_key),
          .input = digest_of("input " + std::to_string(number))};
}

std::vector<std::string> keys_of(const RunUnits& units) {
  std::vector<std::string> keys;
  for (const auto& unit : units) keys.push_back(unit.record_key);
  return keys;
}

// 5,000 units, in many lists, and four to look for.
RunUnits some_units() {
  RunUnits units;
  for (int number = 0; number < 5000; ++number) {
    auto text = std::to_string(number);
    text.insert(0, 5 - text.size(), '0');
    units.push_back(unit_of(number, "a" + text, "filler " + text));
  }
  units[4000].record_key = "8eb6d47";
  units[3000].record_key = "8eb6d47-again";
  units[10].record_key = "hexyl@8eb6d4771ce1";
  units[20].record_key = "x8eb6d47";
  return units;
}

using Keys = std::vector<std::string>;

}  // namespace

TEST_CASE("a part of a record key finds the equal key first, then those it begins, then those it stands in") {
  const TemporaryFolder folder;
  auto store = must(Store::open(folder / "store"));
  const auto run = must(store.begin_run({}));
  must(store.record_units(run, "commits", some_units()));
  const auto check = [&] {
    CHECK(keys_of(must(store.find_units(run, "commits", "8eb6d47", 10))) ==
          Keys{"8eb6d47", "8eb6d47-again", "hexyl@8eb6d4771ce1"});
    CHECK(keys_of(must(store.find_units(run, "commits", "8eb6d47", 2))) == Keys{"8eb6d47", "8eb6d47-again"});
    CHECK(keys_of(must(store.find_units(run, "commits", "hexyl", 10))) == Keys{"hexyl@8eb6d4771ce1"});
    CHECK(must(store.find_units(run, "commits", "exyl", 10)).empty());
    CHECK(must(store.find_units(run, "other", "8eb6d47", 10)).empty());
    CHECK(must(store.find_units(run, "commits", "", 3)).size() == 3);
  };
  check();  // while it runs
  must(store.record_stage(run, "commits", {.status = StageState::finished}));
  check();
}

TEST_CASE("a unit is found by its order key, and by that of what came of it") {
  const TemporaryFolder folder;
  auto store = must(Store::open(folder / "store"));
  const auto run = must(store.begin_run({}));
  const auto units = some_units();
  must(store.record_units(run, "commits", units));
  const auto check = [&] {
    for (const int number : {0, 1, 700, 4999})
      CHECK(must(store.unit_at(run, "commits", units[number].order_key)) == units[number]);
    CHECK_FALSE(must(store.unit_at(run, "commits", "a00000.1")));
    CHECK_FALSE(must(store.unit_at(run, "commits", "")));
    CHECK(must(store.find_unit_by_order(run, "commits", "a00700.1.2")) == units[700]);
    CHECK(must(store.find_unit_by_order(run, "commits", "a04999z")) == units[4999]);
    CHECK_FALSE(must(store.find_unit_by_order(run, "commits", "b")));
    CHECK_FALSE(must(store.find_unit_by_order(run, "commits", "a0070")));
  };
  check();
  must(store.record_stage(run, "commits", {.status = StageState::finished}));
  check();
}

TEST_CASE("units are found whose record key begins a key, and by the beginning of their order keys") {
  const TemporaryFolder folder;
  auto store = must(Store::open(folder / "store"));
  const auto run = must(store.begin_run({}));
  auto units = some_units();
  units[7].record_key = "";  // of a collector: begins everything, and says nothing
  must(store.record_units(run, "commits", units));
  const auto check = [&] {
    CHECK(keys_of(must(store.find_units_beginning(run, "commits", "8eb6d47-again/2"))) ==
          Keys{"8eb6d47-again", "8eb6d47"});
    CHECK(keys_of(must(store.find_units_beginning(run, "commits", "8eb6d47"))) == Keys{"8eb6d47"});
    CHECK(must(store.find_units_beginning(run, "commits", "filler")).empty());
    CHECK(must(store.find_units_beginning(run, "other", "8eb6d47")).empty());
    CHECK(must(store.find_units_under(run, "commits", "a0070")).size() == 10);
    CHECK(must(store.find_units_under(run, "commits", "a00700")) == RunUnits{units[700]});
    CHECK(must(store.find_units_under(run, "commits", "a0")) == units);
    CHECK(must(store.find_units_under(run, "commits", "")).size() == 5000);
    CHECK(must(store.find_units_under(run, "commits", "b")).empty());
    CHECK(must(store.find_units_under(run, "commits", "0")).empty());
  };
  check();
  must(store.record_stage(run, "commits", {.status = StageState::finished}));
  check();
}
