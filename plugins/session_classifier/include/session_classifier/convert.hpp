// Stored messages to the chat messages that opencode itself would send to the model.
//
// Source of the rules: opencode packages/opencode/src/session/message-v2.ts (1.2.15) and requests logged
// from 1.18.34. Tool names, arguments and result texts stay as stored. Two things differ: images and other
// attachments become a marker such as `[image/png: error.png]`, because the data set is text, and thinking that a
// provider left in the text is thinking (markup.hpp).
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include <chat/example.hpp>
#include <session_classifier/model.hpp>

namespace session_classifier {

// Stands for a result that was hidden from the model.
inline constexpr std::string_view hidden_result_text = "[Old tool result content cleared]";

struct ConvertOptions {
  bool reasoning = false;     // keep the thinking of assistants
  bool shows_hidden = false;  // show results in full that were hidden from the model later
};

// Calls are numbered from `call_1` over all messages of one converter, since the ids of providers are neither
// unique nor equal in copies of a session.
class Converter {
 public:
  explicit Converter(ConvertOptions options) : options_(options) {}

  // Appends no message (nothing that the model saw), one, or an assistant message with the results of its
  // calls. The message must hold one step, see split_steps.
  void append(const Message& message, std::vector<chat::Message>& out);

 private:
  void append_assistant(const Message& message, std::vector<chat::Message>& out);

  ConvertOptions options_;
  std::size_t calls_ = 0;
};

// A whole context: the system message (none if `system` is empty) and all messages of a segment.
std::vector<chat::Message> convert(const std::vector<Message>& messages, std::string_view system,
                                   ConvertOptions options = {});

}  // namespace session_classifier
