// One unit of a stage among many: by its record key, by its place in the order.
//
// Of a stage that has ended the heads of its lists are looked at (run_unit_table.hpp), and only lists that matter are
// decoded. One that still runs is read whole.
#include <algorithm>
#include <array>
#include <iterator>
#include <numeric>
#include <optional>
#include <utility>

#include <string.h>

#include "run_unit_table.hpp"
#include "store_impl.hpp"

namespace flowrun::store {
namespace {

bool is_boundary(char before) { return std::string_view("/@:_-").contains(before); }

// Whether a list with these keys (UnitList::keys) may hold a match.
bool may_match(std::string_view keys, std::string_view part) {
  while (!keys.empty()) {
    const auto* found =
        static_cast<const char*>(::memmem(keys.data(), keys.size(), part.data(), part.size()));
    if (found == nullptr) return false;
    const auto at = static_cast<std::size_t>(found - keys.data());
    if (part.empty() || (at > 0 && (keys[at - 1] == '\0' || is_boundary(keys[at - 1])))) return true;
    keys.remove_prefix(at + 1);
  }
  return false;
}

class Matches {
 public:
  Matches(std::string_view part, std::size_t at_most) : part_(part), at_most_(at_most) {}

  void add(RunUnits units) {
    for (auto& unit : units) {
      const auto match = match_of(unit.record_key, part_);
      if (match == KeyMatch::none) continue;
      auto& kept = kept_[static_cast<std::size_t>(match)];
      if (kept.size() < at_most_) kept.push_back(std::move(unit));
    }
  }
  RunUnits take() && {
    RunUnits all;
    for (auto& kept : kept_)
      for (auto& unit : kept)
        if (all.size() < at_most_) all.push_back(std::move(unit));
    return all;
  }

 private:
  std::string_view part_;
  std::size_t at_most_;
  std::array<RunUnits, 3> kept_;
};

using Found = Result<std::optional<RunUnit>>;

// The last of `units`, which are in their order, that is not behind `order_key`.
std::optional<RunUnit> last_up_to(const RunUnits& units, std::string_view order_key) {
  const auto behind = std::ranges::upper_bound(units, order_key, {}, &RunUnit::order_key);
  if (behind == units.begin()) return std::nullopt;
  return *std::prev(behind);
}

Found last_up_to(Connection& connection, RunId run, const std::vector<std::int64_t>& lists,
                 std::string_view order_key) {
  std::size_t low = 0, high = lists.size();  // the first list that begins behind it
  while (low < high) {
    const auto middle = std::midpoint(low, high);
    const auto head = read_list_head(connection, run, lists[middle]);
    if (!head) return std::unexpected(head.error());
    if (head->first <= order_key)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == 0) return std::nullopt;
  RunUnits units;
  if (auto done = read_list(connection, run, lists[low - 1], units); !done)
    return std::unexpected(std::move(done.error()));
  return last_up_to(units, order_key);
}

// Calls `last_up_to` with ever shorter beginnings: what stands between a beginning of the key and the key itself
// begins with it as well.
template <class LastUpTo>
Found longest_beginning(std::string_view order_key, LastUpTo last_up_to) {
  for (;;) {
    auto unit = last_up_to(order_key);
    if (!unit || !*unit || order_key.starts_with((*unit)->order_key)) return unit;
    const auto differ = std::ranges::mismatch(order_key, (*unit)->order_key);
    order_key = order_key.substr(0, static_cast<std::size_t>(differ.in1 - order_key.begin()));
  }
}

}  // namespace

KeyMatch match_of(std::string_view key, std::string_view part) {
  if (key == part) return KeyMatch::exact;
  if (key.starts_with(part)) return KeyMatch::prefix;
  for (auto found = key.find(part, 1); found != std::string_view::npos; found = key.find(part, found + 1))
    if (is_boundary(key[found - 1])) return KeyMatch::inner;
  return KeyMatch::none;
}

Result<RunUnits> Store::find_units(RunId run, std::string_view stage, std::string_view key_part,
                                   std::size_t at_most) const {
  Matches matches(key_part, at_most);
  const auto is_found = impl_->read([&](Connection& connection) -> Result<bool> {
    const auto snapshot = Transaction::begin_reading(connection);
    if (!snapshot) return std::unexpected(snapshot.error());
    const auto lists = read_list_ids(connection, run, stage);
    if (!lists) return std::unexpected(lists.error());
    if (!*lists) return false;
    for (const auto id : **lists) {
      const auto head = read_list_head(connection, run, id);
      if (!head) return std::unexpected(head.error());
      if (!may_match(head->keys, key_part)) continue;
      RunUnits units;
      if (auto done = read_list(connection, run, id, units); !done)
        return std::unexpected(std::move(done.error()));
      matches.add(std::move(units));
    }
    return true;
  });
  if (!is_found) return std::unexpected(is_found.error());
  if (!*is_found) {
    auto units = units_of(run, stage);
    if (!units) return units;
    matches.add(*std::move(units));
  }
  return std::move(matches).take();
}

Found Store::find_unit_by_order(RunId run, std::string_view stage, std::string_view order_key) const {
  std::optional<std::vector<std::int64_t>> lists;
  auto found = impl_->read([&](Connection& connection) -> Found {
    const auto snapshot = Transaction::begin_reading(connection);
    if (!snapshot) return std::unexpected(snapshot.error());
    auto ids = read_list_ids(connection, run, stage);
    if (!ids) return std::unexpected(std::move(ids.error()));
    lists = *std::move(ids);
    if (!lists) return std::nullopt;
    return longest_beginning(order_key, [&](std::string_view beginning) {
      return last_up_to(connection, run, *lists, beginning);
    });
  });
  if (!found || lists) return found;
  const auto units = units_of(run, stage);
  if (!units) return std::unexpected(units.error());
  return longest_beginning(
      order_key, [&](std::string_view beginning) -> Found { return last_up_to(*units, beginning); });
}

Found Store::unit_at(RunId run, std::string_view stage, std::string_view order_key) const {
  auto found = find_unit_by_order(run, stage, order_key);
  if (found && *found && (*found)->order_key != order_key) return std::nullopt;
  return found;
}

}  // namespace flowrun::store
