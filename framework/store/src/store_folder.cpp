#include "store_folder.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "system_error.hpp"

namespace flowrun::store {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view lock_name = "lock";
constexpr std::string_view database_name = "store.db";

// What is in a store beside the lock and what its database consists of.
constexpr std::string_view parts[] = {lock_name, "clean", "objects", "shared", "store.data", "tmp", "work"};

// The lock is the first thing that a new store has; without a database the other names may be anybody's.
bool is_store(const std::vector<std::string>& names) {
  if (std::ranges::any_of(names, [](const auto& name) { return name.starts_with(database_name); }))
    return true;
  const auto is_part = [](const auto& name) { return std::ranges::find(parts, name) != std::end(parts); };
  return std::ranges::find(names, lock_name) != names.end() && std::ranges::all_of(names, is_part);
}

Error refusal(const fs::path& store, std::string why) {
  return {.kind = ErrorKind::unsupported,
          .problem = fmt::format("cannot use {} as a store", store.string()),
          .why = std::move(why),
          .what_to_do = "name a folder that is new, empty or a store with --store DIR"};
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

}  // namespace

Result<void> make_store_folder(const fs::path& store) {
  std::error_code error;
  if (fs::exists(store, error) && !fs::is_directory(store, error))
    return std::unexpected(refusal(store, "it is a file, not a folder"));
  fs::create_directories(store, error);
  if (error) return std::unexpected(system_error("create the store", store, error.value()));
  std::vector<std::string> names;
  for (auto entry = fs::directory_iterator(store, error); !error && entry != fs::directory_iterator();
       entry.increment(error))
    names.push_back(entry->path().filename().string());
  if (error) return std::unexpected(system_error("list", store, error.value()));
  if (names.empty() || is_store(names)) return {};
  return std::unexpected(refusal(store, "it is no store, and holds " + some_of(std::move(names))));
}

}  // namespace flowrun::store
