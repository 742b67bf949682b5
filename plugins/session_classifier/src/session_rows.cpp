#include "session_rows.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

#include <base/utf8.hpp>

#include "decode_v1.hpp"
#include "faults.hpp"

namespace session_classifier::detail {
namespace {

constexpr std::array<std::string_view, SessionField::end> column_names = {
    "id",           "project_id",   "parent_id", "directory",     "version", "revert",
    "time_created", "time_updated", "title",     "time_archived", "worktree"};

constexpr std::size_t max_name_bytes = std::size_t{64} << 10;  // references to all sessions are kept

}  // namespace

std::string select_sessions(const Database& database, std::string_view table, std::string_view more,
                            std::string_view joins, std::string_view index_clause) {
  const Database::Names& columns = database.columns(table);
  std::string sql = "select s.id";
  for (int field = SessionField::project; field <= SessionField::archived; ++field) {
    const std::string_view name = column_names[static_cast<std::size_t>(field)];
    sql += columns.contains(name) ? fmt::format(", s.{}", name) : ", null";
  }
  const bool projects = database.has_table("project") && columns.contains("project_id");
  sql += projects ? ", p.worktree" : ", null";
  sql += fmt::format("{} from {} s{} {}", more, table, index_clause, joins);
  if (projects) sql += fmt::format(" left join project p{} on p.id = s.project_id", index_clause);
  return sql;
}

Session session_of(const Database& database, std::string_view table, const SessionRef& ref) {
  Statement row(database,
                select_sessions(database, table, "", "", database.index_clause()) + " where s.id = ?");
  row.bind(1, ref.id);
  if (!row.step()) throw SqliteError("the session is no longer there");
  Session session;
  session.id = ref.id;
  session.store = ref.store;
  session.project = utf8_text(row, SessionField::project);
  session.parent = utf8_text(row, SessionField::parent);
  session.directory = utf8_text(row, SessionField::directory);
  session.version = utf8_text(row, SessionField::version);
  session.created = row.integer(SessionField::created);
  session.updated = row.integer(SessionField::updated);
  session.worktree = utf8_text(row, SessionField::worktree);
  session.revert = stored_revert(row.text(SessionField::revert));
  return session;
}

std::optional<Revert> stored_revert(std::string_view text) {
  if (text.empty() || text == "null") return std::nullopt;
  const auto data = row_object(text);
  // What was taken back would look like ordinary messages.
  if (!data) throw SqliteError(fmt::format("its undo is damaged: {}", data.error().text()));
  return revert_of(*data);
}

std::string utf8_text(const Statement& row, SessionField field) {
  const std::string_view text = row.text(field);
  if (text.size() > max_name_bytes)
    throw SqliteError(fmt::format("its {} has {} bytes", column_names[field], text.size()));
  if (!base::is_utf8(text)) throw SqliteError(fmt::format("its {} is not UTF-8", column_names[field]));
  return std::string(text);
}

base::Result<base::Json> row_object(std::string_view text) {
  if (text.empty()) return base::failure("it is empty");
  auto data = parse_stored(text);
  if (data && !data->is_object()) return base::failure("not a JSON object");
  return data;
}

base::Result<base::Json> row_object(TextColumn& column, std::int64_t rowid) {
  const auto size = column.size_at(rowid);
  if (!size) return base::failure("it is empty");
  if (*size > max_document_bytes)
    return base::failure(fmt::format("{} bytes, more than the {} that are read", *size, max_document_bytes));
  return row_object(column.text());
}

LostPart lost_row(const SessionRef& ref, std::string_view table, std::string_view kind, std::string_view id,
                  const base::Error& why) {
  const std::string name = fmt::format("{} {}", kind, shown(id));
  return {
      name,
      {.problem = fmt::format("{}: {} {} was skipped", shown(ref.source), table, shown(id)),
       .why = why.text(),
       .what_to_do = "nothing, if the program died while writing it; else restore the database from a backup",
       .is_transient = true,  // its fingerprint does not show it when the row is mended
       .is_rejection = true}};
}

}  // namespace session_classifier::detail
