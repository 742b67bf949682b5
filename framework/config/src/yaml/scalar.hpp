// The YAML 1.2 core schema (section 10.3.2 of the specification): what a scalar without quotes stands for.
#pragma once

#include <string>
#include <string_view>

#include <config/node.hpp>

namespace flowrun::config {

struct ScalarProblem {
  std::string message;
  std::string why;
  std::string hint;
};

// Sets kind and value of the node from its text. `problem` is set for texts that YAML 1.1 reads otherwise
// (yes, 010) or that are out of range; the node is a string then.
void resolve_plain(Node& node, ScalarProblem& problem);

}  // namespace flowrun::config
