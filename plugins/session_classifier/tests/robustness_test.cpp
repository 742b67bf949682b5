// Stores with broken content never stop the reading of the rest.
#include <algorithm>
#include <map>
#include <random>

#include <session_classifier/examples.hpp>

#include "support.hpp"

namespace {

using namespace session_classifier;
namespace fs = std::filesystem;

const std::string message_id = "msg_e1bb75db6001gIdGmUXbpWSGvB";

// A tree with the one session S4, its part file `part` replaced by `text`; returns the results of the turns.
std::size_t read_all(const fs::path& directory) {
  const test::TemporaryFolder scratch;
  std::size_t turns = 0;
  for (const SessionRef& ref : list_sessions(directory, scratch.path()).sessions) {
    const auto session = read_session(ref);
    if (session) turns += training_examples(*session, {}).size();
  }
  return turns;
}

void keep_only_s4(const fs::path& storage) {
  for (const char* project :
       {"4db5b49243cfff05bfa8267cd8b443c2f6892afc", "abf2d07307d87a79be3ef65726d4638fd43c63e0"})
    fs::remove_all(storage / "session" / project);
}

}  // namespace

TEST_CASE("a part cut at any place is skipped, and its turn with it") {
  const test::TemporaryFolder folder;
  fs::copy(test::sample("json-tree"), folder.path(), fs::copy_options::recursive);
  keep_only_s4(folder / "storage");
  fs::path part;
  for (const auto& entry : fs::directory_iterator(folder / "storage/part" / message_id))
    if (test::read_file(entry.path()).contains("cargo test")) part = entry.path();
  REQUIRE_FALSE(part.empty());
  const std::string text = test::read_file(part);
  for (std::size_t length = 0; length < text.size(); length += 1 + length / 40) {
    CAPTURE(length);
    test::write_file(part, text.substr(0, length));
    const test::TemporaryFolder scratch;
    const auto listing = list_sessions(folder.path(), scratch.path());
    REQUIRE(listing.sessions.size() == 1);
    const auto session = read_session(listing.sessions[0]);
    REQUIRE(session);
    CHECK(session->lost.size() == 1);
    const auto turns = training_examples(*session, {});
    REQUIRE(turns.size() == 5);
    CHECK(turns[0].reason == "incomplete record");
  }
}

TEST_CASE("changed bytes anywhere never crash the reader") {
  const test::TemporaryFolder folder;
  fs::copy(test::sample("json-tree"), folder.path(), fs::copy_options::recursive);
  keep_only_s4(folder / "storage");
  std::mt19937 random(11);
  const auto number = [&](std::size_t below) {
    return std::uniform_int_distribution<std::size_t>(0, below - 1)(random);
  };
  std::vector<fs::path> files;
  for (const char* kind : {"session", "message", "part"})
    for (const auto& entry : fs::recursive_directory_iterator(folder / "storage" / kind))
      if (entry.is_regular_file()) files.push_back(entry.path());
  std::ranges::sort(files);
  for (int round = 0; round < 60; ++round) {
    const fs::path& file = files[number(files.size())];
    const std::string text = test::read_file(file);
    std::string damaged = text;
    for (int change = 0; change < 4 && !damaged.empty(); ++change)
      damaged[number(damaged.size())] = "{}[]\",:\\u0nx\xff"[number(13)];
    test::write_file(file, damaged);
    read_all(folder.path());
    test::write_file(file, text);
  }
  CHECK(read_all(folder.path()) == 5);
}

TEST_CASE("values of unexpected types are taken as absent") {
  const test::TemporaryFolder folder;
  const fs::path storage = folder / "storage";
  test::write_file(storage / "session/p/ses_1.json",
                   R"({"time":7,"revert":"x","directory":[1],"title":null,"version":{}})");
  test::write_file(storage / "message/ses_1/msg_1.json",
                   R"({"role":"user","time":"now","error":"bad","path":[],"summary":"yes"})");
  test::write_file(storage / "message/ses_1/msg_2.json",
                   R"({"role":"assistant","time":{"created":1e30},"error":{},"model":7})");
  test::write_file(
      storage / "part/msg_2/prt_1.json",
      R"({"type":"tool","tool":"bash","callID":[],"state":{"status":"completed","input":"text","output":{"a":1},"metadata":4,"attachments":"x"}})");
  test::write_file(storage / "part/msg_2/prt_2.json", R"([1,2])");
  const test::TemporaryFolder scratch;
  const auto listing = list_sessions(folder.path(), scratch.path());
  REQUIRE(listing.sessions.size() == 1);
  const auto session = read_session(listing.sessions[0]);
  REQUIRE(session);
  CHECK(session->messages.size() == 2);
  CHECK(session->lost.size() == 1);
  CHECK(training_examples(*session, {}).size() == 1);
}

