#include "filter/left_elsewhere.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <re2/re2.h>

#include "change/crate_use.hpp"
#include "change/line_index.hpp"
#include "filter/any_file.hpp"
#include "trimmed.hpp"

namespace git_miner {
namespace {

constexpr std::size_t least_bytes = 16;  // of a line that is like no other by chance

// Lines with a text in quotes that are gone, as they stand between their blanks.
std::set<std::string, std::less<>> lines_taken(const ChangeSet& set) {
  std::set<std::string, std::less<>> taken;
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || file.is_test || !file.tree_before) continue;
    const LineIndex before(file.before);
    for (const ChangedLines& change : file.change.lines) {
      for (std::size_t i = change.before.begin; i < change.before.end; ++i) {
        const std::string_view line = trimmed(before.line(i));
        if (line.size() >= least_bytes && line.contains('"') && !line.starts_with("//") &&
            !line.starts_with('#') &&
            !file.tree_before->in_test_at(static_cast<std::uint32_t>(before.begin(i))))
          taken.emplace(line);
      }
    }
  }
  for (const ChangedFile& file : set.files) {  // those that only moved
    const LineIndex after(file.after);
    for (std::size_t i = 0; i < after.count() && !taken.empty(); ++i) {
      if (const auto line = taken.find(trimmed(after.line(i))); line != taken.end()) taken.erase(line);
    }
  }
  return taken;
}

bool is_of_source(const std::string& path) {
  return is_rust_path(path) && rust_code::role_of_path(path) == rust_code::Role::source;
}

}  // namespace

std::optional<Drop> left_line_drop(const Repository& repository, const ChangeSet& set) {
  const auto taken = lines_taken(set);
  if (taken.empty()) return std::nullopt;
  std::string found;
  const bool is_left = any_file(repository, set.text.id, false, is_of_source,
                                [&](const std::string& path, const std::string& text) {
                                  const LineIndex lines(text);
                                  for (std::size_t i = 0; i < lines.count(); ++i) {
                                    if (!taken.contains(trimmed(lines.line(i)))) continue;
                                    found = fmt::format("{}:{}", path, i + 1);
                                    return true;
                                  }
                                  return false;
                                });
  if (!is_left) return std::nullopt;
  return Drop{DropReason::incomplete_fix, found + ": as what goes elsewhere, and stays"};
}

std::optional<Drop> left_crate_drop(const Repository& repository, const ChangeSet& set,
                                    const ChangeFacts& facts) {
  for (const std::string& key : facts.crates_removed) {
    const std::string name = code_name(key);
    const re2::RE2 use(fmt::format(R"((?m)\b{0}::|\b(?:use|extern crate) {0}\b|\bfeature\s*=\s*"{1}")", name,
                                   re2::RE2::QuoteMeta(key)));
    std::string found;
    const bool is_left = any_file(repository, set.text.id, false, is_rust_path,
                                  [&](const std::string& path, const std::string& text) {
                                    found = path;
                                    return text.contains(name) && re2::RE2::PartialMatch(text, use);
                                  });
    if (is_left)
      return Drop{DropReason::left_behind,
                  fmt::format("{} is no dependency any more, and {} uses it", key, found)};
  }
  return std::nullopt;
}

}  // namespace git_miner
