#include <algorithm>

#include <rust_code/code_only.hpp>
#include <rust_code/node_kinds.hpp>

namespace rust_code {
namespace {

bool is_text_literal(Kind kind) {
  return kind == Kind::string_literal || kind == Kind::raw_string_literal || kind == Kind::char_literal;
}

}  // namespace

std::string code_only(const SourceFile& file, Literals literals) {
  const auto& tree = file.tree();
  std::string text(tree.source());
  const auto blank = [&](std::size_t begin, std::size_t end) {
    for (std::size_t at = begin; at < end; ++at) {
      if (text[at] != '\n') text[at] = ' ';
    }
  };
  for (const auto& node : tree.nodes()) {
    if (is_comment(node.kind)) blank(node.bytes.begin, node.bytes.end);
    if (literals == Literals::blank && is_text_literal(node.kind)) blank(node.bytes.begin, node.bytes.end);
  }
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    if (file.in_test_at(static_cast<std::uint32_t>(begin))) blank(begin, end);
    begin = end + 1;
  }
  return text;
}

}  // namespace rust_code
