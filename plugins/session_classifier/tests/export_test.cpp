// Files of `opencode export`: whole, with what a shell put around them, and what is wrong with those that are not used.
#include <algorithm>

#include <session_classifier/examples.hpp>

#include "support.hpp"

namespace {

using namespace session_classifier;
namespace fs = std::filesystem;

const std::string s2 = "ses_e3aff1d09ffen6FIJ21UESlkSS";

std::string sample() { return test::read_file(fs::path(OPENCODE_SAMPLES) / "export" / (s2 + ".json")); }

std::string in_utf16(const std::string& ascii) {
  std::string text = "\xff\xfe";
  for (const char c : ascii) {
    text += c;
    text += '\0';
  }
  return text;
}

// A folder with whole.json and one more file.
struct Exports {
  explicit Exports(const std::string& other) {
    test::write_file(folder / "whole.json", sample());
    test::write_file(folder / "other.json", other);
  }
  StoreListing list() const { return list_sessions(folder.path(), scratch.path()); }
  test::TemporaryFolder folder, scratch;
};

}  // namespace

TEST_CASE("an exported session is that of its database") {
  const Exports exports(sample());
  const StoreListing listing = exports.list();
  CHECK(listing.problems.empty());
  REQUIRE(listing.sessions.size() == 2);
  CHECK(listing.sessions[0].store == chat::SessionStore::exported);
  CHECK(listing.sessions[0].fingerprint == listing.sessions[1].fingerprint);
  const auto session = read_session(listing.sessions[0]);
  REQUIRE(session);
  const Session stored = test::read_sample("sqlite", s2);
  CHECK(session->lost.empty());
  CHECK(session->messages == stored.messages);
  CHECK(session->revert == stored.revert);
  CHECK(session->worktree == stored.worktree);
  CHECK(session->directory == stored.directory);
  CHECK(session->version == stored.version);
}

TEST_CASE("what a shell puts around an exported session is passed over") {
  for (const std::string& text :
       {"Exporting session: " + s2 + sample(), "\x1b[90mwarning: {\"old\": true}\x1b[0m\n" + sample(),
        "\xef\xbb\xbf" + sample(), in_utf16(sample()), sample() + "\ndone\n"}) {
    CAPTURE(text.substr(0, 40));
    const StoreListing listing = Exports(text).list();
    CHECK(listing.problems.empty());
    REQUIRE(listing.sessions.size() == 2);
    CHECK(listing.sessions[0].fingerprint == listing.sessions[1].fingerprint);
  }
}

TEST_CASE("an exported session that cannot be used is rejected alone, and says why") {
  const std::string whole = sample();
  std::string sanitized = whole;
  sanitized.replace(sanitized.find("Add median"), 10, "[redacted:title:1]");
  std::string broken = whole;
  broken.replace(broken.find("\"parts\": ["), 10, "\"parts\": {");
  for (const auto& [text, why] :
       {std::pair<std::string, std::string>{whole.substr(0, whole.size() / 2), "cut off after"},
        {"Exporting session: " + s2 + whole.substr(0, 30000), "cut off after"},
        {"Exporting session: " + s2, "cut off before the session"},
        {in_utf16(whole).substr(0, 40001), "cut off after 40001 bytes"},
        {"", "it is empty"},
        {whole + whole, "more than one session"},
        {sanitized, "--sanitize"},
        {broken, "not valid JSON"},
        {R"({"info": {}, "messages": []})", "no exported session"}}) {
    CAPTURE(why);
    const StoreListing listing = Exports(text).list();
    CHECK(listing.sessions.size() == 1);
    REQUIRE(listing.problems.size() == 1);
    CHECK(listing.problems[0].is_rejection);
    CHECK(listing.problems[0].problem.contains("other.json"));
    CHECK(listing.problems[0].why.contains(why));
  }
}

