// Which calls are learnt: those of the contract's tools, and of patches what the tool's answer proves.
#include <session_classifier/patch_edits.hpp>
#include <session_classifier/publishable.hpp>

#include "support.hpp"

namespace {

using namespace session_classifier;
using test::SessionBuilder;

constexpr std::string_view gauge_patch =
    "*** Begin Patch\n*** Update File: src/lib.rs\n@@\n pub fn level(raw: u16) -> u16 {\n-    raw / 1023 * "
    "100\n"
    "+    (u32::from(raw) * 100 / 1023) as u16\n }\n*** Add File: src/names.rs\n+//! Names.\n*** End Patch";
constexpr std::string_view gauge_answer =
    "Success. Updated the following files:\nM src/lib.rs\nA src/names.rs";

std::vector<TurnResult> published(SessionBuilder& builder) {
  static const secrets::Scanner scanner;
  return publishable_examples(builder.session(), {}, scanner);
}

SessionBuilder turn_with(const std::string& tool, const std::string& input, const std::string& answer) {
  SessionBuilder builder;
  builder.user("Fix level()").assistant("", "tool-calls").tool(tool, input, answer);
  builder.cargo_test().assistant("Both tests pass.");
  return builder;
}

std::string patch_input(std::string_view patch) {
  base::Json input = base::Json::of_object();
  input.set("patchText", base::Json::of_string(patch));
  return input.dump();
}

std::string why_not(std::string_view patch, std::string_view answer, std::string_view directory = "/w") {
  const auto calls = calls_of_patch(patch, answer, directory);
  return calls ? "told" : calls.error();
}

}  // namespace

TEST_CASE("a patch becomes the edits and writes that its answer proves") {
  const auto calls = calls_of_patch(gauge_patch, gauge_answer, "/home/dev/gauge");
  REQUIRE(calls);
  REQUIRE(calls->size() == 2);
  CHECK((*calls)[0].call.name == "edit");
  const base::Json edit = test::parse((*calls)[0].call.arguments);
  CHECK(edit["filePath"].string() == "/home/dev/gauge/src/lib.rs");
  CHECK(edit["oldString"].string() == "pub fn level(raw: u16) -> u16 {\n    raw / 1023 * 100\n}");
  CHECK(edit["newString"].string() ==
        "pub fn level(raw: u16) -> u16 {\n    (u32::from(raw) * 100 / 1023) as u16\n}");
  CHECK((*calls)[0].result == "Edit applied successfully.");
  CHECK((*calls)[1].call.name == "write");
  const base::Json write = test::parse((*calls)[1].call.arguments);
  CHECK(write["filePath"].string() == "/home/dev/gauge/src/names.rs");
  CHECK(write["content"].string() == "//! Names.\n");
}

TEST_CASE("each hunk of a patch is an edit, and lines that are only taken out take their ends with them") {
  const auto calls = calls_of_patch(
      "*** Begin Patch\n*** Update File: a.rs\n@@\n-one\n+two\n@@\n-gone\n-too\n*** End of File\n*** End "
      "Patch\n",
      "Success. Updated the following files:\nM a.rs\n", "/w");
  REQUIRE(calls);
  REQUIRE(calls->size() == 2);
  CHECK(test::parse((*calls)[1].call.arguments)["oldString"].string() == "gone\ntoo\n");
  CHECK(test::parse((*calls)[1].call.arguments)["newString"].string() == "");
}

TEST_CASE("a patch of which the answer proves too little is not told as edits") {
  const std::string_view updated = "Success. Updated the following files:\nM a.rs";
  const auto hunk = [](std::string_view lines) {
    return "*** Begin Patch\n*** Update File: a.rs\n" + std::string(lines) + "*** End Patch";
  };
  CHECK(why_not(hunk("@@\n-a\n+b\n"), updated) == "told");
  CHECK(why_not(hunk("@@\n-a\n+b\n"), updated, "") == "the folder of its paths is not known");
  CHECK(why_not(hunk("@@\n-a\n+b\n"), "Success. Updated the following files:\nM b.rs") ==
        "the answer does not list one of its files");
  CHECK(why_not(hunk("@@\n-a\n+b\n"), "something else") ==
        "the tool's answer is more than a list of changed files");
  CHECK(why_not(hunk("@@ fn main\n-a\n+b\n"), updated) == "a hunk is placed by a line elsewhere");
  CHECK(why_not(hunk("@@\n+b\n"), updated) == "a hunk only adds lines");
  CHECK(why_not(hunk("*** Move to: b.rs\n@@\n-a\n+b\n"), updated) == "it moves a file");
  CHECK(why_not("*** Begin Patch\n*** Delete File: a.rs\n*** End Patch",
                "Success. Updated the following files:\nD a.rs") ==
        "the tool's answer is more than a list of changed files");
  CHECK(why_not("nonsense", updated) == "it does not begin with a file");
  CHECK(why_not("", updated) == "it changes no file");
}

