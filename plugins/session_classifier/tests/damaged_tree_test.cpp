// Trees of JSON files with damage: what is damaged is rejected alone, what cannot be read for another reason fails.
#include <algorithm>

#include <sys/stat.h>
#include <unistd.h>

#include "support.hpp"

namespace {

using namespace session_classifier;
namespace fs = std::filesystem;

// A tree with the sessions `ses_1` and `ses_2`, each of one question and its answer.
class Tree {
 public:
  Tree() {
    for (const std::string n : {"1", "2"}) {
      write("session/p/ses_" + n + ".json",
            R"({"version":"1.1","directory":"/w","time":{"created":)" + n + "}}");
      write("message/ses_" + n + "/msg_" + n + "1.json", R"({"role":"user","time":{"created":1}})");
      write("message/ses_" + n + "/msg_" + n + "2.json", R"({"role":"assistant","time":{"created":2}})");
      write("part/msg_" + n + "1/prt_" + n + "1.json", R"({"type":"text","text":"ask"})");
      write("part/msg_" + n + "2/prt_" + n + "2.json", R"({"type":"text","text":"answer"})");
    }
  }
  void write(const std::string& name, const std::string& text) const {
    test::write_file(folder_ / "storage" / name, text);
  }
  fs::path operator/(const std::string& name) const { return folder_ / "storage" / name; }
  StoreListing list() const { return list_sessions(folder_.path(), scratch_.path()); }

 private:
  test::TemporaryFolder folder_, scratch_;
};

// Another user for as long as it lives, if the tests run as one who may read everything.
class WithoutPrivileges {
 public:
  WithoutPrivileges() {
    if (::geteuid() == 0) REQUIRE(::seteuid(65534) == 0);
  }
  ~WithoutPrivileges() { CHECK(::seteuid(::getuid()) == 0); }
  WithoutPrivileges(const WithoutPrivileges&) = delete;
  WithoutPrivileges& operator=(const WithoutPrivileges&) = delete;
};

std::vector<std::string> names_of(const std::vector<LostPart>& lost) {
  std::vector<std::string> names;
  for (const LostPart& part : lost) {
    CHECK(part.error.is_rejection);
    names.push_back(part.name);
  }
  return names;
}

}  // namespace

TEST_CASE("a session file that is empty, cut or no object is rejected alone") {
  for (const char* text : {"", "{\"version\":\"1.1\",\"dire", "[1,2]", "7", "{\"a\":\"\xff\"}"}) {
    CAPTURE(text);
    const Tree tree;
    tree.write("session/p/ses_1.json", text);
    const StoreListing listing = tree.list();
    REQUIRE(listing.sessions.size() == 1);
    CHECK(listing.sessions[0].id == "ses_2");
    REQUIRE(listing.problems.size() == 1);
    CHECK(listing.problems[0].is_rejection);
    CHECK(listing.problems[0].problem.contains("ses_1.json"));
    CHECK_FALSE(listing.problems[0].why.empty());
  }
}

TEST_CASE("a message or part that is broken or of the wrong type is lost alone, and named") {
  const Tree tree;
  const auto lost = [&] {
    const StoreListing listing = tree.list();
    CHECK(listing.problems.empty());
    REQUIRE(listing.sessions.size() == 2);
    const auto session = read_session(listing.sessions[0]);
    REQUIRE(session);
    CHECK(session->messages.size() == 2);
    CHECK(std::ranges::count(session->messages, true, &Message::incomplete) == 1);
    return names_of(session->lost);
  };
  SUBCASE("a message") {
    for (const char* text : {"", "{\"role\":", "[]", "{}", "{\"role\":5}"}) {
      CAPTURE(text);
      tree.write("message/ses_1/msg_12.json", text);
      CHECK(lost() == std::vector<std::string>{"message msg_12"});
    }
  }
  SUBCASE("a part") {
    for (const char* text : {"", "[]", "{}", R"({"type":7})", R"({"type":"text","text":["a"]})",
                             "{\"type\":\"text\",\"text\":\"\xe9\"}", R"({"type":"tool","tool":"bash"})",
                             R"({"type":"tool","tool":1,"state":{"status":"completed"}})"}) {
      CAPTURE(text);
      tree.write("part/msg_12/prt_12.json", text);
      CHECK(lost() == std::vector<std::string>{"part prt_12"});
    }
  }
}

TEST_CASE("a name that is not UTF-8 is rejected and told in characters that can be shown") {
  const Tree tree;
  SUBCASE("of a session") {
    tree.write("session/p/ses_\xff.json", "{}");
    const StoreListing listing = tree.list();
    CHECK(listing.sessions.size() == 2);
    REQUIRE(listing.problems.size() == 1);
    CHECK(listing.problems[0].is_rejection);
    CHECK(listing.problems[0].text().contains("ses_\\xff.json was skipped (its name is not UTF-8)"));
  }
  SUBCASE("with what would steer a terminal") {
    tree.write("session/p/ses_\x1b[2J.json", "");
    const StoreListing listing = tree.list();
    REQUIRE(listing.problems.size() == 1);
    CHECK(listing.problems[0].problem.contains("ses_\\x1b[2J.json was skipped"));
  }
  SUBCASE("of a part") {
    tree.write("part/msg_12/prt_\xff.json", R"({"type":"text","text":"more"})");
    const auto session = read_session(tree.list().sessions[0]);
    REQUIRE(session);
    CHECK(names_of(session->lost) == std::vector<std::string>{"part prt_\\xff"});
  }
}

