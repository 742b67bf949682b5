#include <doctest/doctest.h>

#include <agent_tools/result_texts.hpp>

using namespace agent_tools;

TEST_CASE("the output of a command stands alone, and no output says so") {
  CHECK(bash_text("done\n") == "done\n");
  CHECK(bash_text("") == "(no output)");
  CHECK(bash_text("\n") == "\n");
}

TEST_CASE("a time-out and an abort are told in shell_metadata") {
  const std::vector<std::string> notes = {timeout_note(5000)};
  CHECK(bash_text("\n> tsc --noEmit\n\n", notes) ==
        "\n> tsc --noEmit\n\n\n\n<shell_metadata>\nshell tool terminated command after exceeding timeout "
        "5000 ms. If "
        "this command is expected to take longer and is not waiting for interactive input, retry with a "
        "larger timeout "
        "value in milliseconds.\n</shell_metadata>");
  const std::vector<std::string> both = {"one", "two"};
  CHECK(bash_text("", both) == "(no output)\n\n<shell_metadata>\none\ntwo\n</shell_metadata>");
}

TEST_CASE("of a long output the last 2,000 lines are kept") {
  std::string output;
  for (int i = 1; i <= 2500; ++i) output += std::to_string(i) + "\n";
  // The empty piece behind the last line feed counts as a line.
  CHECK(shown_tail(output).starts_with("502\n503\n"));
  CHECK(bash_text(output, {}, "/out/tool_1")
            .starts_with("...output truncated...\n\nFull output saved to: /out/tool_1\n\n502\n"));
  CHECK(bash_text(output).starts_with("...output truncated...\n\n502\n"));
  CHECK(shown_tail("a\nb") == "a\nb");
}

TEST_CASE("of a large output the last 50 KiB of whole lines are kept, of one huge line its end") {
  const std::string line(1023, 'x');
  std::string output;
  for (int i = 0; i < 60; ++i) output += line + "\n";
  CHECK(shown_tail(output).size() == 50 * 1024);
  CHECK(shown_tail(std::string(60'000, 'y')).size() == 50 * 1024);
  std::string umlauts = "z";
  for (int i = 0; i < 30'000; ++i) umlauts += "\xC3\xA4";
  CHECK(shown_tail(umlauts).size() == 50 * 1024);
  CHECK(shown_tail(umlauts + "z").size() == 50 * 1024 - 1);  // not from the middle of a character
}

TEST_CASE("grep groups its matches by file, each with its line end") {
  const std::vector<GrepMatch> one = {{"/home/dev/relay/server/src/frame.rs", 9,
                                       "pub fn encode(payload: &[u8]) -> Result<Vec<u8>, FrameError> {\n"}};
  CHECK(grep_text(one) ==
        "Found 1 matches\n/home/dev/relay/server/src/frame.rs:\n  Line 9: pub fn encode(payload: &[u8]) -> "
        "Result<Vec<u8>, FrameError> {\n");
  const std::vector<GrepMatch> three = {{"/a", 1, "x\n"}, {"/a", 2, "x\n"}, {"/b", 7, "x"}};
  CHECK(grep_text(three) == "Found 3 matches\n/a:\n  Line 1: x\n\n  Line 2: x\n\n\n/b:\n  Line 7: x");
  CHECK(grep_text({}) == "No files found");
}

TEST_CASE("a hundred results may not be all") {
  const std::vector<GrepMatch> matches(100, GrepMatch{"/a", 1, "x"});
  CHECK(grep_text(matches).starts_with("Found 100 matches (more matches available)\n/a:\n"));
  CHECK(grep_text(matches).ends_with(
      "  Line 1: x\n\n(Results truncated. Consider using a more specific path or pattern.)"));
  const std::vector<std::string> paths(100, "/a");
  CHECK(
      glob_text(paths).ends_with("/a\n\n(Results are truncated: showing first 100 results. Consider using a "
                                 "more specific path or pattern.)"));
  const std::vector<std::string> two = {"/a", "/b"};
  CHECK(glob_text(two) == "/a\n/b");
  CHECK(glob_text({}) == "No files found");
}

TEST_CASE("mistaken calls get the texts of 1.18") {
  CHECK(invalid_arguments_text("write", {"Missing key", "filePath"}) ==
        "The write tool was called with invalid arguments: SchemaError(Missing key\n  at "
        "[\"filePath\"]).\nPlease "
        "rewrite the input so it satisfies the expected schema.");
  const std::vector<std::string_view> offered = {"bash",  "edit", "glob",      "grep",     "read",
                                                 "skill", "task", "todowrite", "webfetch", "write"};
  CHECK(unavailable_tool_text("list", offered) ==
        "The arguments provided to the tool are invalid: Model tried to call unavailable tool 'list'. "
        "Available tools: "
        "bash, edit, glob, grep, invalid, read, skill, task, todowrite, webfetch, write.");
}
