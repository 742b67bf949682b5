#include <functional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <dataset_curator/validate.hpp>

#include "examples.hpp"

namespace {

using Messages = std::vector<chat::Message>;

// Exactly one problem, and it says what is expected.
void one_problem(const chat::Example& example, std::string_view expected) {
  const auto problems = dataset_curator::validate(example);
  CAPTURE(expected);
  REQUIRE(problems.size() >= 1);
  CAPTURE(problems[0]);
  CHECK(problems.size() == 1);
  CHECK(problems[0].contains(expected));
}

chat::Example with(Messages messages) {
  chat::Example result = example("e");
  result.messages = std::move(messages);
  return result;
}

chat::Example changed(const std::function<void(chat::Example&)>& change) {
  chat::Example result = example("e");
  change(result);
  return result;
}

}  // namespace

TEST_CASE("a chat with tool calls is valid") { CHECK(dataset_curator::validate(example("e")).empty()); }

TEST_CASE(
    "valid are also: no system, two users in a row, parallel calls answered in any order, an empty result") {
  CHECK(dataset_curator::validate(with({user("a"), assistant("b")})).empty());
  CHECK(dataset_curator::validate(with({user("a"), user("b"), assistant("c")})).empty());
  chat::Message both = calling("a");
  both.tool_calls.push_back(calling("b").tool_calls[0]);
  CHECK(dataset_curator::validate(with({user("q"), both, answer("b"), answer("a", ""), assistant("c")}))
            .empty());
  chat::Message context = assistant("b");
  context.weight = 0;
  CHECK(dataset_curator::validate(with({user("a"), context, user("c"), assistant("d")})).empty());
}

TEST_CASE("the order of roles is checked") {
  one_problem(with({user("a"), message(chat::Role::system, "s"), user("b"), assistant("c")}),
              "message 1 (system): must come first");
  one_problem(with({assistant("a")}), "message 0 (assistant): comes first");
  one_problem(with({message(chat::Role::system, "s"), assistant("a")}),
              "message 1 (assistant): follows the system message");
  one_problem(with({user("a"), assistant("b"), assistant("c")}),
              "message 2 (assistant): follows an assistant message");
  one_problem(with({user("a"), calling("c1"), answer("c1")}), "message 2 (tool): comes last");
  CHECK_FALSE(dataset_curator::validate(with({})).empty());
}

TEST_CASE("every call is answered exactly once, before anybody else speaks") {
  one_problem(with({user("a"), calling("c1"), user("b"), assistant("c")}),
              "message 2 (user): 1 call is without an answer");
  one_problem(with({user("a"), calling("c1"), assistant("c")}),
              "message 2 (assistant): 1 call is without an answer before it: c1");
  one_problem(with({user("a"), calling("c1")}), "1 call is without an answer at the end: c1");
  one_problem(with({user("a"), calling("c1"), answer("c1"), answer("c1"), assistant("c")}),
              "message 3 (tool): answers call c1, which has been answered");
  one_problem(with({user("a"), calling("c1"), answer("c1"), answer("c9"), assistant("c")}),
              "message 3 (tool): answers call c9, which no assistant message made");
  one_problem(with({user("a"), calling("c1"), answer("c1"), message(chat::Role::tool, "x"), assistant("c")}),
              "tool_call_id is missing");
  one_problem(with({user("a"), calling("c1"), answer("c1"), calling("c1"), answer("c1"), assistant("c")}),
              "message 3 (assistant): its call id c1 is taken");
}

TEST_CASE("calls are well-formed") {
  for (std::string bad : {"", "[]", "\"text\"", "{\"a\":1", "{} {}", "{a:1}", "{\"a\":\"\xff\"}"}) {
    CAPTURE(bad);
    one_problem(with({user("a"), calling("c1", bad), answer("c1"), assistant("b")}),
                "the arguments of call c1 are not one JSON object");
  }
  one_problem(changed([](auto& e) { e.messages[2].tool_calls[0].function.name = ""; }), "names no function");
  one_problem(changed([](auto& e) { e.messages[2].tool_calls[0].type = "tool"; }), "not of type function");
  one_problem(changed([](auto& e) { e.tools.push_back("[]"); }), "tool 1: its schema");
}

