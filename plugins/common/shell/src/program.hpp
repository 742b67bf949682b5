// Which of the words of a command names the program that runs.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace shell {

// Without folder and `.exe`.
std::string program_of(std::string_view word);

// Behind assignments and wrappers such as `time` and `timeout 60`; words.size() if there is none.
std::size_t program_at(const std::vector<std::string>& words);

}  // namespace shell
