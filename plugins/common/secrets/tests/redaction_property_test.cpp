// For random texts with secrets of every rule planted in them: none survives, the second scan is silent, the
// rest of the text is unchanged byte for byte, and JSON stays JSON with the same meaning.
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <secrets/redactor.hpp>

#include "planted.hpp"

namespace {

const secrets::Scanner& scanner() {
  static const secrets::Scanner instance;
  return instance;
}

const std::vector<std::string>& innocent() {
  static const std::vector<std::string> pieces = {
      "let token = lexer.next_token();",
      "fn main() { println!(\"{}\", x[0]); }",
      "error[E0308]: mismatched types",
      "password: String,",
      "9f1c7be2d4a86035e7b1c9d2f84a6e0b53d7c81f",
      "/home/dev/tally/src/parser.rs:17:12",
      "naïve “quoted” text — 日本語",
      "https://docs.rs/tokio/1.40.0/tokio/",
      "\t\"key\": [1, 2, 3],",
      "\xff\xfe broken \x80",
      "    Finished `dev` profile [unoptimized + debuginfo] target(s) in 0.09s",
      "$ cargo test -- --nocapture",
      "",
      "C:\\new\\table\\src",
      "impl<'a> Iterator for Tokens<'a> {",
      "100% of 3 @ 5 = a|b&c;",
      "<content>\n1: use std::fmt;",
  };
  return pieces;
}

struct Sample {
  std::string text;
  std::string expected;  // with a mark in place of each secret
  std::vector<std::string> secrets;
};

constexpr std::string_view mark = "\x01";

Sample random_sample(Random& random) {
  Sample sample;
  const auto add = [&](const std::string& piece) {
    sample.text += piece;
    sample.expected += piece;
  };
  for (const Planted& planted : plant_all(random)) {
    for (std::size_t i = random.below(3); i > 0; --i) add(random.pick(innocent()) + "\n");
    if (random.below(4) == 0) continue;
    add(planted.before);
    sample.text += planted.value;
    sample.expected += mark;
    add(planted.after + "\n");
    sample.secrets.push_back(planted.value);
  }
  return sample;
}

std::string with_marks(std::string_view text) {
  std::string result;
  for (auto begin = text.find("<SECRET:"); begin != std::string_view::npos; begin = text.find("<SECRET:")) {
    result.append(text.substr(0, begin)).append(mark);
    text.remove_prefix(text.find('>', begin) + 1);
  }
  return result.append(text);
}

// JSON's string escapes; bytes that are not ASCII stay.
std::string escaped(std::string_view text) {
  std::string result;
  for (char c : text) {
    if (c == '\n') {
      result += "\\n";
    } else if (c == '\t') {
      result += "\\t";
    } else {
      if (c == '"' || c == '\\') result += '\\';
      result += c;
    }
  }
  return result;
}

}  // namespace

TEST_CASE("no planted secret survives and nothing else changes") {
  for (std::uint32_t seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    const Sample sample = random_sample(random);
    secrets::Redactor redactor(scanner());
    const std::string clean = redactor.redact(sample.text);
    REQUIRE(with_marks(clean) == sample.expected);
    REQUIRE(redactor.replaced() == sample.secrets.size());
    REQUIRE(scanner().find(clean).empty());
    REQUIRE(redactor.redact(clean) == clean);
  }
}

TEST_CASE("escaped text is redacted to the escaped form of the redacted text") {
  for (std::uint32_t seed = 101; seed <= 130; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    const Sample sample = random_sample(random);
    secrets::Redactor plain(scanner()), once(scanner()), twice(scanner());
    const std::string clean = plain.redact(sample.text);
    REQUIRE(once.redact(escaped(sample.text)) == escaped(clean));
    REQUIRE(twice.redact(escaped(escaped(sample.text))) == escaped(escaped(clean)));
  }
}

TEST_CASE("secrets run into each other: still none survives") {
  for (std::uint32_t seed = 201; seed <= 260; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    const std::vector<std::string> glue = {" ", ",", "\"", "\\n", "=", ";", "/", "-", "|", "://", ":", "@"};
    std::string text;
    for (int i = 0; i < 30; ++i) {
      const auto all = plant_all(random);
      text += random.pick(all).whole() + random.pick(glue);
    }
    secrets::Redactor redactor(scanner());
    const std::string clean = redactor.redact(text);
    REQUIRE(scanner().find(clean).empty());
    REQUIRE(redactor.redact(clean) == clean);
  }
}
