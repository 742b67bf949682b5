// ShareGPT: `from` and `value`, with LLaMA-Factory's `function_call` and `observation`
// (https://github.com/hiyouga/LLaMA-Factory/blob/main/data/README.md).

#include <fmt/format.h>

#include "form.hpp"
#include "message_parts.hpp"

namespace jsonl_sink::forms {
namespace {

// The value of a `function_call`: the text of one call, {"name": ..., "arguments": {...}}, or of a list of them.
bool read_calls_text(Members& members, chat::Message& into) {
  const auto text = members.take_text("value");
  if (!text) return members.fail("value", "missing");
  auto calls = parse(*text);
  if (!calls) return members.fail("value", "the text of a call is no JSON: " + calls.error().why);
  if (calls->is_object()) calls = base::Json::of_array({*std::move(calls)});
  const std::string path = members.path_of("value");
  for (base::Json& call : calls->items) {
    if (!read_call(call, path, members.reading(), into.tool_calls.emplace_back())) return false;
  }
  return !into.tool_calls.empty() || members.fail("value", "it holds no call");
}

}  // namespace

bool read_sharegpt(base::Json& list, const std::string& path, Reading& reading) {
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    const std::string place = fmt::format("{}[{}]", path, i);
    if (!list.items[i].is_object()) return reading.fail(place, what_is(list.items[i]) + " is no object");
    Members members(list.items[i], place, reading);
    chat::Message message;
    if (list.items[i]["from"].string() == "function_call") {
      members.take("from");
      message.role = chat::Role::assistant;
      read_calls_text(members, message);
    } else {
      message.role = take_role(members, "from");
      message.content = take_content(members, "value");
    }
    if (!read_other_parts(members, message)) return false;
    reading.line.messages.push_back(std::move(message));
  }
  return true;
}

}  // namespace jsonl_sink::forms
