#include <cmath>
#include <random>

#include <doctest/doctest.h>

#include <config/check.hpp>

#include "stage_fixtures.hpp"
#include "test_support.hpp"

using namespace flowrun::config;

namespace {

class RandomTree {
 public:
  explicit RandomTree(unsigned seed) : random_(seed) {}

  Node node(int depth) {
    Node node;
    switch (random_() % (depth > 0 ? 7 : 5)) {
      case 0:
        break;
      case 1:
        node.kind = Kind::boolean;
        node.boolean = random_() % 2;
        break;
      case 2:
        node.kind = Kind::integer;
        node.integer = static_cast<std::int64_t>(random_() << (random_() % 50));
        break;
      case 3:
        node.kind = Kind::number;
        node.number =
            std::ldexp(static_cast<double>(random_()) - 2e9, static_cast<int>(random_() % 600) - 300);
        break;
      case 4:
        node.kind = Kind::string;
        node.text = text();
        break;
      case 5:
        node.kind = Kind::sequence;
        for (auto n = random_() % 5; n > 0; --n) {
          node.items.push_back(this->node(depth - 1));
        }
        break;
      default:
        node.kind = Kind::map;
        for (auto n = random_() % 5; n > 0; --n) {
          const std::string key = text() + std::to_string(n);
          node.entries.push_back({.key = key, .key_where = {}, .value = this->node(depth - 1)});
        }
    }
    return node;
  }

 private:
  std::string text() {
    static const std::vector<std::string> pieces = {"a",  "yes", " ", ": ", "#", "\"",   "'",  "\\",
                                                    "\n", "\t",  "{", "]",  "é", "日本", "😀", "<<",
                                                    "%",  "&",   "*", "!",  "-", "010",  "~",  ","};
    std::string result;
    for (auto n = random_() % 6; n > 0; --n) {
      result += pieces[random_() % pieces.size()];
    }
    return result;
  }

  std::mt19937 random_;
};

bool same(const Node& a, const Node& b) {
  if (a.kind != b.kind || a.items.size() != b.items.size() || a.entries.size() != b.entries.size()) {
    return false;
  }
  for (std::size_t i = 0; i < a.items.size(); ++i) {
    if (!same(a.items[i], b.items[i])) {
      return false;
    }
  }
  for (std::size_t i = 0; i < a.entries.size(); ++i) {
    if (a.entries[i].key != b.entries[i].key || !same(a.entries[i].value, b.entries[i].value)) {
      return false;
    }
  }
  return a.boolean == b.boolean && a.integer == b.integer &&
         (a.kind != Kind::number || a.number == b.number) && (a.kind != Kind::string || a.text == b.text);
}

constexpr std::string_view good = R"(flowrun: 1
name: demo
profiles:
  small: {stores: [.], n: 3, rate: 5e-5}
  large: {stores: ["${env:HOME:-.}", "x"], n: 0x10, rate: 1}
default_profile: small
resources: {cargo: 2}
stages:
  clean: {use: text_source, with: {stores: "${stores}", count: "${n}"}}
  split: {use: splitter, from: clean}
  adapter: &base
    use: trainer
    from: [split.train, clean]
    with: {max_seq: 64, learning_rate: "${rate}"}
    on_failure: {tolerate: 5%}
    timeout: 30m
  verdicts: {use: judge, from: {answers: split.valid, adapter: adapter}, retry: {times: 2, backoff: 1s}}
  tag:
    use: tagger
    from: clean
    with:
      comment: |
        several
        lines
      labels: ['a', "b ${n}"]  # a comment
publish: {adapter: adapter, tags: {from: tag.tags, allow_empty: true}}
)";

// Must end, with a value or an error, and every message must be printable and in place.
void check_text(const test_support::TemporaryFolder& folder, const std::string& text) {
  const auto path = folder.write("demo.yaml", text);
  Diagnostics diagnostics;
  const auto result = check_pipeline(path, {.environment = testing::environment_of({})}, {},
                                     testing::catalogue(), diagnostics);
  CHECK(result.has_value() == !diagnostics.has_errors());
  CHECK(diagnostics.render(false).empty() == diagnostics.empty());
  for (const Diagnostic& diagnostic : diagnostics.sorted()) {
    if (!diagnostic.where.source || diagnostic.line() == 0) {
      continue;
    }
    CHECK(diagnostic.line() <= diagnostic.where.source->line_count());
    CHECK(diagnostic.column() <=
          static_cast<int>(diagnostic.where.source->line(diagnostic.line()).size()) + 1);
  }
}

}  // namespace

TEST_CASE("a tree that is written and read back is the same tree") {
  for (unsigned seed = 0; seed < 3000; ++seed) {
    const Node tree = RandomTree(seed).node(4);
    const std::string text = to_yaml(tree);
    CAPTURE(text);
    const auto loaded = testing::load_text(text);
    CAPTURE(loaded.diagnostics.render(false));
    REQUIRE(loaded.root);
    REQUIRE_FALSE(loaded.diagnostics.has_errors());
    REQUIRE(same(tree, *loaded.root));
  }
}

TEST_CASE("the good file of these tests is good") {
  const test_support::TemporaryFolder folder;
  Diagnostics diagnostics;
  CHECK(check_pipeline(folder.write("demo.yaml", good), {.environment = testing::environment_of({})}, {},
                       testing::catalogue(), diagnostics));
  CHECK(diagnostics.render(false) == "");
}

TEST_CASE("no prefix of a file breaks the checks") {
  const test_support::TemporaryFolder folder;
  for (std::size_t length = 0; length < good.size(); ++length) {
    check_text(folder, std::string(good.substr(0, length)));
  }
}

TEST_CASE("no random change of a file breaks the checks") {
  const test_support::TemporaryFolder folder;
  std::mt19937 random(11);
  const std::string_view alphabet = "{}[]:,#&*!|>'\"%@`-?~ \n\t\\$ayn0195.é\xff\x01";
  for (int round = 0; round < 3000; ++round) {
    std::string text(good);
    for (auto edits = 1 + random() % 4; edits > 0; --edits) {
      const std::size_t at = random() % text.size();
      const char c = alphabet[random() % alphabet.size()];
      switch (random() % 4) {
        case 0:
          text[at] = c;
          break;
        case 1:
          text.insert(at, 1, c);
          break;
        case 2:
          text.erase(at, 1 + random() % 12);
          break;
        default:
          text.insert(at, good.substr(random() % good.size(), random() % 40));
      }
    }
    check_text(folder, text);
  }
}
