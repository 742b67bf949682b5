#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <hf/chat_template.hpp>
#include <hf/tokenizer.hpp>
#include <token_count/counter.hpp>

namespace {

using token_count::Counter;
using token_count::Place;

constexpr std::size_t all = 1'000'000;

Counter tiny() {
  auto counter = Counter::open(TINY_MODEL);
  REQUIRE(counter);
  return *counter;
}

chat::Example chat_with_calls() {
  chat::Example example;
  example.tools = {R"({"type":"function","function":{"name":"bash","parameters":{"type":"object"}}})"};
  const auto add = [&](chat::Role role, const std::string& content) {
    example.messages.push_back({.role = role, .content = content});
  };
  add(chat::Role::system, "You write Rust.");
  add(chat::Role::user, "Fix `level()` — it is 0 below 1023.\n");
  add(chat::Role::assistant, "");
  example.messages.back().tool_calls = {{"call_1", "function", {"bash", R"({"command":"cargo test"})"}},
                                        {"call_2", "function", {"bash", R"({"command":"ls -l"})"}}};
  add(chat::Role::tool, "running 0 tests\n\n  test result: ok.");
  add(chat::Role::tool, "");
  add(chat::Role::assistant, "It multiplies first now.");
  add(chat::Role::user, "And the docs?");
  add(chat::Role::assistant, "Done.");
  example.messages[3].tool_call_id = "call_1";
  example.messages[4].tool_call_id = "call_2";
  return example;
}

}  // namespace

TEST_CASE("a chat is counted as the trainer counts it") {
  const chat::Example example = chat_with_calls();
  const auto form = hf::ChatTemplate::open(TINY_MODEL);
  const auto tokenizer = hf::Tokenizer::open(TINY_MODEL);
  REQUIRE(form);
  REQUIRE(tokenizer);
  const auto learnt = form->spans(example);
  REQUIRE(learnt);
  const auto tokens = hf::tokens_of(*learnt, *tokenizer);
  REQUIRE(tokens);
  CHECK(*tiny().of_chat(example.messages, example.tools) == tokens->ids.size());
}

TEST_CASE("the opening and the groups of a chat add up to the chat") {
  const Counter counter = tiny();
  const chat::Example example = chat_with_calls();
  const std::span<const chat::Message> messages(example.messages);
  std::size_t sum = *counter.of_opening(messages[0].content, example.tools);
  sum += *counter.of_group(messages.subspan(1, 1), Place::before_last_request, all);
  sum += *counter.of_group(messages.subspan(2, 3), Place::before_last_request, all);
  sum += *counter.of_group(messages.subspan(5, 1), Place::before_last_request, all);
  sum += *counter.of_group(messages.subspan(6, 1), Place::after_last_request, all);
  sum += *counter.of_group(messages.subspan(7, 1), Place::after_last_request, all);
  CHECK(sum == *counter.of_chat(messages, example.tools));
}

// Of random words, blanks, signs, marks and characters beyond ASCII, so that every rule of cutting is met.
TEST_CASE("any text is counted as the tokenizer encodes it") {
  const std::vector<std::string> pieces = {
      "let",        "Result",   "x",         "'s",     "'re", "'LL",     "'foo",     "don't",
      " ",          "  ",       "    ",      "\t",     "\n",  "\n\n",    "\r\n",     "\n  \n",
      "0",          "42",       "{",         "}",      "::",  " {",      "();",      "=>",
      "====",       "//",       "<",         "<<",     "<T>", "<think>", "</think>", "<tool_call>",
      "<|im_end|>", "<|none|>", "<a<think>", "\"",     "'",   "_",       "é",        "日本",
      "—",          "e\u0301",  "🦀",        "\u00a0", "\v",  "\x01"};
  const auto tokenizer = hf::Tokenizer::open(TINY_MODEL);
  REQUIRE(tokenizer);
  const Counter counter = tiny();
  std::mt19937 random(14);
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    const std::size_t length = random() % 30;
    for (std::size_t i = 0; i < length; ++i) text += pieces[random() % pieces.size()];
    const std::vector<chat::Message> group{{.role = chat::Role::user, .content = "|" + text + "|"}};
    const auto expected = tokenizer->encode("<|im_start|>user\n|" + text + "|<|im_end|>\n");
    REQUIRE(expected);
    CAPTURE(text);
    REQUIRE(*counter.of_group(group, Place::after_last_request, all) == expected->size());
  }
}

TEST_CASE("counting a long message ends when there are more tokens than matter") {
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += "let value = " + std::to_string(i) + ";\n";
  const std::vector<chat::Message> group{{.role = chat::Role::user, .content = text}};
  const Counter counter = tiny();
  const std::size_t counted = *counter.of_group(group, Place::after_last_request, 100);
  CHECK(counted > 100);
  CHECK(counted < 2000);
  CHECK(*counter.of_group(group, Place::after_last_request, all) > 100'000);
}

TEST_CASE("an estimate takes code for more tokens than a tokenizer does") {
  const chat::Example example = chat_with_calls();
  const Counter estimate = Counter::estimate();
  CHECK_FALSE(estimate.is_exact());
  CHECK(tiny().is_exact());
  const auto whole = estimate.of_chat(example.messages, example.tools);
  REQUIRE(whole);
  CHECK(*whole > example.messages[1].content.size() / 3);
}

TEST_CASE("a folder without a tokenizer is an error that names it") {
  const auto counter = Counter::open("/nowhere");
  REQUIRE_FALSE(counter);
  CHECK(counter.error().text().contains("/nowhere"));
}
