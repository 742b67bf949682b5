// Why a model, an adapter or a tensor file could not be read, written or used.
#pragma once

#include <string>

namespace qwen35 {

struct Error {
  std::string problem;
  std::string why;
  std::string what_to_do;

  // "problem (why): what to do"
  std::string text() const { return problem + " (" + why + "): " + what_to_do; }
};

}  // namespace qwen35
