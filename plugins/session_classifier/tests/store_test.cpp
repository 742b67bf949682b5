#include <algorithm>
#include <map>
#include <set>

#include <chat/repository_group.hpp>
#include <session_classifier/store.hpp>

#include "support.hpp"

namespace {

using namespace session_classifier;
namespace fs = std::filesystem;

StoreListing list(const fs::path& directory) {
  static const test::TemporaryFolder scratch;
  return list_sessions(directory, scratch.path());
}

std::map<std::string, std::string> fingerprints(const fs::path& directory) {
  std::map<std::string, std::string> found;
  for (const SessionRef& ref : list(directory).sessions)
    found[std::string(base::name_of(ref.store)) + " " + ref.id] = ref.fingerprint;
  return found;
}

// The sessions whose fingerprint differs between two listings.
std::vector<std::string> changed(const std::map<std::string, std::string>& before,
                                 const std::map<std::string, std::string>& after) {
  std::vector<std::string> ids;
  for (const auto& [id, fingerprint] : after)
    if (!before.contains(id) || before.at(id) != fingerprint) ids.push_back(id);
  return ids;
}

fs::path first_file(const fs::path& folder) {
  std::set<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) files.insert(entry.path());
  REQUIRE_FALSE(files.empty());
  return *files.begin();
}

const std::string s4 = "ses_1e448cd66ffeS2T5yskApP5gQV";

}  // namespace

TEST_CASE("a missing folder and a folder without a store are problems that say what to do") {
  const test::TemporaryFolder empty;
  for (const fs::path& directory : {empty / "nowhere", empty.path()}) {
    const StoreListing listing = list(directory);
    CHECK(listing.sessions.empty());
    REQUIRE(listing.problems.size() == 1);
    CHECK(listing.problems[0].text().contains(directory.string()));
    CHECK(listing.problems[0].what_to_do.contains("opencode"));
  }
}

TEST_CASE("a folder of data directories is looked into, a data directory is itself") {
  CHECK(data_directories(OPENCODE_EXAMPLES) ==
        std::vector<fs::path>{fs::path(OPENCODE_EXAMPLES) / "json-tree",
                              fs::path(OPENCODE_EXAMPLES) / "sqlite"});
  CHECK(data_directories(test::sample("sqlite")) == std::vector<fs::path>{test::sample("sqlite")});
  const test::TemporaryFolder empty;
  CHECK(data_directories(empty.path()).empty());
}

TEST_CASE("logs, backups and other databases are not taken for opencode's") {
  const test::TemporaryFolder folder;
  for (const char* name : {"opencode.db.bak", "opencode.db-old", "other.db", "auth.json", "opencode.txt"})
    fs::copy_file(test::sample("sqlite") / "opencode.db", folder / name);
  CHECK(list(folder.path()).sessions.empty());
  fs::copy_file(test::sample("sqlite") / "opencode.db", folder / "opencode-stable.db");
  CHECK(list(folder.path()).sessions.size() == 4);
}

TEST_CASE("a database that is none is a problem, and the rest is still read") {
  const test::TemporaryFolder folder;
  fs::copy(test::sample("json-tree"), folder.path(), fs::copy_options::recursive);
  test::write_file(folder / "opencode.db", "this is no database, " + std::string(5000, 'x'));
  test::write_file(folder / "opencode-empty.db", "");
  std::string cut = test::read_file(test::sample("sqlite") / "opencode.db");
  test::write_file(folder / "opencode-cut.db", cut.substr(0, cut.size() / 2));
  const StoreListing listing = list(folder.path());
  CHECK(std::ranges::count(listing.sessions, chat::SessionStore::json, &SessionRef::store) == 4);
  CHECK(listing.problems.size() >= 2);
  for (const base::Error& problem : listing.problems) {
    CHECK(problem.problem.contains("opencode"));
    CHECK_FALSE(problem.why.empty());
  }
}

