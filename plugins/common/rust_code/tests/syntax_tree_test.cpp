#include <algorithm>
#include <random>
#include <set>
#include <sstream>
#include <thread>

#include <rust_code/syntax_tree.hpp>

#include "grammar.hpp"
#include "parse.hpp"

using rust_code::Field;
using rust_code::Kind;
using rust_code::NodeId;
using rust_code::SyntaxTree;

TEST_CASE("every kind and field that we ask about is in the grammar") {
  const auto& grammar = rust_code::Grammar::instance();
  REQUIRE(grammar.language() != nullptr);
  std::set<std::string> names{"ERROR"};
  for (std::uint32_t symbol = 0; symbol < ts_language_symbol_count(grammar.language()); ++symbol) {
    names.insert(ts_language_symbol_name(grammar.language(), static_cast<TSSymbol>(symbol)));
  }
#define RUST_CODE_NAME(name, text) text,
  for (const std::string kind : {RUST_CODE_KINDS(RUST_CODE_NAME)}) CHECK_MESSAGE(names.contains(kind), kind);
#undef RUST_CODE_NAME
#define RUST_CODE_NAME(name) #name,
  for (const std::string field : {RUST_CODE_FIELDS(RUST_CODE_NAME)}) {
    const auto size = static_cast<std::uint32_t>(field.size());
    CHECK_MESSAGE(ts_language_field_id_for_name(grammar.language(), field.c_str(), size) != 0, field);
  }
#undef RUST_CODE_NAME
}

TEST_CASE("nodes know their parent, children, fields and text") {
  const auto file = parse_clean("pub fn area(r: f64) -> f64 { r * r }\n");
  const SyntaxTree& tree = file.tree();
  const NodeId function = tree.child(0, Kind::function_item);
  REQUIRE(function != rust_code::no_node);
  CHECK(tree.text(tree.child(function, Field::name)) == "area");
  CHECK(tree.text(tree.child(function, Field::return_type)) == "f64");
  CHECK(tree.parent(tree.child(function, Field::body)) == function);
  CHECK(tree.child(function, Field::alternative) == rust_code::no_node);
  std::string joined;
  for (const NodeId child : tree.children(function)) joined += std::string(tree.text(child)) + "|";
  CHECK(joined == "pub|fn|area|(r: f64)|->|f64|{ r * r }|");
}

TEST_CASE("lines count from one") {
  const auto file = parse("a;\nb;\n\nc;");
  CHECK(file.tree().line(0) == 1);
  CHECK(file.tree().line(2) == 1);
  CHECK(file.tree().line(3) == 2);
  CHECK(file.tree().line(7) == 4);
}

TEST_CASE("an empty file is a tree of one node") {
  const auto file = parse_clean("");
  CHECK(file.tree().nodes().size() == 1);
  CHECK(file.tree().line(0) == 1);
}

TEST_CASE("a file above the size limit is refused with its size") {
  const auto tree = SyntaxTree::parse("fn main() {}", {.max_bytes = 5});
  REQUIRE_FALSE(tree.has_value());
  CHECK(tree.error().text().contains("12 bytes, the limit is 5"));
}

TEST_CASE("parsing that takes too much work is given up, the same way each time") {
  std::string source;
  for (int i = 0; i < 20'000; ++i) source += "a<(";
  for (int repeat = 0; repeat < 2; ++repeat) {
    const auto tree = SyntaxTree::parse(source, {.max_work_per_byte = 1});
    REQUIRE_FALSE(tree.has_value());
    CHECK(tree.error().text().contains("units of work"));
  }
}

TEST_CASE("threads parse at the same time and get equal trees") {
  std::string source;
  for (int i = 0; i < 200; ++i) source += "fn f" + std::to_string(i) + "(x: u8) -> Option<u8> { Some(x?) }\n";
  std::vector<std::size_t> counts(4);
  {
    std::vector<std::jthread> threads;
    for (auto& count : counts) {
      threads.emplace_back([&count, &source] { count = SyntaxTree::parse(source).value().nodes().size(); });
    }
  }
  CHECK(std::ranges::count(counts, counts[0]) == 4);
  CHECK(counts[0] > 2000);
}

TEST_CASE("a second version is parsed to the tree that it has alone") {
  std::mt19937 random(7);
  std::string text;
  for (int i = 0; i < 60; ++i) {
    const std::string n = std::to_string(i);
    text += "/// Says " + n + ".\npub fn f" + n + "(a: u32) -> Option<u32> {\n    let b = r#\"x\n" + n +
            "\"#.len();\n    if a > b as u32 {\n        return None;\n    }\n    Some(a + " + n + ")\n}\n\n";
  }
  const std::vector<std::string> pieces{"",          "    let c = 1;\n", "}\n",       "fn g() {}\n",
                                        "/* open\n", "\"#;\n",           "#[test]\n", "mod m {\n"};
  for (int round = 0; round < 200; ++round) {
    std::string before, after;
    std::vector<rust_code::TextChange> changes;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
      line += '\n';
      const bool is_changed = random() % 90 == 0;
      const std::string replacement = is_changed ? pieces[random() % pieces.size()] : line;
      if (is_changed) {
        const auto at = [](const std::string& whole) { return static_cast<std::uint32_t>(whole.size()); };
        changes.push_back({{at(before), at(before + line)}, {at(after), at(after + replacement)}});
      }
      before += line;
      after += replacement;
    }
    const auto versions = SyntaxTree::parse_versions(before, after, changes);
    const auto alone = SyntaxTree::parse(after);
    REQUIRE(versions.before);
    REQUIRE(versions.after);
    REQUIRE(alone);
    CHECK(versions.after->has_errors() == alone->has_errors());
    CHECK(versions.after->source() == after);
    REQUIRE(versions.after->nodes().size() == alone->nodes().size());
    for (std::size_t i = 0; i < alone->nodes().size(); ++i) {
      const auto &one = versions.after->nodes()[i], &other = alone->nodes()[i];
      REQUIRE(one.bytes == other.bytes);
      REQUIRE(one.kind == other.kind);
      REQUIRE(one.field == other.field);
      REQUIRE(one.parent == other.parent);
    }
  }
}
