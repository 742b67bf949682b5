// Databases with damaged pages, or cut off: the sessions that can still be read are read, the others are rejected alone.
#include <algorithm>
#include <set>

#include "small_database.hpp"

namespace {

using namespace session_classifier;
namespace fs = std::filesystem;

using test::make_database;
using test::Outcome;
using test::read_all;

constexpr std::size_t page_size = 4096;

// The first page, from 0, whose bytes hold a text.
std::size_t page_with(const std::string& bytes, std::string_view text) {
  const std::size_t place = bytes.find(text);
  REQUIRE(place != std::string::npos);
  return place / page_size;
}

// The root page of a table or index, from 0; the only one, if it is small.
std::size_t root_page(const fs::path& file, std::string_view name) {
  sqlite3* handle = nullptr;
  sqlite3_stmt* row = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &handle) == SQLITE_OK);
  REQUIRE(sqlite3_prepare_v2(handle, "select rootpage from sqlite_master where name = ?", -1, &row,
                             nullptr) == SQLITE_OK);
  sqlite3_bind_text(row, 1, name.data(), static_cast<int>(name.size()), SQLITE_STATIC);
  REQUIRE(sqlite3_step(row) == SQLITE_ROW);
  const auto page = static_cast<std::size_t>(sqlite3_column_int64(row, 0)) - 1;
  sqlite3_finalize(row);
  sqlite3_close(handle);
  return page;
}

void blank_page(std::string& bytes, std::size_t page) {
  bytes.replace(page * page_size, page_size, page_size, '\0');
}

// A well-formed leaf, but without entries.
void empty_index_page(std::string& bytes, std::size_t page) {
  using namespace std::string_view_literals;
  blank_page(bytes, page);
  bytes.replace(page * page_size, 8, "\x0a\0\0\0\0\x10\0\0"sv);
}

// Counts the statements without indexes that any connection begins while it lives.
class PassCounter {
 public:
  PassCounter() {
    seen = 0;
    REQUIRE(sqlite3_auto_extension(entry_point()) == SQLITE_OK);
  }
  ~PassCounter() { sqlite3_cancel_auto_extension(entry_point()); }
  PassCounter(const PassCounter&) = delete;
  PassCounter& operator=(const PassCounter&) = delete;
  int count() const { return seen; }

 private:
  using EntryPoint = void (*)();
  static EntryPoint entry_point() { return reinterpret_cast<EntryPoint>(&watch); }
  static int watch(sqlite3* connection, char**, const void*) {
    return sqlite3_trace_v2(connection, SQLITE_TRACE_STMT, &note, nullptr);
  }
  static int note(unsigned, void*, void*, void* sql) {
    if (std::string_view(static_cast<const char*>(sql)).contains("not indexed")) ++seen;
    return 0;
  }
  static inline int seen = 0;
};

}  // namespace

TEST_CASE("a database that is empty, cut within its header or no database is rejected and says so") {
  const std::string whole = test::read_file(test::sample("sqlite") / "opencode.db");
  for (const auto& [bytes, why] :
       {std::pair<std::string, std::string>{"", "it is empty"},
        {whole.substr(0, 96), "it was cut off: it has 96 bytes, less than a database's header"},
        {"this is no database, " + std::string(5000, 'x'), "file is not a database"}}) {
    CAPTURE(why);
    const test::TemporaryFolder folder;
    test::write_file(folder / "opencode.db", bytes);
    const Outcome outcome = read_all(folder.path());
    CHECK(outcome.whole.empty());
    REQUIRE(outcome.errors.size() == 1);
    CHECK(outcome.errors[0].is_rejection);
    CHECK(outcome.errors[0].why == why);
    CHECK(outcome.errors[0].problem.contains("opencode.db"));
  }
}

TEST_CASE("of several databases, those that are damaged are rejected alone") {
  const test::TemporaryFolder folder;
  fs::copy_file(test::sample("sqlite") / "opencode.db", folder / "opencode.db");
  make_database(folder / "opencode-stable.db", 2);
  test::write_file(folder / "opencode-empty.db", "");
  test::write_file(folder / "opencode-local.db", "SQLite format 3");
  const Outcome outcome = read_all(folder.path());
  CHECK(outcome.whole.size() == 4 + 2);
  CHECK(outcome.errors.size() == 2);
  for (const base::Error& error : outcome.errors) CHECK(error.is_rejection);
}

TEST_CASE("whatever page is damaged, at most the sessions on it are lost, and each loss is told") {
  const test::TemporaryFolder folder;
  const fs::path file = folder / "opencode.db";
  constexpr int count = 20;
  make_database(file, count);
  const std::string whole = test::read_file(file);
  const std::size_t pages = whole.size() / page_size;
  REQUIRE(read_all(folder.path()).whole.size() == count);
  std::size_t kept = 0, looked_at = 0;
  for (std::size_t page = 0; page < pages; page += page < 12 ? 1 : 7) {
    for (const char fill : {'\0', '\xa5'}) {
      CAPTURE(page);
      CAPTURE(static_cast<int>(fill));
      std::string bytes = whole;
      bytes.replace(page * page_size, page_size, page_size, fill);
      test::write_file(file, bytes);
      const Outcome outcome = read_all(folder.path());
      for (const base::Error& error : outcome.errors) {
        CHECK(error.is_rejection);
        CHECK(error.problem.contains("opencode.db"));
      }
      if (outcome.whole.size() < count) CHECK_FALSE(outcome.errors.empty());
      kept += outcome.whole.size();
      ++looked_at;
    }
  }
  CHECK(kept > looked_at * count * 4 / 5);
}

