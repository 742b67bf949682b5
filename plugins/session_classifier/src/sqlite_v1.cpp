// The tables `session`, `message` and `part` of opencode 1.2 ... 1.19.
#include <map>
#include <utility>

#include <session_classifier/stored_json.hpp>

#include "decode_v1.hpp"
#include "readers.hpp"
#include "session_rows.hpp"

namespace session_classifier::detail {
namespace {

// Rows that changed show in the newest time, in the sum of times (a row that is not the newest) or in the
// counts.
constexpr const char* change_columns =
    ", coalesce(m.n, 0), coalesce(m.t, 0), coalesce(m.u, 0), coalesce(q.n, 0), coalesce(q.t, 0), "
    "coalesce(q.u, 0)";
constexpr int change_column_count = 6;
constexpr const char* change_joins =
    "left join (select session_id, count(*) n, max(time_updated) t, sum(time_updated % 1000003) u from "
    "message "
    "group by session_id) m on m.session_id = s.id "
    "left join (select session_id, count(*) n, max(time_updated) t, sum(time_updated % 1000003) u from part "
    "group by session_id) q on q.session_id = s.id";

// Sessions that came from 0.5 have no directory; their assistants know the root of the project.
std::map<std::string, std::string> roots_from_messages(const Database& database) {
  std::map<std::string, std::string> roots;
  if (!database.columns("session").contains("directory")) return roots;
  Statement rows(database,
                 "select m.session_id, m.data from message m join session s on s.id = m.session_id "
                 "where s.directory = '' order by m.time_created, m.id");
  while (rows.step()) {
    const std::string session(rows.text(0));
    if (roots.contains(session)) continue;
    const auto data = parse_stored(rows.text(1));
    if (data && !(*data)["path"]["root"].string().empty()) roots[session] = (*data)["path"]["root"].string();
  }
  return roots;
}

void read_messages(const Database& database, const SessionRef& ref, Session& session) {
  Statement rows(database,
                 "select id, time_created, data from message where session_id = ? order by time_created, id");
  rows.bind(1, ref.id);
  while (rows.step()) {
    const auto data = parse_stored(rows.text(2));
    Message message;
    if (data) {
      message = message_of(*data, std::string(rows.text(0)));
    } else {
      message.id = rows.text(0);
      message.incomplete = true;
      session.warnings.push_back(skipped_row(ref, "message", rows.text(0), data.error().text()));
    }
    message.created = rows.integer(1);
    session.messages.push_back(std::move(message));
  }
}

void read_parts(const Database& database, const SessionRef& ref, Session& session) {
  std::map<std::string, Message*, std::less<>> owners;
  for (Message& message : session.messages) owners[message.id] = &message;
  // Joined by message and not by the part's session_id, which can be out of date after an import.
  Statement rows(database,
                 "select p.id, p.message_id, p.data from part p join message m on m.id = p.message_id "
                 "where m.session_id = ? order by p.message_id, p.id");
  rows.bind(1, ref.id);
  while (rows.step()) {
    const auto owner = owners.find(rows.text(1));
    if (owner == owners.end()) continue;
    const auto data = parse_stored(rows.text(2));
    if (data) {
      owner->second->parts.push_back(part_of(*data, std::string(rows.text(0))));
    } else {
      owner->second->incomplete = true;
      session.warnings.push_back(skipped_row(ref, "part", rows.text(0), data.error().text()));
    }
  }
}

}  // namespace

void list_sqlite(const Database& database, const Snapshot& snapshot, const std::filesystem::path& source,
                 StoreListing& listing) {
  const auto roots = roots_from_messages(database);
  Statement rows(database, select_sessions(database, "session", change_columns, change_joins));
  while (rows.step()) {
    SessionRef ref = ref_of(rows, chat::SessionStore::sqlite, change_column_count, snapshot, source);
    if (const auto root = roots.find(ref.id); ref.root.empty() && root != roots.end())
      ref.root = root->second;
    ref.messages = rows.integer(SessionField::end);
    listing.sessions.push_back(std::move(ref));
  }
}

Session read_sqlite(const Database& database, const SessionRef& ref) {
  Session session = session_of(database, "session", ref);
  read_messages(database, ref, session);
  read_parts(database, ref, session);
  return session;
}

}  // namespace session_classifier::detail
