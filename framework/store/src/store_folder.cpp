#include "store_folder.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "database_file.hpp"
#include "system_error.hpp"

namespace flowrun::store {
namespace {

namespace fs = std::filesystem;

// What is in a store beside its database. The lock is the first thing that a new store has.
constexpr std::string_view parts[] = {"lock",   "clean",      "died", "objects", "runs",
                                      "shared", "store.data", "tmp",  "work"};

// The rest of `name` behind `head`; nothing if it does not begin so.
std::optional<std::string_view> behind(std::string_view name, std::string_view head) {
  if (!name.starts_with(head)) return std::nullopt;
  return name.substr(head.size());
}

bool holds(const auto& names, std::string_view name) {
  return std::ranges::find(names, name) != std::end(names);
}

// The database, and what was set aside of earlier ones.
bool is_of_database(std::string_view name) {
  static constexpr std::string_view names[] = {"store.db", "store.db-wal", "store.db-shm"};
  return holds(names, name) || is_set_aside(name);
}

bool is_of_store(const std::string& name) { return holds(parts, name) || is_of_database(name); }

// A store whose database may be damaged or missing. Other programs have folders `tmp` and a store.db, too.
bool is_store_by_names(const std::vector<std::string>& names) {
  return (holds(names, "lock") || holds(names, "store.data")) && std::ranges::all_of(names, is_of_store);
}

// "a, b, c and 4 more"
std::string some_of(std::vector<std::string> names) {
  constexpr std::size_t most = 3;
  std::ranges::sort(names);
  if (names.size() <= most) return fmt::format("{}", fmt::join(names, ", "));
  const std::size_t rest = names.size() - most;
  names.resize(most);
  return fmt::format("{} and {} more", fmt::join(names, ", "), rest);
}

// A database of flowrun makes a store of a folder that holds other things, too.
Result<void> check_database(const fs::path& store, std::vector<std::string> names) {
  const auto database = open_for_reading(store);
  if (database || database.error().kind == ErrorKind::older_format) return {};
  if (database.error().kind != ErrorKind::store_corrupt) return std::unexpected(database.error());
  return std::unexpected(
      no_store(store, fmt::format("{}, and it holds {}", database.error().why, some_of(std::move(names)))));
}

}  // namespace

bool is_set_aside(std::string_view name) {
  static constexpr std::string_view endings[] = {"", "-wal", "-shm", "-data"};
  for (const std::string_view kind : {"store.db.corrupt-", "store.db.old-"}) {
    const auto number = behind(name, kind);
    if (!number) continue;
    const auto digits = std::min(number->find_first_not_of("0123456789"), number->size());
    return digits > 0 && holds(endings, number->substr(digits));
  }
  return false;
}

Error no_store(const fs::path& store, std::string why) {
  return {.kind = ErrorKind::unsupported,
          .problem = fmt::format("cannot use {} as a store", store.string()),
          .why = std::move(why),
          .what_to_do = "name a folder that is new, empty or a store with --store DIR"};
}

Result<void> make_store_folder(const fs::path& store) {
  std::error_code error;
  if (fs::exists(store, error) && !fs::is_directory(store, error))
    return std::unexpected(no_store(store, "it is a file, not a folder"));
  fs::create_directories(store, error);
  if (error) return std::unexpected(system_error("create the store", store, error.value()));
  std::vector<std::string> names;
  for (auto entry = fs::directory_iterator(store, error); !error && entry != fs::directory_iterator();
       entry.increment(error))
    names.push_back(entry->path().filename().string());
  if (error) return std::unexpected(system_error("list", store, error.value()));
  // A database without a byte is nobody's: whoever looks for one with SQLite leaves it behind.
  if (names.size() == 1 && is_of_database(names.front()) && fs::file_size(store / names.front(), error) == 0)
    return {};
  if (names.empty() || is_store_by_names(names)) return {};
  if (holds(names, "store.db")) return check_database(store, std::move(names));
  return std::unexpected(no_store(store, "it is no store, and holds " + some_of(std::move(names))));
}

}  // namespace flowrun::store
