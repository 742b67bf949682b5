// What `read` answers in opencode 1.18.
//
// In brackets at each text its evidence: docs/tool_contract.md, "Where each text comes from".
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <base/error.hpp>

namespace agent_tools {

inline constexpr std::int64_t default_read_lines = 2000;  // [format]
inline constexpr std::size_t max_line_units = 2000;       // UTF-16 units of one line [format]
inline constexpr std::size_t max_read_bytes = 50 * 1024;  // of all shown lines without their numbers [src]

struct ReadWindow {
  std::int64_t offset = 1;  // first line or entry, from 1
  std::int64_t limit = default_read_lines;
};

// A file, `<path>`, `<type>`, `<content>`, numbered lines, and an end mark [run]:
//   "(End of file - total N lines)" [run],
//   "(Showing lines a-b of N. Use offset=c to continue.)" [format, src],
//   "(Output capped at 50 KB. ...)" [format, src].
// Lines end at "\n" or "\r\n", and no "\r" is shown [run]. A final line feed begins no further line. The
// error is "Offset N is out of range for this file (M lines)" [src].
base::Result<std::string> file_text(std::string_view path, std::string_view content, ReadWindow window = {});

// A directory [format, src]. Entries are names, directories with "/" at the end, in any order.
std::string directory_text(std::string_view path, std::span<const std::string> entries,
                           ReadWindow window = {});

// "File not found: P", with up to three similar names of its folder, as full paths [run].
std::string file_not_found_text(std::string_view path, std::span<const std::string> suggestions = {});

// "Cannot read binary file: P" [format].
std::string binary_file_text(std::string_view path);

// Whether 1.18 refuses the file: by its extension, a NUL byte, or more than 30 % control characters in its
// first 4 KiB [src].
bool is_binary(std::string_view path, std::string_view content);

}  // namespace agent_tools
