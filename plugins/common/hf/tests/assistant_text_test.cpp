#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <simdjson.h>

#include <hf/assistant_text.hpp>

#include "golden.hpp"

namespace {

using golden::value_of;
using hf::parse_assistant;

TEST_CASE("golden assistant turns read back into a message that renders the same") {
  int turns = 0;
  for (const golden::TemplateLine& line : golden::template_lines("render")) {
    auto example = golden::example_of(line);
    if (!example) continue;
    const hf::LearntText learnt = value_of(golden::chat_template().spans(*example));
    std::size_t span = 0;
    for (chat::Message& message : example->messages) {
      if (message.role != chat::Role::assistant) continue;
      const auto [begin, end] = learnt.spans.at(span++);
      const std::string_view text(learnt.text);
      const std::size_t header = text.substr(0, begin).rfind("<|im_start|>assistant\n") + 22;
      const auto parsed = parse_assistant(text.substr(header, end - header), {.tools = example->tools});
      CAPTURE(line.name);
      if (text.substr(0, begin).ends_with("<think>\n")) {  // what a model generates after that prompt
        const auto generated = parse_assistant(text.substr(begin, end - begin), {.thinking_is_open = true});
        CHECK(generated.message.reasoning_content == parsed.message.reasoning_content);
        CHECK(generated.message.content == parsed.message.content);
      }
      CHECK(parsed.format_error == "");
      CHECK(parsed.message.tool_calls.size() == message.tool_calls.size());
      message = parsed.message;
      ++turns;
    }
    CAPTURE(line.name);
    CHECK(value_of(golden::chat_template().render(example->messages, example->tools)) == line.rendered);
  }
  CHECK(turns > 100);
}

TEST_CASE("the parts of a text") {
  const auto parsed = parse_assistant(
      "<think>\nlook first\n</think>\n\nReading.\n\n<tool_call>\n<function=read>\n<parameter=path>\na b\n\n"
      "</parameter>\n</function>\n</tool_call>\n<tool_call>\n<function=stop>\n</function>\n</"
      "tool_call><|im_end|>\n");
  CHECK(parsed.format_error == "");
  CHECK(parsed.message.role == chat::Role::assistant);
  CHECK(parsed.message.reasoning_content == "look first");
  CHECK(parsed.message.content == "Reading.");
  REQUIRE(parsed.message.tool_calls.size() == 2);
  CHECK(parsed.message.tool_calls[0].function.name == "read");
  CHECK(parsed.message.tool_calls[0].function.arguments == R"({"path": "a b\n"})");
  CHECK(parsed.message.tool_calls[1].function.name == "stop");
  CHECK(parsed.message.tool_calls[1].function.arguments == "{}");
}

TEST_CASE("values have the types of the schema") {
  const std::vector<std::string> tools{
      R"({"type":"function","function":{"name":"f","parameters":{"type":"object",
    "properties":{"s":{"type":"string"},"i":{"type":"integer"},"n":{"type":"number"},"b":{"type":"boolean"},
    "o":{"type":"object"},"l":{"type":"array"},"u":{"anyOf":[{"type":"integer"},{"type":"null"}]},
    "t":{"type":["string","null"]}}}}})"};
  const auto value = [&](std::string_view key, std::string_view text) {
    std::string call = "<tool_call>\n<function=f>\n<parameter=";
    call.append(key).append(">\n").append(text).append("\n</parameter>\n</function>\n</tool_call>");
    const std::string arguments =
        parse_assistant(call, {.tools = tools}).message.tool_calls.at(0).function.arguments;
    return arguments.substr(6, arguments.size() - 7);
  };
  CHECK(value("s", "5") == R"("5")");
  CHECK(value("s", "True") == R"("True")");
  CHECK(value("i", "40") == "40");
  CHECK(value("i", "12345678901234567890123") == "12345678901234567890123");
  CHECK(value("i", "four") == R"("four")");
  CHECK(value("i", "1.5") == R"("1.5")");
  CHECK(value("n", "1e-07") == "1e-07");
  CHECK(value("n", "inf") == R"("inf")");
  CHECK(value("b", "True") == "true");
  CHECK(value("b", "false") == "false");
  CHECK(value("b", "None") == R"("None")");
  CHECK(value("o", R"({"b": 1, "a": [2.0]})") == R"({"b": 1, "a": [2.0]})");
  CHECK(value("o", "[1]") == R"("[1]")");
  CHECK(value("l", "[1, 2]") == "[1, 2]");
  CHECK(value("u", "None") == "null");
  CHECK(value("u", "7") == "7");
  CHECK(value("t", "null") == "null");
  CHECK(value("x", "5") == R"("5")");
}

