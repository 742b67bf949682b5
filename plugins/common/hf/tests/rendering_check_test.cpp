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

// Rendered by a template that writes `assistant` for what the assistant says and `tool` for an answer.
std::string lost_by(const std::string& assistant, const std::string& tool) {
  const test_support::TemporaryFolder folder;
  folder.write("chat_template.jinja",
               "{% for m in messages %}{% set content = m.content %}<|im_start|>{{ m.role }}\n{% if m.role "
               "== 'assistant' %}" +
                   assistant + "{% elif m.role == 'tool' %}" + tool +
                   "{% else %}{{ content }}{% endif %}<|im_end|>\n{% endfor %}");
  const auto opened = hf::ChatTemplate::open(folder.path());
  return hf::lost_in_rendering(edit(), value_of(opened.value().spans(edit())));
}

const std::string calls =
    "{{ content | trim }}{% for c in m.tool_calls or [] %}{{ c.function | tojson }}{% endfor %}";

}  // namespace

TEST_CASE("golden chats lose nothing") {
  for (const golden::TemplateLine& line : golden::template_lines("render")) {
    const auto example = golden::example_of(line);
    if (!example) continue;
    CAPTURE(line.name);
    CHECK(hf::lost_in_rendering(*example, value_of(golden::chat_template().spans(*example))).empty());
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
