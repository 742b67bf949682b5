// A text that the model generated, read back into a message by the tool-call form of Qwen3.5's chat template:
//
//   <tool_call>
//   <function=NAME>
//   <parameter=KEY>
//   VALUE
//   </parameter>
//   </function>
//   </tool_call>
//
// Never fails and never throws: what cannot be read is told in `format_error`, and the message holds what
// could be. Free functions without state; safe from several threads.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include <chat/example.hpp>

namespace hf {

struct ParseOptions {
  bool thinking_is_open = false;  // the prompt ended with `<think>`, so the text begins with reasoning
  std::span<const std::string> tools =
      {};  // JSON object texts; the types of their parameters decide how values read
};

struct ParsedAssistant {
  // Content trimmed; reasoning only if there is some; calls without ids, which the caller gives.
  chat::Message message;
  std::string format_error;  // problem (why); empty for a well-formed text
};

// Values are strings, unless the tool's schema names another type for the parameter and the value can be read
// as one: JSON, or Python's True, False and None, which the template prints. A last end mark is taken off.
// Reasoning ends at the first `</think>`; a value ends at the first `</parameter>` that another parameter or
// the end of the call follows.
ParsedAssistant parse_assistant(std::string_view text, const ParseOptions& options = {});

}  // namespace hf
