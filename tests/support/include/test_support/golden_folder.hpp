// Where golden data lie: in the repository, or, as another set of the same form, where FLOWRUN_GOLDEN says.
#pragma once

#include <cstdlib>
#include <filesystem>

namespace test_support {

inline std::filesystem::path golden_folder(const char* repositorys) {
  const char* const other = std::getenv("FLOWRUN_GOLDEN");
  return other == nullptr ? repositorys : other;
}

}  // namespace test_support
