// What did not change is not read again, and what did is never taken from memory.
#include <chrono>

#include <session_classifier/listing_memory.hpp>

#include "support.hpp"

namespace {

using namespace session_classifier;
namespace fs = std::filesystem;

constexpr auto old = std::chrono::hours(1);
const std::string part = "storage/part/msg_1/prt_1.json";

// One session in a tree.
class Tree {
 public:
  Tree() {
    test::write_file(folder_ / "storage/session/p/ses_1.json", R"({"directory":"/w","time":{"created":1}})");
    test::write_file(folder_ / "storage/message/ses_1/msg_1.json", R"({"role":"user","time":{"created":1}})");
    test::write_file(folder_ / part, R"({"type":"text","text":"ask"})");
  }
  fs::path operator/(const std::string& name) const { return folder_ / name; }
  SessionRef ref(ListingMemory& memory) const {
    const StoreListing listing = list_sessions(folder_.path(), scratch_.path(), memory);
    REQUIRE(listing.sessions.size() == 1);
    return listing.sessions[0];
  }
  std::string list(ListingMemory& memory) const { return ref(memory).fingerprint; }

 private:
  test::TemporaryFolder folder_, scratch_;
};

// Files that are written from now on are later than those that were written before, and than now.
void let_the_clock_tick(const fs::path& probe) {
  const auto now = fs::file_time_type::clock::now();
  do test::write_file(probe, "");
  while (fs::last_write_time(probe) <= now);
}

ListedFiles listed(const std::string& state, const std::string& fingerprint) {
  ListedFiles files{.state = state, .content = "content", .ref = {}};
  SessionRef& ref = files.ref;
  ref.id = "ses_1";
  ref.store = chat::SessionStore::exported;
  ref.fingerprint = fingerprint;
  ref.project = "p";
  ref.root = "/w";
  ref.worktree = "/w";
  ref.parent = "ses_0";
  ref.created = 3;
  ref.updated = 4;
  ref.messages = 5;
  return files;
}

}  // namespace

TEST_CASE("what was remembered is there in the next process, and what was not seen again is forgotten") {
  const test::TemporaryFolder folder;
  {
    ListingMemory memory(folder / "listing.json");
    memory.remember("/a", old, listed("state a", "one"));
    memory.remember("/b\xff", old, listed("state b", "two"));
    memory.remember("/c", std::chrono::seconds(1), listed("state c", "three"));
    CHECK_FALSE(memory.save());
  }
  {
    ListingMemory memory(folder / "listing.json");
    CHECK_FALSE(memory.recall("/a", "another state"));
    const ListedFiles* files = memory.recall("/a", "state a");
    REQUIRE(files);
    CHECK(files->content == "content");
    const SessionRef& ref = files->ref;
    CHECK(ref.id == "ses_1");
    CHECK(ref.store == chat::SessionStore::exported);
    CHECK(ref.fingerprint == "one");
    CHECK(ref.project == "p");
    CHECK(ref.root == "/w");
    CHECK(ref.worktree == "/w");
    CHECK(ref.parent == "ses_0");
    CHECK(ref.created == 3);
    CHECK(ref.updated == 4);
    CHECK(ref.messages == 5);
    CHECK(memory.recall("/b\xff", "state b"));
    CHECK_FALSE(memory.recall("/c", "state c"));
    REQUIRE(memory.earlier("/c"));
    CHECK(memory.earlier("/c")->ref.fingerprint == "three");
    memory.remember("/a", old, *files);
    memory.learn("/a", {.state = "", .content = "learnt"});
    CHECK_FALSE(memory.save());
  }
  REQUIRE(ListingMemory(folder / "listing.json").recall("/a", "state a"));
  CHECK(ListingMemory(folder / "listing.json").recall("/a", "state a")->content == "learnt");
  CHECK_FALSE(ListingMemory(folder / "listing.json").earlier("/b\xff"));
}

