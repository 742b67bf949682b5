// The stages that are installed, as far as the checks of a pipeline need to know them.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <flow/description.hpp>

namespace flowrun::config {

struct StageCatalogue {
  // Null where no plugin offers the stage type. The pointer must live as long as the results of the checks.
  std::function<const flow::StageDescription*(std::string_view use)> find;
  std::vector<std::string> names;  // of all stage types, for suggestions
};

}  // namespace flowrun::config
