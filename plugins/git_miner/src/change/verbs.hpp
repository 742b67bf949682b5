// Verbs with which subjects of commits begin.
#pragma once

#include <span>
#include <string_view>

namespace git_miner {

struct Verb {
  std::string_view base;
  std::string_view report;  // how a report begins: what was done, or what the program does now
};

// Left out are those that are as often nouns there (test, format, log, build).
std::span<const Verb> subject_verbs();

}  // namespace git_miner
