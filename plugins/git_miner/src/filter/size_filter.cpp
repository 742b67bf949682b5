#include "filter/size_filter.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <re2/re2.h>

#include "change/line_index.hpp"

namespace git_miner {
namespace {

// How the text is larger than it may be; "" if it is not.
std::string largeness(const std::string& text, const Limits& limits) {
  if (text.size() > limits.file_bytes)
    return fmt::format("bytes {} (max_file_bytes {})", text.size(), limits.file_bytes);
  const auto lines = std::ranges::count(text, '\n');
  return std::cmp_greater(lines, limits.file_lines)
             ? fmt::format("lines {} (max_file_lines {})", lines, limits.file_lines)
             : "";
}

// How many functions (item macros count as such) a change touches; a change outside of any counts as many.
std::size_t functions_touched(const ChangedFile& file) {
  std::set<std::string> touched;
  const auto add = [&](const std::vector<rust_code::Item>& items, std::size_t index) {
    const rust_code::Item& item = items[index];
    const bool is_function =
        item.kind == rust_code::ItemKind::function || item.kind == rust_code::ItemKind::macro_call;
    touched.insert(is_function ? item.path : item.path + " (no function)");
    return is_function;
  };
  bool only_functions = true;
  for (const auto& change : file.items.changed) only_functions &= add(file.items.after, change.after);
  for (const std::size_t index : file.items.added) only_functions &= add(file.items.after, index);
  for (const std::size_t index : file.items.deleted) only_functions &= add(file.items.before, index);
  return only_functions ? touched.size() : touched.size() + 2;
}

// A last line without an end counts as if it had one.
std::size_t bytes_of(const std::string& text, const LineIndex& lines, const LineRange& range) {
  const std::size_t bytes = lines.begin(range.end) - lines.begin(range.begin);
  const bool reaches_end = range.begin < lines.count() && range.end >= lines.count();
  return bytes + (reaches_end && !text.ends_with('\n') ? 1 : 0);
}

std::size_t changed_bytes(const ChangeSet& set) {
  std::size_t bytes = 0;
  for (const ChangedFile& file : set.files) {
    const LineIndex before(file.before), after(file.after);
    for (const ChangedLines& lines : file.change.lines) {
      bytes += bytes_of(file.before, before, lines.before) + bytes_of(file.after, after, lines.after);
    }
  }
  return bytes;
}

constexpr std::size_t most_functions = 2;  // that a change of a large file touches

bool matches(const RE2& pattern, std::string_view line) {
  return RE2::PartialMatch(re2::StringPiece(line.data(), line.size()), pattern);
}

// The line that begins the function in which all of `range` stands, told by rustfmt's indentation: the next line before it
// that begins one, if that function ends behind it. "" where it stands in none, and where it cannot be told.
std::string_view function_around(const LineIndex& lines, const LineRange& range) {
  static const RE2 begin(
      R"(^\s*(?:pub(?:\([^)]*\))?\s+)?(?:const\s+|async\s+|unsafe\s+|extern\s+(?:"[^"]*"\s+)?)*fn\s)");
  for (std::size_t at = std::min(range.begin + 1, lines.count()); at-- > 0;) {
    const std::string_view text = lines.line(at);
    if (!text.contains("fn ") || !matches(begin, text)) continue;
    const std::string end = std::string(text.substr(0, text.find_first_not_of(" \t"))) + "}";
    std::size_t last = at;
    while (last < lines.count() && !lines.line(last).starts_with(end)) ++last;
    return last + 1 >= range.end ? text : "";
  }
  return "";
}

// Whether a changed line begins an item of the file that is no function.
bool changes_other_item(const LineIndex& lines, const LineRange& range) {
  static const RE2 item(
      R"(^(?:pub(?:\([^)]*\))?\s+)?(?:use|struct|enum|union|static|mod|type|trait|impl|extern crate)\b)");
  for (std::size_t line = range.begin; line < std::min(range.end, lines.count()); ++line) {
    if (matches(item, lines.line(line))) return true;
  }
  return false;
}

// Without blanks and comments, as far as that is seen line by line.
std::string code_of(const LineIndex& lines, const LineRange& range) {
  std::string code;
  for (std::size_t i = range.begin; i < std::min(range.end, lines.count()); ++i) {
    const std::string_view line = lines.line(i);
    for (const char c : line.substr(0, line.find("//"))) {
      if (c != ' ' && c != '\t' && c != '\r') code += c;
    }
  }
  return code;
}

// Whether the lines stand within an item of the file that is no function and takes more than a line: a structure, an
// enumeration, a table of constants. Told by the next line above that is not indented, as they are themselves.
bool is_within_other_item(const LineIndex& lines, const LineRange& range) {
  const auto is_indented = [](std::string_view text) {
    return text.starts_with(' ') || text.starts_with('\t');
  };
  static const RE2 open(
      R"(^(?:pub(?:\([^)]*\))?\s+)?(?:(?:struct|enum|union)\s+\w.*[{(]|(?:static|const)\s+(?:mut\s+)?\w+\s*:.*[\[({=]|use\s.*\{)$)");
  for (std::size_t i = range.begin; i < std::min(range.end, lines.count()); ++i) {
    if (!lines.line(i).empty() && !is_indented(lines.line(i))) return false;
  }
  for (std::size_t at = std::min(range.begin, lines.count()); at-- > 0;) {
    if (!lines.line(at).empty() && !is_indented(lines.line(at))) return matches(open, lines.line(at));
  }
  return false;
}

// Whether the change lies in more functions than it may, or outside of them, as far as that is seen without parsing.
bool touches_much(const ChangedFile& file) {
  std::set<std::string_view> functions;
  const LineIndex before(file.before), after(file.after);
  for (const ChangedLines& change : file.change.lines) {
    if (changes_other_item(before, change.before) || changes_other_item(after, change.after)) return true;
    if (is_within_other_item(before, change.before) && is_within_other_item(after, change.after) &&
        code_of(before, change.before) != code_of(after, change.after))
      return true;
    const bool is_deletion = change.after.count() == 0;
    functions.insert(is_deletion ? function_around(before, change.before)
                                 : function_around(after, change.after));
  }
  functions.erase("");
  return functions.size() > most_functions;
}

std::string largeness(const ChangedFile& file, const Limits& limits) {
  std::string how = largeness(file.before, limits);
  return how.empty() ? largeness(file.after, limits) : how;
}

Drop large_file(const ChangedFile& file, const std::string& how) {
  return {DropReason::large_file, file.change.path() + ": " + how};
}

std::size_t lines_of(const ChangeSet& set) {
  std::size_t lines = 0;
  for (const ChangedFile& file : set.files) {
    for (const ChangedLines& change : file.change.lines)
      lines += change.before.count() + change.after.count();
  }
  return lines;
}

}  // namespace

