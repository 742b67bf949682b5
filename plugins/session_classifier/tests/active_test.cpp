#include <session_classifier/active.hpp>

#include "support.hpp"

namespace {

using namespace session_classifier;
using test::SessionBuilder;

std::vector<std::string> ids(const std::vector<Message>& messages) {
  std::vector<std::string> found;
  for (const Message& message : messages) found.push_back(message.id);
  return found;
}

using Ids = std::vector<std::string>;

SessionBuilder two_turns() {
  SessionBuilder builder;
  builder.user("one").assistant("a").user("two").assistant("b");
  return builder;
}

}  // namespace

TEST_CASE("messages are ordered by time, and by id only at equal times") {
  Session session;
  for (const auto& [id, created] : {std::pair("msg_c", 5), {"msg_a", 9}, {"msg_b", 5}}) {
    session.messages.emplace_back();
    session.messages.back().id = id;
    session.messages.back().created = created;
  }
  sort_messages(session);
  CHECK(ids(session.messages) == Ids{"msg_b", "msg_c", "msg_a"});
}

TEST_CASE("the parts of a message that spans the wrap of the clock keep their order") {
  Session session;
  session.messages.emplace_back();
  for (const char* id : {"prt_000000001001aaaaaaaaaaaaaa", "prt_fffffffff001aaaaaaaaaaaaaa",
                         "prt_000000002001aaaaaaaaaaaaaa"}) {
    session.messages.back().parts.emplace_back();
    session.messages.back().parts.back().id = id;
  }
  sort_messages(session);
  CHECK(session.messages[0].parts[0].id == "prt_fffffffff001aaaaaaaaaaaaaa");
  CHECK(session.messages[0].parts[2].id == "prt_000000002001aaaaaaaaaaaaaa");
}

TEST_CASE("an undo hides its message and all later ones") {
  auto builder = two_turns();
  builder.session().revert = Revert{"msg_1003", ""};
  const Active active = active_messages(builder.session());
  CHECK(ids(active.messages) == Ids{"msg_1001", "msg_1002"});
  CHECK(ids(active.reverted) == Ids{"msg_1003", "msg_1004"});
}

TEST_CASE("an undo follows the order of time, not of ids") {
  auto builder = two_turns();
  builder.session().messages[3].id = "msg_0000";  // after the wrap, a later id is smaller
  builder.session().revert = Revert{"msg_1003", ""};
  CHECK(ids(active_messages(builder.session()).messages) == Ids{"msg_1001", "msg_1002"});
}

TEST_CASE("an undo from a part on leaves the text before it") {
  SessionBuilder builder;
  builder.user("one").assistant("kept").part(PartKind::text, "gone").user("two");
  const std::string part = builder.session().messages[1].parts[2].id;
  builder.session().revert = Revert{"msg_1002", part};
  const Active active = active_messages(builder.session());
  REQUIRE(ids(active.messages) == Ids{"msg_1001", "msg_1002"});
  REQUIRE(active.messages[1].parts.size() == 2);
  CHECK(active.messages[1].parts[1].text == "kept");
  CHECK(active.messages[1].reverted);
  CHECK(ids(active.reverted) == Ids{"msg_1002", "msg_1003"});
  CHECK(active.reverted[0].parts.size() == 1);
}

TEST_CASE("an undo whose part is unknown hides the whole message") {
  auto builder = two_turns();
  builder.session().revert = Revert{"msg_1002", "prt_unknown"};
  CHECK(ids(active_messages(builder.session()).messages) == Ids{"msg_1001"});
}

TEST_CASE("an undo of a message that is gone hides nothing") {
  auto builder = two_turns();
  builder.session().revert = Revert{"msg_none", ""};
  CHECK(active_messages(builder.session()).messages.size() == 4);
}

namespace {

// one/a, a request with its summary, two/b
SessionBuilder compacted() {
  SessionBuilder builder;
  builder.user("one").assistant("a");
  builder.user("").last_part().kind = PartKind::compaction;
  builder.assistant("the summary").last().summary = true;
  builder.last().agent = "compaction";
  builder.last().parent = "msg_1003";
  builder.user("two").assistant("b");
  return builder;
}

}  // namespace

TEST_CASE("a compaction ends one context and begins the next") {
  const auto contexts = segments(active_messages(compacted().session()).messages);
  REQUIRE(contexts.size() == 2);
  CHECK(ids(contexts[0].messages) == Ids{"msg_1001", "msg_1002"});
  CHECK(ids(contexts[1].messages) == Ids{"msg_1003", "msg_1004", "msg_1005", "msg_1006"});
  CHECK(contexts[0].fresh == 0);
  CHECK(contexts[1].fresh == 2);
}

TEST_CASE("a kept tail stands behind the summary and is no new content") {
  auto builder = compacted();
  builder.session().messages[2].parts[0].tail_start = "msg_1002";
  const auto contexts = segments(active_messages(builder.session()).messages);
  REQUIRE(contexts.size() == 2);
  CHECK(ids(contexts[1].messages) == Ids{"msg_1003", "msg_1004", "msg_1002", "msg_1005", "msg_1006"});
  CHECK(contexts[1].fresh == 3);
}

TEST_CASE("a compaction that failed or never ended leaves the context whole") {
  auto builder = compacted();
  SUBCASE("failed") { builder.session().messages[3].error = "APIError"; }
  SUBCASE("killed") {
    builder.session().messages[3].finish.clear();
    builder.session().messages[3].completed.reset();
  }
  CHECK(segments(active_messages(builder.session()).messages).size() == 1);
}

TEST_CASE("before 1.0.65 a summary has no request") {
  auto builder = two_turns();
  builder.session().messages[1].summary = true;
  builder.session().messages[1].finish.clear();
  const auto contexts = segments(active_messages(builder.session()).messages);
  REQUIRE(contexts.size() == 2);
  CHECK(ids(contexts[1].messages) == Ids{"msg_1002", "msg_1003", "msg_1004"});
}

TEST_CASE("two compactions give three contexts, each of which begins with its own summary") {
  auto builder = compacted();
  builder.user("").last_part().kind = PartKind::compaction;
  builder.assistant("second").last().summary = true;
  builder.last().parent = "msg_1007";
  builder.user("three").assistant("c");
  const auto contexts = segments(active_messages(builder.session()).messages);
  REQUIRE(contexts.size() == 3);
  CHECK(ids(contexts[1].messages) == Ids{"msg_1003", "msg_1004", "msg_1005", "msg_1006"});
  CHECK(ids(contexts[2].messages) == Ids{"msg_1007", "msg_1008", "msg_1009", "msg_1010"});
}

TEST_CASE("no messages give no context") { CHECK(segments({}).empty()); }

TEST_CASE("an assistant message of several steps is split at their starts") {
  SessionBuilder builder;
  builder.user("one")
      .assistant("a")
      .part(PartKind::step_finish, "")
      .part(PartKind::step_start, "")
      .part(PartKind::text, "b");
  const auto steps = split_steps(builder.session().messages[1]);
  REQUIRE(steps.size() == 2);
  CHECK(steps[0].parts[1].text == "a");
  CHECK(steps[1].parts[1].text == "b");
  CHECK(steps[0].id != steps[1].id);
  CHECK(split_steps(builder.session().messages[0]).size() == 1);
}