TEST_CASE("there is something to read and something to learn") {
  one_problem(with({user(""), assistant("b")}), "message 0 (user): is empty");
  one_problem(with({user("a"), assistant("")}), "message 1 (assistant): has neither content nor tool calls");
  chat::Message context = assistant("b");
  context.weight = 0;
  one_problem(with({user("a"), context}), "no assistant message is to be learnt");
}

TEST_CASE("an example may end with context, when something before it is learnt") {
  chat::Message context = assistant("b");
  context.weight = 0;
  CHECK(dataset_curator::validate(with({user("a"), assistant("b"), user("c"), context})).empty());
}

TEST_CASE("weight, thinking, calls and answers stand only where they belong") {
  one_problem(changed([](auto& e) { e.messages[4].weight = 2; }), "message 4 (assistant): has weight 2");
  one_problem(changed([](auto& e) { e.messages[1].weight = 1; }), "message 1 (user): has a weight");
  one_problem(changed([](auto& e) { e.messages[1].reasoning_content = "hm"; }),
              "message 1 (user): has thinking");
  one_problem(changed([](auto& e) { e.messages[1].tool_call_id = "c1"; }),
              "message 1 (user): has a tool_call_id");
  one_problem(changed([](auto& e) { e.messages[1].tool_calls = calling("c7").tool_calls; }),
              "message 1 (user): has tool calls");
}

TEST_CASE("thinking is on all learnt messages or on none") {
  one_problem(changed([](auto& e) { e.messages[2].reasoning_content = "hm"; }), "thinking is mixed: 1 of 2");
  CHECK(dataset_curator::validate(changed([](auto& e) {
          e.messages[2].reasoning_content = e.messages[4].reasoning_content = "hm";
        })).empty());
  CHECK(dataset_curator::validate(changed([](auto& e) {
          e.messages[2].reasoning_content = "hm";
          e.messages[4].weight = e.messages[2].weight = 1;
          e.messages[4].reasoning_content = "so";
          chat::Message old = assistant("x");
          old.weight = 0;
          e.messages.insert(e.messages.begin() + 1, {user("first"), old});
        })).empty());
}

TEST_CASE("all text is UTF-8") {
  one_problem(changed([](auto& e) { e.messages[3].content = "\xc3("; }),
              "message 3 (tool): its content is not UTF-8");
  one_problem(changed([](auto& e) { e.metadata.group = "\xff"; }), "metadata: a text is not UTF-8");
  one_problem(changed([](auto& e) { e.messages[4].content = "\xed\xa0\x80"; }),
              "its content is not UTF-8");  // a lone surrogate
}

TEST_CASE("metadata agrees with itself") {
  one_problem(changed([](auto& e) { e.metadata.id = ""; }), "metadata: id is empty");
  one_problem(changed([](auto& e) { e.metadata.group = ""; }), "metadata: group is empty");
  one_problem(changed([](auto& e) { e.metadata.git.reset(); }), "the object git is missing");
  one_problem(changed([](auto& e) { e.metadata.synthetic.emplace(); }),
              "has the object synthetic, which is not its origin");
  one_problem(changed([](auto& e) { e.metadata.verified = true; }), "verified, but no command was run");
  one_problem(changed([](auto& e) {
                e.metadata.verified = true;
                e.metadata.verification = chat::Verification{
                    .commands = {{"cargo test", 0}, {"cargo clippy", 101}}, .toolchain = "rustc 1.95.0"};
              }),
              "a command exited with 101");
  CHECK(dataset_curator::validate(changed([](auto& e) {
          e.metadata.verified = true;
          e.metadata.verification =
              chat::Verification{.commands = {{"cargo test", 0}}, .toolchain = "rustc 1.95.0"};
        })).empty());
}
