#include "syntax_tree.hpp"

#include <unordered_map>

#include <rust_bridge/rust_bridge.h>
#include <syntax/parse.hpp>

namespace shell {
namespace {

constexpr std::size_t most_bytes = 1u << 20;
constexpr std::uint64_t most_work_per_byte = 2000;

// By the grammar's numbers for the types of nodes.
std::vector<Kind> kinds_of(const TSLanguage* language) {
  const std::unordered_map<std::string_view, Kind> by_name{
#define SHELL_ENTRY(name, text) {text, Kind::name},
      SHELL_KINDS(SHELL_ENTRY)
#undef SHELL_ENTRY
  };
  std::vector<Kind> kinds;
  for (std::uint32_t symbol = 0; symbol < ts_language_symbol_count(language); ++symbol) {
    const auto found = by_name.find(ts_language_symbol_name(language, static_cast<TSSymbol>(symbol)));
    kinds.push_back(found == by_name.end() ? Kind::other : found->second);
  }
  return kinds;
}

}  // namespace

SyntaxTree parse(std::string_view source) {
  static const TSLanguage* const language = rust_bridge_bash_language();
  SyntaxTree result{source, {}};
  if (language == nullptr || source.size() > most_bytes) return result;
  static const std::vector<Kind> kinds = kinds_of(language);
  const auto tree = syntax::parse(language, source, most_work_per_byte);
  if (!tree) return result;
  result.nodes = syntax::flatten<Node>(tree.get(), no_node, [](TSTreeCursor* cursor, NodeId parent) {
    const TSNode node = ts_tree_cursor_current_node(cursor);
    const TSSymbol symbol = ts_node_symbol(node);
    return Node{.begin = ts_node_start_byte(node),
                .end = ts_node_end_byte(node),
                .parent = parent,
                .kind = symbol < kinds.size() ? kinds[symbol] : Kind::error};
  });
  return result;
}

}  // namespace shell
