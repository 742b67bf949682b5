#include <session_classifier/convert.hpp>

#include "support.hpp"

namespace {

using namespace session_classifier;
using test::SessionBuilder;

std::vector<chat::Message> converted(SessionBuilder& builder, ConvertOptions options = {}) {
  return convert(builder.session().messages, "", options);
}

}  // namespace

TEST_CASE("the system message comes first, and is left out if there is none") {
  CHECK(convert({}, "be good").size() == 1);
  CHECK(convert({}, "be good")[0].role == chat::Role::system);
  CHECK(convert({}, "").empty());
}

TEST_CASE("texts of a user message are joined, those never shown to the model left out") {
  SessionBuilder builder;
  builder.user("one").part(PartKind::text, "shown to the person").last_part().ignored = true;
  builder.part(PartKind::text, "two").last_part().synthetic = true;
  builder.part(PartKind::file, "").last_part().file = {"text/plain", "a.rs"};
  builder.part(PartKind::file, "").last_part().file = {"image/png", "a.png"};
  const auto messages = converted(builder);
  REQUIRE(messages.size() == 1);
  CHECK(messages[0].content == "one\n\ntwo\n\n[image/png: a.png]");
}

TEST_CASE("a user message without visible parts is no message") {
  SessionBuilder builder;
  builder.user("x").last_part().ignored = true;
  CHECK(converted(builder).empty());
  builder.last().parts.clear();
  CHECK(converted(builder).empty());
}

TEST_CASE("parallel calls stay in one message, their results follow in order, and equal ids are told apart") {
  SessionBuilder builder;
  builder.user("x").assistant("t", "tool-calls");
  for (const char* output : {"one", "two"})
    builder.tool("bash", R"({"command":"ls"})", output).last_part().call_id = "same";
  const auto messages = converted(builder);
  REQUIRE(messages.size() == 4);
  REQUIRE(messages[1].tool_calls.size() == 2);
  CHECK(messages[1].content == "t");
  CHECK(messages[1].tool_calls[0].id == "call_1");
  CHECK(messages[1].tool_calls[1].id == "call_2");
  CHECK(messages[2].tool_call_id == "call_1");
  CHECK(messages[3].tool_call_id == "call_2");
  CHECK(messages[3].content == "two");
}

TEST_CASE("results read as the model saw them") {
  SessionBuilder builder;
  builder.user("x").assistant("", "tool-calls").tool("bash", "{}", "out");
  ToolState& state = builder.last_part().state;
  std::string expected = "out";
  SUBCASE("completed") {}
  SUBCASE("cleared") { state.compacted = 50, expected = "[Old tool result content cleared]"; }
  SUBCASE("failed") { state.status = ToolStatus::error, state.error = "no", expected = "no"; }
  SUBCASE("interrupted") {
    state.status = ToolStatus::error, state.error = "Tool execution aborted", state.partial_output = "",
    expected = "";
  }
  SUBCASE("running") { state.status = ToolStatus::running, expected = "[Tool execution was interrupted]"; }
  SUBCASE("pending") { state.status = ToolStatus::pending, expected = "[Tool execution was interrupted]"; }
  SUBCASE("with an image") { state.attachments = {{"image/png", ""}}, expected = "out\n\n[image/png]"; }
  CHECK(converted(builder).back().content == expected);
}

TEST_CASE("a result that was cleared later is shown in full at the earlier moment") {
  SessionBuilder builder;
  builder.user("x").assistant("", "tool-calls").tool("bash", "{}", "out").last_part().state.compacted = 50;
  CHECK(converted(builder, {.shows_hidden = true}).back().content == "out");
  CHECK(converted(builder).back().content == "[Old tool result content cleared]");
}

TEST_CASE("failed messages are left out, stopped ones only if they held nothing") {
  SessionBuilder builder;
  builder.user("x").assistant("half an answer");
  builder.last().error = "APIError";
  CHECK(converted(builder).size() == 1);
  builder.last().error = "MessageAbortedError";
  CHECK(converted(builder).size() == 2);
  builder.last().parts.resize(1);
  builder.part(PartKind::reasoning, "thinking");
  CHECK(converted(builder).size() == 1);
}

TEST_CASE("thinking is dropped unless it is asked for") {
  SessionBuilder builder;
  builder.user("x").assistant("answer").part(PartKind::reasoning, "because");
  CHECK_FALSE(converted(builder)[1].reasoning_content);
  CHECK(converted(builder, {.reasoning = true})[1].reasoning_content == "because");
}