TEST_CASE("ids that were found are remembered until they are not asked for") {
  const test::TemporaryFolder folder;
  const auto recall = [&](const std::string& state) -> std::vector<std::string> {
    const ListingMemory memory(folder / "listing.json");
    const auto* ids = memory.recall_ids(state);
    return ids == nullptr ? std::vector<std::string>{"unknown"} : *ids;
  };
  ListingMemory first(folder / "listing.json");
  first.remember_ids("a", {"ses_1", "ses_2"});
  first.remember_ids("b", {});
  CHECK_FALSE(first.save());
  CHECK(recall("a") == std::vector<std::string>{"ses_1", "ses_2"});
  CHECK(recall("b").empty());
  ListingMemory second(folder / "listing.json");
  second.remember_ids("b", {});
  CHECK_FALSE(second.save());
  CHECK(recall("a") == std::vector<std::string>{"unknown"});
}

TEST_CASE("a memory that is damaged is an empty one") {
  const test::TemporaryFolder folder;
  for (const char* text :
       {"", "{\"version\":1,\"sessions\":[{\"state\":", "[]", R"({"version":0,"sessions":[]})"}) {
    test::write_file(folder / "listing.json", text);
    CHECK_FALSE(ListingMemory(folder / "listing.json").earlier("/a"));
  }
}

TEST_CASE("the state of a tree that was just written is not trusted: a second write may not show") {
  const Tree tree;
  const test::TemporaryFolder folder;
  const fs::path file = folder / "listing.json";
  ListingMemory memory(file, old);
  const std::string before = tree.list(memory);
  CHECK_FALSE(memory.save());
  ListingMemory again(file, std::chrono::nanoseconds(0));
  CHECK(tree.list(again) == before);  // also when it was left alone since
  test::write_file(tree / part, R"({"type":"text","text":"ASK"})");
  ListingMemory later(file, old);
  CHECK(tree.list(later) != before);
}

TEST_CASE("files that were written to without a change are the same session") {
  const Tree tree;
  const test::TemporaryFolder folder;
  const fs::path file = folder / "listing.json";
  ListingMemory first(file, std::chrono::nanoseconds(0));
  const SessionRef ref = tree.ref(first);
  SUBCASE("when it was read") {
    const auto session = read_session(ref);
    REQUIRE(session);
    first.learn(ref.place, session->files);
    CHECK_FALSE(first.save());
    fs::last_write_time(tree / part, fs::file_time_type::clock::now() - std::chrono::hours(1));
    ListingMemory second(file, std::chrono::nanoseconds(0));
    CHECK(tree.list(second) == ref.fingerprint);
    test::write_file(tree / part, R"({"type":"text","text":"ASK"})");
    CHECK(tree.list(second) != ref.fingerprint);
  }
  SUBCASE("when that was not learnt, from the next listing on") {
    CHECK_FALSE(first.save());
    let_the_clock_tick(folder / "clock");
    fs::last_write_time(tree / part, fs::file_time_type::clock::now() - std::chrono::hours(1));
    ListingMemory second(file, std::chrono::nanoseconds(0));
    const std::string then = tree.list(second);
    CHECK_FALSE(second.save());
    fs::last_write_time(tree / part, fs::file_time_type::clock::now() - std::chrono::hours(2));
    ListingMemory third(file, std::chrono::nanoseconds(0));
    CHECK(tree.list(third) == then);
  }
}

