#include "tokens.hpp"

#include <vector>

namespace rust_code {
namespace {

constexpr char token_end = '\xff';

}  // namespace

std::string token_key(const SyntaxTree& tree, NodeId root, ByteRange range, const SkipNode& skip) {
  std::string key;
  for_each_token(tree, root, range, skip, [&](ByteRange token) {
    key += tree.text(token);
    key += token_end;
  });
  return key;
}

bool same_tokens(const SyntaxTree& a, const SyntaxTree& b, const SkipNode& skip_in_a,
                 const SkipNode& skip_in_b) {
  std::vector<std::string_view> tokens;
  tokens.reserve(a.nodes().size());
  for_each_token(a, 0, a[0].bytes, skip_in_a, [&](ByteRange token) { tokens.push_back(a.text(token)); });
  std::size_t same = 0;
  bool differ = false;
  for_each_token(b, 0, b[0].bytes, skip_in_b, [&](ByteRange token) {
    differ = differ || same == tokens.size() || tokens[same] != b.text(token);
    if (!differ) ++same;
  });
  return !differ && same == tokens.size();
}

std::string token_text(const SyntaxTree& tree, NodeId root, ByteRange range, const SkipNode& skip) {
  std::string text;
  std::uint32_t previous_end = range.begin;
  for_each_token(tree, root, range, skip, [&](ByteRange token) {
    if (!text.empty() && token.begin > previous_end) text += ' ';
    text += tree.text(token);
    previous_end = token.end;
  });
  return text;
}

}  // namespace rust_code
