// Exported sessions that are too large to be held as a whole.
#include <string>
#include <vector>

#include "support.hpp"

namespace {

using namespace session_classifier;

constexpr std::size_t mebibyte = std::size_t{1} << 20;

std::string image(std::size_t bytes, char letter = 'A') {
  return R"({"id":"prt_i","type":"file","mime":"image/png","filename":"a.png","url":"data:image/png;base64,)" +
         std::string(bytes, letter) + "\"}";
}

std::string text_part(const std::string& text) {
  return R"({"id":"prt_t","type":"text","text":")" + text + "\"}";
}

// A session of a question with these parts, and an answer.
std::string exported(const std::vector<std::string>& parts) {
  std::string text =
      "Exporting session: ses_1\n{\n"
      R"("info":{"id":"ses_1","directory":"/w","time":{"created":1}},)"
      R"("messages":[{"info":{"id":"msg_1","role":"user","time":{"created":1}},"parts":[)";
  for (const std::string& part : parts) text += part + ",";
  return text + text_part("ask") +
         R"(]},{"info":{"id":"msg_2","role":"assistant","time":{"created":2}},"parts":[)" +
         text_part("answer") + "]}]\n}\n";
}

struct Export {
  explicit Export(const std::string& text) { test::write_file(folder / "ses_1.json", text); }
  StoreListing list() const { return list_sessions(folder.path(), scratch.path()); }
  std::string fingerprint() const {
    const StoreListing listing = list();
    REQUIRE(listing.sessions.size() == 1);
    return listing.sessions[0].fingerprint;
  }
  std::string why_not() const {
    const StoreListing listing = list();
    CHECK(listing.sessions.empty());
    REQUIRE(listing.problems.size() == 1);
    CHECK(listing.problems[0].is_rejection);
    return listing.problems[0].why;
  }
  test::TemporaryFolder folder, scratch;
};

}  // namespace

TEST_CASE("an exported session that is large for its images is read without them") {
  const std::vector<std::string> images(4, image(10 * mebibyte));
  const Export large(exported(images));
  const StoreListing listing = large.list();
  CHECK(listing.problems.empty());
  REQUIRE(listing.sessions.size() == 1);
  const auto session = read_session(listing.sessions[0]);
  REQUIRE(session);
  CHECK(session->lost.empty());
  CHECK(session->directory == "/w");
  REQUIRE(session->messages.size() == 2);
  REQUIRE(session->messages[0].parts.size() == 5);
  CHECK(session->messages[0].parts[0].file.mime == "image/png");
  CHECK(session->messages[0].parts[4].text == "ask");
  CHECK(session->messages[1].parts[0].text == "answer");

  std::vector<std::string> others = images;
  others[2][others[2].size() / 2] = 'B';
  CHECK(Export(exported(others)).fingerprint() != listing.sessions[0].fingerprint);
}

TEST_CASE("a part of an exported session that is too large is measured, and lost alone") {
  const Export large(exported({text_part(std::string(40 * mebibyte, 'x'))}));
  const StoreListing listing = large.list();
  REQUIRE(listing.sessions.size() == 1);
  const auto session = read_session(listing.sessions[0]);
  REQUIRE(session);
  CHECK(session->messages[0].incomplete);
  CHECK(session->messages[0].parts.size() == 1);
  CHECK(session->messages[1].parts[0].text == "answer");
  REQUIRE(session->lost.size() == 1);
  CHECK(session->lost[0].error.is_rejection);
  CHECK(session->lost[0].error.why == "41943078 bytes, more than are read");
}

TEST_CASE("an exported session of as many values as a conversation may have is read, of more it is not") {
  const std::string part =
      R"({"id":"prt_t","type":"text","text":"of a few words, as most are in a session"})";
  CHECK(Export(exported(std::vector<std::string>(200'000, part))).list().sessions.size() == 1);
  CHECK(Export(exported(std::vector<std::string>(260'000, part))).why_not() ==
        "it has more than 1000000 values");
}

TEST_CASE("a large exported session that cannot be used is rejected, and says why") {
  const std::string whole = exported(std::vector<std::string>(4, image(10 * mebibyte)));
  CHECK(Export(whole.substr(0, whole.size() - 50)).why_not() ==
        "it was cut off after " + std::to_string(whole.size() - 50) + " bytes");
  CHECK(Export(whole + whole).why_not() == "it holds more than one session");
  std::string broken = whole;
  broken.replace(broken.rfind("\"parts\":["), 9, "\"parts\"::");
  CHECK(Export(broken).why_not() == "not valid JSON");
  CHECK(Export(exported(std::vector<std::string>(4, text_part(std::string(10 * mebibyte, 'x'))))).why_not() ==
        "without its files it has more than 33554432 bytes");
}
