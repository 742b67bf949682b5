// Units of a stage among many, by their place in the order.
//
// Of a stage that has ended the heads of its lists are searched (run_unit_table.hpp), and only lists that matter are
// decoded. One that still runs is read whole.
#include <algorithm>
#include <iterator>
#include <numeric>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "run_unit_table.hpp"
#include "store_impl.hpp"

namespace flowrun::store {
namespace {

using Found = Result<std::optional<RunUnit>>;

// The last of `units`, which are in their order, that is not behind `order_key`.
std::optional<RunUnit> last_up_to(const RunUnits& units, std::string_view order_key) {
  const auto behind = std::ranges::upper_bound(units, order_key, {}, &RunUnit::order_key);
  if (behind == units.begin()) return std::nullopt;
  return *std::prev(behind);
}

using ListIds = std::vector<std::int64_t>;

// How many of the lists begin at or before `order_key`.
Result<std::size_t> lists_up_to(Connection& connection, RunId run, const ListIds& lists,
                                std::string_view order_key) {
  std::size_t low = 0, high = lists.size();
  while (low < high) {
    const auto middle = std::midpoint(low, high);
    const auto head = read_list_head(connection, run, lists[middle]);
    if (!head) return std::unexpected(head.error());
    if (head->first <= order_key)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

Found last_up_to(Connection& connection, RunId run, const ListIds& lists, std::string_view order_key) {
  const auto count = lists_up_to(connection, run, lists, order_key);
  if (!count) return std::unexpected(count.error());
  if (*count == 0) return std::nullopt;
  RunUnits units;
  if (auto done = read_list(connection, run, lists[*count - 1], units); !done)
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

// Appends those of `units`, which are in their order, that begin with `beginning`. Returns whether there may be more behind.
bool take_under(RunUnits units, std::string_view beginning, RunUnits& found) {
  for (auto unit = std::ranges::lower_bound(units, beginning, {}, &RunUnit::order_key); unit != units.end();
       ++unit) {
    if (!unit->order_key.starts_with(beginning)) return false;
    found.push_back(std::move(*unit));
  }
  return true;
}

// Returns whether the stage has lists.
Result<bool> take_under(Connection& connection, RunId run, std::string_view stage, std::string_view beginning,
                        RunUnits& found) {
  const auto snapshot = Transaction::begin_reading(connection);
  if (!snapshot) return std::unexpected(snapshot.error());
  const auto ids = read_list_ids(connection, run, stage);
  if (!ids) return std::unexpected(ids.error());
  if (!*ids) return false;
  const ListIds& lists = **ids;
  const auto before = lists_up_to(connection, run, lists, beginning);
  if (!before) return std::unexpected(before.error());
  for (std::size_t list = *before == 0 ? 0 : *before - 1; list < lists.size(); ++list) {
    RunUnits units;
    if (auto done = read_list(connection, run, lists[list], units); !done)
      return std::unexpected(std::move(done.error()));
    if (!take_under(std::move(units), beginning, found)) break;
  }
  return true;
}

}  // namespace

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

Result<RunUnits> Store::find_units_under(RunId run, std::string_view stage,
                                         std::string_view order_key) const {
  RunUnits found;
  const auto has_lists = impl_->read(
      [&](Connection& connection) { return take_under(connection, run, stage, order_key, found); });
  if (!has_lists) return std::unexpected(has_lists.error());
  if (*has_lists) return found;
  auto units = units_of(run, stage);
  if (!units) return std::unexpected(std::move(units.error()));
  take_under(*std::move(units), order_key, found);
  return found;
}

}  // namespace flowrun::store
