// Marks of a chat template inside the texts of a message.
//
// Some providers leave a model's thinking in its answer, and some models write a call as text. The template reads
// `</think>` in an answer again, and its tokenizer makes single tokens of `<think>` and `<tool_call>` wherever they
// stand: what is learnt there is not what was said.
#pragma once

#include <string>
#include <string_view>

#include <chat/example.hpp>

namespace session_classifier {

struct Answer {
  std::string text;
  std::string thinking;  // "" if the text holds none
};

// Takes blocks of thinking out of an assistant's text: from a `<think>` that begins a line to the next `</think>`, or to
// the end, and what stands before a `</think>` that ends a line, where the prompt had opened the block. Marks inside a
// line (`the tag </think> ends it`) and in blocks of code are what the text speaks of, and stay.
Answer split_thinking(std::string_view text);

// The first mark of the template in what the assistant's message would teach: its text, its thinking and the arguments
// of its calls; "" if there is none.
std::string_view mark_in(const chat::Message& message);

}  // namespace session_classifier
