// What has a path and no content that could be read to its end: opening a FIFO would wait for a writer for ever.
#pragma once

#include <filesystem>
#include <string_view>

namespace base {

// "a FIFO", "a socket" or "a device"; "" for anything else.
constexpr std::string_view special_kind(std::filesystem::file_type type) {
  switch (type) {
    case std::filesystem::file_type::fifo:
      return "a FIFO";
    case std::filesystem::file_type::socket:
      return "a socket";
    case std::filesystem::file_type::block:
    case std::filesystem::file_type::character:
      return "a device";
    default:
      return "";
  }
}

}  // namespace base
