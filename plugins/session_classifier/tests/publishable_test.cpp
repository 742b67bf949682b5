#include <algorithm>
#include <array>

#include <agent_tools/schemas.hpp>
#include <base/json_text.hpp>
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

std::string hide(chat::Example& example) {
  secrets::Redactor redactor(scanner());
  return hide_secrets(example, redactor);
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
  CHECK(hide(example).empty());
  CHECK(example.messages[0].tool_calls[0].function.arguments == R"({"command":"login <SECRET:password:1>"})");
  CHECK(example.messages[1].content == "password = \"<SECRET:password:1>\"");
}

TEST_CASE("a call whose answer showed a secret is not learnt, its neighbours are") {
  auto example = example_of({assistant_calling("call_1", "bash", R"({"command":"env"})"),
                             answer_to("call_1", std::string("GITHUB_TOKEN=") + token),
                             assistant_calling("call_2", "bash", R"({"command":"cargo test"})"),
                             answer_to("call_2", "ok")});
  CHECK(hide(example).empty());
  CHECK_FALSE(example.messages[1].content.contains(token));
  CHECK_FALSE(chat::is_learnt(example.messages[0]));
  CHECK(chat::is_learnt(example.messages[2]));
}

TEST_CASE("a placeholder never stands in code that is learnt: the example cannot be used") {
  const std::string code = R"(const TOKEN: &str = \")" + std::string(token) + R"(\";)";
  auto example =
      example_of({assistant_calling("call_1", "write", R"({"filePath":"a.rs","content":")" + code + "\"}"),
                  answer_to("call_1", "ok")});
  const std::string place = hide(example);
  CHECK(place == "github-token in messages[0].tool_calls[0] (write)");

  auto context = example;
  context.messages[0].weight = 0;
  CHECK(hide(context).empty());
}

TEST_CASE("what was read for an edit stays learnt, a command with a placeholder does not") {
  auto example = example_of(
      {assistant_calling("call_1", "read", R"({"filePath":"a.rs"})"),
       answer_to("call_1", std::string("1: // token ") + token),
       assistant_calling("call_2", "edit", R"({"filePath":"a.rs","oldString":"a","newString":"b"})"),
       answer_to("call_2", "ok"),
       assistant_calling("call_3", "bash", std::string(R"({"command":"deploy --token )") + token + "\"}"),
       answer_to("call_3", "ok")});
  CHECK(hide(example).empty());
  CHECK(chat::is_learnt(example.messages[0]));
  CHECK(chat::is_learnt(example.messages[2]));
  CHECK_FALSE(chat::is_learnt(example.messages[4]));
}

TEST_CASE("a value that is named in one turn is hidden in the others") {
  test::SessionBuilder builder;
  builder.user("Use winter4711kiefer for the tests.").rust_edit().cargo_test().assistant("Done.");
  builder.user("It was: password = \"winter4711kiefer\"").rust_edit().cargo_test().assistant("Done.");
  const auto results = publishable_examples(builder.session(), {}, scanner());
  REQUIRE(results.size() == 2);
  REQUIRE(results[0].example);
  CHECK(results[0].example->messages[0].content == "Use <SECRET:password:1> for the tests.");
}

TEST_CASE(
    "the account's name is in no example, however the folder is spelled, and the folder keeps its form") {
  for (const auto& [folder, neutral] : std::vector<std::pair<std::string, std::string>>{
           {R"(\\wsl.localhost\Ubuntu\home\quillfeather)", R"(\\wsl.localhost\Ubuntu\home\user)"},
           {"/mnt/c/Users/quillfeather", "/mnt/c/Users/user"},
           {R"(C:\Users\Petra Quillfeather)", R"(C:\Users\user)"},
           {"/var/home/quillfeather", "/var/home/user"},
           {"/home/quillfeather", "/home/user"},
           {R"(C:\Users\quillfeather)", R"(C:\Users\user)"},
           {"/Users/quillfeather", "/Users/user"},
           {"/home/quillfeather@corp.example", "/home/user@host"}}) {
    CAPTURE(folder);
    const std::string separator = folder.contains('\\') ? "\\" : "/";
    const std::string root = folder + separator + "relay",
                      notes = folder + separator + "Desktop" + separator + "notes.txt";
    const auto quoted = [](const std::string& text) { return base::json_string(text); };
    test::SessionBuilder builder;
    builder.user("Fix level(). My notes are in " + notes);
    builder.assistant("", "tool-calls")
        .tool(
            "edit",
            R"({"filePath":)" + quoted(root + separator + "lib.rs") + R"(,"oldString":"a","newString":"b"})",
            "Edit applied successfully.");
    builder.assistant("", "tool-calls")
        .tool("bash", R"({"command":"cargo test"})",
              "   Compiling relay v0.1.0 (" + root + ")\ntest result: ok. 1 passed; 0 failed;\n", 0);
    builder.assistant("Done, as " + notes + " says.");
    builder.session().directory = builder.session().worktree = root;
    const auto results = publishable_examples(builder.session(), {}, scanner());
    REQUIRE(results.size() == 1);
    REQUIRE(results[0].example);
    std::string all;
    for (const chat::Message& message : results[0].example->messages) {
      all += message.content + "\n";
      for (const chat::ToolCall& call : message.tool_calls) all += call.function.arguments + "\n";
    }
    CAPTURE(all);
    CHECK_FALSE(all.contains("uillfeather"));
    CHECK_FALSE(all.contains("corp"));
    CHECK(results[0].example->messages[0].content.ends_with(" My notes are in " + neutral + separator +
                                                            "Desktop" + separator + "notes.txt"));
    CHECK(all.contains("(/workspace)"));
    CHECK(all.contains("/workspace/lib.rs"));
  }
}

TEST_CASE("credentials of commands, URLs and settings are hidden, and what edits stays learnt") {
  for (const auto& [command, output, value] : std::vector<std::array<std::string, 3>>{
           {"curl -s https://api.telegram.org/bot7310459826:AAGq3vZkP1xT7LrWm0YbHs9DnCuEf5KjQ2o/getMe", "ok",
            "AAGq3vZkP1xT7"},
           {"mosquitto_pub -h broker.lan -u sensor7 -P kT9vQ2mZx4 -t lab/level -m 12", "ok", "kT9vQ2mZx4"},
           {"cat notes.txt", "network={\n  ssid=\"lab\"\n  psk=\"Vp7mQ2xL9sTd\"\n}", "Vp7mQ2xL9sTd"},
           {"sshpass -p 'Wm5tZ9qLx2Vr' ssh pi@10.0.3.7 uptime", "ok", "Wm5tZ9qLx2Vr"}}) {
    CAPTURE(command);
    test::SessionBuilder builder;
    builder.user("Fix level().")
        .assistant("", "tool-calls")
        .tool("bash", R"({"command":)" + base::json_string(command) + "}", output, 0);
    builder.rust_edit().cargo_test().assistant("Done.");
    const auto results = publishable_examples(builder.session(), {}, scanner());
    REQUIRE(results[0].example);
    std::size_t learnt = 0;
    for (const chat::Message& message : results[0].example->messages) {
      CHECK_FALSE(message.content.contains(value));
      for (const chat::ToolCall& call : message.tool_calls)
        CHECK_FALSE(call.function.arguments.contains(value));
      learnt += chat::is_learnt(message) ? 1U : 0U;
    }
    CHECK(learnt >= 3);
  }
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
