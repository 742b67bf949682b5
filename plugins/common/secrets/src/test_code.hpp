// Is a place in the code of tests, or a sample in the documentation of code? What stands there in literals is
// made up.
#pragma once

#include <cstddef>
#include <string_view>

namespace secrets {

// By signs on the line, and before it within 3,000 bytes: `#[test]`, `assert`, a parser that is called.
bool is_test_code(std::string_view text, std::size_t pos);

}  // namespace secrets