namespace {

struct StoreContent {
  std::map<std::string, Session> sessions;  // by form and id
  std::vector<std::string> told;            // of what cannot be read
};

StoreContent content_of(const fs::path& directory) {
  const test::TemporaryFolder scratch;
  StoreContent content;
  const StoreListing listing = list_sessions(directory, scratch.path());
  for (const base::Error& problem : listing.problems) {
    CHECK(problem.is_rejection);
    content.told.push_back(problem.text());
  }
  for (const SessionRef& ref : listing.sessions) {
    auto session = read_session(ref);
    if (session) {
      for (const LostPart& lost : session->lost) content.told.push_back(ref.id + " " + lost.error.text());
      content.sessions.emplace(std::string(base::name_of(ref.store)) + " " + ref.id, *std::move(session));
    } else {
      content.told.push_back(session.error().text());
    }
  }
  return content;
}

// The sessions that are gone or not as they were.
std::vector<std::string> changed(const StoreContent& before, const StoreContent& after) {
  std::vector<std::string> names;
  for (const auto& [name, session] : before.sessions) {
    const auto now = after.sessions.find(name);
    if (now == after.sessions.end() || now->second != session) names.push_back(name);
  }
  return names;
}

// All forms beside each other.
void make_mixed_store(const fs::path& folder) {
  for (const char* container : {"json-tree", "extra/legacy-project-tree", "extra/sqlite-2.x"})
    fs::copy(test::sample(container), folder, fs::copy_options::recursive);
  fs::copy_file(test::sample("sqlite") / "opencode.db", folder / "opencode-stable.db");
  fs::copy_file(fs::path(OPENCODE_SAMPLES) / "export/ses_e3aff1d09ffen6FIJ21UESlkSS.json", folder / "a.json");
}

}  // namespace

TEST_CASE("whatever file of a store is cut or damaged, only the sessions in it suffer, and a cut is told") {
  const test::TemporaryFolder folder;
  make_mixed_store(folder.path());
  const StoreContent before = content_of(folder.path());
  REQUIRE(before.sessions.size() == 4 + 1 + 2 + 4 + 1);
  REQUIRE(before.told.empty());
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder.path()))
    if (entry.is_regular_file() && !entry.path().string().contains("project/4db5"))
      files.push_back(entry.path());
  std::ranges::sort(files);
  std::mt19937 random(29);
  const auto number = [&](std::size_t below) {
    return std::uniform_int_distribution<std::size_t>(0, below - 1)(random);
  };
  for (int round = 0; round < 120; ++round) {
    const fs::path& file = files[number(files.size())];
    const std::string name = file.filename();
    const std::string text = test::read_file(file);
    if (text.empty() || file.string().contains("/storage/project/")) continue;
    const bool is_cut = round % 2 == 0;
    std::string damaged = is_cut ? text.substr(0, number(text.size())) : text;
    for (int change = 0; change < 3 && !is_cut; ++change)
      damaged[number(damaged.size())] = "{}[]\",:\\u0nx\xff"[number(13)];
    CAPTURE(file);
    CAPTURE(damaged.size());
    test::write_file(file, damaged);
    const StoreContent after = content_of(folder.path());
    const std::vector<std::string> suffered = changed(before, after);
    const std::string form = name == "opencode.db"          ? "sqlite-v2 "
                             : name == "opencode-stable.db" ? "sqlite "
                             : name == "a.json"             ? "export "
                                                            : "";
    for (const std::string& session : suffered) CHECK(session.starts_with(form));
    if (form.empty()) CHECK(suffered.size() <= 1);
    if (is_cut && !suffered.empty()) {
      REQUIRE_FALSE(after.told.empty());
      for (const std::string& why : after.told) CHECK(why.contains(name));
    }
    test::write_file(file, text);
  }
  CHECK(changed(before, content_of(folder.path())).empty());
}
