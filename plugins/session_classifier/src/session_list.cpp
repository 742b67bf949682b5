#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <digest/fields.hpp>

#include "faults.hpp"
#include "session_rows.hpp"

namespace session_classifier::detail {
namespace {

// The reference to the session in the current row; the fingerprint covers the row with its further columns.
SessionRef ref_of(const Statement& row, const SessionTable& table, const Snapshot& snapshot,
                  const std::filesystem::path& source) {
  SessionRef ref;
  ref.store = table.store;
  ref.place = snapshot.file;
  ref.source = source;
  ref.stamp = snapshot.stamp;
  ref.copy = snapshot.copy;
  ref.id = utf8_text(row, SessionField::id);
  ref.project = utf8_text(row, SessionField::project);
  ref.parent = utf8_text(row, SessionField::parent);
  ref.created = row.integer(SessionField::created);
  ref.updated = row.integer(SessionField::updated);
  ref.root = utf8_text(row, SessionField::worktree);
  if (ref.root.empty() || ref.root == "/") ref.root = utf8_text(row, SessionField::directory);
  ref.messages = row.integer(SessionField::end);
  const std::string_view undo = row.text(SessionField::revert);
  ref.has_undo = !undo.empty() && undo != "null";
  ref.archived = row.integer(SessionField::archived) > 0;
  digest::Fields digest;
  digest.add(base::name_of(table.store));
  for (int column = 0; column < SessionField::end + table.change_count; ++column)
    digest.add(row.text(column));
  ref.fingerprint = digest.hex();
  return ref;
}

std::string all_sessions(const Database& database, const SessionTable& table, std::string_view index_clause) {
  return select_sessions(database, table.name, table.changes,
                         fmt::format(fmt::runtime(table.joins), fmt::arg("of_session", index_clause)),
                         index_clause);
}

std::string one_session(const Database& database, const SessionTable& table, std::string_view index_clause) {
  const std::string of_session = fmt::format("{} where session_id = ?1", index_clause);
  return select_sessions(database, table.name, table.changes,
                         fmt::format(fmt::runtime(table.joins), fmt::arg("of_session", of_session)),
                         index_clause) +
         " where s.id = ?1";
}

// Ids from all ways that lead to them. None of the ways need come to its end.
struct ReachableIds {
  std::set<std::string> ids;
  std::string why_incomplete;  // "" if all rows of the table were seen
};

// Why the query did not come to its end; "" if it did.
std::string gather(const Database& database, const std::string& sql, std::set<std::string>& ids) {
  try {
    Statement rows(database, sql);
    while (rows.step()) ids.emplace(rows.text(0));
    return "";
  } catch (const SqliteError& error) {
    if (!is_damage(error)) throw;
    return error.what();
  }
}

ReachableIds reachable_ids(const Database& database, const SessionTable& table) {
  ReachableIds found;
  bool is_complete = false;
  for (const char* way : {"", " not indexed", " not indexed order by rowid desc", " order by id desc"}) {
    found.why_incomplete = gather(database, fmt::format("select id from {}{}", table.name, way), found.ids);
    is_complete |= found.why_incomplete.empty();
  }
  if (is_complete) found.why_incomplete.clear();
  if (is_complete) return found;
  for (const char* way : {"", " order by session_id desc"})
    gather(database, fmt::format("select session_id from {}{}", table.messages, way), found.ids);
  return found;
}

base::Error lost_session(const std::filesystem::path& source, std::string_view id, std::string_view why) {
  return {.problem = fmt::format("{}, session {} could not be read", shown(source), shown(id)),
          .why = std::string(why),
          .what_to_do = "restore the database from a backup, or leave the session out",
          .is_rejection = true};
}

// The session, or why it cannot be read. What an index does not find is looked for without, since the index may be wrong.
base::Result<SessionRef> find_session(const Database& database, const SessionTable& table,
                                      const std::string& id, const Snapshot& snapshot,
                                      const std::filesystem::path& source) {
  base::Error error = lost_session(source, id, "its row cannot be found");
  for (const std::string_view index_clause : {std::string_view(), Database::not_indexed}) {
    try {
      Statement row(database, one_session(database, table, index_clause));
      row.bind(1, id);
      if (row.step()) return ref_of(row, table, snapshot, source);
    } catch (const SqliteError& cause) {
      if (!is_damage(cause)) throw;
      const std::string missing = what_is_missing(snapshot.file);
      error = lost_session(source, id, missing.empty() ? cause.what() : missing);
    }
  }
  return std::unexpected(std::move(error));
}

using SessionsById = std::map<std::string, SessionRef>;

// Adds the session in the current row, unless something of it is not readable.
void add_readable(const Statement& row, const SessionTable& table, const Snapshot& snapshot,
                  const std::filesystem::path& source, SessionsById& found) {
  try {
    SessionRef ref = ref_of(row, table, snapshot, source);
    found.emplace(ref.id, std::move(ref));
  } catch (const SqliteError& error) {
    if (!is_damage(error)) throw;
  }
}

// The sessions that one pass over the tables without their indexes finds: all, if only an index is damaged. None need be found.
SessionsById scan_sessions(const Database& database, const SessionTable& table, const Snapshot& snapshot,
                           const std::filesystem::path& source) {
  SessionsById found;
  try {
    Statement rows(database, all_sessions(database, table, Database::not_indexed));
    while (rows.step()) add_readable(rows, table, snapshot, source, found);
  } catch (const SqliteError& error) {
    if (!is_damage(error)) throw;
  }
  return found;
}

// Only what one pass did not find is looked for alone, since each such look may be a pass, too.
void list_what_is_left(const Database& database, const SessionTable& table, const Snapshot& snapshot,
                       const std::filesystem::path& source, StoreListing& listing) {
  SessionsById scanned = scan_sessions(database, table, snapshot, source);
  const ReachableIds reachable = reachable_ids(database, table);
  for (const std::string& id : reachable.ids) {
    if (scanned.contains(id)) continue;
    auto found = find_session(database, table, id, snapshot, source);
    if (found)
      listing.sessions.push_back(std::move(*found));
    else
      listing.problems.push_back(std::move(found.error()));
  }
  for (auto& [id, ref] : scanned) listing.sessions.push_back(std::move(ref));
  if (!reachable.why_incomplete.empty())
    listing.problems.push_back(
        {.problem = fmt::format("{} may hold more sessions than could be found", shown(source)),
         .why = fmt::format("in its table {}: {}", table.name, reachable.why_incomplete),
         .what_to_do = "restore the database from a backup",
         .is_rejection = true});
}

}  // namespace

void list_table(const Database& database, const SessionTable& table, const Snapshot& snapshot,
                const std::filesystem::path& source, StoreListing& listing) {
  if (database.is_damaged()) return list_what_is_left(database, table, snapshot, source, listing);
  Statement rows(database, all_sessions(database, table, ""));
  while (rows.step()) listing.sessions.push_back(ref_of(rows, table, snapshot, source));
}

}  // namespace session_classifier::detail
