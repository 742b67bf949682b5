// <store>/store.db: made whole, checked when opened, set aside when damaged.
//
// A new database is built in <store>/tmp and renamed into place, so a store.db that lacks something was
// damaged later. <store>/clean holds what the file looked like when it was last closed in good order: while
// it still does, the check of its pages is skipped.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "sqlite.hpp"
#include "store/error.hpp"

namespace flowrun::store {

struct OpenedDatabase {
  Connection connection;
  std::vector<std::string> notes;  // what was set aside, and why
};

// The caller holds the lock. ErrorKind::unsupported as below. Reads every page of a database smaller than `check_below` bytes that was not
// closed in good order.
Result<OpenedDatabase> open_for_writing(const std::filesystem::path& store, std::uint64_t check_below);

// Checks header, format number and tables. ErrorKind::unsupported for a database of another program, which is never set
// aside.
Result<Connection> open_for_reading(const std::filesystem::path& store);

// Call after the last connection is closed, if nothing went wrong.
void mark_clean(const std::filesystem::path& store);

// Gives the disk back what rows took that are gone. The caller holds the lock and has no connection open; readers in other
// processes do not mind.
Result<void> compact_database(const std::filesystem::path& store);

constexpr std::string_view corrupt_suffix = "corrupt";
constexpr std::string_view old_suffix = "old";  // a format that is no longer read

// Renames store.db, its log and store.data to store.db.<suffix>-1 (-2, ...). Returns the new name.
Result<std::filesystem::path> set_aside_database(const std::filesystem::path& store, std::string_view suffix);

// What the user reads after that.
std::string set_aside_note(const std::filesystem::path& store, std::string_view suffix, std::string_view why,
                           const std::filesystem::path& where);

}  // namespace flowrun::store
