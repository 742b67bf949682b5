// The files below skeletons/, put into the library by embed.cmake.
#pragma once

#include <string_view>
#include <vector>

namespace synthetic_generator {

struct EmbeddedFile {
  std::string_view path;  // relative to skeletons/
  std::string_view text;
};

const std::vector<EmbeddedFile>& embedded_files();

}  // namespace synthetic_generator
