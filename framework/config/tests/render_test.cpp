#include <doctest/doctest.h>

#include <config/diagnostics.hpp>

#include "test_support.hpp"

using namespace flowrun::config;
using testing::source_of;

namespace {

Diagnostic at(const Source& source, Position begin, Position end, std::string hint = "") {
  return {.where = {source, begin, end}, .message = "wrong", .hint = std::move(hint)};
}

}  // namespace

TEST_CASE("a message is a block with the place, the line and a caret") {
  const auto source = source_of("a: 1\nparms: 3\n");
  CHECK(render(at(source, {2, 1}, {2, 6}, "did you mean \"params\"?"), false) ==
        "error: wrong\n"
        " --> test.yaml:2:1\n"
        "  |\n"
        "2 | parms: 3\n"
        "  | ^^^^^ did you mean \"params\"?\n");
}

TEST_CASE("the caret stands under its text behind tabs, wide characters and combining marks") {
  CHECK(render(at(source_of("\tx: 1"), {1, 2}, {1, 3}), false).contains("1 |     x: 1\n  |     ^\n"));
  CHECK(render(at(source_of("日本: x"), {1, 5}, {1, 6}), false).contains("1 | 日本: x\n  |       ^\n"));
  CHECK(render(at(source_of("e\u0301: x"), {1, 5}, {1, 6}), false).contains("  |    ^\n"));
}

TEST_CASE("a long line is cut around the place") {
  const std::string text = std::string(500, 'a') + "HERE" + std::string(500, 'b');
  const std::string block = render(at(source_of(text), {1, 501}, {1, 505}), false);
  CHECK(block.contains("test.yaml:1:501"));
  CHECK(block.contains("HERE"));
  std::size_t start = 0;
  for (std::size_t end = block.find('\n'); end != std::string::npos; end = block.find('\n', start)) {
    CHECK(end - start < 130);
    start = end + 1;
  }
  const auto line = block.find("…"), caret_line = block.rfind("  |");
  CHECK(block.substr(line).find("HERE") - 2 == block.substr(caret_line + 4).find("^^^^"));
}

TEST_CASE("a place past the end of the file is shown at the end of the last text") {
  const std::string block = render(at(source_of("a: [1\n\n\n"), {4, 1}, {4, 1}), false);
  CHECK(block == "error: wrong\n --> test.yaml:1:6\n  |\n1 | a: [1\n  |      ^\n");
}

TEST_CASE("text of the file cannot steer the terminal, or turn what is read") {
  const std::string block = render(at(source_of("a: \x1b[31mred\x07\u202e"), {1, 1}, {1, 2}), false);
  CHECK(!block.contains("\u202e"));
  CHECK(in_quotes("a\u202eb\xff") == "\"a\\u{202e}b\\xff\"");
  CHECK(!block.contains('\x1b'));
  CHECK(!block.contains('\x07'));
  CHECK(in_quotes("\x1b[31m\n") == "\"\\x1b[31m\\n\"");
}

TEST_CASE("colour only adds escapes around the same text") {
  Diagnostic diagnostic = at(source_of("a: 1"), {1, 1}, {1, 2}, "remove it");
  diagnostic.notes.push_back({diagnostic.where, "first here"});
  std::string coloured = render(diagnostic, true);
  CHECK(coloured.find("\x1b[1;31merror") == 0);
  for (auto begin = coloured.find('\x1b'); begin != std::string::npos; begin = coloured.find('\x1b')) {
    coloured.erase(begin, coloured.find('m', begin) - begin + 1);
  }
  CHECK(coloured == render(diagnostic, false));
}

TEST_CASE("messages come sorted by place, each once, whatever the order of their finding") {
  const auto source = source_of("a\nb\nc\n");
  Diagnostics diagnostics;
  diagnostics.error({source, {3, 1}, {3, 2}}, "third");
  diagnostics.warning({source, {1, 1}, {1, 2}}, "first");
  diagnostics.error({source, {2, 1}, {2, 2}}, "second");
  diagnostics.error({source, {3, 1}, {3, 2}}, "third");
  const auto sorted = diagnostics.sorted();
  REQUIRE(sorted.size() == 3);
  CHECK(sorted[0].message == "first");
  CHECK(sorted[1].message == "second");
  CHECK(sorted[2].message == "third");
  CHECK(sorted[2].file() == "test.yaml");
  CHECK(sorted[2].line() == 3);
  CHECK(diagnostics.has_errors());
  CHECK(diagnostics.summary() == "2 errors and 1 warning");
}

TEST_CASE("warnings alone are no error") {
  Diagnostics diagnostics;
  diagnostics.warning({}, "careful", "look");
  CHECK_FALSE(diagnostics.has_errors());
  CHECK(diagnostics.summary() == "1 warning");
  CHECK(diagnostics.render(false) == "warning: careful\n   = help: look\n");
}

TEST_CASE("a long text is shortened in the middle") {
  const std::string text = in_quotes(std::string(1000, 'a') + "end");
  CHECK(text.size() < 100);
  CHECK(text.contains("…"));
  CHECK(text.ends_with("end\""));
}
