// Databases as a running program leaves them: with a log, in write-ahead mode, of other versions, with
// damaged rows.
#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <thread>

#include <poll.h>
#include <sys/inotify.h>
#include <sys/wait.h>
#include <unistd.h>

#include "writer.hpp"

namespace {

using namespace session_classifier;
namespace fs = std::filesystem;

using test::Writer;

fs::path copy_of_sample(const test::TemporaryFolder& folder) {
  const fs::path file = folder / "opencode.db";
  fs::copy_file(test::sample("sqlite") / "opencode.db", file);
  return file;
}

const std::string s1 = "ses_e3b2a24a9ffeaMlF1KuxeZfwsd";

const SessionRef& find(const StoreListing& listing, const std::string& id) {
  const auto found = std::ranges::find(listing.sessions, id, &SessionRef::id);
  REQUIRE(found != listing.sessions.end());
  return *found;
}

constexpr const char* tables =
    "create table session(id text primary key, time_created int, time_updated int);"
    "create table message(id text primary key, session_id text, time_created int, time_updated int, data "
    "text);"
    "create table part(id text primary key, message_id text, session_id text, time_created int, time_updated "
    "int, data text);";

}  // namespace

TEST_CASE("a live database in write-ahead mode is read with its log and left as it was") {
  const test::TemporaryFolder folder, scratch;
  const fs::path file = copy_of_sample(folder);
  Writer writer(file);
  writer.run("pragma journal_mode = wal; pragma wal_autocheckpoint = 0;");
  writer.run(
      "update part set data = replace(data, 'parser first', 'parser FIRST'), time_updated = time_updated + 1 "
      "where session_id = '" +
      s1 + "'");
  REQUIRE(fs::file_size(file.string() + "-wal") > 0);
  const auto before = test::state_of(folder.path());

  const StoreListing listing = list_sessions(folder.path(), scratch.path());
  CHECK(listing.problems.empty());
  CHECK(listing.sessions.size() == 4);
  const auto session = read_session(find(listing, s1));
  REQUIRE(session);
  CHECK(session->messages[1].parts[1].text == "I'll look at the parser FIRST.");
  CHECK(test::state_of(folder.path()) == before);

  SUBCASE("what is written later does not disturb what was listed") {
    writer.run("delete from part");
    const auto again = read_session(find(listing, s1));
    REQUIRE(again);
    CHECK(*again == *session);
  }
}

TEST_CASE("a database in write-ahead mode that was closed is read without making a log beside it") {
  const test::TemporaryFolder folder, scratch;
  const fs::path file = copy_of_sample(folder);
  { Writer(file).run("pragma journal_mode = wal; create table more(x);"); }
  REQUIRE_FALSE(fs::exists(file.string() + "-wal"));
  const auto before = test::state_of(folder.path());
  const StoreListing listing = list_sessions(folder.path(), scratch.path());
  CHECK(listing.sessions.size() == 4);
  for (const SessionRef& ref : listing.sessions) CHECK(read_session(ref));
  CHECK(test::state_of(folder.path()) == before);
  CHECK(fs::is_empty(scratch.path()));  // no copy was needed
}

TEST_CASE("a database that is only a log so far is read") {
  const test::TemporaryFolder folder, scratch;
  const fs::path file = folder / "opencode.db";
  Writer writer(file);
  writer.run("pragma journal_mode = wal; pragma wal_autocheckpoint = 0;");
  writer.run(std::string(tables) + "insert into session values('ses_1', 1, 2);");
  const auto before = test::state_of(folder.path());
  const StoreListing listing = list_sessions(folder.path(), scratch.path());
  CHECK(listing.problems.empty());
  CHECK(listing.sessions.size() == 1);
  CHECK(test::state_of(folder.path()) == before);
}

TEST_CASE("a database with an unfinished transaction is read as before it, from a copy") {
  const test::TemporaryFolder live, folder, scratch;
  const fs::path file = copy_of_sample(live);
  Writer writer(file);
  writer.run("pragma cache_size = 1; begin; update part set data = '{}'; update message set data = '{}'");
  REQUIRE(fs::file_size(file.string() + "-journal") > 0);
  for (const char* suffix : {"", "-journal"})  // as a crash would leave them
    fs::copy_file(file.string() + suffix, (folder / "opencode.db").string() + suffix);
  const auto before = test::state_of(folder.path());
  const StoreListing listing = list_sessions(folder.path(), scratch.path());
  CHECK(listing.problems.empty());
  const auto session = read_session(find(listing, s1));
  REQUIRE(session);
  CHECK(*session == test::read_sample("sqlite", s1));
  CHECK(test::state_of(folder.path()) == before);
}

