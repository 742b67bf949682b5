#include <cmath>
#include <limits>

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <config/node.hpp>

#include "test_support.hpp"

using namespace flowrun::config;
using testing::load_text;

namespace {

Node value_of(std::string_view text) {
  const auto loaded = load_text(testing::concat({"v: ", text}));
  CAPTURE(loaded.diagnostics.render(false));
  REQUIRE(loaded.root);
  CHECK_FALSE(loaded.diagnostics.has_errors());
  REQUIRE(loaded.root->find("v"));
  return loaded.root->find("v")->value;
}

bool fails(std::string_view text) { return load_text(text).diagnostics.has_errors(); }

}  // namespace

TEST_CASE("plain scalars have the types of the YAML 1.2 core schema") {
  for (const char* text : {"", "~", "null", "Null", "NULL"}) {
    CHECK(value_of(text).kind == Kind::null);
  }
  for (const char* text : {"true", "True", "TRUE"}) {
    CHECK(value_of(text).boolean);
  }
  CHECK(value_of("false").kind == Kind::boolean);
  CHECK(value_of("0").integer == 0);
  CHECK(value_of("-12").integer == -12);
  CHECK(value_of("+7").integer == 7);
  CHECK(value_of("0x1F").integer == 31);
  CHECK(value_of("0o17").integer == 15);
  CHECK(value_of("9223372036854775807").integer == std::numeric_limits<std::int64_t>::max());
  CHECK(value_of("-9223372036854775808").integer == std::numeric_limits<std::int64_t>::min());
  CHECK(value_of(".5").number == 0.5);
  CHECK(value_of("1.").number == 1.0);
  CHECK(value_of("1e-4").number == 1e-4);
  CHECK(value_of("5e-5").number == 5e-5);
  CHECK(value_of("-1.5E+3").number == -1500.0);
  CHECK(value_of("+.5").number == 0.5);
  CHECK(value_of(".inf").number == std::numeric_limits<double>::infinity());
  CHECK(value_of("-.INF").number == -std::numeric_limits<double>::infinity());
  CHECK(std::isnan(value_of(".nan").number));
}

TEST_CASE("what is no number is a string") {
  for (const char* text : {"1_000", "1.2.3", "e5", ".", "+", "-x", "0x", "0xZZ", "1e", "12:30:45",
                           "2024-01-01", "tRue", "1,5", "0b11", "nan", "inf", "--1", "1e5.5"}) {
    CAPTURE(text);
    CHECK(value_of(text).kind == Kind::string);
    CHECK(value_of(text).text == text);
  }
}

TEST_CASE("quotes make every scalar a string") {
  for (const char* text : {"\"12\"", "'true'", "\"yes\"", "'010'", "\"\"", "!!str 12"}) {
    CHECK(value_of(text).kind == Kind::string);
    CHECK(value_of(text).style == Style::quoted);
  }
  CHECK(value_of("|\n  12\n").text == "12\n");
  CHECK(value_of("\"a\\tb\\u00e9\"").text == "a\tb\u00e9");
}

TEST_CASE("plain texts that readers take differently are errors") {
  for (const char* text : {"yes", "No", "ON", "off", "y", "N", "010", "-007", "00", "9223372036854775808",
                           "-9223372036854775809", "1e999", "0xFFFFFFFFFFFFFFFFFF"}) {
    CAPTURE(text);
    CHECK(fails(testing::concat({"v: ", text})));
    CHECK(fails(testing::concat({"[", text, "]"})));
  }
}

TEST_CASE("every key and value knows its place") {
  const auto loaded =
      load_text("é: &a [1, \"ü x\", {k: 'v'}]\nb:\n  - *a\n  - !!str 5\n  -\nc: {x: ~, y: }\n");
  REQUIRE(loaded.root);
  CHECK(loaded.diagnostics.empty());
  const Node& root = *loaded.root;
  const auto at = [](const Span& span) {
    const auto [begin, end] = std::pair(span.begin, span.end);
    return testing::concat({std::to_string(begin.line), ":", std::to_string(begin.column), "-",
                            std::to_string(end.line), ":", std::to_string(end.column)});
  };
  CHECK(at(root.entries[0].key_where) == "1:1-1:2");
  const Node& list = root.entries[0].value;
  CHECK(at(list.where) == "1:7-1:27");
  CHECK(at(list.items[0].where) == "1:8-1:9");
  CHECK(at(list.items[1].where) == "1:11-1:16");
  CHECK(at(list.items[2].where) == "1:18-1:26");
  CHECK(at(list.items[2].entries[0].value.where) == "1:22-1:25");
  const Node& block = root.entries[1].value;
  CHECK(at(block.where) == "3:3-3:4");
  CHECK(at(block.items[0].where) == "3:5-3:7");
  CHECK(at(block.items[0].items[0].where) == "1:8-1:9");
  CHECK(at(block.items[1].where) == "4:11-4:12");
  CHECK(at(block.items[2].where) == "5:3-5:4");
  CHECK(at(root.entries[2].value.entries[0].value.where) == "6:8-6:9");
  CHECK(at(root.entries[2].value.entries[1].value.where) == "6:11-6:12");
}

