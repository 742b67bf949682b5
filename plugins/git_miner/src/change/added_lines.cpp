#include "change/added_lines.hpp"

#include <algorithm>
#include <string_view>

#include "change/line_index.hpp"

namespace git_miner {
namespace {

std::string_view trimmed(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t\r");
  return begin == line.npos ? "" : line.substr(begin, line.find_last_not_of(" \t\r") + 1 - begin);
}

}  // namespace

AddedLines::AddedLines(const ChangeSet& set) {
  std::map<std::string_view, std::size_t> deleted;
  for (const ChangedFile& file : set.files) {
    const LineIndex lines(file.before);
    for (const ChangedLines& change : file.change.lines) {
      for (std::size_t i = change.before.begin; i < std::min(change.before.end, lines.count()); ++i) {
        ++deleted[trimmed(lines.line(i))];
      }
    }
  }
  for (const ChangedFile& file : set.files) {
    const LineIndex lines(file.after);
    auto& added = lines_[file.change.path()];
    for (const ChangedLines& change : file.change.lines) {
      for (std::size_t i = change.after.begin; i < std::min(change.after.end, lines.count()); ++i) {
        const auto equal = deleted.find(trimmed(lines.line(i)));
        if (equal != deleted.end() && equal->second > 0) {
          --equal->second;
        } else {
          added.insert(i);
        }
      }
    }
  }
}

bool AddedLines::hold(const ChangedFile& file, std::size_t line) const {
  const auto found = lines_.find(file.change.path());
  return found != lines_.end() && found->second.contains(line);
}

std::string AddedLines::of(const ChangedFile& file, const std::string& text) const {
  std::string out;
  const LineIndex lines(text);
  for (std::size_t i = 0; i < lines.count(); ++i) {
    if (hold(file, i)) out.append(lines.line(i)) += '\n';
  }
  return out;
}

}  // namespace git_miner
