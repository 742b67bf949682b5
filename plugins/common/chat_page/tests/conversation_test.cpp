#include <string>
#include <vector>

#include <chat_page/conversation.hpp>
#include <doctest/doctest.h>

namespace {

chat::Message said(chat::Role role, std::string content) {
  chat::Message message;
  message.role = role;
  message.content = std::move(content);
  return message;
}

}  // namespace

TEST_CASE("only who asks for masks is told of them") {
  const std::vector messages{said(chat::Role::assistant, "done")};
  CHECK(chat_page::conversation(messages, {.masks = true}).contains("<span class=\"mask\">learnt</span>"));
  CHECK_FALSE(chat_page::conversation(messages, {}).contains("mask"));
}

TEST_CASE("of a text that is longer than asked for the end is left out, between characters, and counted") {
  std::vector messages{said(chat::Role::tool, "a\u00e4\u00e4<b>")};
  const std::string text = chat_page::conversation(messages, {.most_bytes = 4});
  CHECK(text.contains("<pre>a\u00e4\n… 5 bytes more are left out here</pre>"));

  chat::Message edit = said(chat::Role::assistant, "");
  edit.tool_calls = {{.id = "c", .function = {"write", R"({"filePath":"f","content":"ab\ncdefg\n"})"}}};
  messages = {edit};
  const std::string diff = chat_page::conversation(messages, {.most_bytes = 5});
  CHECK(diff.contains("+ab\n"));
  CHECK_FALSE(diff.contains("cdefg"));
  CHECK(diff.contains("more lines are left out here"));
}
