// OpenAI's fine-tuning form, which is also that of TRL, of axolotl's `chat_template` and, with objects for arguments, the
// brief's and this product's: https://platform.openai.com/docs/api-reference/fine-tuning/chat-input

#include <fmt/format.h>

#include "form.hpp"
#include "message_parts.hpp"

namespace jsonl_sink::forms {

bool read_openai(base::Json& list, const std::string& path, Reading& reading) {
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    const std::string place = fmt::format("{}[{}]", path, i);
    if (!list.items[i].is_object()) return reading.fail(place, what_is(list.items[i]) + " is no object");
    // axolotl's `pygmalion` has roles and values.
    const bool has_value = !list.items[i].has("content") && list.items[i].has("value");
    Members members(list.items[i], place, reading);
    chat::Message message{.role = take_role(members, "role"),
                          .content = take_content(members, has_value ? "value" : "content")};
    if (!read_other_parts(members, message)) return false;
    reading.line.messages.push_back(std::move(message));
  }
  return true;
}

}  // namespace jsonl_sink::forms
