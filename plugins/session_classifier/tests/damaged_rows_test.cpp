// Databases with damaged rows, and those that a program writes to meanwhile.
#include <set>

#include "small_database.hpp"

namespace {

using namespace session_classifier;
namespace fs = std::filesystem;

using test::make_database;
using test::Outcome;
using test::read_all;
using test::Writer;

}  // namespace

TEST_CASE("rows that are broken or of the wrong type are lost alone") {
  const test::TemporaryFolder folder, scratch;
  make_database(folder / "opencode.db", 3);
  {
    Writer writer(folder / "opencode.db");
    writer.run("update message set data = '[1]' where id = 'msg_00'");
    writer.run("update part set data = '{\"type\":\"te' where id = 'prt_010'");
    writer.run("update part set data = cast(x'7b2274797065223a22ff227d' as text) where id = 'prt_011'");
    writer.run("update part set data = 5 where id = 'prt_012'");
    writer.run("update part set data = '{\"type\":\"text\",\"text\":1}' where id = 'prt_013'");
  }
  const StoreListing listing = list_sessions(folder.path(), scratch.path());
  CHECK(listing.problems.empty());
  REQUIRE(listing.sessions.size() == 3);
  const auto lost = [&](int session) {
    const auto read = read_session(listing.sessions[static_cast<std::size_t>(session)]);
    REQUIRE(read);
    std::string names;
    for (const LostPart& part : read->lost) {
      CHECK(part.error.is_rejection);
      CHECK(part.error.problem.contains("opencode.db"));
      names += part.name + " ";
    }
    return names;
  };
  CHECK(lost(0) == "message msg_00 ");
  CHECK(lost(1) == "part prt_010 part prt_011 part prt_012 part prt_013 ");
  CHECK(lost(2).empty());
}

TEST_CASE("a session whose own row is not UTF-8 or whose undo is damaged is rejected alone") {
  const test::TemporaryFolder folder;
  make_database(folder / "opencode.db", 4);
  {
    Writer writer(folder / "opencode.db");
    writer.run("update session set directory = cast(x'2fff' as text) where id = 'ses_00'");
    writer.run("update session set id = cast(x'7365735fff' as text) where id = 'ses_01'");
    writer.run("update session set revert = '{\"messageID\":' where id = 'ses_02'");
  }
  const Outcome outcome = read_all(folder.path());
  CHECK(outcome.whole == std::set<std::string>{"ses_03"});
  CHECK(outcome.errors.size() == 3);
  std::string texts;
  for (const base::Error& error : outcome.errors) {
    CHECK(error.is_rejection);
    texts += error.text() + "\n";
  }
  CHECK(texts.contains("session ses_00 could not be read (its directory is not UTF-8)"));
  CHECK(texts.contains("session ses_\\xff could not be read (its id is not UTF-8)"));
  CHECK(texts.contains("its undo is damaged"));
}

TEST_CASE("a row of 2.x of the wrong type is lost alone") {
  const test::TemporaryFolder folder, scratch;
  {
    Writer writer(folder / "opencode.db");
    writer.run(
        "create table session_v2(id text primary key, time_created int, time_updated int);"
        "create table session_message(id text primary key, session_id text, type text, seq int, time_created "
        "int, time_updated int, data text);"
        "insert into session_v2 values('ses_1',1,2);"
        "insert into session_message values('msg_1','ses_1','user',1,7,7,'{\"text\":\"ask\"}'),"
        "('msg_2','ses_1','assistant',2,7,7,'{\"content\":\"all\"}'),('msg_3','ses_1','user',3,7,7,'[]'),"
        "('msg_4','ses_1','user',4,7,7,'{\"text\":4}');");
  }
  const auto session = read_session(list_sessions(folder.path(), scratch.path()).sessions.at(0));
  REQUIRE(session);
  REQUIRE(session->messages.size() == 4);
  CHECK_FALSE(session->messages[0].incomplete);
  REQUIRE(session->lost.size() == 3);
  CHECK(session->lost[0].name == "message msg_2");
  CHECK(session->lost[1].name == "message msg_3");
  CHECK(session->lost[2].name == "message msg_4");
}

TEST_CASE("a database that is locked is read as it stands") {
  const test::TemporaryFolder folder;
  make_database(folder / "opencode.db", 3);
  Writer writer(folder / "opencode.db");
  writer.run("begin exclusive");
  const Outcome outcome = read_all(folder.path());
  CHECK(outcome.whole.size() == 3);
  CHECK(outcome.errors.empty());
}