TEST_CASE("places are the same with any line ends") {
  for (const char* line_end : {"\n", "\r\n", "\r"}) {
    std::string text = "a: 1@b: [x,@  yes]@";
    for (auto at = text.find('@'); at != std::string::npos; at = text.find('@')) {
      text.replace(at, 1, line_end);
    }
    const auto loaded = load_text(text);
    REQUIRE(loaded.diagnostics.error_count() == 1);
    CHECK(loaded.diagnostics.sorted()[0].line() == 3);
    CHECK(loaded.diagnostics.sorted()[0].column() == 3);
  }
}

TEST_CASE("one pass reports every bad value of a tree") {
  const auto loaded = load_text("a: yes\nb: 010\na: 1\n<<: {c: 1}\nd: !x y\ne: [no, {f: 00}]\n");
  CHECK(loaded.diagnostics.error_count() == 7);
  REQUIRE(loaded.root);
  CHECK(loaded.root->find("a")->value.kind == Kind::invalid);
}

TEST_CASE("aliases are copies, and their growth is bounded") {
  const auto loaded = load_text("a: &x {k: [1, 2]}\nb: *x\n");
  REQUIRE(loaded.root);
  CHECK(loaded.root->find("b")->value.find("k")->value.items.size() == 2);

  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string name = testing::concat({"a", std::to_string(i)});
    const std::string before = testing::concat({"*a", std::to_string(i - 1)});
    bomb += testing::concat({name, ": &", name, " ["});
    for (int j = 0; j < 10; ++j) {
      bomb += testing::concat({before, ", "});
    }
    bomb += "]\n";
  }
  CHECK(fails(bomb));
}

TEST_CASE("very deep nesting is refused") {
  CHECK(fails(testing::concat({std::string(100, '['), std::string(100, ']')})));
  CHECK(fails(std::string(100'000, '[')));
  CHECK(fails(std::string(100'000, '{')));
}

TEST_CASE("places and offsets of a text are each other's inverse") {
  std::string text;
  for (int i = 0; i < 3000; ++i) {
    text += i % 700 == 699 ? "\n" : i % 3 == 0 ? "é" : i % 5 == 0 ? "日" : "a";
  }
  const SourceFile source("test", text);
  for (std::size_t offset = 0; offset < text.size(); ++offset) {
    if ((static_cast<unsigned char>(text[offset]) & 0xC0) != 0x80) {
      CHECK(source.offset(source.position(offset)) == offset);
    }
  }
  CHECK(source.position(text.size() + 5) == source.position(text.size()));
  CHECK(source.offset({2, 100'000}) == source.line_start(3) - 1);
  CHECK(SourceFile("empty", "").position(7) == Position{1, 1});
  CHECK(SourceFile("empty", "").offset({3, 2}) == 0);
}

TEST_CASE("files that cannot be read say why") {
  const test_support::TemporaryFolder folder;
  folder.write("demo.yaml", "a: 1\n");
  const auto message = [&](const std::filesystem::path& path) {
    Diagnostics diagnostics;
    CHECK_FALSE(read_source(path, diagnostics));
    return diagnostics.render(false);
  };
  CHECK(message(folder.path() / "dmeo.yaml").contains("did you mean"));
  CHECK(message(folder.path()).contains("is a folder"));
  REQUIRE(::mkfifo((folder / "fifo.yaml").c_str(), 0600) == 0);
  CHECK(message(folder / "fifo.yaml").contains("is a FIFO, not a file"));  // and nobody waits for a writer
  CHECK(message("/dev/null").contains("\"/dev/null\" is a device, not a file"));
  CHECK(message(folder.write("big.yaml", std::string(max_source_bytes + 1, '#'))).contains("4 MiB"));
  CHECK(message(folder.write("wide.yaml", std::string_view("\xff\xfe"
                                                           "a\0",
                                                           4)))
            .find("UTF-16") != std::string::npos);
  CHECK(message(folder.write("latin.yaml", "a: caf\xe9\n")).contains("UTF-8"));
  CHECK(message(folder.write("nul.yaml", std::string_view("a: \0b", 5))).contains("U+0000"));
  Diagnostics diagnostics;
  CHECK(read_source(folder.write("limit.yaml", std::string(max_source_bytes, '#')), diagnostics));
  CHECK(diagnostics.empty());
}
