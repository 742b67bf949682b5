// What tests ask of cargo's messages.
#pragma once

#include <algorithm>
#include <string_view>

#include <cargo/diagnostics.hpp>

namespace cargo_test {

inline bool has_code(const cargo::Messages& messages, std::string_view code) {
  return std::ranges::find(messages.diagnostics, code, &cargo::Diagnostic::code) !=
         messages.diagnostics.end();
}

inline auto errors_in(const cargo::Messages& messages) {
  return std::ranges::count_if(messages.diagnostics, &cargo::Diagnostic::is_error);
}

}  // namespace cargo_test
