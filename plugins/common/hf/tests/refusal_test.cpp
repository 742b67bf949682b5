#include <filesystem>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <hf/chat_template.hpp>
#include <test_support/temporary_folder.hpp>

#include "golden.hpp"

namespace {

TEST_CASE("golden chats that transformers refuses are refused, with a reason") {
  for (const golden::TemplateLine& line : golden::template_lines("refuse")) {
    CAPTURE(line.name);
    const auto rendered = golden::chat_template().render_json(line.messages, line.tools);
    REQUIRE_FALSE(rendered.has_value());
    CHECK(rendered.error().text().size() > 20);
    CHECK_FALSE(rendered.error().text().contains("internal error"));
  }
}

TEST_CASE("golden chats that transformers renders wrongly without a word are refused") {
  for (const golden::TemplateLine& line : golden::template_lines("accepted_by_hf")) {
    CAPTURE(line.name);
    CHECK_FALSE(golden::chat_template().render_json(line.messages, line.tools).has_value());
  }
}

TEST_CASE("the reason names the place") {
  const auto error = [](std::string_view messages, std::string_view tools = "null") {
    return golden::chat_template().render_json(messages, tools).error().text();
  };
  CHECK(error(R"([{"role":"user","content":"x"},{"role":"system","content":"y"}])")
            .contains("System message must be at the beginning."));
  CHECK(error(R"([{"role":"user","content":"x"},
                  {"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"{}"}}]}])")
            .contains("messages[1].tool_calls[0].arguments is a string"));
  CHECK(error("[").contains("messages are not JSON"));
  CHECK(error(R"([{"role":"user","content":"x"}])", R"([5])").contains("tools[0] is a number"));
  CHECK(error(R"([{"role":"user","content":"x","thinking":"a","reasoning":"b"}])").contains("`thinking`"));
}

TEST_CASE("an argument text that is no JSON object is refused and cannot change the chat around it") {
  for (const std::string arguments :
       {"", "null", "5", "[1]", "\"{}\"", "{", "{} {}", "{}}}],\"content\":\"x\"", "{\"a\": 01}",
        "{\"a\": NaN}", "{'a': 1}", "{\"a\": \"\xff\"}"}) {
    CAPTURE(arguments);
    const std::vector<chat::Message> messages{
        {.role = chat::Role::user, .content = "go"},
        {.role = chat::Role::assistant, .tool_calls = {{.function = {.name = "f", .arguments = arguments}}}}};
    CHECK_FALSE(golden::chat_template().render(messages, {}).has_value());
  }
}

TEST_CASE("deep nesting is refused, not followed to the end of the stack") {
  const std::string deep = "[{\"role\":\"user\",\"content\":\"x\",\"extra\":" + std::string(200'000, '[') +
                           std::string(200'000, ']') + "}]";
  CHECK(golden::chat_template().render_json(deep, "null").error().text().contains("nested deeper"));
}

TEST_CASE("texts that are not UTF-8 are refused") {
  const std::vector<chat::Message> messages{{.role = chat::Role::user, .content = "a\xc3"}};
  CHECK(golden::chat_template().render(messages, {}).error().text().contains("UTF-8"));
}

TEST_CASE("a template that is absent or broken is an error that names the folder") {
  CHECK(hf::ChatTemplate::open("/nonexistent").error().text().contains("/nonexistent"));
  const test_support::TemporaryFolder folder;
  folder.write("chat_template.jinja", "{% if %}");
  CHECK(hf::ChatTemplate::open(folder.path()).error().text().contains(folder.path().string()));
  std::filesystem::remove(folder / "chat_template.jinja");
  folder.write("tokenizer_config.json",
               R"({"chat_template": "{% for m in messages %}{{ m.content }};{% endfor %}"})");
  const auto from_config = hf::ChatTemplate::open(folder.path());
  REQUIRE(from_config.has_value());
  CHECK(from_config->render_json(R"([{"role":"user","content":"x"}])", "null").value() == "x;");
  const chat::Example example{.messages = {{.role = chat::Role::user, .content = "q"},
                                           {.role = chat::Role::assistant, .content = "a"}}};
  CHECK(from_config->spans(example).error().text().contains("messages[1] cannot be learnt"));
}

}  // namespace
