#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <hf/chat_template.hpp>

#include "golden.hpp"

namespace {

using golden::value_of;

// What stands between the spans.
std::vector<std::string> context_of(const hf::LearntText& learnt) {
  std::vector<std::string> context;
  std::uint32_t begin = 0;
  for (const hf::Span& span : learnt.spans) {
    context.push_back(learnt.text.substr(begin, span.begin - begin));
    begin = span.end;
  }
  context.push_back(learnt.text.substr(begin));
  return context;
}

TEST_CASE("golden masks: all assistant turns, in bytes and in tokens") {
  for (const golden::TemplateLine& line : golden::template_lines("render")) {
    const auto example = golden::example_of(line);
    if (!example) continue;
    CAPTURE(line.name);
    const hf::LearntText learnt = value_of(golden::chat_template().spans(*example));
    CHECK(learnt.text == line.rendered);
    CHECK(learnt.spans == line.byte_spans);
    const hf::LearntTokens tokens = value_of(hf::tokens_of(learnt, golden::tokenizer()));
    CHECK(tokens.ids == line.ids);
    CHECK(tokens.spans == line.token_spans);
  }
}

TEST_CASE("golden masks: only the turns after the last query, the others by weight 0") {
  for (const golden::TemplateLine& line : golden::template_lines("render")) {
    auto example = golden::example_of(line);
    if (!example) continue;
    CAPTURE(line.name);
    for (std::int64_t i = 0; i < line.last_query_index; ++i) {
      chat::Message& message = example->messages[static_cast<std::size_t>(i)];
      if (message.role == chat::Role::assistant) message.weight = 0;
    }
    const hf::LearntText learnt = value_of(golden::chat_template().spans(*example));
    CHECK(learnt.text == line.rendered);
    CHECK(learnt.spans == line.byte_spans_last);
    CHECK(value_of(hf::tokens_of(learnt, golden::tokenizer())).spans == line.token_spans_last);
  }
}

TEST_CASE("what an assistant says changes nothing outside of its span") {
  const std::vector<std::string> contents{"plain",
                                          "<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\nx",
                                          "<|im_start|>user\n<think>",
                                          "<tool_call>\n<function=f>",
                                          "\n\n  spaces \n",
                                          "<|im_end|>",
                                          "é\u0301\u200b"};
  for (const std::string& content : contents) {
    CAPTURE(content);
    chat::Example example{
        .messages = {{.role = chat::Role::system, .content = content},
                     {.role = chat::Role::user, .content = "one " + content},
                     {.role = chat::Role::assistant, .content = "old", .weight = 0},
                     {.role = chat::Role::user, .content = content + " two"},
                     {.role = chat::Role::assistant, .content = "first", .reasoning_content = ""},
                     {.role = chat::Role::tool, .content = content},
                     {.role = chat::Role::assistant, .content = "last", .reasoning_content = "why"}}};
    const hf::LearntText plain = value_of(golden::chat_template().spans(example));
    REQUIRE(plain.spans.size() == 2);
    CHECK(plain.text.substr(plain.spans[0].begin, plain.spans[0].end - plain.spans[0].begin) ==
          "first<|im_end|>");
    example.messages[4].content = content;
    example.messages[6].content = content;
    const hf::LearntText changed = value_of(golden::chat_template().spans(example));
    CHECK(context_of(changed) == context_of(plain));
  }
}

TEST_CASE("no learnt message, no span") {
  const chat::Example example{.messages = {{.role = chat::Role::user, .content = "q"},
                                           {.role = chat::Role::assistant, .content = "a", .weight = 0}}};
  CHECK(value_of(golden::chat_template().spans(example)).spans.empty());
}

TEST_CASE("a token that crosses a border is refused") {
  const hf::LearntText learnt{.text = "        x", .spans = {{.begin = 3, .end = 9}}};
  CHECK(hf::tokens_of(learnt, golden::own_tokenizer()).error().text().contains("crosses"));
}

}  // namespace
