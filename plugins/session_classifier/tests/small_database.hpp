// Small databases of 1.x with many pages, and what can be read of one.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "writer.hpp"

namespace test {

// A database with the tables and indexes of 1.x and `count` sessions of many pages each: ses_00, ses_01, ...
inline void make_database(const fs::path& file, int count) {
  Writer writer(file);
  writer.run(
      "create table session(id text primary key, directory text, version text, revert text, time_created "
      "int, "
      "time_updated int);"
      "create table message(id text primary key, session_id text, time_created int, time_updated int, data "
      "text);"
      "create table part(id text primary key, message_id text, session_id text, time_created int, "
      "time_updated "
      "int, data text);"
      "create index message_session_idx on message(session_id, time_created, id);"
      "create index part_message_idx on part(message_id, id);"
      "create index part_session_idx on part(session_id);");
  for (int i = 0; i < count; ++i) {
    const std::string n = (i < 10 ? "0" : "") + std::to_string(i);
    writer.run("insert into session values('ses_" + n + "', '/w', '1.2', null, " + n + ", 5);");
    writer.run("insert into message values('msg_" + n + "', 'ses_" + n + "', 7, 7, '{\"role\":\"user\"}');");
    for (int p = 0; p < 8; ++p)
      writer.run("insert into part values('prt_" + n + std::to_string(p) + "', 'msg_" + n + "', 'ses_" + n +
                 "', 7, 7, '{\"type\":\"text\",\"text\":\"" + std::string(3000, 'x') + "\"}');");
  }
}

struct Outcome {
  std::set<std::string> whole;      // the ids of sessions that can be read
  std::vector<base::Error> errors;  // of those that cannot, and of the listing
};

inline Outcome read_all(const fs::path& folder) {
  const test::TemporaryFolder scratch;
  session_classifier::StoreListing listing = session_classifier::list_sessions(folder, scratch.path());
  Outcome outcome{.whole = {}, .errors = std::move(listing.problems)};
  for (const session_classifier::SessionRef& ref : listing.sessions) {
    const auto session = session_classifier::read_session(ref);
    if (session)
      outcome.whole.insert(ref.id);
    else
      outcome.errors.push_back(session.error());
  }
  return outcome;
}

}  // namespace test
