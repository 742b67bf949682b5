// Stores with broken content never stop the reading of the rest.
#include <algorithm>
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
