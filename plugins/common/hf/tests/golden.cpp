#include "golden.hpp"

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <simdjson.h>

#include <test_support/golden_folder.hpp>

namespace golden {
namespace {

namespace ondemand = simdjson::ondemand;

std::filesystem::path folder() { return test_support::golden_folder(HF_GOLDEN_FOLDER); }

template <typename Visit>
void for_each_line(const std::string& name, Visit visit) {
  std::ifstream file(folder() / name);
  if (!file) throw std::runtime_error("cannot read " + name);
  ondemand::parser parser;
  for (std::string line; std::getline(file, line);) {
    const simdjson::padded_string padded(line);
    ondemand::document document = parser.iterate(padded);
    visit(ondemand::object(document.get_object()));
  }
}

std::string text_of(ondemand::value value) { return std::string(std::string_view(value.get_string())); }

std::string raw_of(ondemand::value value) {
  switch (ondemand::json_type(value.type())) {
    case ondemand::json_type::array:
      return std::string(std::string_view(ondemand::array(value.get_array()).raw_json()));
    case ondemand::json_type::object:
      return std::string(std::string_view(ondemand::object(value.get_object()).raw_json()));
    default:
      return std::string(std::string_view(value.raw_json_token()));
  }
}

std::vector<hf::TokenId> ids_of(ondemand::value value) {
  std::vector<hf::TokenId> ids;
  for (auto id : value.get_array()) ids.push_back(static_cast<hf::TokenId>(std::int64_t(id.get_int64())));
  return ids;
}

std::vector<hf::Span> spans_of(ondemand::value value) {
  std::vector<hf::Span> spans;
  for (auto pair : value.get_array()) {
    const std::vector<hf::TokenId> ends = ids_of(pair.value());
    spans.push_back(
        {.begin = static_cast<std::uint32_t>(ends.at(0)), .end = static_cast<std::uint32_t>(ends.at(1))});
  }
  return spans;
}

std::vector<PromptSuffix> prompts_of(ondemand::value value) {
  std::vector<PromptSuffix> prompts;
  for (auto field : value.get_object()) {
    PromptSuffix prompt;
    prompt.enable_thinking = std::string(std::string_view(field.unescaped_key()));
    for (auto member : field.value().get_object()) {
      const std::string_view key = member.unescaped_key();
      if (key == "suffix") prompt.suffix = text_of(member.value());
      if (key == "suffix_ids") prompt.ids = ids_of(member.value());
    }
    prompts.push_back(std::move(prompt));
  }
  return prompts;
}

TemplateLine template_line(ondemand::object object) {
  TemplateLine line;
  for (auto field : object) {
    const std::string key(std::string_view(field.unescaped_key()));
    ondemand::value value = field.value();
    if (key == "kind") line.kind = text_of(value);
    if (key == "name") line.name = text_of(value);
    if (key == "messages") line.messages = raw_of(value);
    if (key == "tools") line.tools = raw_of(value);
    if (key == "rendered") line.rendered = text_of(value);
    if (key == "ids") line.ids = ids_of(value);
    if (key == "generation_prompt") line.prompts = prompts_of(value);
    if (key == "last_query_index") line.last_query_index = value.get_int64();
    if (key == "loss_byte_spans") line.byte_spans = spans_of(value);
    if (key == "loss_token_spans") line.token_spans = spans_of(value);
    if (key == "loss_byte_spans_last") line.byte_spans_last = spans_of(value);
    if (key == "loss_token_spans_last") line.token_spans_last = spans_of(value);
  }
  return line;
}

chat::FunctionCall function_of(ondemand::object object) {
  chat::FunctionCall function;
  for (auto field : object) {
    const std::string key(std::string_view(field.unescaped_key()));
    ondemand::value value = field.value();
    if (key == "name") function.name = text_of(value);
    if (key == "arguments") function.arguments = raw_of(value);
    if (key == "function") function = function_of(value.get_object());
  }
  return function;
}

std::optional<chat::Message> message_of(ondemand::object object) {
  chat::Message message;
  for (auto field : object) {
    const std::string key(std::string_view(field.unescaped_key()));
    ondemand::value value = field.value();
    if (value.is_null()) continue;
    const bool is_text = ondemand::json_type(value.type()) == ondemand::json_type::string;
    if (key == "content" && !is_text) return std::nullopt;
    if (key == "role") {
      const auto role = base::enum_of<chat::Role>(text_of(value));
      if (!role) return std::nullopt;
      message.role = *role;
    }
    if (key == "content") message.content = text_of(value);
    if (key == "reasoning_content" || key == "thinking" || key == "reasoning") {
      message.reasoning_content = text_of(value);
    }
    if (key == "tool_call_id") message.tool_call_id = text_of(value);
    if (key != "tool_calls") continue;
    for (auto call : value.get_array())
      message.tool_calls.push_back({.function = function_of(call.get_object())});
  }
  return message;
}

}  // namespace

std::vector<TokenizerLine> tokenizer_lines() {
  std::vector<TokenizerLine> lines;
  for_each_line("tokenizer.jsonl", [&](ondemand::object object) {
    TokenizerLine line;
    for (auto field : object) {
      const std::string key(std::string_view(field.unescaped_key()));
      ondemand::value value = field.value();
      if (key == "text") line.text = text_of(value);
      if (key == "ids") line.ids = ids_of(value);
      if (key == "ids_plain") line.ids_plain = ids_of(value);
      if (key == "decoded") line.decoded = text_of(value);
      if (key == "decoded_skip_special") line.decoded_skip_special = text_of(value);
      if (key == "decode_only") line.decode_only = value.get_bool();
    }
    lines.push_back(std::move(line));
  });
  return lines;
}

std::vector<TemplateLine> template_lines(std::string_view kind) {
  std::vector<TemplateLine> lines;
  for_each_line("template.jsonl", [&](ondemand::object object) {
    TemplateLine line = template_line(object);
    if (line.kind == kind) lines.push_back(std::move(line));
  });
  return lines;
}

std::optional<chat::Example> example_of(const TemplateLine& line) {
  chat::Example example;
  ondemand::parser parser;
  const simdjson::padded_string messages(line.messages);
  ondemand::document message_list = parser.iterate(messages);
  for (auto object : message_list.get_array()) {
    auto message = message_of(object.get_object());
    if (!message) return std::nullopt;
    example.messages.push_back(std::move(*message));
  }
  if (line.tools == "null") return example;
  const simdjson::padded_string tools(line.tools);
  ondemand::document tool_list = parser.iterate(tools);
  for (auto tool : tool_list.get_array()) example.tools.push_back(raw_of(tool.value()));
  return example;
}

const hf::Tokenizer& tokenizer() {
  static const hf::Tokenizer opened = hf::Tokenizer::open(folder() / "model").value();
  return opened;
}

const hf::Tokenizer& own_tokenizer() {
  static const hf::Tokenizer opened = hf::Tokenizer::open(HF_GOLDEN_FOLDER "/model").value();
  return opened;
}

const hf::ChatTemplate& chat_template() {
  static const hf::ChatTemplate opened = hf::ChatTemplate::open(folder() / "model").value();
  return opened;
}

}  // namespace golden