TEST_CASE("a value may hold the marks of the form") {
  const std::string code = "a </parameter> b\n<parameter=x>\n</function> <tool_call>";
  const auto parsed = parse_assistant("<tool_call>\n<function=write>\n<parameter=content>\n" + code +
                                      "\n</parameter>\n</function>\n</tool_call>");
  CHECK(parsed.format_error == "");
  REQUIRE(parsed.message.tool_calls.size() == 1);
  CHECK(parsed.message.tool_calls[0].function.arguments ==
        R"({"content": "a </parameter> b\n<parameter=x>\n</function> <tool_call>"})");
}

TEST_CASE("what is malformed is told, and what came before it is kept") {
  const std::string good = "<tool_call>\n<function=f>\n</function>\n</tool_call>";
  const std::vector<std::pair<std::string, std::string>> cases{
      {"<tool_call>\n{\"name\": \"f\", \"arguments\": {}}\n</tool_call>", "<function=NAME> belongs"},
      {"<tool_call>\n<function=f>\n<parameter=p>\nv\n", "parameter p of f has no </parameter>"},
      {"<tool_call>\n<function=>\n</function>\n</tool_call>", "names no function"},
      {"<tool_call>\n<function=f>\n</function>\n", "no </tool_call>"},
      {"<tool_call>\n<function=f>\nsome text</function>\n</tool_call>",
       "where a parameter or </function> belongs"},
      {"<tool_call>\n<function=f>\n<parameter=a>\n1\n</parameter>\n<parameter=a>\n2\n</parameter>\n</"
       "function>\n"
       "</tool_call>",
       "parameter a twice"},
      {"done", "text follows the last tool call"},
      {"<tool_call>", "<function=NAME> belongs"}};
  for (const auto& [text, reason] : cases) {
    CAPTURE(text);
    const auto parsed = parse_assistant("I call.\n\n" + good + "\n" + text);
    CHECK(parsed.format_error.contains(reason));
    CHECK(parsed.message.content == "I call.");
    CHECK(parsed.message.tool_calls.size() == 1);
  }
}

TEST_CASE("thinking") {
  const auto unfinished = parse_assistant("so, first", {.thinking_is_open = true});
  CHECK(unfinished.format_error == "the thinking has no </think>");
  CHECK(unfinished.message.reasoning_content == "so, first");
  CHECK(unfinished.message.content == "");
  const auto finished = parse_assistant("so\n</think>\n\nyes", {.thinking_is_open = true});
  CHECK(finished.message.reasoning_content == "so");
  CHECK(finished.message.content == "yes");
  CHECK_FALSE(parse_assistant("<think>\n\n</think>\n\nyes").message.reasoning_content.has_value());
  CHECK_FALSE(parse_assistant("yes").message.reasoning_content.has_value());
}

TEST_CASE("mangled texts are read without a fault, and what is read renders or is refused") {
  const std::vector<std::string> pieces{"<tool_call>", "</tool_call>",
                                        "<function=",  "</function>",
                                        "<parameter=", "</parameter>",
                                        ">",           "\n",
                                        "<think>",     "</think>",
                                        "<|im_end|>",  "f",
                                        "\"",          "\\",
                                        "é",           "🦀",
                                        " ",           "=",
                                        "{",           "}"};
  std::mt19937 random(7);
  simdjson::dom::parser parser;
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    for (std::size_t i = random() % 30; i > 0; --i) text += pieces[random() % pieces.size()];
    CAPTURE(text);
    const auto parsed = parse_assistant(text, {.thinking_is_open = random() % 2 == 0});
    for (const chat::ToolCall& call : parsed.message.tool_calls) {
      CHECK(parser.parse(call.function.arguments).error() == simdjson::SUCCESS);
    }
    const std::vector<chat::Message> messages{{.role = chat::Role::user, .content = "q"}, parsed.message};
    CHECK(golden::chat_template().render(messages, {}).has_value());
  }
}

TEST_CASE("golden turns cut off anywhere are read without a fault") {
  for (const golden::TemplateLine& line : golden::template_lines("render")) {
    if (line.byte_spans.empty() || line.byte_spans[0].end - line.byte_spans[0].begin > 2000) continue;
    const auto [begin, end] = line.byte_spans[0];
    const std::string turn = line.rendered.substr(begin, end - begin);
    for (std::size_t size = 0; size < turn.size(); size += 3) {
      const auto parsed = parse_assistant(std::string_view(turn).substr(0, size));
      CHECK(parsed.message.role == chat::Role::assistant);
    }
  }
}

}  // namespace
