// Messages as one JSON text, as data sets have them whose columns are of one type each, such as SWE-smith's trajectories.

#include "form.hpp"

namespace jsonl_sink::forms {

bool read_messages_text(base::Json& text, const std::string& path, Reading& reading) {
  auto list = parse(text.text);
  if (!list) return reading.fail(path, "its text is no JSON: " + list.error().why);
  if (!list->is_array()) return reading.fail(path, "its text holds " + what_is(*list) + ", not a list");
  text = *std::move(list);
  return true;
}

}  // namespace jsonl_sink::forms
