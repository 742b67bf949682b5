// Units of a stage among many, by their record keys.
//
// Of a stage that has ended the keys of its lists are looked at (run_unit_table.hpp), and only lists that matter are
// decoded. One that still runs is read whole.
#include <algorithm>
#include <array>
#include <functional>
#include <string_view>
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

// Whether one of these keys (UnitList::keys) begins `key`.
bool has_beginning(std::string_view keys, std::string_view key) {
  while (!keys.empty()) {
    keys.remove_prefix(1);
    const std::size_t end = std::min(keys.find('\0'), keys.size());
    if (end > 0 && key.starts_with(keys.substr(0, end))) return true;
    keys.remove_prefix(end);
  }
  return false;
}

using MayMatch = std::function<bool(std::string_view keys)>;
using Take = std::function<void(RunUnits)>;

// Returns whether the stage has lists.
Result<bool> take_from_lists(Connection& connection, RunId run, std::string_view stage,
                             const MayMatch& may_match, const Take& take) {
  const auto snapshot = Transaction::begin_reading(connection);
  if (!snapshot) return std::unexpected(snapshot.error());
  const auto lists = read_list_ids(connection, run, stage);
  if (!lists) return std::unexpected(lists.error());
  if (!*lists) return false;
  for (const auto id : **lists) {
    const auto head = read_list_head(connection, run, id);
    if (!head) return std::unexpected(head.error());
    if (!may_match(head->keys)) continue;
    RunUnits units;
    if (auto done = read_list(connection, run, id, units); !done)
      return std::unexpected(std::move(done.error()));
    take(std::move(units));
  }
  return true;
}

}  // namespace

KeyMatch match_of(std::string_view key, std::string_view part) {
  if (key == part) return KeyMatch::exact;
  if (key.starts_with(part)) return KeyMatch::prefix;
  for (auto found = key.find(part, 1); found != std::string_view::npos; found = key.find(part, found + 1))
    if (is_boundary(key[found - 1])) return KeyMatch::inner;
  return KeyMatch::none;
}

// Gives `take` the units of lists that may match, or all units.
Result<void> Store::visit_units(RunId run, std::string_view stage, const MayMatch& may_match,
                                const Take& take) const {
  const auto has_lists = impl_->read(
      [&](Connection& connection) { return take_from_lists(connection, run, stage, may_match, take); });
  if (!has_lists) return std::unexpected(has_lists.error());
  if (*has_lists) return {};
  auto units = units_of(run, stage);
  if (!units) return std::unexpected(std::move(units.error()));
  take(*std::move(units));
  return {};
}

Result<RunUnits> Store::find_units(RunId run, std::string_view stage, std::string_view key_part,
                                   std::size_t at_most) const {
  Matches matches(key_part, at_most);
  auto visited = visit_units(
      run, stage, [&](std::string_view keys) { return may_match(keys, key_part); },
      [&](RunUnits units) { matches.add(std::move(units)); });
  if (!visited) return std::unexpected(std::move(visited.error()));
  return std::move(matches).take();
}

Result<RunUnits> Store::find_units_beginning(RunId run, std::string_view stage, std::string_view key) const {
  RunUnits found;
  const auto begins_it = [&](const RunUnit& unit) {
    return !unit.record_key.empty() && key.starts_with(unit.record_key);
  };
  auto visited = visit_units(
      run, stage, [&](std::string_view keys) { return has_beginning(keys, key); },
      [&](RunUnits units) {
        for (RunUnit& unit : units)
          if (begins_it(unit)) found.push_back(std::move(unit));
      });
  if (!visited) return std::unexpected(std::move(visited.error()));
  return found;
}

}  // namespace flowrun::store
