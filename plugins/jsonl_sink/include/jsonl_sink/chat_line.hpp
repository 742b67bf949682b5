// A line of a data set, in the forms in which chats with tool calls are passed on:
//
//   this product's own, and the brief's            messages with objects as arguments, no ids of calls
//   OpenAI's fine-tuning form, as TRL reads it     arguments as text, null content, content parts, `functions`
//   ShareGPT, as LLaMA-Factory and axolotl read it `conversations` of `from` and `value`, `system`, `tools` as text
//   messages as one JSON text                      as SWE-smith's trajectories
//
// Nulls are absent members, as `datasets` writes them. What no field holds is kept in `extra`.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include <base/json.hpp>
#include <chat/example.hpp>

namespace jsonl_sink {

// What is wrong with a line that is JSON, and at which value.
struct LineFault {
  std::string path;  // "messages[3].content"; "" for the line itself
  std::string what;
};

struct ChatLine {
  std::string_view form;  // how it was spelled, for FileOrigin
  // Every call has an id and every tool message that of the call it answers: those without are taken in order. What is not
  // an assistant's has no weight.
  std::vector<chat::Message> messages;
  std::vector<std::string> tools;
  base::Json metadata;  // the object that this product writes, without nulls; null where there is none
  base::Json extra = base::Json::of_object();  // what else there is, by path, but for nulls
};

// `text` is JSON, or the fault says only that it is none. Any thread.
std::expected<ChatLine, LineFault> read_chat_line(std::string_view text);

// Whether an example that was read field by field is one as it stands: arguments are objects, calls have ids.
bool is_complete(const chat::Example& example);

// For a line without metadata. Its group is that of the same first request, so that attempts at one task stay on one side of
// a split.
chat::Metadata metadata_of(const ChatLine& line, std::string_view file, std::uint64_t number);

// Without the NUL bytes around it.
std::string_view without_nuls(std::string_view line);

}  // namespace jsonl_sink
