// The tables `session`, `message` and `part` of opencode 1.2 ... 1.19.
#include <map>
#include <utility>

#include <fmt/format.h>

#include <session_classifier/stored_json.hpp>

#include "decode_v1.hpp"
#include "faults.hpp"
#include "readers.hpp"
#include "session_rows.hpp"

namespace session_classifier::detail {
namespace {

// Rows that changed show in the newest time, in the sum of times (a row that is not the newest) or in the
// counts.
constexpr SessionTable session_table{
    .store = chat::SessionStore::sqlite,
    .name = "session",
    .messages = "message",
    .changes =
        ", coalesce(m.n, 0), coalesce(m.t, 0), coalesce(m.u, 0), coalesce(q.n, 0), coalesce(q.t, 0), "
        "coalesce(q.u, 0)",
    .change_count = 6,
    .joins =
        "left join (select session_id, count(*) n, max(time_updated) t, sum(time_updated % 1000003) u from "
        "message {of_session} group by session_id) m on m.session_id = s.id "
        "left join (select session_id, count(*) n, max(time_updated) t, sum(time_updated % 1000003) u from "
        "part {of_session} group by session_id) q on q.session_id = s.id"};

// Sessions that came from 0.5 have no directory; their assistants know the root of the project. What cannot be read here is
// told when the session is.
std::string root_from_messages(const Database& database, const std::string& session) {
  try {
    Statement rows(database, "select rowid from message where session_id = ? order by time_created, id");
    TextColumn texts(database, "message", "data");
    rows.bind(1, session);
    while (rows.step()) {
      const auto data = row_object(texts, rows.integer(0));
      if (data && !(*data)["path"]["root"].string().empty())
        return std::string((*data)["path"]["root"].string());
    }
  } catch (const SqliteError& error) {
    if (!is_damage(error)) throw;
  }
  return "";
}

// What is wrong with the rows of one kind, which all are JSON objects.
base::Result<base::Json> checked_row(TextColumn& texts, std::int64_t rowid,
                                     std::string_view (*wrong)(const base::Json&)) {
  auto data = row_object(texts, rowid);
  if (!data) return data;
  if (const std::string_view why = wrong(*data); !why.empty()) return base::failure(std::string(why));
  return data;
}

void read_messages(const Database& database, const SessionRef& ref, Weigher& weigher, Session& session) {
  TextColumn texts(database, "message", "data");
  Statement rows(database, fmt::format("select id, time_created, rowid from message{} where session_id = ? "
                                       "order by time_created, id",
                                       database.index_clause()));
  rows.bind(1, ref.id);
  while (rows.step()) {
    const auto data = checked_row(texts, rows.integer(2), wrong_message);
    Message message;
    if (data) {
      message = message_of(*data, std::string(rows.text(0)));
    } else {
      message.id = rows.text(0);
      message.incomplete = true;
      session.lost.push_back(lost_row(ref, "message", "message", rows.text(0), data.error()));
    }
    message.created = rows.integer(1);
    weigher.add(message);
    session.messages.push_back(std::move(message));
  }
}

void read_parts(const Database& database, const SessionRef& ref, Weigher& weigher, Session& session) {
  std::map<std::string, Message*, std::less<>> owners;
  for (Message& message : session.messages) owners[message.id] = &message;
  // Joined by message and not by the part's session_id, which can be out of date after an import.
  TextColumn texts(database, "part", "data");
  Statement rows(database,
                 fmt::format("select id, message_id, rowid from part{0} where message_id in "
                             "(select id from message{0} where session_id = ?) order by message_id, id",
                             database.index_clause()));
  rows.bind(1, ref.id);
  while (rows.step()) {
    const auto owner = owners.find(rows.text(1));
    if (owner == owners.end()) continue;
    const auto data = checked_row(texts, rows.integer(2), wrong_part);
    if (data) {
      owner->second->parts.push_back(part_of(*data, std::string(rows.text(0))));
      weigher.add(owner->second->parts.back());
    } else {
      owner->second->incomplete = true;
      session.lost.push_back(lost_row(ref, "part", "part", rows.text(0), data.error()));
    }
  }
}

}  // namespace

void list_sqlite(const Database& database, const Snapshot& snapshot, const std::filesystem::path& source,
                 StoreListing& listing) {
  const std::size_t before = listing.sessions.size();
  list_table(database, session_table, snapshot, source, listing);
  for (std::size_t i = before; i < listing.sessions.size(); ++i) {
    SessionRef& ref = listing.sessions[i];
    if (ref.root.empty()) ref.root = root_from_messages(database, ref.id);
  }
}

Session read_sqlite(const Database& database, const SessionRef& ref, Weigher& weigher) {
  Session session = session_of(database, "session", ref);
  read_messages(database, ref, weigher, session);
  read_parts(database, ref, weigher, session);
  return session;
}

}  // namespace session_classifier::detail