TEST_CASE("what may not be read is a failure, no damage, and stops nothing else") {
  const Tree tree;
  fs::permissions(tree / "../", fs::perms(0755));
  const auto forbid = [&](const std::string& name) { fs::permissions(tree / name, fs::perms::none); };
  const auto failures = [&](std::size_t sessions) {
    const WithoutPrivileges other_user;
    const StoreListing listing = tree.list();
    CHECK(listing.sessions.size() == sessions);
    std::string texts;
    for (const base::Error& problem : listing.problems) {
      CHECK_FALSE(problem.is_rejection);
      CHECK(problem.text().contains("ermission"));
      texts += problem.text();
    }
    for (const SessionRef& ref : listing.sessions) {
      const auto session = read_session(ref);
      if (session) continue;
      CHECK_FALSE(session.error().is_rejection);
      texts += session.error().text();
    }
    return texts;
  };
  SUBCASE("a session file") {
    forbid("session/p/ses_1.json");
    CHECK(failures(1).contains("ses_1.json"));
  }
  SUBCASE("a part") {
    forbid("part/msg_11/prt_11.json");
    CHECK(failures(2).contains("prt_11.json"));
  }
  SUBCASE("the messages of a session") {
    forbid("message/ses_1");
    CHECK(failures(1).contains("ses_1"));
  }
  SUBCASE("the sessions of a project") {
    tree.write("session/q/ses_3.json", "{}");
    forbid("session/q");
    CHECK(failures(2).contains("session/q"));
  }
  SUBCASE("the whole tree") {
    forbid(".");
    CHECK(failures(0).contains("storage"));
  }
  for (const char* name : {".", "message/ses_1", "session/p"})  // so that the folder can be removed
    if (fs::exists(tree / name)) fs::permissions(tree / name, fs::perms::owner_all);
  if (fs::exists(tree / "session/q")) fs::permissions(tree / "session/q", fs::perms::owner_all);
}

TEST_CASE(
    "a session that is written to between listing and reading is a passing fault, and whole at the next "
    "look") {
  const Tree tree;
  const StoreListing before = tree.list();
  SUBCASE("a part that changes") {
    tree.write("part/msg_12/prt_12.json", R"({"type":"text","text":"another"})");
  }
  SUBCASE("a part that comes") { tree.write("part/msg_12/prt_13.json", R"({"type":"text","text":"more"})"); }
  SUBCASE("a message that comes") { tree.write("message/ses_1/msg_13.json", R"({"role":"user"})"); }
  SUBCASE("a message that goes") { fs::remove(tree / "message/ses_1/msg_12.json"); }
  SUBCASE("the session that goes") { fs::remove(tree / "session/p/ses_1.json"); }
  const auto session = read_session(before.sessions[0]);
  REQUIRE_FALSE(session);
  CHECK(session.error().is_transient);
  CHECK_FALSE(session.error().is_rejection);
  CHECK(session.error().text().contains("changed while it was read"));
  CHECK(read_session(before.sessions[1]));
  for (const SessionRef& ref : tree.list().sessions) CHECK(read_session(ref));
}

TEST_CASE("a project's file that is rewritten between listing and reading disturbs no session") {
  const Tree tree;
  const auto name_worktree = [&](const std::string& worktree) {
    tree.write("project/p.json", R"({"worktree":")" + worktree + R"(","time":{"initialized":1}})");
  };
  name_worktree("/home/maria/relay");
  const StoreListing listing = tree.list();
  name_worktree("/home/maria/another");
  REQUIRE(listing.sessions.size() == 2);
  for (const SessionRef& ref : listing.sessions) {
    const auto session = read_session(ref);
    REQUIRE(session);
    CHECK(session->worktree == "/home/maria/relay");  // as it was when the fingerprint was taken
  }
}

TEST_CASE("0.5's trees tell a change, too") {
  const test::TemporaryFolder folder, scratch;
  fs::copy(test::sample("extra/legacy-project-tree"), folder.path(), fs::copy_options::recursive);
  const StoreListing listing = list_sessions(folder.path(), scratch.path());
  REQUIRE(listing.sessions.size() == 1);
  CHECK(read_session(listing.sessions[0]));
  fs::remove_all(folder / "project/home-dev-tally/storage/session/part");
  const auto session = read_session(listing.sessions[0]);
  REQUIRE_FALSE(session);
  CHECK(session.error().is_transient);
}
