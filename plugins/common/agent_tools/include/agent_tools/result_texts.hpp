// What edit, write, bash, grep, glob and mistaken calls answer in opencode 1.18.
//
// In brackets at each text its evidence: docs/tool_contract.md, "Where each text comes from". Paths are shown
// as given: see path_root.hpp for neutral ones.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <agent_tools/schemas.hpp>

namespace agent_tools {

// --- edit and write
inline constexpr std::string_view edit_applied_text = "Edit applied successfully.";       // [run]
inline constexpr std::string_view plain_edit_applied_text = "Edit applied successfully";  // [own]
inline constexpr std::string_view file_written_text = "Wrote file successfully.";         // [format]
inline constexpr std::string_view old_string_not_found_text =                             // [run]
    "Could not find oldString in the file. It must match exactly, including whitespace, indentation, and "
    "line "
    "endings.";
inline constexpr std::string_view multiple_matches_text =  // first sentence [format], second [src]
    "Found multiple matches for oldString. Provide more surrounding context to make the match unique.";
inline constexpr std::string_view identical_strings_text =  // [format]
    "No changes to apply: oldString and newString are identical.";
inline constexpr std::string_view empty_old_string_text =  // [src]
    "oldString cannot be empty when editing an existing file. Provide the exact text to replace, or use "
    "write for an "
    "intentional full-file replacement.";
std::string edit_file_not_found_text(std::string_view path);     // "File P not found" [src]
std::string edit_path_is_directory_text(std::string_view path);  // [src]

// --- bash
inline constexpr std::int64_t default_timeout_ms = 120'000;                        // [format]
inline constexpr std::size_t max_output_lines = 2000;                              // [format]
inline constexpr std::size_t max_output_bytes = 50 * 1024;                         // [format]
inline constexpr std::string_view no_output_text = "(no output)";                  // [run]
inline constexpr std::string_view user_aborted_text = "User aborted the command";  // [format]

// The end of `output` that is shown: whole lines, at most 2,000 and 50 KiB; of a single longer line its end
// [src].
std::string_view shown_tail(std::string_view output);

// The line in <shell_metadata> after a time-out [run].
std::string timeout_note(std::int64_t timeout_ms);

// `output` with `(no output)` for none [run], cut to its tail behind "...output truncated..." [format], and
// followed by the notes in <shell_metadata> [run]. `full_output_path` names the file with the whole output;
// without one the sentence about it is left out [own].
std::string bash_text(std::string_view output, std::span<const std::string> notes = {},
                      std::string_view full_output_path = {});

// --- grep and glob
inline constexpr std::size_t max_results = 100;                           // [format]
inline constexpr std::string_view nothing_found_text = "No files found";  // [format]

struct GrepMatch {
  std::string path;
  std::int64_t line = 0;
  std::string text;  // the whole line with its line end, as ripgrep reports it [run]
};

// "Found N matches", then path and lines [run]; lines over 2,000 UTF-16 units are cut [src]. At 100 matches
// it says that there may be more [src].
std::string grep_text(std::span<const GrepMatch> matches);

// One path a line [format], at 100 with the note that there may be more [src].
std::string glob_text(std::span<const std::string> paths);

std::string search_path_not_found_text(std::string_view path);                     // grep [src]
std::string glob_path_is_file_text(std::string_view path);                         // [src]
std::string invalid_pattern_text(std::string_view pattern, std::string_view why);  // [own]

// --- calls that fit no tool
// The first thing wrong with the arguments, in the words of opencode's schema library [report]:
// "Missing key", "Expected string, got 5"; `key` empty = the arguments as a whole.
struct ArgumentFault {
  std::string issue;
  std::string key;
};
std::string invalid_arguments_text(std::string_view tool, const ArgumentFault& fault);

// A tool that is not offered [run]. The list is sorted and names `invalid`, as in 1.18.
std::string unavailable_tool_text(std::string_view tool, std::span<const std::string_view> offered);

// Arguments that are no JSON: the frame [format]; the parser's own words differ between machines [own].
std::string unparsable_arguments_text(std::string_view tool, std::string_view arguments);

// --- outside the workspace. 1.18 asks the person there; nobody can be asked in a rollout [own].
std::string outside_text(std::string_view path, std::string_view root);
std::string unreadable_text(std::string_view path, std::string_view why);

}  // namespace agent_tools
