// The tool calls at the end of a generated text.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hf {

inline constexpr std::string_view call_begin = "<tool_call>";

struct CallText {
  std::string_view name;
  // Key and value, in the order written.
  std::vector<std::pair<std::string_view, std::string_view>> parameters;
};

struct CallTexts {
  std::vector<CallText> calls;  // those before the first error
  std::string error;            // "" if all was read
};

// `text` begins with `<tool_call>`. The views point into it.
CallTexts read_calls(std::string_view text);

}  // namespace hf
