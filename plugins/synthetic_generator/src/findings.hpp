// What the house style forbids and no default lint says, by rust_code.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <base/error.hpp>
#include <synthetic_generator/skeleton.hpp>

namespace synthetic_generator {

struct Finding {
  Detector detector{};
  std::string file;
  std::uint32_t line = 0;
};

// Of all .rs files that are no tests, in order. The error names a file that does not parse.
base::Result<std::vector<Finding>> find_faults(const Files& files);

// Names of the tests that the syntax shows, as libtest reports them; sorted.
std::vector<std::string> test_names(const Files& files);

// The item that holds a line (from 1): its path, such as `Reader::next`. Empty if there is none.
std::string item_at(const Files& files, std::string_view path, std::uint32_t line);

}  // namespace synthetic_generator