TEST_CASE("a link that leads nowhere is a failure, no database that was never there") {
  const test::TemporaryFolder folder;
  fs::create_symlink(folder / "gone.db", folder / "opencode.db");
  const Outcome outcome = read_all(folder.path());
  REQUIRE(outcome.errors.size() == 1);
  CHECK_FALSE(outcome.errors[0].is_rejection);
  CHECK(outcome.errors[0].text().contains("No such file"));
}

TEST_CASE(
    "a database written to between listing and reading is a passing fault, and whole at the next look") {
  const test::TemporaryFolder folder, scratch;
  const fs::path file = folder / "opencode.db";
  make_database(file, 3);
  const StoreListing listing = list_sessions(folder.path(), scratch.path());
  { Writer(file).run("update part set data = '{\"type\":\"text\",\"text\":\"new\"}', time_updated = 9"); }
  for (const SessionRef& ref : listing.sessions) {
    const auto session = read_session(ref);
    REQUIRE_FALSE(session);
    CHECK(session.error().is_transient);
    CHECK_FALSE(session.error().is_rejection);
  }
  const Outcome next = read_all(folder.path());
  CHECK(next.whole.size() == 3);
  CHECK(next.errors.empty());
}

TEST_CASE("a database in write-ahead mode that is written to all the time is read in one state") {
  const test::TemporaryFolder folder, scratch;
  const fs::path file = folder / "opencode.db";
  make_database(file, 3);
  Writer writer(file);
  writer.run("pragma journal_mode = wal; pragma wal_autocheckpoint = 0;");
  writer.run("update part set time_updated = 8");
  const StoreListing listing = list_sessions(folder.path(), scratch.path());
  CHECK(listing.problems.empty());
  REQUIRE(listing.sessions.size() == 3);
  writer.run(
      "update part set data = '{\"type\":\"text\",\"text\":\"new\"}'; pragma wal_checkpoint(truncate);");
  for (const SessionRef& ref : listing.sessions) {
    const auto session = read_session(ref);
    REQUIRE(session);
    for (const Part& part : session->messages.at(0).parts) CHECK(part.text.size() == 3000);
  }
}

TEST_CASE("a row that is too large is measured, not loaded, and lost alone") {
  const test::TemporaryFolder folder, scratch;
  make_database(folder / "opencode.db", 2);
  Writer(folder / "opencode.db")
      .run("insert into part values('prt_large', 'msg_00', 'ses_00', 7, 7, hex(zeroblob(20000000)))");
  sqlite3_memory_highwater(1);
  const StoreListing listing = list_sessions(folder.path(), scratch.path());
  REQUIRE(listing.sessions.size() == 2);
  const auto session = read_session(listing.sessions[0]);
  CHECK(sqlite3_memory_highwater(0) < 8'000'000);
  REQUIRE(session);
  CHECK(session->messages[0].parts.size() == 8);
  REQUIRE(session->lost.size() == 1);
  CHECK(session->lost[0].name == "part prt_large");
  CHECK(session->lost[0].error.why == "40000000 bytes, more than the 33554432 that are read");
}

TEST_CASE("a row of more values than a conversation has is lost alone") {
  const test::TemporaryFolder folder, scratch;
  make_database(folder / "opencode.db", 1);
  Writer(folder / "opencode.db")
      .run(
          "update part set data = '{\"type\":\"text\",\"text\":\"x\",\"metadata\":[0' || "
          "replace(hex(zeroblob(300000)), '00', ',0') || ']}' where id = 'prt_003'");
  const auto session = read_session(list_sessions(folder.path(), scratch.path()).sessions.at(0));
  REQUIRE(session);
  CHECK(session->messages[0].parts.size() == 7);
  REQUIRE(session->lost.size() == 1);
  CHECK(session->lost[0].name == "part prt_003");
  CHECK(session->lost[0].error.why.contains("more than the 300000 values that are read"));
}

