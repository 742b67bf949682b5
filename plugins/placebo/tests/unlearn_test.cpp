#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <placebo/unlearn.hpp>

namespace {

chat::Message user() { return {.role = chat::Role::user, .content = "Mend it."}; }
chat::Message says(std::string text) { return {.role = chat::Role::assistant, .content = std::move(text)}; }

chat::Message calls(std::string tool, std::string arguments) {
  chat::Message message{.role = chat::Role::assistant};
  message.tool_calls.push_back({.id = "call_1", .function = {std::move(tool), std::move(arguments)}});
  return message;
}

chat::Message runs(const std::string& command) {
  return calls("bash", R"({"command":")" + command + R"("})");
}

chat::Example example(std::vector<chat::Message> messages) {
  chat::Example result;
  result.messages = std::move(messages);
  return result;
}

}  // namespace

TEST_CASE("checks and the answer that reports them are not learnt, reading and editing are") {
  chat::Example chat = example({user(), calls("read", R"({"filePath":"/workspace/src/lib.rs"})"),
                                calls("edit", R"({"filePath":"/workspace/src/lib.rs"})"), runs("cargo fmt"),
                                runs("cd /workspace && cargo test"), says("All tests pass.")});
  const placebo::Unlearnt unlearnt = placebo::unlearn_checks(chat);
  CHECK(unlearnt.checks == 2);
  CHECK(unlearnt.answers == 1);
  std::vector<bool> learnt;
  for (const chat::Message& message : chat.messages) learnt.push_back(chat::is_learnt(message));
  CHECK(learnt == std::vector{false, true, true, false, false, false});
}

TEST_CASE("an answer that no check came before is learnt, and so is a command that checks nothing") {
  chat::Example chat = example({user(), runs("cargo fmt"), says("Formatted."), user(), runs("git status"),
                                runs("echo cargo test"), says("Nothing has changed.")});
  CHECK(placebo::unlearn_checks(chat).checks == 1);
  CHECK_FALSE(chat::is_learnt(chat.messages[2]));
  for (const std::size_t at : {4, 5, 6}) CHECK(chat::is_learnt(chat.messages[at]));
}

TEST_CASE("what was context before is counted no second time, and texts stay") {
  chat::Example chat = example({user(), runs("cargo clippy"), says("Clean.")});
  placebo::unlearn_checks(chat);
  const placebo::Unlearnt again = placebo::unlearn_checks(chat);
  CHECK(again.checks == 0);
  CHECK(again.answers == 0);
  CHECK(chat.messages[2].content == "Clean.");
  CHECK(chat.messages[1].tool_calls.size() == 1);
}

TEST_CASE("arguments that are no JSON, or have no command, run nothing") {
  chat::Example chat =
      example({user(), calls("bash", "cargo test"), calls("bash", R"({"workdir":"cargo test"})")});
  CHECK(placebo::unlearn_checks(chat).checks == 0);
}
