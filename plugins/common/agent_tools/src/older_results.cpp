#include "older_results.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

#include <fmt/format.h>

#include <agent_tools/result_texts.hpp>

namespace agent_tools {
namespace {

OlderResult left(std::string reason) { return {.text = {}, .reason = std::move(reason)}; }
OlderResult as(std::string_view text) { return {.text = std::string(text), .reason = ""}; }

bool contains(std::string_view text, std::string_view part) { return text.contains(part); }

// The number between `before` and `after`, which together are all of `text`.
std::optional<std::int64_t> number_in(std::string_view text, std::string_view before,
                                      std::string_view after) {
  if (!text.starts_with(before) || !text.ends_with(after) || text.size() <= before.size() + after.size())
    return std::nullopt;
  const std::string_view digits = text.substr(before.size(), text.size() - before.size() - after.size());
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

// One line of <bash_metadata> as a note of 1.18; none for an unknown one.
std::optional<std::string> current_note(std::string_view note) {
  for (const std::string_view word : {"command", "commmand"})  // 1.0.185 writes the second
    if (const auto ms =
            number_in(note, fmt::format("bash tool terminated {} after exceeding timeout ", word), " ms"))
      return timeout_note(*ms);
  if (note == user_aborted_text) return std::string(user_aborted_text);
  return std::nullopt;
}

// Not cut again: what the model saw then stays.
OlderResult noted(std::string_view output, const std::vector<std::string>& notes) {
  const std::string nothing = bash_text("", notes);
  if (output.empty()) return as(nothing);
  return as(std::string(output) + nothing.substr(no_output_text.size()));
}

OlderResult with_notes(std::string_view output, std::string_view block) {
  std::vector<std::string> notes;
  for (const std::string_view line : lines_of(block)) {
    auto note = current_note(line);
    if (!note) return left("an output whose beginning was kept");
    notes.push_back(*std::move(note));
  }
  return noted(output, notes);
}

// "\nThis file has errors, please fix\n<file_diagnostics>..." of edit and write up to 1.1.
OlderResult diagnostics(std::string_view success, std::string_view text, std::string_view path) {
  constexpr std::string_view begin = "\nThis file has errors, please fix\n<file_diagnostics>\n";
  constexpr std::string_view end = "\n</file_diagnostics>";
  constexpr std::size_t most =
      20;  // 1.18 shows that many errors [src packages/opencode/src/lsp/diagnostic.ts]
  while (text.ends_with('\n')) text.remove_suffix(1);
  if (!text.ends_with(end) || contains(text, "<project_diagnostics>"))
    return left("diagnostics of several files");
  if (path.empty()) return left("the absolute path of a relative one");
  const std::string_view errors = text.substr(begin.size(), text.size() - begin.size() - end.size());
  const auto lines = lines_of(errors);
  if (lines.size() > most) return left("more diagnostics than 1.18 shows");
  for (const std::string_view line : lines)
    if (!line.starts_with("ERROR [")) return left("diagnostics that are no errors");
  return as(fmt::format(
      "{}\n\nLSP errors detected in this file, please fix:\n<diagnostics file=\"{}\">\n{}\n</diagnostics>",
      success, path, errors));
}

OlderResult older_change(std::string_view success, std::string_view text, std::string_view path) {
  // Up to 1.1.11 nothing was said. Only completed calls have an empty text: an error is never empty.
  if (text.empty()) return as(success);
  if (text.starts_with("\nThis file has errors, please fix\n<file_diagnostics>\n"))
    return diagnostics(success, text, path);
  if (text.starts_with("\n<project_diagnostics>")) return left("diagnostics of several files");
  if (text.starts_with("You must read file ") || contains(text, " has been modified since it was last read."))
    return left("a check that 1.18 does not make");
  if (text.starts_with("Unable to edit ")) return left("an error of 2.x");
  return {};
}

}  // namespace

OlderResult older_bash(std::string_view text, BashContext context) {
  if (contains(text, "\n\nThe tool call succeeded but the output was truncated. Full output saved to: ") ||
      text.ends_with("\n\n(Output was truncated due to length limit)"))
    return left("an output whose beginning was kept");
  if (text.starts_with("Unable to execute command: ")) return left("an error of 2.x");
  if (context.second_generation) {
    const std::size_t note = text.rfind("Command exited with code ");
    if (note != std::string_view::npos && number_in(text.substr(note), "Command exited with code ", ".") &&
        (note == 0 || text.substr(0, note).ends_with("\n\n")))
      return noted(text.substr(0, note == 0 ? 0 : note - 2), {});
    if (text.empty()) return left("an empty output of 2.x");
    return {};
  }
  constexpr std::string_view open = "\n\n<bash_metadata>\n", close = "\n</bash_metadata>";
  if (const std::size_t at = text.ends_with(close) ? text.rfind(open) : std::string_view::npos;
      at != std::string_view::npos) {
    const std::size_t begin = at + open.size();
    return with_notes(text.substr(0, at), text.substr(begin, text.size() - close.size() - begin));
  }
  constexpr std::string_view aborted = "\n\n(Command was aborted)";
  if (text.ends_with(aborted)) {
    return noted(text.substr(0, text.size() - aborted.size()), {std::string(user_aborted_text)});
  }
  constexpr std::string_view timed_out = "\n\n(Command timed out after ", unit = " ms)";
  if (const std::size_t at = text.ends_with(unit) ? text.rfind(timed_out) : std::string_view::npos;
      at != std::string_view::npos) {
    if (const auto ms = number_in(text.substr(at), timed_out, unit))
      return noted(text.substr(0, at), {timeout_note(*ms)});
  }
  return text.empty() && context.empty_is_no_output ? as(no_output_text) : OlderResult{};
}

OlderResult older_edit(std::string_view text, std::string_view path) {
  if (text.starts_with("Edited ") && (text.ends_with(" replacement)") || text.ends_with(" replacements)")))
    return as(edit_applied_text);
  if (text.starts_with("oldString not found in content") || text.starts_with("Could not find oldString in "))
    return text == old_string_not_found_text ? OlderResult{} : as(old_string_not_found_text);
  const bool counted =
      text.starts_with("Found ") && contains(text, " matches for oldString, but expected exactly one");
  if (text.starts_with("Found multiple matches for oldString") || counted)
    return text == multiple_matches_text ? OlderResult{} : as(multiple_matches_text);
  return older_change(edit_applied_text, text, path);
}

OlderResult older_write(std::string_view text, std::string_view path) {
  if (text.starts_with("Created file successfully: ") || text.starts_with("Wrote file successfully: "))
    return as(file_written_text);
  return older_change(file_written_text, text, path);
}

// Older versions joined the matches without their line ends. A file whose last line has none, and matches,
// would lack one in 1.18; the old text does not tell.
OlderResult older_grep(std::string_view text) {
  if (text == "No matches found") return as(nothing_found_text);
  if (!text.starts_with("Found ")) return {};
  if (contains(text, "\n(Results are truncated") || contains(text, "\n(Results truncated:"))
    return left("a cut list of matches");
  const auto lines = lines_of(text);
  std::vector<GrepMatch> matches;
  std::string path;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::size_t colon = lines[i].find(": ");
    const auto number =
        colon == std::string_view::npos ? std::nullopt : number_in(lines[i].substr(0, colon), "  Line ", "");
    if (number && !path.empty()) {
      matches.push_back({path, *number, std::string(lines[i].substr(colon + 2)) + "\n"});
    } else if (lines[i].empty()) {
      if (path.empty() || i + 1 == lines.size())
        return {};  // two empty lines, or one at the end: the form of 1.18
      path.clear();
    } else if (path.empty() && lines[i].ends_with(':')) {
      path = lines[i].substr(0, lines[i].size() - 1);
      if (!path.starts_with('/') && !contains(path, ":")) return left("relative paths");
    } else {
      return {};
    }
  }
  if (number_in(lines[0], "Found ", " matches") != static_cast<std::int64_t>(matches.size())) return {};
  if (matches.size() >= max_results) return left("a cut list of matches");
  return as(grep_text(matches));
}

OlderResult older_glob(std::string_view text) {
  constexpr std::string_view note =
      "\n\n(Results are truncated. Consider using a more specific path or pattern.)";
  if (!text.ends_with(note)) return {};
  const auto lines = lines_of(text.substr(0, text.size() - note.size()));
  if (lines.size() != max_results) return left("a cut list of files");
  return as(glob_text(std::vector<std::string>(lines.begin(), lines.end())));
}

}  // namespace agent_tools
