// What the session tables of 1.x (`session`) and 2.x (`session_v2`) have in common. Columns are asked for
// before they are named, because their set and order differ between versions.
#pragma once

#include <session_classifier/store.hpp>

#include "snapshot.hpp"
#include "sqlite.hpp"

namespace session_classifier::detail {

// Positions in the rows of select_sessions, for every version of the tables. `more` columns follow from `end`
// on.
enum SessionField { id, project, parent, directory, version, revert, created, updated, title, worktree, end };

// The text of a select over `table` (named `s`); a column that this version lacks reads as NULL.
std::string select_sessions(const Database& database, std::string_view table, std::string_view more,
                            std::string_view joins);

// The reference to the session in the current row; the fingerprint covers the row and `more` further columns.
SessionRef ref_of(const Statement& row, chat::SessionStore store, int more, const Snapshot& snapshot,
                  const std::filesystem::path& source);

// The session of `ref` without its messages. Throws SqliteError if it is gone.
Session session_of(const Database& database, std::string_view table, const SessionRef& ref);

base::Error skipped_row(const SessionRef& ref, std::string_view table, std::string_view row, std::string why);

}  // namespace session_classifier::detail
