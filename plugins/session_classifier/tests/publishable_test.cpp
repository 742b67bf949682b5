#include <algorithm>

#include <agent_tools/schemas.hpp>
#include <session_classifier/publishable.hpp>

#include "support.hpp"

namespace {

using namespace session_classifier;

constexpr const char* token = "ghp_R4nd0mLookingTokenValue1234567890AbCd";

chat::Message assistant_calling(const std::string& id, const std::string& tool,
                                const std::string& arguments) {
  chat::Message message;
  message.role = chat::Role::assistant;
  message.tool_calls.push_back({id, "function", {tool, arguments}});
  return message;
}

chat::Message answer_to(const std::string& id, const std::string& content) {
  chat::Message message;
  message.role = chat::Role::tool;
  message.tool_call_id = id;
  message.content = content;
  return message;
}

chat::Example example_of(std::vector<chat::Message> messages) {
  chat::Example example;
  example.messages = std::move(messages);
  return example;
}

const secrets::Scanner& scanner() {
  static const secrets::Scanner instance;
  return instance;
}

}  // namespace

TEST_CASE("a message that calls a tool which is not offered stays as context") {
  auto example =
      example_of({assistant_calling("call_1", "todowrite", R"({"todos":[]})"), answer_to("call_1", "[]"),
                  assistant_calling("call_2", "bash", R"({"command":"cargo test","description":"Tests"})"),
                  answer_to("call_2", "ok")});
  CHECK(bring_to_contract(example, "/workspace"));
  CHECK_FALSE(chat::is_learnt(example.messages[0]));
  CHECK(chat::is_learnt(example.messages[2]));
  CHECK(example.tools == agent_tools::tool_schemas());
}

TEST_CASE("an example of tools that are not offered has nothing left to learn") {
  auto example =
      example_of({assistant_calling("call_1", "todowrite", R"({"todos":[]})"), answer_to("call_1", "[]")});
  CHECK_FALSE(bring_to_contract(example, "/workspace"));
}

TEST_CASE("a secret has one placeholder, also where it stood before the text that names it") {
  auto example = example_of({assistant_calling("call_1", "bash", R"({"command":"login winter4711kiefer"})"),
                             answer_to("call_1", "password = \"winter4711kiefer\"")});
  hide_secrets(example, scanner());
  CHECK(example.messages[0].tool_calls[0].function.arguments == R"({"command":"login <SECRET:password:1>"})");
  CHECK(example.messages[1].content == "password = \"<SECRET:password:1>\"");
}

TEST_CASE("a call whose answer showed a secret is not learnt, its neighbours are") {
  auto example = example_of({assistant_calling("call_1", "bash", R"({"command":"env"})"),
                             answer_to("call_1", std::string("GITHUB_TOKEN=") + token),
                             assistant_calling("call_2", "bash", R"({"command":"cargo test"})"),
                             answer_to("call_2", "ok")});
  hide_secrets(example, scanner());
  CHECK_FALSE(example.messages[1].content.contains(token));
  CHECK_FALSE(chat::is_learnt(example.messages[0]));
  CHECK(chat::is_learnt(example.messages[2]));
}

TEST_CASE("a turn is published with the contract's tools and without secrets, or dropped with a reason") {
  test::SessionBuilder builder;
  builder.user(std::string("Fix the panic, the token is ") + token)
      .rust_edit()
      .cargo_test()
      .assistant("Done.");
  const auto results = publishable_examples(builder.session(), {}, scanner());
  REQUIRE(results.size() == 1);
  REQUIRE(results[0].example);
  CHECK(results[0].example->tools == agent_tools::tool_schemas());
  CHECK_FALSE(results[0].example->messages[0].content.contains(token));

  test::SessionBuilder empty;
  CHECK(publishable_examples(empty.session(), {}, scanner())[0].reason == "empty session");
}
