// How the values of a generated call read as JSON, given the schemas of the offered tools.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tool_call_text.hpp"

namespace hf {

class ParameterTypes {
 public:
  // A tool that is no JSON object of the usual form has no known parameters.
  explicit ParameterTypes(std::span<const std::string> tools);

  // The call's arguments as the text of a JSON object.
  std::string arguments_of(const CallText& call) const;

 private:
  // Names of JSON Schema types; nothing for an unknown parameter, which is a string.
  std::span<const std::string> types_of(std::string_view function, std::string_view parameter) const;

  std::map<std::pair<std::string, std::string>, std::vector<std::string>> types_;
};

}  // namespace hf
