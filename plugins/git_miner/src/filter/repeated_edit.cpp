#include "filter/repeated_edit.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "filter/code_lines.hpp"

namespace git_miner {
namespace {

constexpr std::size_t least_tokens = 12;  // of what is taken away
constexpr std::size_t least_places = 2;

// Lines that are taken away, equal but for their names.
struct Taken {
  std::size_t lines = 0;  // of each
  std::size_t places = 0;
};

std::string code_of(const std::vector<CodeLine>& lines, std::size_t begin, std::size_t end) {
  std::string code;
  for (std::size_t i = begin; i < end; ++i) code += lines[i].code + "\n";
  return code;
}

}  // namespace

std::optional<Drop> repeated_edit_drop(const ChangeSet& set) {
  std::map<const ChangedFile*, std::vector<CodeLine>> sources;
  std::map<std::string, Taken> taken;  // by code
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || file.is_test || file.change.kind != ChangeKind::modified) continue;
    const auto& lines = sources[&file] = code_lines(file, LineNames::mask);
    for (const ChangedLines& change : file.change.lines) {
      const auto at = [&](std::size_t number) {
        return static_cast<std::size_t>(std::ranges::lower_bound(lines, number, {}, &CodeLine::number) -
                                        lines.begin());
      };
      const std::size_t begin = at(change.before.begin), end = at(change.before.end);
      std::size_t tokens = 0;
      for (std::size_t i = begin; i < end; ++i) tokens += lines[i].tokens;
      if (tokens < least_tokens) continue;
      Taken& block = taken[code_of(lines, begin, end)];
      block.lines = end - begin;
      ++block.places;
    }
  }
  for (const auto& [code, block] : taken) {
    if (block.places < least_places) continue;
    const std::size_t count = block.lines;
    for (const auto& [file, lines] : sources) {
      for (std::size_t i = 0; i + count <= lines.size(); ++i) {
        const bool is_touched = std::ranges::any_of(file->change.lines, [&](const ChangedLines& change) {
          return lines[i].number < std::max(change.before.end, change.before.begin + 1) &&
                 change.before.begin <= lines[i + count - 1].number;
        });
        if (!is_touched && code_of(lines, i, i + count) == code)
          return Drop{DropReason::incomplete_fix,
                      fmt::format("{}:{}: like what goes at {} places, and stays", file->change.path(),
                                  lines[i].number + 1, block.places)};
      }
    }
  }
  return std::nullopt;
}

}  // namespace git_miner
