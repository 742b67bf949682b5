#include "filter/copied_block.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include <rust_code/node_kinds.hpp>

#include "change/code_tokens.hpp"

namespace git_miner {
namespace {

using rust_code::Kind;

struct Line {
  const rust_code::Item* function = nullptr;
  std::size_t number = 0;  // from 0
  std::string code;        // its tokens; variables and literals as marks
  std::size_t tokens = 0;
  bool is_statement = false;
  bool is_added = false;
};

// Lines with code of functions, tests apart.
std::vector<Line> lines_of(const ChangedFile& file, const AddedLines& added) {
  const rust_code::SourceFile& source = *file.tree_after;
  const auto& tree = source.tree();
  std::vector<Line> lines;
  for (const auto& item : file.items.after) {
    if (item.kind != rust_code::ItemKind::function || item.is_test || item.is_local) continue;
    for (const CodeToken& token : tokens_within(source, item.body)) {
      if (is_comment(source, token)) continue;
      const std::size_t number = tree.line(token.bytes.begin) - 1;
      if (lines.empty() || lines.back().number != number)
        lines.push_back(
            {.function = &item, .number = number, .code = {}, .is_added = added.hold(file, number)});
      Line& line = lines.back();
      const Kind kind = token.node == rust_code::no_node ? Kind::other : tree[token.node].kind;
      const bool is_mark = kind == Kind::identifier || rust_code::is_literal(kind);
      (line.code += is_mark ? "$" : token.text) += ' ';
      ++line.tokens;
      line.is_statement = token.text == ";";
    }
  }
  return lines;
}

constexpr std::size_t least_lines = 8, least_tokens = 40;
constexpr std::ptrdiff_t least_statements = 3;

// What a trait asks for of each type, one method like the other.
bool are_of_one_trait(const std::vector<rust_code::Item>& items, const Line& a, const Line& b) {
  const auto& container = a.function->container;
  return container && container == b.function->container && items[*container].name.starts_with('<');
}

// How many lines from two places on are equal, each in one function; those from the first were added.
std::size_t common_lines(const std::vector<Line>& lines, std::size_t added, std::size_t other) {
  const std::size_t above = std::min(added, other), below = std::max(added, other);
  const auto is_equal = [&](std::size_t count) {
    const Line &a = lines[added + count], &b = lines[other + count];
    return a.is_added && a.code == b.code && a.function == lines[added].function &&
           b.function == lines[other].function;
  };
  std::size_t count = 0;
  while (below + count < lines.size() && above + count < below && is_equal(count)) ++count;
  return count;
}

bool is_block(const std::vector<Line>& lines, std::size_t begin, std::size_t count) {
  if (count < least_lines) return false;
  std::size_t tokens = 0;
  std::ptrdiff_t statements = 0;
  for (std::size_t i = begin; i < begin + count; ++i) {
    tokens += lines[i].tokens;
    statements += lines[i].is_statement ? 1 : 0;
  }
  return tokens >= least_tokens && statements >= least_statements;
}

}  // namespace

std::string copied_block(const ChangedFile& file, const AddedLines& added) {
  const std::vector<Line> lines = lines_of(file, added);
  // The copy may stand above what it is of.
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!lines[i].is_added) continue;
    for (std::size_t other = 0; other < lines.size(); ++other) {
      if (other == i || lines[other].code != lines[i].code) continue;
      if (are_of_one_trait(file.items.after, lines[i], lines[other])) continue;
      const std::size_t count = common_lines(lines, i, other);
      if (is_block(lines, i, count))
        return fmt::format("{}:{}: {} lines as from line {} on", file.change.path(), lines[i].number + 1,
                           count, lines[other].number + 1);
    }
  }
  return "";
}

}  // namespace git_miner