std::optional<Drop> few_lines_drop(const ChangeSet& set, const Limits& limits) {
  const std::size_t lines = lines_of(set);
  if (lines < limits.least_lines)
    return Drop{DropReason::too_few_lines,
                fmt::format("lines changed {} (at least {})", lines, limits.least_lines)};
  return std::nullopt;
}

bool may_be_large(const ChangedFile& file) {
  return file.is_rust && file.change.kind == ChangeKind::modified;
}

std::optional<Drop> size_drop(const ChangeSet& set, const Limits& limits) {
  if (auto drop = few_lines_drop(set, limits)) return drop;  // without what is generated
  // Before anything is done for each line. Every line has a byte, its end.
  if (const std::size_t lines = lines_of(set); lines > limits.change_bytes)
    return Drop{DropReason::too_many_lines,
                fmt::format("lines changed {}, each a byte or more (max_change_bytes {})", lines,
                            limits.change_bytes)};
  if (const std::size_t bytes = changed_bytes(set); bytes > limits.change_bytes)
    return Drop{DropReason::too_many_lines,
                fmt::format("bytes changed {} (max_change_bytes {})", bytes, limits.change_bytes)};
  for (const ChangedFile& file : set.files) {
    const std::string how = largeness(file, limits);
    if (how.empty()) continue;
    if (!may_be_large(file)) return large_file(file, how);
    if (touches_much(file))
      return large_file(file,
                        how + fmt::format(", in more than {} functions or outside of them", most_functions));
  }
  return std::nullopt;
}

std::optional<Drop> parsed_size_drop(const ChangeSet& set, const Limits& limits) {
  const std::size_t lines = lines_changed(set).source;
  if (lines > limits.feature_lines)
    return Drop{DropReason::too_many_lines,
                fmt::format("lines changed {} (max_feature_lines {})", lines, limits.feature_lines)};
  for (const ChangedFile& file : set.files) {
    const std::string how = largeness(file, limits);
    if (how.empty()) continue;
    if (functions_touched(file) > most_functions)
      return large_file(file,
                        how + fmt::format(", in more than {} functions or outside of them", most_functions));
  }
  return std::nullopt;
}

}  // namespace git_miner