TEST_CASE("a new session is listed by its outline, and stays the same until something of it is written") {
  const Tree tree;
  const test::TemporaryFolder folder;
  const fs::path file = folder / "listing.json";
  const auto no_time = std::chrono::nanoseconds(0);
  let_the_clock_tick(folder / "clock");
  ListingMemory first(file, no_time);
  const SessionRef ref = tree.ref(first);
  let_the_clock_tick(folder / "clock");
  const std::string ask = R"({"type":"text","text":"ASK"})";
  const std::string second_part = "storage/part/msg_1/prt_2.json";
  SUBCASE("read and learnt") {
    const auto session = read_session(ref);
    REQUIRE(session);
    first.learn(ref.place, session->files);
    REQUIRE_FALSE(first.save());
    ListingMemory second(file, no_time);
    CHECK(tree.list(second) == ref.fingerprint);
    CHECK(second.earlier(ref.place)->content == session->files.content);
  }
  SUBCASE("the process died before it was learnt") {
    REQUIRE_FALSE(first.save());
    bool is_same = false;
    SUBCASE("nothing happened since") { is_same = true; }
    SUBCASE("a part was written to") { test::write_file(tree / part, ask); }
    SUBCASE("a part came") { test::write_file(tree / second_part, ask); }
    SUBCASE("a part went") { fs::remove(tree / part); }
    SUBCASE("all parts went") { fs::remove_all((tree / part).parent_path()); }
    SUBCASE("all messages went") { fs::remove_all(tree / "storage/message/ses_1"); }
    ListingMemory second(file, no_time);
    CHECK((tree.list(second) == ref.fingerprint) == is_same);
    REQUIRE_FALSE(second.save());
    ListingMemory third(file, no_time);
    CHECK(tree.list(third) == tree.list(second));
  }
  SUBCASE("its outline changed before it was read") {
    SUBCASE("the session") {
      test::write_file(tree / "storage/session/p/ses_1.json", R"({"directory":"/x"})");
    }
    SUBCASE("a message less") { fs::remove(tree / "storage/message/ses_1/msg_1.json"); }
    const auto session = read_session(ref);
    REQUIRE_FALSE(session);
    CHECK(session.error().is_transient);
  }
  SUBCASE("a part was written to before it was read: it is what was read") {
    test::write_file(tree / part, ask);
    const auto session = read_session(ref);
    REQUIRE(session);
    first.learn(ref.place, session->files);
    REQUIRE_FALSE(first.save());
    ListingMemory second(file, no_time);
    CHECK(tree.list(second) == ref.fingerprint);
    test::write_file(tree / part, R"({"type":"text","text":"ask"})");
    CHECK(tree.list(second) != ref.fingerprint);
  }
  SUBCASE("the memory was lost: nothing tells that it is the same") {
    ListingMemory second(folder / "other.json", no_time);
    CHECK(tree.list(second) != ref.fingerprint);
  }
}

TEST_CASE("an unchanged tree is listed from memory, a changed one from its files") {
  const Tree tree;
  const test::TemporaryFolder folder;
  const fs::path file = folder / "listing.json";
  const auto list = [&] {
    ListingMemory memory(file, std::chrono::nanoseconds(0));
    const std::string fingerprint = tree.list(memory);
    CHECK_FALSE(memory.save());
    return fingerprint;
  };
  const std::string whole = list();
  std::string text = test::read_file(file);
  REQUIRE(text.contains("\"fingerprint\":\""));
  text.replace(text.find("\"fingerprint\":\"") + 15, 8, "REMEMBER");
  test::write_file(file, text);
  CHECK(list() != whole);  // nothing is read
  SUBCASE("a part") { test::write_file(tree / part, R"({"type":"text","text":"ask again"})"); }
  SUBCASE("a part more") { test::write_file(tree / "storage/part/msg_1/prt_2.json", R"({"type":"text"})"); }
  SUBCASE("a message") { test::write_file(tree / "storage/message/ses_1/msg_1.json", R"({"role":"user"})"); }
  SUBCASE("a message less") { fs::remove(tree / "storage/message/ses_1/msg_1.json"); }
  SUBCASE("the session") { test::write_file(tree / "storage/session/p/ses_1.json", R"({"directory":"/x"})"); }
  SUBCASE("its project") { test::write_file(tree / "storage/project/p.json", R"({"worktree":"/y"})"); }
  const std::string changed = list();
  CHECK_FALSE(changed.contains("REMEMBER"));
  CHECK(changed != whole);
  ListingMemory none;
  CHECK(changed == tree.list(none));
}
