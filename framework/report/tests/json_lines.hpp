// A file of JSON lines, read back.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <base/json.hpp>
#include <test_support/temporary_folder.hpp>

inline std::vector<base::Json> json_lines(const std::filesystem::path& path) {
  std::vector<base::Json> lines;
  std::string text = test_support::read_file(path);
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    REQUIRE(end != std::string::npos);
    const auto line = base::parse_json(text.substr(0, end));
    REQUIRE(line);
    lines.push_back(*line);
    text.erase(0, end + 1);
  }
  return lines;
}
