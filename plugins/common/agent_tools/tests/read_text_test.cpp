#include <vector>

#include <doctest/doctest.h>

#include <agent_tools/read_text.hpp>

using agent_tools::directory_text;
using agent_tools::file_text;
using agent_tools::is_binary;

namespace {

std::string content(const std::string& inner) {
  return "<path>/workspace/a.rs</path>\n<type>file</type>\n<content>\n" + inner + "\n</content>";
}

std::string many_lines(int count, const std::string& line) {
  std::string text;
  for (int i = 0; i < count; ++i) text += line + "\n";
  return text;
}

}  // namespace

TEST_CASE("a whole file ends with its number of lines, with a final line feed and without") {
  const std::string expected = content("1: fn main() {\n2: }\n\n(End of file - total 2 lines)");
  CHECK(file_text("/workspace/a.rs", "fn main() {\n}\n") == expected);
  CHECK(file_text("/workspace/a.rs", "fn main() {\n}") == expected);
  CHECK(file_text("/workspace/a.rs", "\n\n") == content("1: \n2: \n\n(End of file - total 2 lines)"));
  CHECK(file_text("/workspace/a.rs", "") == content("\n\n(End of file - total 0 lines)"));
}

TEST_CASE("carriage returns at line ends are not shown") {
  CHECK(file_text("/workspace/a.rs", "a\r\nb\r\n") == content("1: a\n2: b\n\n(End of file - total 2 lines)"));
  CHECK(file_text("/workspace/a.rs", "a\rb\n") == content("1: a\rb\n\n(End of file - total 1 lines)"));
}

TEST_CASE("a window shows its lines and where to go on") {
  const std::string file = "a\nb\nc\nd\n";
  CHECK(file_text("/workspace/a.rs", file, {.offset = 2, .limit = 2}) ==
        content("2: b\n3: c\n\n(Showing lines 2-3 of 4. Use offset=4 to continue.)"));
  CHECK(file_text("/workspace/a.rs", file, {.offset = 3, .limit = 2}) ==
        content("3: c\n4: d\n\n(End of file - total 4 lines)"));
  CHECK(file_text("/workspace/a.rs", file, {.offset = 5}).error().text() ==
        "Offset 5 is out of range for this file (4 lines)");
  CHECK(file_text("/workspace/a.rs", "", {.offset = 2}).error().text() ==
        "Offset 2 is out of range for this file (0 lines)");
}

TEST_CASE("2,000 lines are shown by default") {
  const auto text = file_text("/workspace/a.rs", many_lines(2001, "x"));
  REQUIRE(text);
  CHECK(
      text->ends_with("2000: x\n\n(Showing lines 1-2000 of 2001. Use offset=2001 to continue.)\n</content>"));
}

TEST_CASE("long lines are cut at 2,000 UTF-16 units") {
  const auto text = file_text("/workspace/a.rs", std::string(2001, 'x'));
  CHECK(*text == content("1: " + std::string(2000, 'x') +
                         "... (line truncated to 2000 chars)\n\n(End of file - total 1 lines)"));
  CHECK(*file_text("/workspace/a.rs", std::string(2000, 'x')) ==
        content("1: " + std::string(2000, 'x') + "\n\n(End of file - total 1 lines)"));
  std::string crabs;  // one crab is two units
  for (int i = 0; i < 1001; ++i) crabs += "\xF0\x9F\xA6\x80";
  CHECK(*file_text("/workspace/a.rs", crabs) == content("1: " + crabs.substr(0, 4000) +
                                                        "... (line truncated to 2000 chars)\n\n"
                                                        "(End of file - total 1 lines)"));
}

TEST_CASE("at 50 KiB the rest is left out") {
  // 1,023 characters and the line feed: 50 lines are 51,199 bytes, since the first has no line feed before
  // it.
  const auto text = file_text("/workspace/a.rs", many_lines(60, std::string(1023, 'x')));
  REQUIRE(text);
  CHECK(text->ends_with(
      "\n\n(Output capped at 50 KB. Showing lines 1-50. Use offset=51 to continue.)\n</content>"));
}

TEST_CASE("bytes that are no UTF-8 become replacement characters") {
  CHECK(*file_text("/workspace/a.rs", "caf\xE9\n") ==
        content("1: caf\xEF\xBF\xBD\n\n(End of file - total 1 lines)"));
}

TEST_CASE("a directory lists its entries in the order of JavaScript's localeCompare") {
  const std::vector<std::string> entries = {"src/",       "README.md", "Cargo.toml",
                                            ".gitignore", "build.rs",  "cargo.md"};
  CHECK(directory_text("/workspace", entries) ==
        "<path>/workspace</path>\n<type>directory</"
        "type>\n<entries>\n.gitignore\nbuild.rs\ncargo.md\nCargo.toml\n"
        "README.md\nsrc/\n\n(6 entries)\n</entries>");
  CHECK(
      directory_text("/workspace", entries, {.offset = 2, .limit = 2})
          .ends_with("<entries>\nbuild.rs\ncargo.md\n\n"
                     "(Showing 2 of 6 entries. Use 'offset' parameter to read beyond entry 4)\n</entries>"));
  CHECK(directory_text("/workspace", {}).ends_with("<entries>\n\n\n(0 entries)\n</entries>"));
  CHECK(directory_text("/workspace", entries, {.offset = 100}).ends_with("(6 entries)\n</entries>"));
}

TEST_CASE("a missing file comes with similar names") {
  const std::vector<std::string> similar = {"/home/dev/relay/server/src/frame.rs"};
  CHECK(agent_tools::file_not_found_text("/home/dev/relay/server/src/frames.rs", similar) ==
        "File not found: /home/dev/relay/server/src/frames.rs\n\nDid you mean one of these?\n"
        "/home/dev/relay/server/src/frame.rs");
  CHECK(agent_tools::file_not_found_text("/x") == "File not found: /x");
}

TEST_CASE("binary files are told by extension, NUL bytes and control characters") {
  CHECK(is_binary("/w/libx.SO", "text"));
  CHECK(is_binary("/w/x", std::string("a\0b", 3)));
  CHECK(is_binary("/w/x", "\x01\x02\x03xy"));
  CHECK_FALSE(is_binary("/w/x", "\x01ttttttt"));
  CHECK_FALSE(is_binary("/w/.o", "text"));
  CHECK_FALSE(is_binary("/w/x.rs", ""));
  CHECK_FALSE(is_binary("/w.bin/x.rs", "fn main() {}"));
}
