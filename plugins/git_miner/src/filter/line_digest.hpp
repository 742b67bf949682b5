// A number for a line of a file, the same wherever it stands.
#pragma once

#include <cstdint>
#include <string_view>

namespace git_miner {

// FNV-1a of path and line, blanks apart.
inline std::uint64_t line_digest(std::string_view path, std::string_view line) {
  std::uint64_t state = 0xcbf29ce484222325;
  const auto add = [&](std::string_view text) {
    for (const char c : text) {
      if (c != ' ' && c != '\t' && c != '\r') state = (state ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    }
    state = (state ^ 0xff) * 0x100000001b3;
  };
  add(path);
  add(line);
  return state;
}

}  // namespace git_miner
