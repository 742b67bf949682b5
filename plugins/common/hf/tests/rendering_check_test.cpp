#include <doctest/doctest.h>

#include <hf/rendering_check.hpp>
#include <test_support/temporary_folder.hpp>

#include "golden.hpp"

namespace {

using golden::value_of;

chat::Example edit() {
  chat::Example example;
  example.messages = {
      {.role = chat::Role::user, .content = "Make it two."},
      {.role = chat::Role::assistant,
       .content = "  I change it.",
       .tool_calls = {{.id = "1",
                       .function = {"edit",
                                    R"({"filePath":"a.rs","newString":"\"two\"\n","replaceAll":true})"}}}},
      {.role = chat::Role::tool, .content = "done\n", .tool_call_id = "1"},
      {.role = chat::Role::assistant, .content = "Done."}};
  return example;
}

// By a template that writes `assistant` for what the assistant says and `tool` for an answer.
hf::LearntText rendered(const chat::Example& example, const std::string& assistant,
                        const std::string& tool = "{{ content }}", const std::string& before = "") {
  const test_support::TemporaryFolder folder;
  folder.write(
      "chat_template.jinja",
      before +
          "{% for m in messages %}{% set content = m.content %}<|im_start|>{{ m.role }}\n{% if m.role "
          "== 'assistant' %}" +
          assistant + "{% elif m.role == 'tool' %}" + tool +
          "{% else %}{{ content }}{% endif %}<|im_end|>\n{% endfor %}");
  return value_of(value_of(hf::ChatTemplate::open(folder.path())).spans(example));
}

std::string lost_by(const std::string& assistant, const std::string& tool,
                    const chat::Example& example = edit()) {
  return hf::lost_in_rendering(example, rendered(example, assistant, tool));
}

const std::string one_call = "{{ c.function | tojson }}";
const std::string calls = "{{ content | trim }}{% for c in m.tool_calls or [] %}" + one_call + "{% endfor %}";

}  // namespace

TEST_CASE("golden chats lose nothing, and ask for no effort") {
  for (const golden::TemplateLine& line : golden::template_lines("render")) {
    const auto example = golden::example_of(line);
    if (!example) continue;
    CAPTURE(line.name);
    const hf::LearntText learnt = value_of(golden::chat_template().spans(*example));
    CHECK(hf::lost_in_rendering(*example, learnt) == "");
    CHECK_FALSE(hf::asks_for_effort(*example, learnt));
  }
}

TEST_CASE("a template that leaves something out is told what") {
  CHECK(lost_by(calls, "{{ content }}").empty());
  CHECK(lost_by("{{ content | trim }}", "{{ content }}") == "messages[1]: the call of `edit`");
  CHECK(lost_by("{{ content | trim }}{% for c in m.tool_calls or [] %}{{ c.function.name }}{% endfor %}",
                "{{ content }}") == "messages[1]: the argument `filePath` of `edit`");
  CHECK(lost_by("{% for c in m.tool_calls or [] %}{{ c.function | tojson }}{% endfor %}", "{{ content }}") ==
        "messages[1]: its content");
  CHECK(lost_by(calls, "a tool answered") == "messages[2]: a tool's answer");
}

TEST_CASE("values of every kind are looked for, however JSON or Python spells them") {
  chat::Example example = edit();
  example.messages[1].tool_calls[0].function.arguments =
      R"({"limit":40,"all":false,"none":null,"share":0.50,"edits":[{"old":"a\"b","line":7},[]]})";
  const auto with = [](const std::string& value) {
    return "{{ content | trim }}{% for c in m.tool_calls or [] %}{{ c.function.name }}{% for k, v in "
           "c.function.arguments|items %}{{ k }}={{ " +
           value + " }}{% endfor %}{% endfor %}";
  };
  CHECK(lost_by(with("v if v is not sequence or v is string else v | tojson"), "{{ content }}", example) ==
        "");
  CHECK(lost_by(with("v | tojson"), "{{ content }}", example) == "");
  CHECK(lost_by(with("v if v is string else 'x'"), "{{ content }}", example) ==
        "messages[1]: the argument `limit` of `edit`");
  CHECK(lost_by(with("v if v is not sequence or v is string else 'x'"), "{{ content }}", example) ==
        "messages[1]: the argument `edits` of `edit`");
}

TEST_CASE("what the content says of a call, and an earlier call, do not stand for the call") {
  chat::Example example = edit();
  example.messages[1].content = "I call edit with filePath a.rs, newString \"two\" and replaceAll true.";
  CHECK(lost_by("{{ content | trim }}", "{{ content }}", example) == "messages[1]: the call of `edit`");
  CHECK(lost_by("{% for c in m.tool_calls or [] %}" + one_call + "{% endfor %}{{ content | trim }}",
                "{{ content }}", example) == "");
  example.messages[1].tool_calls.push_back(example.messages[1].tool_calls[0]);
  CHECK(lost_by(calls, "{{ content }}", example) == "");
  CHECK(lost_by("{{ content | trim }}{% for c in (m.tool_calls or [])[:1] %}" + one_call + "{% endfor %}",
                "{{ content }}", example) == "messages[1]: the call of `edit`");
}

TEST_CASE("two equal answers have to be there twice, and what the user says once") {
  chat::Example example = edit();
  example.messages[1].tool_calls.push_back(example.messages[1].tool_calls[0]);
  example.messages.insert(example.messages.begin() + 3, example.messages[2]);
  CHECK(lost_by(calls, "{{ content }}", example) == "");
  CHECK(lost_by(calls, "{% if loop.previtem.role != 'tool' %}{{ content }}{% endif %}", example) ==
        "messages[3]: a tool's answer");
  const hf::LearntText learnt = rendered(example, calls);
  example.messages[0].content = "Make it three.";
  CHECK(hf::lost_in_rendering(example, learnt) == "messages[0]: its content");
  example.tools = {R"({"type":"function","function":{"name":"rename"}})"};
  CHECK(hf::lost_in_rendering(example, learnt) == "tools[0], `rename`,");
}

TEST_CASE("without reasoning the template is told not to think, and may ask for no effort") {
  const std::string switched =
      "{% if enable_thinking is not defined or enable_thinking %}Reasoning effort: high\n{% endif %}";
  const std::string fixed = "Reasoning Effort: {{ reasoning_effort | default('high') }}\n";
  const auto asks = [](const chat::Example& example, const std::string& before) {
    return hf::asks_for_effort(example, rendered(example, calls, "{{ content }}", before));
  };
  CHECK_FALSE(asks(edit(), switched));
  CHECK_FALSE(rendered(edit(), calls, "{{ content }}", switched).text.contains("effort"));
  CHECK(asks(edit(), fixed));
  chat::Example thinking = edit();
  thinking.messages.back().reasoning_content = "All is said.";
  CHECK(rendered(thinking, calls, "{{ content }}", switched).text.contains("effort"));
  CHECK_FALSE(asks(thinking, fixed));
  chat::Example speaking = edit();
  speaking.messages[0].content = "Raise the reasoning effort.";
  CHECK_FALSE(asks(speaking, switched));
  CHECK(asks(speaking, fixed));
}
