#include "filter/code_lines.hpp"

#include <cstdint>

#include "change/code_tokens.hpp"

namespace git_miner {

std::vector<CodeLine> code_lines(const ChangedFile& file, LineNames names) {
  const rust_code::SourceFile& source = *file.tree_before;
  const auto& tree = source.tree();
  std::vector<CodeLine> lines;
  for (const CodeToken& token :
       tokens_within(source, {0, static_cast<std::uint32_t>(tree.source().size())})) {
    if (is_comment(source, token) || source.in_test_at(token.bytes.begin)) continue;
    const std::size_t number = tree.line(token.bytes.begin) - 1;
    if (lines.empty() || lines.back().number != number) lines.push_back({.number = number, .code = {}});
    const bool is_masked =
        names == LineNames::mask && token.node != rust_code::no_node && is_name(tree[token.node].kind);
    (lines.back().code += is_masked ? "_" : token.text) += ' ';
    ++lines.back().tokens;
  }
  std::erase_if(lines, [](const CodeLine& line) { return line.code.starts_with("use "); });
  return lines;
}

}  // namespace git_miner
