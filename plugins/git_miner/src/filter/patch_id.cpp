#include "filter/patch_id.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>

#include <digest/fields.hpp>

#include "change/line_index.hpp"

namespace git_miner {
namespace {

constexpr std::size_t most_files = 300;

void add_lines(const LineIndex& text, const LineRange& lines, char sign, std::string& patch) {
  for (std::size_t line = lines.begin; line < std::min(lines.end, text.count()); ++line) {
    patch += sign;
    std::ranges::copy_if(text.line(line), std::back_inserter(patch),
                         [](unsigned char c) { return !std::isspace(c); });
    patch += '\n';
  }
}

std::string text_of(const Repository& repository, const FileSide& side) {
  return side.id.empty() ? "" : repository.blob(side.id).value_or("");
}

std::string patch_of(const Repository& repository, const FileChange& change) {
  std::string patch = change.path().substr(change.path().rfind('/') + 1) + '\n';
  const std::string before = text_of(repository, change.before), after = text_of(repository, change.after);
  const LineIndex lines_before(before), lines_after(after);
  for (const ChangedLines& lines : change.lines) {
    add_lines(lines_before, lines.before, '-', patch);
    add_lines(lines_after, lines.after, '+', patch);
  }
  return patch;
}

}  // namespace

std::optional<std::uint64_t> patch_id(const Repository& repository, const std::string& commit) {
  const auto changes = repository.changes(commit, most_files);
  if (!changes || changes->files.empty()) return std::nullopt;
  std::uint64_t sum = 0;  // of the files in any order
  for (const FileChange& change : changes->files) {
    if (change.is_binary) return std::nullopt;
    sum += std::stoull(digest::fields_hex({patch_of(repository, change)}).substr(0, 16), nullptr, 16);
  }
  return sum;
}

}  // namespace git_miner
