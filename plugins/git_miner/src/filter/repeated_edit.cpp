#include "filter/repeated_edit.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "change/code_tokens.hpp"

namespace git_miner {
namespace {

constexpr std::size_t least_tokens = 12;  // of what is taken away
constexpr std::size_t least_places = 2;

// The code of a file before the change: one entry a line that has any outside tests, names masked.
struct Line {
  std::size_t number = 0;  // from 0
  std::string code;
  std::size_t tokens = 0;
};

std::vector<Line> masked_lines(const ChangedFile& file) {
  const rust_code::SourceFile& source = *file.tree_before;
  const auto& tree = source.tree();
  std::vector<Line> lines;
  for (const CodeToken& token :
       tokens_within(source, {0, static_cast<std::uint32_t>(tree.source().size())})) {
    if (is_comment(source, token) || source.in_test_at(token.bytes.begin)) continue;
    const std::size_t number = tree.line(token.bytes.begin) - 1;
    if (lines.empty() || lines.back().number != number) lines.push_back({.number = number, .code = {}});
    const bool is_masked = token.node != rust_code::no_node && is_name(tree[token.node].kind);
    (lines.back().code += is_masked ? "_" : token.text) += ' ';
    ++lines.back().tokens;
  }
  std::erase_if(lines, [](const Line& line) { return line.code.starts_with("use "); });
  return lines;
}

// Lines [begin, end) of a file.
struct Taken {
  const ChangedFile* file = nullptr;
  std::size_t begin = 0, end = 0;
};

std::string code_of(const std::vector<Line>& lines, std::size_t begin, std::size_t end) {
  std::string code;
  for (std::size_t i = begin; i < end; ++i) code += lines[i].code + "\n";
  return code;
}

}  // namespace

std::optional<Drop> repeated_edit_drop(const ChangeSet& set) {
  std::map<const ChangedFile*, std::vector<Line>> sources;
  std::map<std::string, std::vector<Taken>> taken;  // by code
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || file.is_test || file.change.kind != ChangeKind::modified) continue;
    const auto& lines = sources[&file] = masked_lines(file);
    for (const ChangedLines& change : file.change.lines) {
      const auto at = [&](std::size_t number) {
        return static_cast<std::size_t>(std::ranges::lower_bound(lines, number, {}, &Line::number) -
                                        lines.begin());
      };
      const std::size_t begin = at(change.before.begin), end = at(change.before.end);
      std::size_t tokens = 0;
      for (std::size_t i = begin; i < end; ++i) tokens += lines[i].tokens;
      if (tokens >= least_tokens) taken[code_of(lines, begin, end)].push_back({&file, begin, end});
    }
  }
  for (const auto& [code, blocks] : taken) {
    if (blocks.size() < least_places) continue;
    const std::size_t count = blocks.front().end - blocks.front().begin;
    for (const auto& [file, lines] : sources) {
      for (std::size_t i = 0; i + count <= lines.size(); ++i) {
        const bool is_touched = std::ranges::any_of(file->change.lines, [&](const ChangedLines& change) {
          return lines[i].number < std::max(change.before.end, change.before.begin + 1) &&
                 change.before.begin <= lines[i + count - 1].number;
        });
        if (!is_touched && code_of(lines, i, i + count) == code)
          return Drop{DropReason::incomplete_fix,
                      fmt::format("{}:{}: like what goes at {} places, and stays", file->change.path(),
                                  lines[i].number + 1, blocks.size())};
      }
    }
  }
  return std::nullopt;
}

}  // namespace git_miner