TEST_CASE("an exported session cut anywhere is named as cut, never read in part") {
  const test::TemporaryFolder folder, scratch;
  const std::string whole = sample();
  const fs::path file = folder / (s2 + ".json");
  const std::size_t end = whole.find_last_of('}');
  for (std::size_t size = 1; size <= end; size += 1 + size / 30) {
    CAPTURE(size);
    test::write_file(file, whole.substr(0, size));
    const StoreListing listing = list_sessions(folder.path(), scratch.path());
    CHECK(listing.sessions.empty());
    REQUIRE(listing.problems.size() == 1);
    CHECK(listing.problems[0].is_rejection);
    CHECK(listing.problems[0].why.contains("cut off"));
  }
}

TEST_CASE("other JSON files are not taken for exported sessions, and those with keys are not opened") {
  const test::TemporaryFolder folder, scratch;
  test::write_file(folder / "package.json", R"({"name":"x","info":{}})");
  test::write_file(folder / "empty.json", "");
  test::write_file(folder / "auth.json", sample());
  const StoreListing listing = list_sessions(folder.path(), scratch.path());
  CHECK(listing.sessions.empty());
  REQUIRE(listing.problems.size() == 1);
  CHECK(listing.problems[0].problem.contains("holds no opencode sessions"));
}

TEST_CASE("a damaged message or part of an exported session is lost alone") {
  const test::TemporaryFolder folder, scratch;
  test::write_file(folder / "a.json", R"({"info":{"id":"ses_1","time":{"created":1}},"messages":[
    {"info":{"id":"msg_1","role":"user","time":{"created":1}},"parts":[{"id":"prt_1","type":"text","text":"ask"}]},
    {"info":{"id":"msg_2","time":{"created":2}},"parts":[]},
    {"info":{"id":"msg_3","role":"assistant","time":{"created":3}},"parts":[{"id":"prt_3","type":"text","text":7}]}]})");
  const StoreListing listing = list_sessions(folder.path(), scratch.path());
  REQUIRE(listing.sessions.size() == 1);
  const auto session = read_session(listing.sessions[0]);
  REQUIRE(session);
  REQUIRE(session->messages.size() == 3);
  CHECK(session->messages[1].incomplete);
  CHECK(session->messages[2].incomplete);
  REQUIRE(session->lost.size() == 2);
  CHECK(session->lost[0].name == "message msg_2");
  CHECK(session->lost[1].name == "part prt_3");
  for (const LostPart& lost : session->lost) CHECK(lost.error.is_rejection);
}

TEST_CASE("2.x exports the rows of its messages") {
  const test::TemporaryFolder folder, scratch;
  test::write_file(
      folder / "a.json",
      R"({"info":{"id":"ses_1","version":"2.0.26","directory":"/w","time":{"created":1}},"messages":[
    {"id":"msg_1","type":"user","text":"ask","time":{"created":2}},
    {"id":"msg_2","type":"assistant","agent":"build","finish":"stop","time":{"created":3,"completed":4},
     "content":[{"type":"text","text":"answer"}]},
    {"id":"msg_3","text":"nothing"}]})");
  const StoreListing listing = list_sessions(folder.path(), scratch.path());
  REQUIRE(listing.sessions.size() == 1);
  CHECK(listing.sessions[0].store == chat::SessionStore::exported_v2);
  const auto session = read_session(listing.sessions[0]);
  REQUIRE(session);
  REQUIRE(session->messages.size() == 3);
  CHECK(session->messages[0].parts[0].text == "ask");
  CHECK(session->messages[1].parts.back().text == "answer");
  CHECK(session->lost.size() == 1);
}

TEST_CASE("a database or exported session may be named by itself, and stands beside folders of others") {
  const test::TemporaryFolder folder, scratch;
  fs::copy_file(test::sample("sqlite") / "opencode.db", folder / "of-another-machine.sqlite");
  test::write_file(folder / "printed.txt", sample());
  CHECK(list_sessions(folder / "of-another-machine.sqlite", scratch.path()).sessions.size() == 4);
  CHECK(list_sessions(folder / "printed.txt", scratch.path()).sessions.size() == 1);
  test::write_file(folder / "mine.json", sample());
  fs::copy(test::sample("sqlite"), folder / "theirs", fs::copy_options::recursive);
  CHECK(data_directories(folder.path()) == std::vector<fs::path>{folder.path(), folder / "theirs"});
}