TEST_CASE("a damaged page of parts costs the session of those parts, which is named") {
  const test::TemporaryFolder folder;
  const fs::path file = folder / "opencode.db";
  make_database(file, 20);
  std::string bytes = test::read_file(file);
  blank_page(bytes, page_with(bytes, "ses_10\x07\x07{\"type\""));
  test::write_file(file, bytes);
  const Outcome outcome = read_all(folder.path());
  CHECK(outcome.whole.size() >= 18);
  REQUIRE_FALSE(outcome.errors.empty());
  CHECK(outcome.errors[0].text().contains("session ses_"));
}

TEST_CASE("a damaged index costs nothing, since the rows are still there") {
  const test::TemporaryFolder folder;
  const fs::path file = folder / "opencode.db";
  make_database(file, 20);
  const std::string whole = test::read_file(file);
  for (const char* index :
       {"sqlite_autoindex_session_1", "sqlite_autoindex_message_1", "sqlite_autoindex_part_1",
        "message_session_idx", "part_message_idx", "part_session_idx"}) {
    CAPTURE(index);
    std::string bytes = whole;
    blank_page(bytes, root_page(file, index));
    test::write_file(file, bytes);
    CHECK(read_all(folder.path()).whole.size() == 20);
    test::write_file(file, whole);
  }
}

TEST_CASE("with a damaged index, listing more sessions takes no more passes over the tables") {
  const auto passes_for = [](int sessions) {
    const test::TemporaryFolder folder, scratch;
    const fs::path file = folder / "opencode.db";
    make_database(file, sessions);
    std::string bytes = test::read_file(file);
    blank_page(bytes, root_page(file, "part_session_idx"));
    test::write_file(file, bytes);
    const PassCounter passes;
    CHECK(list_sessions(folder.path(), scratch.path()).sessions.size() == static_cast<std::size_t>(sessions));
    return passes.count();
  };
  const int few = passes_for(3);
  CHECK(few > 0);
  CHECK(passes_for(20) == few);
}

TEST_CASE("an index that lost its entries hides no session") {
  const test::TemporaryFolder folder;
  const fs::path file = folder / "opencode.db";
  make_database(file, 20);
  std::string bytes = test::read_file(file);
  empty_index_page(bytes, root_page(file, "sqlite_autoindex_session_1"));
  SUBCASE("while its rows can be read") {
    blank_page(bytes, root_page(file, "part_session_idx"));
    test::write_file(file, bytes);
    CHECK(read_all(folder.path()).whole.size() == 20);
  }
  SUBCASE("where they cannot, each is told") {
    blank_page(bytes, page_with(bytes, "ses_10\x07\x07{\"type\""));
    test::write_file(file, bytes);
    const Outcome outcome = read_all(folder.path());
    std::set<std::string> known = outcome.whole;
    for (const base::Error& error : outcome.errors) {
      const std::size_t place = error.problem.find("session ses_");
      if (place != std::string::npos) known.insert(error.problem.substr(place + 8, 6));
    }
    CHECK(known.size() == 20);
  }
}

TEST_CASE("what was not damaged keeps its fingerprint, so that nothing of it is done again") {
  const test::TemporaryFolder folder, scratch;
  const fs::path file = folder / "opencode.db";
  make_database(file, 20);
  const StoreListing before = list_sessions(folder.path(), scratch.path());
  std::string bytes = test::read_file(file);
  blank_page(bytes, page_with(bytes, "ses_10\x07\x07{\"type\""));
  test::write_file(file, bytes);
  const StoreListing after = list_sessions(folder.path(), scratch.path());
  REQUIRE_FALSE(after.sessions.empty());
  for (const SessionRef& ref : after.sessions) {
    const auto same = std::ranges::find(before.sessions, ref.id, &SessionRef::id);
    REQUIRE(same != before.sessions.end());
    CHECK(same->fingerprint == ref.fingerprint);
  }
}

TEST_CASE("of a database that was cut off, what is before the cut is read") {
  const test::TemporaryFolder folder;
  const fs::path file = folder / "opencode.db";
  make_database(file, 20);
  const std::string whole = test::read_file(file);
  test::write_file(file, whole.substr(0, whole.size() * 9 / 10));
  const Outcome outcome = read_all(folder.path());
  CHECK(outcome.whole.size() >= 10);
  CHECK(outcome.whole.size() < 20);
  CHECK(outcome.errors.size() >= 20 - outcome.whole.size());
  for (const base::Error& error : outcome.errors) CHECK(error.is_rejection);
  test::write_file(file, whole.substr(0, 2 * page_size));
  const Outcome stump = read_all(folder.path());
  CHECK(stump.whole.empty());
  REQUIRE_FALSE(stump.errors.empty());
  CHECK(stump.errors[0].is_rejection);
}
