// Candidates and conversations in a few lines.
#pragma once

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include <criteria/manifests.hpp>
#include <criteria/sources.hpp>
#include <rust_tasks/rollout.hpp>

namespace criteria_test {

using Files = std::vector<rust_tasks::File>;

inline criteria::Sources library(std::string text) {
  const Files files{{"src/lib.rs", std::move(text)}};
  return criteria::Sources::parse(files);
}

inline bool mentions(const std::vector<std::string>& evidence, std::string_view part) {
  for (const std::string& line : evidence) {
    if (line.contains(part)) return true;
  }
  return false;
}

inline bool mentions(const std::vector<criteria::Fault>& faults, std::string_view part) {
  std::vector<std::string> lines;
  for (const auto& fault : faults) lines.push_back(criteria::text_of(fault));
  return mentions(lines, part);
}

}  // namespace criteria_test
