// Result texts of older and newer opencode versions in the form of 1.18, one tool each.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace agent_tools {

struct OlderResult {
  std::optional<std::string> text;  // none = stays as it is
  std::string reason;               // why it cannot be in the form of 1.18; "" = it is, or `text` is
  std::int64_t first_line = 0;  // of a read in the `<file>` form, whose offset argument counts from 0; else 0
};

// `path` is absolute, "" if unknown.
OlderResult older_read(std::string_view text, std::string_view path);

struct BashContext {
  bool second_generation = false;   // the call was named `shell`
  bool empty_is_no_output = false;  // an empty text stands for a completed command
};
OlderResult older_bash(std::string_view text, BashContext context);

OlderResult older_edit(std::string_view text, std::string_view path);
OlderResult older_write(std::string_view text, std::string_view path);
OlderResult older_grep(std::string_view text);
OlderResult older_glob(std::string_view text);

}  // namespace agent_tools