TEST_CASE("a process that is killed while it copies a database, or reads the copy, leaves nothing of it") {
  const test::TemporaryFolder folder, scratch;
  const fs::path file = copy_of_sample(folder);
  Writer writer(file);
  writer.run("pragma journal_mode = wal; pragma wal_autocheckpoint = 0; update part set time_updated = 1");
  REQUIRE(fs::file_size(file.string() + "-wal") > 0);
  const int watch = ::inotify_init1(IN_CLOEXEC);
  REQUIRE(::inotify_add_watch(watch, scratch.path().c_str(), IN_MODIFY) >= 0);
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  const pid_t reader = ::fork();
  REQUIRE(reader >= 0);
  if (reader == 0) {
    const StoreListing listing = list_sessions(folder.path(), scratch.path());
    const char is_read = listing.sessions.size() == 4 && read_session(listing.sessions[0]) ? 'y' : 'n';
    if (::write(ends[1], &is_read, 1) == 1) ::pause();
    ::_exit(1);
  }
  SUBCASE("while it copies") {
    std::array<pollfd, 2> either{pollfd{watch, POLLIN, 0}, pollfd{ends[0], POLLIN, 0}};
    CHECK(::poll(either.data(), either.size(), -1) > 0);  // the first bytes, where the system tells of them
  }
  SUBCASE("while it reads") {
    char is_read = 0;
    CHECK(::read(ends[0], &is_read, 1) == 1);
    CHECK(is_read == 'y');
  }
  ::kill(reader, SIGKILL);
  ::waitpid(reader, nullptr, 0);
  for (const int end : {watch, ends[0], ends[1]}) ::close(end);
  CHECK(fs::is_empty(scratch.path()));
}

TEST_CASE("a link to a database is followed to its log") {
  const test::TemporaryFolder live, folder, scratch;
  const fs::path file = copy_of_sample(live);
  Writer writer(file);
  writer.run("pragma journal_mode = wal; pragma wal_autocheckpoint = 0; delete from session where id <> '" +
             s1 + "'");
  fs::create_symlink(file, folder / "opencode.db");
  CHECK(list_sessions(folder.path(), scratch.path()).sessions.size() == 1);
}

TEST_CASE("a change between listing and reading is reported instead of mixing two states") {
  const test::TemporaryFolder folder, scratch;
  const fs::path file = copy_of_sample(folder);
  const StoreListing listing = list_sessions(folder.path(), scratch.path());
  { Writer(file).run("delete from part where session_id = '" + s1 + "'"); }
  const auto session = read_session(find(listing, s1));
  REQUIRE_FALSE(session);
  CHECK(session.error().text().contains("changed while it was read"));
}

TEST_CASE("a database that was read before is read as it is now") {
  for (const std::string journal : {"delete", "wal"}) {
    INFO(journal);
    const test::TemporaryFolder folder, scratch;
    Writer writer(copy_of_sample(folder));
    writer.run("pragma journal_mode = " + journal + "; update session set time_updated = time_updated + 1");
    const auto read_as = [&](const std::string& text) {
      writer.run("update part set data = '{\"type\":\"text\",\"text\":\"" + text +
                 "\"}' where id = (select min(id) from part where session_id = '" + s1 + "')");
      const auto session = read_session(find(list_sessions(folder.path(), scratch.path()), s1));
      REQUIRE(session);
      return session->messages[0].parts[0].text;
    };
    for (const std::string text : {"one", "two", "six"}) CHECK(read_as(text) == text);
  }
}

TEST_CASE("fingerprints change with any row of the session, and only with those") {
  const test::TemporaryFolder folder, scratch;
  const fs::path file = copy_of_sample(folder);
  const auto before = list_sessions(folder.path(), scratch.path());
  const auto check_changed = [&](const std::string& sql) {
    CAPTURE(sql);
    { Writer(file).run(sql); }
    const auto after = list_sessions(folder.path(), scratch.path());
    for (const SessionRef& ref : after.sessions)
      CHECK((ref.fingerprint != find(before, ref.id).fingerprint) == (ref.id == s1));
  };
  SUBCASE("a part that is not the newest") {
    check_changed(
        "update part set time_updated = time_updated - 1 where id = (select id from part where session_id = "
        "'" +
        s1 + "' order by id limit 1)");
  }
  SUBCASE("a new message") {
    check_changed("insert into message values('msg_new', '" + s1 + "', 1, 1, '{}')");
  }
  SUBCASE("an undo") {
    check_changed("update session set revert = '{\"messageID\":\"m\"}' where id = '" + s1 + "'");
  }
  SUBCASE("a removed part") {
    check_changed("delete from part where id = (select id from part where session_id = '" + s1 +
                  "' limit 1)");
  }
}

