#include "filter/sibling_place.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "filter/code_lines.hpp"

namespace git_miner {
namespace {

struct Line : CodeLine {
  bool is_changed = false;
};

std::vector<Line> lines_of(const ChangedFile& file) {
  std::vector<Line> lines;
  for (CodeLine& code : code_lines(file, LineNames::keep)) {
    const bool is_changed = std::ranges::any_of(file.change.lines, [&](const ChangedLines& one) {
      const std::size_t end =
          std::max(one.before.end, one.before.begin + 1);  // something comes above the line
      return one.before.begin <= code.number && code.number < end;
    });
    lines.push_back({std::move(code), is_changed});
  }
  return lines;
}

// The lines before the change that few others part are changed together.
std::vector<LineRange> edits_of(const ChangedFile& file) {
  constexpr std::size_t joined_lines = 3;
  std::vector<LineRange> edits;
  for (const ChangedLines& change : file.change.lines) {
    if (!edits.empty() && change.before.begin - edits.back().end <= joined_lines) {
      edits.back().end = change.before.end;
    } else {
      edits.push_back(change.before);
    }
  }
  return edits;
}

// What of a file has to be found elsewhere: lines [begin, end) of those with code.
LineRange sought(const std::vector<Line>& lines, const LineRange& change) {
  const auto at = [&](std::size_t number) {
    const auto found = std::ranges::lower_bound(lines, number, {}, &Line::number);
    return static_cast<std::size_t>(found - lines.begin());
  };
  constexpr std::size_t around = 2;
  LineRange range{at(change.begin), at(change.end)};
  if (range.begin == range.end)
    range = {range.begin - std::min(around, range.begin), std::min(range.end + around, lines.size())};
  return range;
}

bool tells_enough(const std::vector<Line>& lines, const LineRange& range, bool is_replaced) {
  std::size_t tokens = 0;
  for (std::size_t i = range.begin; i < range.end; ++i) tokens += lines[i].tokens;
  constexpr std::size_t least_replaced = 9, least_around = 20;
  return tokens >= (is_replaced ? least_replaced : least_around);
}

// The line, from 1, where the lines of a range stand untouched in others; 0 if nowhere.
std::size_t place_of(const std::vector<Line>& lines, const LineRange& range,
                     const std::vector<Line>& others) {
  const auto is_equal = [](const Line& a, const Line& b) { return !b.is_changed && a.code == b.code; };
  for (std::size_t i = 0; i + range.count() <= others.size(); ++i) {
    const bool is_same_place = &lines == &others && i < range.end && i + range.count() > range.begin;
    if (is_same_place) continue;
    const auto begin = lines.begin() + static_cast<std::ptrdiff_t>(range.begin);
    const auto other = others.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::equal(begin, begin + static_cast<std::ptrdiff_t>(range.count()), other, is_equal))
      return others[i].number + 1;
  }
  return 0;
}

}  // namespace

std::optional<Drop> sibling_place_drop(const ChangeSet& set) {
  struct Source {
    const ChangedFile* file;
    std::vector<Line> lines;
  };
  std::vector<Source> sources;
  for (const ChangedFile& file : set.files) {
    if (file.is_rust && !file.is_test && file.change.kind == ChangeKind::modified)
      sources.push_back({&file, lines_of(file)});
  }
  for (const Source& source : sources) {
    for (const LineRange& change : edits_of(*source.file)) {
      const LineRange range = sought(source.lines, change);
      if (range.count() == 0 || !tells_enough(source.lines, range, change.count() > 0)) continue;
      for (const Source& other : sources) {
        if (const std::size_t line = place_of(source.lines, range, other.lines))
          return Drop{DropReason::incomplete_fix,
                      fmt::format("{}:{}: as what changes at {}:{}, and stays", other.file->change.path(),
                                  line, source.file->change.path(), change.begin + 1)};
      }
    }
  }
  return std::nullopt;
}

}  // namespace git_miner
