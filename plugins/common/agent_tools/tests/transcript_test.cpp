#include <doctest/doctest.h>

#include <agent_tools/result_texts.hpp>
#include <agent_tools/transcript.hpp>
#include <test_support/temporary_folder.hpp>

using agent_tools::Transcript;

TEST_CASE("a transcript holds calls, their true results and the files as they are then") {
  const test_support::TemporaryFolder dir;
  test_support::write_file(dir / "src/lib.rs", "fn a() {\n\t\"x\\n\";\n}\n");
  auto opened = Transcript::open({.workspace = dir.path()});
  REQUIRE(opened);
  opened->system("be brief");
  opened->user("mend a");
  CHECK(opened->read("src/lib.rs").ok);
  opened->remark("`a` must say y.");
  CHECK(opened->edit("src/lib.rs", "\t\"x\\n\";", "\t\"y\\n\";").ok);
  opened->captured_bash("cargo check", "");
  opened->answer("Done.");
  const chat::Example example = std::move(*opened).take();

  REQUIRE(example.messages.size() == 9);
  CHECK(example.tools == agent_tools::tool_schemas());
  CHECK(example.messages[2].tool_calls[0].function.arguments == R"({"filePath":"/workspace/src/lib.rs"})");
  CHECK(example.messages[3].content.contains("1: fn a() {\n2: \t\"x\\n\";"));
  CHECK(example.messages[4].content == "`a` must say y.");
  CHECK(example.messages[4].tool_calls[0].function.arguments ==
        R"({"filePath":"/workspace/src/lib.rs","oldString":"\t\"x\\n\";","newString":"\t\"y\\n\";"})");
  CHECK(example.messages[5].content == agent_tools::edit_applied_text);
  CHECK(example.messages[5].tool_call_id == example.messages[4].tool_calls[0].id);
  CHECK(example.messages[6].content.empty());
  CHECK(example.messages[7].content == agent_tools::no_output_text);
  CHECK(example.messages[8].content == "Done.");
  CHECK(test_support::read_file(dir / "src/lib.rs") == "fn a() {\n\t\"y\\n\";\n}\n");
}

TEST_CASE("a call that the tool refuses is told apart, and its text is in the transcript") {
  const test_support::TemporaryFolder dir;
  test_support::write_file(dir / "a.rs", "x");
  auto opened = Transcript::open({.workspace = dir.path()});
  REQUIRE(opened);
  CHECK_FALSE(opened->edit("a.rs", "y", "z").ok);
  const chat::Example example = std::move(*opened).take();
  CHECK(example.messages[1].content == agent_tools::old_string_not_found_text);
}

TEST_CASE("a transcript searches the workspace, or a folder of it") {
  const test_support::TemporaryFolder dir;
  test_support::write_file(dir / "src/lib.rs", "fn a() {}\n");
  test_support::write_file(dir / "tests/a.rs", "fn a() {}\n");
  auto opened = Transcript::open({.workspace = dir.path()});
  REQUIRE(opened);
  CHECK(opened->grep("fn a", "", "").text.starts_with("Found 2 matches"));
  CHECK(opened->grep("fn a", "src", "*.rs").text ==
        "Found 1 matches\n/workspace/src/lib.rs:\n  Line 1: fn a() {}\n");
  CHECK(opened->glob("**/a.rs").text == "/workspace/tests/a.rs");
  const chat::Example example = std::move(*opened).take();
  CHECK(example.messages[0].tool_calls[0].function.arguments == R"({"pattern":"fn a"})");
  CHECK(example.messages[2].tool_calls[0].function.arguments ==
        R"({"pattern":"fn a","path":"/workspace/src","include":"*.rs"})");
}
