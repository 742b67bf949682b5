// What the session tables of 1.x (`session`) and 2.x (`session_v2`) have in common. Columns are asked for
// before they are named, because their set and order differ between versions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <session_classifier/store.hpp>
#include <session_classifier/stored_json.hpp>

#include "snapshot.hpp"
#include "sqlite.hpp"

namespace session_classifier::detail {

// Positions in the rows of select_sessions, for every version of the tables. `more` columns follow from `end`
// on.
enum SessionField {
  id,
  project,
  parent,
  directory,
  version,
  revert,
  created,
  updated,
  title,
  archived,
  worktree,
  end
};

// What one version of the tables has of its own.
struct SessionTable {
  chat::SessionStore store;
  std::string_view name;      // of the table of sessions
  std::string_view messages;  // of the table of their messages
  std::string_view changes;   // further columns, from `, ` on, that change with any row of the session
  int change_count;
  // Where those come from: `{of_session}` stands for the index clause of a table and a condition on rows with a session_id.
  std::string_view joins;
};

// Lists all sessions of the table. Where pages are damaged, those that can still be read are listed, the others are problems
// of their own.
void list_table(const Database& database, const SessionTable& table, const Snapshot& snapshot,
                const std::filesystem::path& source, StoreListing& listing);

// The text of a select over `table` (named `s`); a column that this version lacks reads as NULL.
std::string select_sessions(const Database& database, std::string_view table, std::string_view more,
                            std::string_view joins, std::string_view index_clause);

// The session of `ref` without its messages. Throws SqliteError if it is gone, or its row is damaged.
Session session_of(const Database& database, std::string_view table, const SessionRef& ref);

// A name or path of the session's row. Throws SqliteError if it is not UTF-8, or of more than 64 KiB.
std::string utf8_text(const Statement& row, SessionField field);

// What the column `revert` holds, if it holds something. Throws SqliteError if that cannot be read.
std::optional<Revert> stored_revert(std::string_view text);

// The JSON object of a row, or what is wrong with it. One that is too large is not loaded.
base::Result<base::Json> row_object(std::string_view text);
base::Result<base::Json> row_object(TextColumn& column, std::int64_t rowid);

// A row that cannot be read: `name` is "message msg_1", `table` where it stands.
LostPart lost_row(const SessionRef& ref, std::string_view table, std::string_view kind, std::string_view id,
                  const base::Error& why);

}  // namespace session_classifier::detail
