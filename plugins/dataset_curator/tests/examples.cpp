#include "examples.hpp"

chat::Message message(chat::Role role, std::string content) {
  chat::Message result;
  result.role = role;
  result.content = std::move(content);
  return result;
}

chat::Message user(std::string content) { return message(chat::Role::user, std::move(content)); }
chat::Message assistant(std::string content) { return message(chat::Role::assistant, std::move(content)); }

chat::Message calling(std::string id, std::string arguments) {
  chat::Message result = assistant("");
  result.tool_calls.push_back(
      {.id = std::move(id), .function = {.name = "read", .arguments = std::move(arguments)}});
  return result;
}

chat::Message answer(std::string id, std::string content) {
  chat::Message result = message(chat::Role::tool, std::move(content));
  result.tool_call_id = std::move(id);
  return result;
}

chat::Example example(std::string id, std::string question) {
  chat::Example result;
  result.messages = {message(chat::Role::system, "You write Rust."), user(std::move(question)),
                     calling("c1", R"({"filePath":"src/mqtt.rs"})"), answer("c1", "fn main() {}"),
                     assistant("Done.")};
  result.tools = {R"({"type":"function","function":{"name":"read"}})"};
  result.metadata.id = std::move(id);
  result.metadata.origin = chat::Origin::git;
  result.metadata.git = chat::GitOrigin{
      .repository = "demo", .commit = "9f1c7be2d4a86035e7b1c9d2f84a6e0b53d7c81f", .parent = ""};
  result.metadata.category = chat::Category::bug_fix;
  result.metadata.group = "demo";
  return result;
}

void set_origin(chat::Metadata& metadata, chat::Origin origin) {
  if (origin != chat::Origin::git) metadata.git.reset();
  if (origin == chat::Origin::session) metadata.session = chat::SessionOrigin{.id = metadata.id};
  if (origin == chat::Origin::synthetic) metadata.synthetic = chat::SyntheticOrigin{.skeleton = "s"};
  metadata.origin = origin;
}