TEST_CASE("a damaged page is reported when the session is read") {
  const test::TemporaryFolder folder;
  std::string bytes = test::read_file(test::sample("sqlite") / "opencode.db");
  for (std::size_t page = 8; page * 4096 + 4096 <= bytes.size(); page += 2)
    bytes.replace(page * 4096, 4096, 4096, '\xa5');
  test::write_file(folder / "opencode.db", bytes);
  const StoreListing listing = list(folder.path());
  std::size_t problems = listing.problems.size();
  for (const SessionRef& ref : listing.sessions) {
    const auto session = read_session(ref);
    problems += session ? 0 : 1;
  }
  CHECK(problems > 0);
}

TEST_CASE("a cut session file is a problem, cut message and part files are lost parts") {
  const test::TemporaryFolder folder;
  fs::copy(test::sample("json-tree"), folder.path(), fs::copy_options::recursive);
  const fs::path storage = folder / "storage";
  const fs::path lost = first_file(storage / "session");
  test::write_file(lost, "{\"id\":");
  const fs::path message = first_file(storage / "message" / s4);
  const fs::path part =
      storage / "part" / "msg_e1bb751db001Rk9jBHrzayQL9S" / "prt_e1bb75cd0001FOZlwQ5kPWW41x.json";
  REQUIRE(fs::exists(part));
  test::write_file(message, "");
  test::write_file(part, "{\"type\":\"text\",\"tex");

  const StoreListing listing = list(folder.path());
  CHECK(listing.sessions.size() == 3);
  REQUIRE(listing.problems.size() == 1);
  CHECK(listing.problems[0].text().contains(lost.string()));
  const auto ref = std::ranges::find(listing.sessions, s4, &SessionRef::id);
  REQUIRE(ref != listing.sessions.end());
  const auto session = read_session(*ref);
  REQUIRE(session);
  CHECK(session->messages.size() == 23);
  CHECK(std::ranges::count(session->messages, true, &Message::incomplete) == 2);
  REQUIRE(session->lost.size() == 2);
  CHECK(session->lost[0].error.problem.contains(message.filename().string()));
  CHECK(session->lost[1].error.problem.contains(part.filename().string()));
}

TEST_CASE("a lost message keeps its place") {
  const test::TemporaryFolder folder;
  fs::copy(test::sample("json-tree"), folder.path(), fs::copy_options::recursive);
  const auto before = test::read_sample("json-tree", s4);
  test::write_file(folder / "storage/message" / s4 / (before.messages[5].id + ".json"), "[");
  const auto listing = list(folder.path());
  const auto session = read_session(*std::ranges::find(listing.sessions, s4, &SessionRef::id));
  REQUIRE(session);
  CHECK(session->messages[5].id == before.messages[5].id);
  CHECK(session->messages[5].incomplete);
}

TEST_CASE("messages without a session are noted, not a problem") {
  const test::TemporaryFolder folder;
  fs::copy(test::sample("json-tree"), folder.path(), fs::copy_options::recursive);
  fs::remove_all(folder / "storage/session/62a7f1b19684467feb6725a650c01cd755845eaf");
  const StoreListing listing = list(folder.path());
  CHECK(listing.sessions.size() == 3);
  CHECK(listing.problems.empty());
  CHECK(listing.notes.size() == 1);
}

TEST_CASE("ids come from the file names, which migrations keep right") {
  const test::TemporaryFolder folder;
  const fs::path storage = folder / "storage";
  test::write_file(storage / "session/p1/ses_a.json",
                   R"({"id":"ses_old","title":"t","time":{"created":5,"updated":6}})");
  test::write_file(storage / "message/ses_a/msg_a.json",
                   R"({"id":"msg_old","role":"user","sessionID":"ses_old","time":{"created":7}})");
  test::write_file(storage / "part/msg_a/prt_a.json",
                   R"({"id":"prt_old","messageID":"msg_old","type":"text","text":"hi \ud83d"})");
  const StoreListing listing = list(folder.path());
  REQUIRE(listing.sessions.size() == 1);
  const auto session = read_session(listing.sessions[0]);
  REQUIRE(session);
  CHECK(session->id == "ses_a");
  REQUIRE(session->messages.size() == 1);
  CHECK(session->messages[0].id == "msg_a");
  REQUIRE(session->messages[0].parts.size() == 1);
  CHECK(session->messages[0].parts[0].id == "prt_a");
  CHECK(session->messages[0].parts[0].text == "hi \uFFFD");
}

