#include "session_rows.hpp"

#include <utility>

#include <fmt/format.h>

#include <digest/fields.hpp>
#include <session_classifier/stored_json.hpp>

#include "decode_v1.hpp"

namespace session_classifier::detail {

std::string select_sessions(const Database& database, std::string_view table, std::string_view more,
                            std::string_view joins) {
  const auto columns = database.columns(table);
  std::string sql = "select s.id";
  for (const char* name :
       {"project_id", "parent_id", "directory", "version", "revert", "time_created", "time_updated", "title"})
    sql += columns.contains(name) ? fmt::format(", s.{}", name) : ", null";
  const bool projects = database.has_table("project") && columns.contains("project_id");
  sql += projects ? ", p.worktree" : ", null";
  sql += fmt::format("{} from {} s {}", more, table, joins);
  if (projects) sql += " left join project p on p.id = s.project_id";
  return sql;
}

SessionRef ref_of(const Statement& row, chat::SessionStore store, int more, const Snapshot& snapshot,
                  const std::filesystem::path& source) {
  SessionRef ref;
  ref.store = store;
  ref.place = snapshot.file;
  ref.source = source;
  ref.stamp = snapshot.stamp;
  ref.id = row.text(SessionField::id);
  ref.project = row.text(SessionField::project);
  ref.parent = row.text(SessionField::parent);
  ref.created = row.integer(SessionField::created);
  ref.updated = row.integer(SessionField::updated);
  ref.root = row.text(SessionField::worktree);
  if (ref.root.empty() || ref.root == "/") ref.root = row.text(SessionField::directory);
  digest::Fields digest;
  digest.add(base::name_of(store));
  for (int column = 0; column < SessionField::end + more; ++column) digest.add(row.text(column));
  ref.fingerprint = digest.hex();
  return ref;
}

Session session_of(const Database& database, std::string_view table, const SessionRef& ref) {
  Statement row(database, select_sessions(database, table, "", "") + " where s.id = ?");
  row.bind(1, ref.id);
  if (!row.step()) throw SqliteError("the session is no longer there");
  Session session;
  session.id = ref.id;
  session.store = ref.store;
  session.project = row.text(SessionField::project);
  session.parent = row.text(SessionField::parent);
  session.directory = row.text(SessionField::directory);
  session.version = row.text(SessionField::version);
  session.created = row.integer(SessionField::created);
  session.updated = row.integer(SessionField::updated);
  session.worktree = row.text(SessionField::worktree);
  if (const auto data = parse_stored(row.text(SessionField::revert))) session.revert = revert_of(*data);
  return session;
}

base::Error skipped_row(const SessionRef& ref, std::string_view table, std::string_view row,
                        std::string why) {
  return {fmt::format("{}: {} {} was skipped", ref.source.string(), table, row), std::move(why),
          "nothing, if the program died while writing it; else restore the database from a backup"};
}

}  // namespace session_classifier::detail
