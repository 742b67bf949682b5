#include "change/code_only.hpp"

#include <algorithm>

#include <rust_code/node_kinds.hpp>

namespace git_miner {
namespace {

bool is_text_literal(rust_code::Kind kind) {
  return kind == rust_code::Kind::string_literal || kind == rust_code::Kind::raw_string_literal ||
         kind == rust_code::Kind::char_literal;
}

}  // namespace

std::string code_only(const rust_code::SourceFile& file, Literals literals) {
  const auto& tree = file.tree();
  std::string text(tree.source());
  const auto blank = [&](std::size_t begin, std::size_t end) {
    for (std::size_t at = begin; at < end; ++at) {
      if (text[at] != '\n') text[at] = ' ';
    }
  };
  for (const auto& node : tree.nodes()) {
    if (rust_code::is_comment(node.kind)) blank(node.bytes.begin, node.bytes.end);
    if (literals == Literals::blank && is_text_literal(node.kind)) blank(node.bytes.begin, node.bytes.end);
  }
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    if (file.in_test_at(static_cast<std::uint32_t>(begin))) blank(begin, end);
    begin = end + 1;
  }
  return text;
}

}  // namespace git_miner
