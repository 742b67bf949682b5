#include "proof/kept_tests.hpp"

#include <algorithm>
#include <functional>
#include <string_view>

#include <re2/re2.h>

#include <rust_code/split.hpp>

#include "change/line_index.hpp"
#include "path_parts.hpp"

namespace git_miner {
namespace {

using LineTest = std::function<bool(std::string_view line)>;

bool any_line(std::string_view text, const LineRange& range, const LineTest& is_one) {
  const LineIndex lines(text);
  for (std::size_t line = range.begin; line < range.end; ++line) {
    if (is_one(lines.line(line))) return true;
  }
  return false;
}

bool any_deleted(const ChangedFile& file, const LineTest& is_one) {
  return std::ranges::any_of(file.change.lines, [&](const ChangedLines& lines) {
    return any_line(file.before, lines.before, is_one);
  });
}

bool any_added(const ChangedFile& file, const LineTest& is_one) {
  return std::ranges::any_of(file.change.lines, [&](const ChangedLines& lines) {
    return any_line(file.after, lines.after, is_one);
  });
}

bool is_doc_comment(std::string_view line) {
  const auto begin = line.find_first_not_of(" \t");
  if (begin == line.npos) return false;
  line.remove_prefix(begin);
  return line.starts_with("///") || line.starts_with("//!") || line.starts_with("/**") ||
         line.starts_with("/*!");
}

// What makes tests, or turns them on and off.
bool governs_tests(std::string_view line) {
  static const RE2 governing(
      R"(#!\[|#\[\s*(?:cfg|test|doc|path|macro|ignore|should_panic)|\bmod\s|\bmacro_rules\b|\binclude\w*!|\bcfg)");
  return RE2::PartialMatch(re2::StringPiece(line.data(), line.size()), governing);
}

// Its lines show what they are: they are not inside a macro or a comment that begins elsewhere.
bool is_plain_edit(const ChangedFile& file) {
  const bool is_there_before = file.change.kind == ChangeKind::modified;
  const bool fits = is_there_before || file.change.kind == ChangeKind::added;
  static const RE2 block(R"((?m)^[ \t]*(?:/\*[*!]|macro_rules!|(?:\w+::)?cfg_if!))");
  const bool has_blocks = RE2::PartialMatch(file.before, block);
  return fits && !file.is_manifest && !has_blocks && name_of_path(file.change.path()) != "build.rs";
}

bool deletes_test_lines(const ChangedFile& file) {
  if (!file.tree_before) return false;
  const LineIndex lines(file.before);
  const auto parts = rust_code::split_tests(*file.tree_before);
  return std::ranges::any_of(file.change.lines, [&](const ChangedLines& changed) {
    if (changed.before.count() == 0) return false;
    const auto begin = lines.begin(changed.before.begin), end = lines.begin(changed.before.end);
    return file.is_test || std::ranges::any_of(parts, [&](const rust_code::Part& part) {
             return part.role == rust_code::Role::test && part.bytes.begin < end && part.bytes.end > begin;
           });
  });
}

bool keeps_tests(const ChangedFile& file) {
  const auto opens_code = [](std::string_view line) { return line.contains("```"); };
  if (!is_plain_edit(file)) return false;
  if (!file.is_rust) {  // it may be included in documentation
    return !any_deleted(file, [](std::string_view) { return true; }) && !any_added(file, opens_code);
  }
  // A new module holds no test of before.
  const auto turns_off = [](std::string_view line) {
    static const RE2 off(R"(#\[\s*ignore|#!\[|^\s*/\*|\bmacro_rules\b|\bcfg)");
    return line != "#[cfg(test)]" && RE2::PartialMatch(re2::StringPiece(line.data(), line.size()), off);
  };
  return !deletes_test_lines(file) && !any_deleted(file, governs_tests) &&
         !any_deleted(file, is_doc_comment) && !any_added(file, turns_off) && !any_added(file, opens_code);
}

bool keeps_documentation(const ChangedFile& file) {
  if (!is_plain_edit(file)) return false;
  if (!file.is_rust) return !file.change.path().ends_with(".md");
  const auto counts = [](std::string_view line) { return is_doc_comment(line) || governs_tests(line); };
  return !any_deleted(file, counts) && !any_added(file, counts);
}

// What is declared on a line that the change adds to a Rust file: "fn adds() {", "rgtest!(adds, |dir| {", and "adds," below
// the head of such a macro.
std::set<std::string> added_names(const ChangeSet& set) {
  static const RE2 declared(R"(\bfn\s+(\w+)|^\s*\w+!\s*[({]\s*(\w+)|^\s*(\w+),\s*$)");
  std::set<std::string> names;
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust) continue;
    any_added(file, [&](std::string_view line) {
      std::string function, in_macro, below_macro;
      const re2::StringPiece text(line.data(), line.size());
      if (RE2::PartialMatch(text, declared, &function, &in_macro, &below_macro))
        names.insert(function + in_macro + below_macro);
      return false;
    });
  }
  return names;
}

}  // namespace

bool keeps_all_tests(const ChangeSet& set) { return std::ranges::all_of(set.files, keeps_tests); }

bool keeps_doctests(const ChangeSet& set) { return std::ranges::all_of(set.files, keeps_documentation); }

std::set<std::string> tests_of_change(const ChangeSet& set, const TestCounts& passed,
                                      const TestCounts& failed) {
  constexpr std::size_t most = 20;
  const auto added = added_names(set);
  std::set<std::string> names;
  for (const auto& [test, count] : passed) {
    std::string name = name_of_test(test);
    const auto separator = name.rfind("::");
    const bool is_added = added.contains(separator == name.npos ? name : name.substr(separator + 2));
    if ((is_added || failed.contains(test)) && names.size() < most) names.insert(std::move(name));
  }
  return names;
}

}  // namespace git_miner
