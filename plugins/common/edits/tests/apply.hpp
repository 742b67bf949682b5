// What the tool of an agent does with edits.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <edits/edits.hpp>

namespace edits {

// None if an old text does not occur, or more than once, when its turn comes.
inline std::optional<std::string> apply(std::string_view text, std::span<const Edit> edits) {
  std::string result(text);
  for (const Edit& edit : edits) {
    const std::size_t at = edit.old_text.empty() ? std::string::npos : result.find(edit.old_text);
    if (at == std::string::npos || result.find(edit.old_text, at + 1) != std::string::npos)
      return std::nullopt;
    result.replace(at, edit.old_text.size(), edit.new_text);
  }
  return result;
}

}  // namespace edits
