#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include <hf/chat_template.hpp>
#include <test_support/temporary_folder.hpp>

#include "golden.hpp"

namespace {

using golden::value_of;

std::optional<bool> thinking(const std::string& value) {
  if (value == "unset") return std::nullopt;
  return value == "true";
}

TEST_CASE("golden chats render as transformers renders them, and have their ids") {
  for (const golden::TemplateLine& line : golden::template_lines("render")) {
    CAPTURE(line.name);
    const std::string rendered = value_of(golden::chat_template().render_json(line.messages, line.tools));
    CHECK(rendered == line.rendered);
    CHECK(value_of(golden::tokenizer().encode(rendered)) == line.ids);
  }
}

TEST_CASE("golden chats render the same from our own example type") {
  int converted = 0;
  for (const golden::TemplateLine& line : golden::template_lines("render")) {
    const auto example = golden::example_of(line);
    if (!example) continue;
    ++converted;
    CAPTURE(line.name);
    CHECK(value_of(golden::chat_template().render(example->messages, example->tools)) == line.rendered);
  }
  CHECK(converted > 80);
}

TEST_CASE("golden generation prompts follow the rendering") {
  for (const golden::TemplateLine& line : golden::template_lines("render")) {
    for (const golden::PromptSuffix& prompt : line.prompts) {
      CAPTURE(line.name);
      CAPTURE(prompt.enable_thinking);
      const hf::RenderOptions options{.add_generation_prompt = true,
                                      .enable_thinking = thinking(prompt.enable_thinking)};
      const auto rendered = golden::chat_template().render_json(line.messages, line.tools, options);
      CHECK(value_of(rendered) == line.rendered + prompt.suffix);
      CHECK(value_of(golden::tokenizer().encode(prompt.suffix)) == prompt.ids);
    }
  }
}

TEST_CASE("numbers print as Python prints them") {
  const std::vector<chat::Message> messages{
      {.role = chat::Role::user, .content = "go"},
      {.role = chat::Role::assistant,
       .tool_calls = {
           {.function = {.name = "f", .arguments = R"({"z": 1e5, "a": 0.10, "m": 12345678901234567890,
                                                     "list": [1e-7, -0, 1E400, true, null, "é"], "no": null,
                                                     "tie": 787817227282447.25})"}}}}};
  const std::string rendered = value_of(golden::chat_template().render(messages, {}));
  CHECK(rendered.contains(
      "<parameter=z>\n100000.0\n</parameter>\n<parameter=a>\n0.1\n</parameter>\n"
      "<parameter=m>\n12345678901234567890\n</parameter>\n"
      "<parameter=list>\n[1e-07, 0, Infinity, true, null, \"é\"]\n</parameter>\n"
      "<parameter=no>\nNone\n</parameter>\n<parameter=tie>\n787817227282447.2\n</parameter>\n"));
}

// The text is what transformers 5.23 prints for it.
TEST_CASE("the marks of what is learnt print nothing, and are a scope of their own") {
  const test_support::TemporaryFolder folder;
  folder.write("chat_template.jinja",
               "{% set said = 'outer' %}\n{% for m in messages %}\n  {% generation %}\n<{{ m.role }}>\n"
               "{% set said = m.content %}{{ said }}\n  {%- endgeneration -%}\n  |{{ said }}\n{% endfor %}\n"
               "{%- generation %} {{ messages[0].content }} {%+ endgeneration %}\n.");
  const std::vector<chat::Message> messages{{.role = chat::Role::user, .content = "one"},
                                            {.role = chat::Role::assistant, .content = "two"}};
  CHECK(value_of(value_of(hf::ChatTemplate::open(folder.path())).render(messages, {})) ==
        "<user>\none|outer\n<assistant>\ntwo|outer\n one .");
}

TEST_CASE("several threads render at once") {
  const std::vector<golden::TemplateLine> lines = golden::template_lines("render");
  std::vector<int> wrong(4, 0);
  {
    std::vector<std::jthread> threads;
    for (int& count : wrong) {
      threads.emplace_back([&] {
        for (const golden::TemplateLine& line : lines) {
          if (golden::chat_template().render_json(line.messages, line.tools) != line.rendered) ++count;
        }
      });
    }
  }
  CHECK(wrong == std::vector<int>(4, 0));
}

}  // namespace