TEST_CASE("a turn with a patch is learnt as edits, or left out with the reason") {
  auto told = turn_with("apply_patch", patch_input(gauge_patch), std::string(gauge_answer));
  const auto turns = published(told);
  REQUIRE(turns[0].example);
  const auto& messages = turns[0].example->messages;
  REQUIRE(messages[1].tool_calls.size() == 2);
  CHECK(chat::is_learnt(messages[1]));
  CHECK(messages[1].tool_calls[0].function.name == "edit");
  CHECK(messages[1].tool_calls[1].function.name == "write");
  CHECK(messages[1].tool_calls[0].function.arguments.contains("/workspace/src/lib.rs"));
  CHECK(messages[2].tool_call_id == messages[1].tool_calls[0].id);
  CHECK(messages[3].tool_call_id == messages[1].tool_calls[1].id);

  auto untold =
      turn_with("apply_patch",
                patch_input("*** Begin Patch\n*** Update File: src/lib.rs\n@@ fn a\n-a\n+b\n*** End Patch"),
                "Success. Updated the following files:\nM src/lib.rs");
  CHECK(published(untold)[0].reason == "a patch cannot be told as edits");
  CHECK(published(untold)[0].evidence == "a hunk is placed by a line elsewhere");
}

TEST_CASE("a hunk whose lines stand twice in the file that was read is not told as an edit") {
  const auto reason = [&](const std::string& lines, const std::string& command) {
    SessionBuilder builder;
    builder.user("Fix level()").assistant("", "tool-calls");
    builder.tool("read", R"({"filePath":"/home/maria/relay/src/lib.rs"})",
                 "<path>/home/maria/relay/src/lib.rs</path>\n<type>file</type>\n<content>\n" + lines +
                     "\n(End of file - total 2 lines)\n</content>");
    if (!command.empty()) builder.tool("bash", command, "");
    builder.assistant("", "tool-calls");
    builder.tool("apply_patch",
                 patch_input("*** Begin Patch\n*** Update File: src/lib.rs\n@@\n-a();\n+b();\n*** End Patch"),
                 "Success. Updated the following files:\nM src/lib.rs");
    builder.cargo_test().assistant("Done.");
    const auto turns = published(builder);
    return turns[0].example ? "example" : turns[0].evidence;
  };
  CHECK(reason("1: a();\n2: c();\n", "") == "example");
  CHECK(reason("1: a();\n2: a();\n", "") == "the lines of a hunk do not stand once in its file");
  // What a command may have changed is not known.
  CHECK(reason("1: a();\n2: a();\n", R"({"command":"sed -i 2d src/lib.rs"})") == "example");
}

TEST_CASE("a patch that failed stays as context beside the one that went well") {
  SessionBuilder builder;
  builder.user("Fix level()").assistant("", "tool-calls");
  builder.failed_tool("apply_patch", patch_input(gauge_patch),
                      "apply_patch verification failed: no such lines");
  builder.assistant("", "tool-calls")
      .tool("apply_patch", patch_input(gauge_patch), std::string(gauge_answer));
  builder.cargo_test().assistant("Done.");
  const auto turns = published(builder);
  REQUIRE(turns[0].example);
  CHECK(turns[0].example->messages[1].weight == 0);
  CHECK(chat::is_learnt(turns[0].example->messages[3]));
}

TEST_CASE(
    "a plugin that takes over a tool with other arguments is not learnt, and no turn that only it edits") {
  const std::string arguments = R"({"path":"/home/maria/relay/src/lib.rs","edits":[{"line":2,"text":"b"}]})";
  auto only = turn_with("edit", arguments, "ok");
  CHECK(published(only)[0].reason == "its edits are not learnt");
  auto extra = turn_with(
      "edit", R"({"filePath":"/home/maria/relay/src/lib.rs","oldString":"a","newString":"b","dryRun":false})",
      "Edit applied successfully.");
  CHECK(published(extra)[0].reason == "its edits are not learnt");
  SessionBuilder both;
  both.user("Fix it")
      .assistant("", "tool-calls")
      .tool("edit", arguments, "ok")
      .rust_edit()
      .cargo_test()
      .assistant("Done.");
  const auto turns = published(both);
  REQUIRE(turns[0].example);
  CHECK(turns[0].example->messages[1].weight == 0);
  CHECK(chat::is_learnt(turns[0].example->messages[3]));
}

TEST_CASE("results of parallel calls stand in the order of the calls") {
  SessionBuilder builder;
  builder.user("Look and fix").assistant("", "tool-calls");
  for (const char* file : {"a", "b", "c"})
    builder.tool("read", std::string(R"({"filePath":"/home/maria/relay/src/)") + file + R"(.rs"})", file);
  builder.rust_edit().cargo_test().assistant("Done.");
  const auto turns = published(builder);
  REQUIRE(turns[0].example);
  const auto& messages = turns[0].example->messages;
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(messages[2 + i].tool_call_id == messages[1].tool_calls[i].id);
    CHECK(messages[1].tool_calls[i].function.arguments.contains(messages[2 + i].content + ".rs"));
  }
}