TEST_CASE("listing and reading leave a store exactly as it was") {
  const test::TemporaryFolder folder;
  fs::copy(test::sample("json-tree"), folder.path(), fs::copy_options::recursive);
  fs::copy(test::sample("extra/legacy-project-tree"), folder.path(), fs::copy_options::recursive);
  fs::copy_file(test::sample("sqlite") / "opencode.db", folder / "opencode.db");
  test::write_file(folder / "auth.json", "{}");
  const auto before = test::state_of(folder.path());
  for (const SessionRef& ref : list(folder.path()).sessions) CHECK(read_session(ref));
  CHECK(test::state_of(folder.path()) == before);
}

TEST_CASE("a copied tree keeps its fingerprints, wherever it lies") {
  for (const char* container : {"json-tree", "sqlite", "extra/legacy-project-tree", "extra/sqlite-2.x"}) {
    const test::TemporaryFolder folder;
    fs::copy(test::sample(container), folder.path(), fs::copy_options::recursive);
    CHECK(fingerprints(folder.path()) == fingerprints(test::sample(container)));
  }
}

TEST_CASE("a fingerprint changes with a part, and only that of its session") {
  const test::TemporaryFolder folder;
  fs::copy(test::sample("json-tree"), folder.path(), fs::copy_options::recursive);
  const auto before = fingerprints(folder.path());
  const fs::path part =
      folder / "storage/part/msg_e1bb751db001Rk9jBHrzayQL9S/prt_e1bb75cd0001FOZlwQ5kPWW41x.json";
  std::string text = test::read_file(part);
  text.replace(text.find("differs"), 7, "DIFFERS");
  test::write_file(part, text);
  CHECK(changed(before, fingerprints(folder.path())) == std::vector<std::string>{"json " + s4});
}

TEST_CASE("sessions of several stores are used once, the newest form first") {
  const auto merged =
      merge_listings({list(test::sample("extra/sqlite-migrated-1.2")), list(test::sample("json-tree"))});
  CHECK(merged.sessions.size() == 4);
  CHECK(merged.superseded.size() == 4);
  for (const SessionRef& ref : merged.sessions) CHECK(ref.store == chat::SessionStore::sqlite);
  for (const Superseded& loser : merged.superseded) {
    CHECK(loser.session.store == chat::SessionStore::json);
    CHECK(loser.by == chat::SessionStore::sqlite);
  }
  const auto reversed =
      merge_listings({list(test::sample("json-tree")), list(test::sample("extra/sqlite-migrated-1.2"))});
  REQUIRE(reversed.sessions.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(reversed.sessions[i].id == merged.sessions[i].id);
    CHECK(reversed.sessions[i].fingerprint == merged.sessions[i].fingerprint);
    CHECK(reversed.sessions[i].group == merged.sessions[i].group);
  }
}

TEST_CASE("a migrated database and the tree it came from hold the same sessions") {
  const test::TemporaryFolder scratch;
  for (const SessionRef& ref : list(test::sample("extra/sqlite-migrated-1.2")).sessions) {
    const auto migrated = read_session(ref);
    REQUIRE(migrated);
    CHECK(migrated->messages == test::read_sample("json-tree", ref.id).messages);
  }
}

TEST_CASE("sessions that are related by project, folder or parent share a group") {
  SessionRef a, b, c, d;
  a.id = "a", a.project = "p", a.root = "/x";
  b.id = "b", b.root = "/x";
  c.id = "c", c.parent = "b";
  d.id = "d", d.project = "global", d.root = "/y";
  const auto merged = merge_listings({StoreListing{{a, b, c, d}, {}, {}}});
  REQUIRE(merged.sessions.size() == 4);
  CHECK(merged.sessions[0].group == merged.sessions[1].group);
  CHECK(merged.sessions[1].group == merged.sessions[2].group);
  CHECK(merged.sessions[3].group != merged.sessions[0].group);
}

