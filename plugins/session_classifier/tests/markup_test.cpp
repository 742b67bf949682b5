#include <session_classifier/markup.hpp>
#include <session_classifier/publishable.hpp>

#include "support.hpp"

namespace {

using namespace session_classifier;
using test::SessionBuilder;

std::vector<TurnResult> published(SessionBuilder& builder, const Options& options = {}) {
  static const secrets::Scanner scanner;
  return publishable_examples(builder.session(), options, scanner);
}

}  // namespace

TEST_CASE("thinking that stands in an answer is taken out of it") {
  const auto check = [](std::string_view text, std::string_view left, std::string_view thinking) {
    const Answer answer = split_thinking(text);
    CHECK(answer.text == left);
    CHECK(answer.thinking == thinking);
  };
  check("<think>\nHm.\n</think>\n\nDone.", "Done.", "Hm.");
  check("Hm.\n</think>\n\nDone.", "Done.", "Hm.");
  check("Hm.</think>\nDone.", "Done.", "Hm.");
  check("<think>Hm.</think> Done.", "Done.", "Hm.");
  check("First.\n<think>a</think>\nSecond.\n<think>\nb\n</think>\nThird.", "First.\n\nSecond.\n\nThird.",
        "a\n\nb");
  check("a\n</think>\n<think>\nb\n</think>\nDone.", "Done.", "a\n\nb");
  check("Done.\n<think>\ncut off", "Done.", "cut off");
  check("", "", "");
  check("  kept as it is \n", "  kept as it is \n", "");
}

TEST_CASE("a mark that a text speaks of is no thinking") {
  for (const std::string_view text :
       {"The parser ends at `</think>` and goes on.", "Use the <think> tag here.",
        "The prompt:\n```\n<think>\nhm\n</think>\n```\nThat is all."}) {
    CHECK(split_thinking(text).text == text);
    chat::Message message{.role = chat::Role::assistant, .content = std::string(text)};
    CHECK_FALSE(mark_in(message).empty());
  }
}

TEST_CASE("marks are found in texts, thinking and the arguments of calls") {
  chat::Message message{.role = chat::Role::assistant, .content = "a < b"};
  CHECK(mark_in(message).empty());
  message.tool_calls.push_back(
      {"call_1", "function", {"write", R"({"content":"let end = \"<|im_end|>\";"})"}});
  CHECK(mark_in(message) == "<|im_end|>");
  message.tool_calls.clear();
  message.reasoning_content = "</tool_call>";
  CHECK(mark_in(message) == "</tool_call>");
}

TEST_CASE("thinking in a text is never published, or asked for where thinking is") {
  SessionBuilder builder;
  builder.user("Fix it").rust_edit().part(PartKind::text, "<think>\nread first\n</think>\n\nI edit it.");
  builder.cargo_test().part(PartKind::text, "now test\n</think>\n");
  builder.assistant("<think>\ngreen\n</think>\n\nBoth pass.");
  const auto dropped = published(builder);
  REQUIRE(dropped[0].example);
  for (const chat::Message& message : dropped[0].example->messages) {
    CHECK_FALSE(message.content.contains("think>"));
    CHECK_FALSE(message.reasoning_content);
  }
  CHECK(dropped[0].example->messages.back().content == "Both pass.");
  const auto kept = published(builder, {.reasoning = Reasoning::keep});
  REQUIRE(kept[0].example);
  CHECK(kept[0].example->messages.back().reasoning_content == "green");
}

TEST_CASE("a call that was written as text is no answer") {
  SessionBuilder builder;
  builder.user("Fix it").rust_edit().cargo_test().assistant(
      "All pass.\n<tool_call>\n<function=bash>\n<parameter=command>\ncargo "
      "fmt\n</parameter>\n</function>\n</tool_call>");
  const auto turns = published(builder);
  CHECK_FALSE(turns[0].example);
  CHECK(turns[0].reason == "no closing answer");
  CHECK(turns[0].evidence == "the last message holds <tool_call>, a mark of the chat template");
}

TEST_CASE("a message with a mark of the template is context, and a turn that edits only so is left out") {
  SessionBuilder builder;
  builder.user("Write the template").assistant("", "tool-calls");
  builder.tool(
      "write",
      R"({"content":"const END: &str = \"<|im_end|>\";\n","filePath":"/home/maria/relay/src/lib.rs"})",
      "Wrote file successfully.");
  builder.cargo_test().assistant("Done.");
  CHECK(published(builder)[0].reason == "its edits are not learnt");
  SessionBuilder both;
  both.user("Write the template").assistant("", "tool-calls");
  both.tool("write",
            R"({"content":"const END: &str = \"<|im_end|>\";\n","filePath":"/home/maria/relay/src/lib.rs"})",
            "Wrote file successfully.");
  both.rust_edit().cargo_test().assistant("Done.");
  const auto turns = published(both);
  REQUIRE(turns[0].example);
  CHECK(turns[0].example->messages[1].weight == 0);
  CHECK(chat::is_learnt(turns[0].example->messages[3]));
}
