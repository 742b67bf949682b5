#include "change/added_lines.hpp"

#include <algorithm>
#include <string_view>

#include "change/line_index.hpp"
#include "trimmed.hpp"

namespace git_miner {
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
