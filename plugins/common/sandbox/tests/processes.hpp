// Whether anything of a command is left.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

#include <test_support/temporary_folder.hpp>

namespace sandbox_test {

// Processes on this machine whose command line holds `word`.
inline int processes_with(const std::string& word) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != name.npos) continue;
    try {
      count += test_support::read_file(entry.path() / "cmdline").contains(word);
    } catch (const std::runtime_error&) {
      // The process ended meanwhile.
    }
  }
  return count;
}

}  // namespace sandbox_test
