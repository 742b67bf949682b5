// The tables `session_v2` and `session_message` of opencode 2.x.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <session_classifier/stored_json.hpp>

#include "decode_v1.hpp"
#include "decode_v2.hpp"
#include "readers.hpp"
#include "session_rows.hpp"

namespace session_classifier::detail {
namespace {

constexpr SessionTable session_table{
    .store = chat::SessionStore::sqlite_v2,
    .name = "session_v2",
    .messages = "session_message",
    .changes = ", coalesce(m.n, 0), coalesce(m.t, 0), coalesce(m.u, 0)",
    .change_count = 3,
    .joins =
        "left join (select session_id, count(*) n, max(time_updated) t, sum(time_updated % 1000003) u "
        "from session_message {of_session} group by session_id) m on m.session_id = s.id"};

bool known_before_import(const Database& database, const Session& session, const Message& message) {
  Statement row(database, "select 1 from message where session_id = ? and id = ?");
  row.bind(1, session.id);
  row.bind(2, message.id);
  return row.step();
}

// The import from 1.x forgets an undo, so that what the user took back would look like ordinary messages.
// Where the old tables still know it, and the session was not continued since, it holds.
std::optional<Revert> revert_before_import(const Database& database, const Session& session) {
  if (!database.has_table("session") || !database.has_table("message")) return std::nullopt;
  if (!database.columns("session").contains("revert")) return std::nullopt;
  Statement row(database, "select revert from session where id = ?");
  row.bind(1, session.id);
  if (!row.step()) return std::nullopt;
  const auto revert = stored_revert(row.text(0));
  if (!revert) return std::nullopt;
  const bool continued = std::ranges::any_of(session.messages, [&](const Message& message) {
    return message.role == chat::Role::assistant && !message.summary &&
           !known_before_import(database, session, message);
  });
  return continued ? std::nullopt : revert;
}

}  // namespace

void list_sqlite_v2(const Database& database, const Snapshot& snapshot, const std::filesystem::path& source,
                    StoreListing& listing) {
  list_table(database, session_table, snapshot, source, listing);
}

Session read_sqlite_v2(const Database& database, const SessionRef& ref, Weigher& weigher) {
  Session session = session_of(database, "session_v2", ref);
  TextColumn texts(database, "session_message", "data");
  Statement rows(database, fmt::format("select id, type, seq, time_created, rowid from session_message{} "
                                       "where session_id = ? order by seq",
                                       database.index_clause()));
  rows.bind(1, ref.id);
  while (rows.step()) {
    const RowV2 stored{std::string(rows.text(0)), std::string(rows.text(1)), rows.integer(2),
                       rows.integer(3)};
    auto data = row_object(texts, rows.integer(4));
    if (data) {
      const std::string_view wrong = wrong_row(stored, *data);
      if (wrong.empty()) {
        const std::size_t before = session.messages.size();
        append_row(stored, *data, session.messages);
        for (std::size_t i = before; i < session.messages.size(); ++i) weigher.add(session.messages[i]);
        continue;
      }
      data = base::failure(std::string(wrong));
    }
    session.lost.push_back(lost_row(ref, "session_message", "message", stored.id, data.error()));
    Message lost;
    lost.id = stored.id;
    lost.sequence = stored.sequence;
    lost.created = stored.created;
    lost.incomplete = true;
    weigher.add(lost);
    session.messages.push_back(std::move(lost));
  }
  if (!session.revert) session.revert = revert_before_import(database, session);
  return session;
}

}  // namespace session_classifier::detail
