#include <algorithm>

#include <fmt/format.h>

#include <agent_tools/read_text.hpp>
#include <agent_tools/result_texts.hpp>

#include "unicode.hpp"

namespace agent_tools {

std::string edit_file_not_found_text(std::string_view path) { return fmt::format("File {} not found", path); }

std::string edit_path_is_directory_text(std::string_view path) {
  return fmt::format("Path is a directory, not a file: {}", path);
}

std::string_view shown_tail(std::string_view output) {
  std::size_t begin = output.size();
  for (std::size_t lines = 0; lines < max_output_lines; ++lines) {
    // `begin` is where the tail starts so far; the line before it ends at the "\n" in front of it.
    const std::size_t line_end = lines == 0 ? output.size() : begin - 1;
    const std::size_t newline = line_end == 0 ? std::string_view::npos : output.rfind('\n', line_end - 1);
    const std::size_t line_begin = newline == std::string_view::npos ? 0 : newline + 1;
    if (output.size() - line_begin > max_output_bytes) {
      if (lines > 0) break;
      begin = output.size() - max_output_bytes;
      while (begin < output.size() && (static_cast<unsigned char>(output[begin]) & 0xC0U) == 0x80U) ++begin;
      break;
    }
    begin = line_begin;
    if (begin == 0) break;
  }
  return output.substr(begin);
}

std::string timeout_note(std::int64_t timeout_ms) {
  return fmt::format(
      "shell tool terminated command after exceeding timeout {} ms. If this command is expected to take "
      "longer and is "
      "not waiting for interactive input, retry with a larger timeout value in milliseconds.",
      timeout_ms);
}

std::string bash_text(std::string_view output, std::span<const std::string> notes,
                      std::string_view full_output_path) {
  const std::string_view tail = shown_tail(output);
  std::string text;
  if (tail.size() < output.size()) {
    text = "...output truncated...\n\n";
    if (!full_output_path.empty()) text += fmt::format("Full output saved to: {}\n\n", full_output_path);
  }
  text += tail.empty() ? no_output_text : tail;
  if (!notes.empty())
    text += fmt::format("\n\n<shell_metadata>\n{}\n</shell_metadata>", fmt::join(notes, "\n"));
  return text;
}

std::string grep_text(std::span<const GrepMatch> matches) {
  if (matches.empty()) return std::string(nothing_found_text);
  const bool more = matches.size() >= max_results;
  std::string text =
      fmt::format("Found {} matches{}", matches.size(), more ? " (more matches available)" : "");
  std::string_view current;
  for (const GrepMatch& match : matches) {
    if (match.path != current) {
      text += fmt::format("{}\n{}:", current.empty() ? "" : "\n", match.path);
      current = match.path;
    }
    const std::string_view shown = utf16_prefix(match.text, max_line_units);
    text +=
        fmt::format("\n  Line {}: {}{}", match.line, shown, shown.size() < match.text.size() ? "..." : "");
  }
  if (more) text += "\n\n(Results truncated. Consider using a more specific path or pattern.)";
  return text;
}

std::string glob_text(std::span<const std::string> paths) {
  if (paths.empty()) return std::string(nothing_found_text);
  std::string text = fmt::format("{}", fmt::join(paths, "\n"));
  if (paths.size() >= max_results)
    text += fmt::format(
        "\n\n(Results are truncated: showing first {} results. Consider using a more specific path or "
        "pattern.)",
        max_results);
  return text;
}

std::string search_path_not_found_text(std::string_view path) {
  return fmt::format("Search path not found: {}", path);
}

std::string glob_path_is_file_text(std::string_view path) {
  return fmt::format("glob path must be a directory: {}", path);
}

std::string invalid_pattern_text(std::string_view pattern, std::string_view why) {
  return fmt::format("Cannot search for {} ({}): give a valid regular expression", pattern, why);
}

std::string invalid_arguments_text(std::string_view tool, const ArgumentFault& fault) {
  const std::string place = fault.key.empty() ? "" : fmt::format("\n  at [\"{}\"]", fault.key);
  return fmt::format(
      "The {} tool was called with invalid arguments: SchemaError({}{}).\nPlease rewrite the input so it "
      "satisfies the "
      "expected schema.",
      tool, fault.issue, place);
}

std::string unavailable_tool_text(std::string_view tool, std::span<const std::string_view> offered) {
  std::vector<std::string_view> names(offered.begin(), offered.end());
  names.emplace_back("invalid");
  std::ranges::sort(names);
  return fmt::format(
      "The arguments provided to the tool are invalid: Model tried to call unavailable tool '{}'. Available "
      "tools: {}.",
      tool, fmt::join(names, ", "));
}

std::string unparsable_arguments_text(std::string_view tool, std::string_view arguments) {
  return fmt::format(
      "The arguments provided to the tool are invalid: Invalid input for tool {}: JSON parsing failed: Text: "
      "{}.\n"
      "Error message: JSON Parse error: Unable to parse JSON string",
      tool, arguments);
}

std::string outside_text(std::string_view path, std::string_view root) {
  return fmt::format("Cannot use {} (it is outside the workspace): use a path below {}", path, root);
}

std::string unreadable_text(std::string_view path, std::string_view why) {
  return fmt::format("Cannot use {} ({}): use another file or bash", path, why);
}

}  // namespace agent_tools