TEST_CASE("a database of a version with fewer columns and without projects is read") {
  const test::TemporaryFolder folder, scratch;
  {
    Writer writer(folder / "opencode.db");
    writer.run(tables);
    writer.run(
        "insert into session values('ses_1', 5, 6);"
        "insert into message "
        "values('msg_2','ses_1',20,20,'{\"role\":\"assistant\",\"id\":\"other\",\"new\":{\"a\":[1]}}'),"
        "('msg_1','ses_1',10,10,'{\"role\":\"user\"}');"
        "insert into part values('prt_2','msg_1','moved',9,9,'{\"type\":\"text\",\"text\":\"b\"}'),"
        "('prt_1','msg_1','ses_1',9,9,'{\"type\":\"text\",\"text\":\"a\"}'),"
        "('prt_3','msg_2','ses_1',9,9,'{\"type\":\"hologram\",\"x\":1}');");
  }
  const StoreListing listing = list_sessions(folder.path(), scratch.path());
  REQUIRE(listing.sessions.size() == 1);
  const auto session = read_session(listing.sessions[0]);
  REQUIRE(session);
  REQUIRE(session->messages.size() == 2);
  CHECK(session->messages[0].id == "msg_1");
  REQUIRE(session->messages[0].parts.size() == 2);  // by message, although one row names another session
  CHECK(session->messages[0].parts[0].text == "a");
  CHECK(session->messages[1].id == "msg_2");
  CHECK(session->messages[1].parts[0].kind == PartKind::other);
}

TEST_CASE("rows with unreadable text are skipped and reported") {
  const test::TemporaryFolder folder, scratch;
  const fs::path file = copy_of_sample(folder);
  {
    Writer writer(file);
    writer.run(
        "update part set data = substr(data, 1, 40) where id = (select max(id) from part where session_id = "
        "'" +
        s1 + "')");
    writer.run("update message set data = '' where id = (select min(id) from message where session_id = '" +
               s1 + "')");
  }
  const StoreListing listing = list_sessions(folder.path(), scratch.path());
  const auto session = read_session(find(listing, s1));
  REQUIRE(session);
  CHECK(session->lost.size() == 2);
  CHECK(std::ranges::count(session->messages, true, &Message::incomplete) == 2);
  CHECK(session->messages.size() == 6);
}

TEST_CASE("a document above the limit is skipped and reported") {
  const test::TemporaryFolder folder, scratch;
  const fs::path file = copy_of_sample(folder);
  {
    Writer writer(file);
    writer.run(
        "update part set data = '{\"type\":\"text\",\"text\":\"' || hex(zeroblob(17000000)) || '\"}' "
        "where id = (select min(id) from part where session_id = '" +
        s1 + "')");
  }
  const StoreListing listing = list_sessions(folder.path(), scratch.path());
  const auto session = read_session(find(listing, s1));
  REQUIRE(session);
  REQUIRE(session->lost.size() == 1);
  CHECK(session->lost[0].error.why.contains("bytes"));
}

TEST_CASE("many threads read the same store") {
  const test::TemporaryFolder folder, scratch;
  copy_of_sample(folder);
  const StoreListing listing = list_sessions(folder.path(), scratch.path());
  const auto expected = read_session(find(listing, s1));
  REQUIRE(expected);
  std::vector<std::thread> threads;
  std::atomic<int> equal = 0;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      for (const SessionRef& ref : listing.sessions) {
        const auto session = read_session(ref);
        if (session && (ref.id != s1 || *session == *expected)) ++equal;
      }
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(equal == 8 * 4);
}

TEST_CASE("folders with unusual names are opened") {
  const test::TemporaryFolder folder, scratch;
  const fs::path odd = folder / "a b%20?#&=é";
  fs::create_directories(odd);
  fs::copy_file(test::sample("sqlite") / "opencode.db", odd / "opencode.db");
  CHECK(list_sessions(odd, scratch.path()).sessions.size() == 4);
}