TEST_CASE(
    "whatever text of a session's row, or name of its rows, is too large is not loaded, and the session "
    "rejected alone") {
  const test::TemporaryFolder folder;
  std::string large;
  std::string why = "a value has more than the 8388608 bytes that are read";
  SUBCASE("title") { large = "update session set title = hex(zeroblob(20000000)) where id = 'ses_01'"; }
  SUBCASE("revert") { large = "update session set revert = hex(zeroblob(20000000)) where id = 'ses_01'"; }
  SUBCASE("version") { large = "update session set version = hex(zeroblob(20000000)) where id = 'ses_01'"; }
  SUBCASE("project") {
    large = "update session set project_id = hex(zeroblob(20000000)) where id = 'ses_01'";
  }
  SUBCASE("folder of the project") {
    large =
        "insert into project values('p', hex(zeroblob(20000000)));"
        "update session set project_id = 'p' where id = 'ses_01'";
  }
  SUBCASE("id of a message") {
    large = "insert into message values(hex(zeroblob(20000000)), 'ses_01', 7, 7, '{\"role\":\"user\"}')";
  }
  SUBCASE("id of a part") {
    large =
        "insert into part values(hex(zeroblob(20000000)), 'msg_01', 'ses_01', 7, 7, '{\"type\":\"text\"}')";
  }
  SUBCASE("a folder longer than any") {
    large = "update session set directory = hex(zeroblob(40000)) where id = 'ses_01'";
    why = "its directory has 80000 bytes";
  }
  make_database(folder / "opencode.db", 4);
  Writer(folder / "opencode.db")
      .run(
          "alter table session add column title text; alter table session add column project_id text;"
          "create table project(id text primary key, worktree text);" +
          large);
  sqlite3_memory_highwater(1);
  const Outcome outcome = read_all(folder.path());
  CHECK(sqlite3_memory_highwater(0) < 50'000'000);  // an index loads a name as a whole, to compare it
  CHECK(outcome.whole == std::set<std::string>{"ses_00", "ses_02", "ses_03"});
  REQUIRE(outcome.errors.size() == 1);
  CHECK(outcome.errors[0].is_rejection);
  CHECK(outcome.errors[0].problem.contains("session ses_01"));
  CHECK(outcome.errors[0].why == why);
}

TEST_CASE("a session whose own id is too large is told, and the others are read") {
  const test::TemporaryFolder folder;
  make_database(folder / "opencode.db", 4);
  Writer(folder / "opencode.db").run("update session set id = hex(zeroblob(20000000)) where id = 'ses_01'");
  const Outcome outcome = read_all(folder.path());
  CHECK(outcome.whole == std::set<std::string>{"ses_00", "ses_02", "ses_03"});
  REQUIRE_FALSE(outcome.errors.empty());
  for (const base::Error& error : outcome.errors) {
    CHECK(error.is_rejection);
    CHECK(error.why.contains("a value has more than the 8388608 bytes that are read"));
  }
}

TEST_CASE("messages count towards the size of their session, also those without a part") {
  const test::TemporaryFolder folder, scratch;
  make_database(folder / "opencode.db", 1);
  Writer(folder / "opencode.db")
      .run(
          "with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000) "
          "insert into message select 'm' || i, 'ses_00', 7, 7, '{\"role\":\"user\"}' from n");
  const StoreListing listing = list_sessions(folder.path(), scratch.path());
  const auto session = read_session(listing.sessions.at(0), 1'000'000);
  REQUIRE_FALSE(session);
  CHECK(session.error().why == "its texts have more than 1000000 bytes (max_session_bytes)");
}

TEST_CASE("a session whose texts are more than is asked for is a rejection that names number and parameter") {
  const test::TemporaryFolder folder, scratch;
  make_database(folder / "opencode-small.db", 1);
  for (const char* container : {"json-tree", "extra/legacy-project-tree", "extra/sqlite-2.x"})
    fs::copy(test::sample(container), folder.path(), fs::copy_options::recursive);
  fs::copy_file(fs::path(OPENCODE_SAMPLES) / "export/ses_e3aff1d09ffen6FIJ21UESlkSS.json", folder / "a.json");
  const StoreListing listing = list_sessions(folder.path(), scratch.path());
  std::set<chat::SessionStore> stores;
  for (const SessionRef& ref : listing.sessions) {
    stores.insert(ref.store);
    CHECK(read_session(ref));
    const auto session = read_session(ref, 1000);
    REQUIRE_FALSE(session);
    CHECK(session.error().is_rejection);
    CHECK_FALSE(session.error().is_transient);
    CHECK(session.error().text().contains(ref.id));
    CHECK(session.error().why == "its texts have more than 1000 bytes (max_session_bytes)");
  }
  CHECK(stores.size() >= 4);
}