TEST_CASE("sessions of a repository have the group of its commits, whatever else is listed") {
  const std::string root(40, 'a');
  SessionRef a, b, child, elsewhere;
  a.id = "a", a.project = root, a.root = "/home/ann/tally", a.created = 1000;
  b.id = "b", b.root = "/home/ann/tally", b.created = 2000;  // of a version that knew no projects
  child.id = "child", child.parent = "a", child.created = 3000;
  elsewhere.id = "elsewhere", elsewhere.root = "/home/bob/other", elsewhere.created = 4000;
  const auto groups = [](std::vector<SessionRef> sessions) {
    std::map<std::string, std::string> found;
    for (const SessionRef& ref : merge_listings({StoreListing{std::move(sessions), {}, {}}}).sessions)
      found[ref.id] = ref.group;
    return found;
  };
  auto all = groups({a, b, child, elsewhere});
  CHECK(all["a"] == chat::repository_group(root));
  CHECK(all["b"] == all["a"]);
  CHECK(all["child"] == all["a"]);
  CHECK(all["elsewhere"].starts_with("folder-"));
  CHECK(groups({a})["a"] == all["a"]);
  CHECK(groups({a, elsewhere})["elsewhere"] == all["elsewhere"]);
  CHECK(groups({b, elsewhere})["elsewhere"] == all["elsewhere"]);
  CHECK(groups({b})["b"].starts_with("folder-"));  // alone it does not tell its repository
}

TEST_CASE("a sub-agent's session was begun when the first above it was, also where parents form a circle") {
  SessionRef top, middle, low, lone;
  top.id = "top", top.created = 5;
  middle.id = "middle", middle.parent = "top", middle.created = 6;
  low.id = "low", low.parent = "middle", low.created = 7;
  lone.id = "lone", lone.parent = "gone", lone.created = 8;
  for (const SessionRef& ref : merge_listings({StoreListing{{low, top, middle, lone}, {}, {}}}).sessions)
    CHECK(ref.begun == (ref.id == "lone" ? 8 : 5));
  top.parent = "low";
  CHECK(merge_listings({StoreListing{{low, top, middle}, {}, {}}}).sessions.size() == 3);
}

TEST_CASE("versions 0.1 and 0.2 keep parts inside their messages") {
  const test::TemporaryFolder folder;
  const fs::path sessions = folder / "project/home-dev-tally/storage/session";
  test::write_file(sessions / "info/ses_0.json",
                   R"({"id":"ses_0","title":"t","version":"0.1.174","time":{"created":1,"updated":2}})");
  test::write_file(
      sessions / "message/ses_0/msg_1.json",
      R"({"id":"msg_1","role":"user","parts":[{"type":"text","text":"fix"}],"metadata":{"sessionID":"ses_0","time":{"created":1}}})");
  test::write_file(sessions / "message/ses_0/msg_2.json",
                   R"({"id":"msg_2","role":"assistant","parts":[{"type":"step-start"},
    {"type":"tool-invocation","toolInvocation":{"state":"result","toolCallId":"c1","toolName":"bash","args":{"command":"cargo test"},"result":"ok"}}],
    "metadata":{"time":{"created":2,"completed":3},"assistant":{"modelID":"m","providerID":"p","path":{"cwd":"/home/dev/tally","root":"/home/dev/tally"}},"tool":{}}})");
  const StoreListing listing = list(folder.path());
  REQUIRE(listing.sessions.size() == 1);
  CHECK(listing.sessions[0].store == chat::SessionStore::legacy);
  const auto session = read_session(listing.sessions[0]);
  REQUIRE(session);
  REQUIRE(session->messages.size() == 2);
  CHECK(session->messages[0].parts[0].text == "fix");
  const Message& assistant = session->messages[1];
  CHECK(assistant.model == "m");
  CHECK(assistant.completed == 3);
  REQUIRE(assistant.parts.size() == 2);
  CHECK(assistant.parts[1].state.input == R"({"command":"cargo test"})");
  CHECK(assistant.parts[1].state.output == "ok");
}
