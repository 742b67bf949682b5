// The first error in what cargo printed for people.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace synthetic_generator {

struct FirstError {
  std::string code;  // E0499; empty if it has none
  std::string file;  // relative to the workspace; empty if it has no place
  std::uint32_t line = 0;
  std::string
      block;  // as printed, up to the empty line that ends it; empty if there is no error with a place
};

FirstError first_error(std::string_view output);

}  // namespace synthetic_generator
