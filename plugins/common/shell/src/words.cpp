#include "words.hpp"

namespace shell {
namespace {

enum class Quotes { none, twofold };

// Between double quotes a backslash is one unless it stands before a character that is special there.
void append_unescaped(std::string_view text, Quotes quotes, std::string& out) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\' || at + 1 == text.size()) {
      out += text[at];
      continue;
    }
    const char next = text[at + 1];
    if (next == '\n') {
      ++at;  // the line goes on
    } else if (quotes == Quotes::none || std::string_view("\"\\$`").contains(next)) {
      out += next;
      ++at;
    } else {
      out += '\\';
    }
  }
}

// Without $'...' around it.
void append_ansi_c(std::string_view text, std::string& out) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\' || at + 1 == text.size()) {
      out += text[at];
      continue;
    }
    const char next = text[++at];
    out += next == 'n' ? '\n' : next == 't' ? '\t' : next;
  }
}

std::string_view without_ends(std::string_view text, std::size_t front) {
  return text.size() > front ? text.substr(front, text.size() - front - 1) : "";
}

bool is_expansion(Kind kind) {
  return kind == Kind::expansion || kind == Kind::simple_expansion || kind == Kind::command_substitution ||
         kind == Kind::arithmetic_expansion;
}

// The grammar leaves blanks out between the parts of a string: what lies between expansions is taken from the source.
void append_string(const SyntaxTree& tree, NodeId id, std::string& out) {
  const Node& node = tree[id];
  std::uint32_t at = node.begin + 1;
  tree.each_child(id, [&](NodeId child) {
    if (!is_expansion(tree[child].kind)) return;
    append_unescaped(tree.text(at, tree[child].begin), Quotes::twofold, out);
    out += tree.text(child);
    at = tree[child].end;
  });
  const bool is_closed = tree.text(at, node.end).ends_with('"');
  append_unescaped(tree.text(at, node.end - (is_closed ? 1 : 0)), Quotes::twofold, out);
}

void append_word(const SyntaxTree& tree, NodeId id, std::string& out) {
  switch (tree[id].kind) {
    case Kind::word:
      return append_unescaped(tree.text(id), Quotes::none, out);
    case Kind::raw_string:
      out += without_ends(tree.text(id), 1);
      return;
    case Kind::ansi_c_string:
      return append_ansi_c(without_ends(tree.text(id), 2), out);
    case Kind::string:
      return append_string(tree, id, out);
    case Kind::command_name:
    case Kind::concatenation:
    case Kind::variable_assignment:
      return tree.each_child(id, [&](NodeId child) { append_word(tree, child, out); });
    default:
      out += tree.text(id);
  }
}

}  // namespace

bool is_word(Kind kind) {
  switch (kind) {
    case Kind::ansi_c_string:
    case Kind::arithmetic_expansion:
    case Kind::command_substitution:
    case Kind::concatenation:
    case Kind::expansion:
    case Kind::number:
    case Kind::process_substitution:
    case Kind::raw_string:
    case Kind::simple_expansion:
    case Kind::string:
    case Kind::translated_string:
    case Kind::word:
      return true;
    default:
      return false;
  }
}

std::string word_of(const SyntaxTree& tree, NodeId id) {
  std::string word;
  append_word(tree, id, word);
  return word;
}

std::optional<Redirection> redirection_of(const SyntaxTree& tree, NodeId id) {
  const std::string_view text = tree.text(id);
  const std::size_t sign = text.find_first_of("<>");
  if (sign == std::string_view::npos || text[sign] == '<') return std::nullopt;
  Redirection found{std::string(text.substr(0, sign)), "", true};
  if (found.from.empty()) found.from = "1";
  NodeId target = no_node;
  tree.each_child(id, [&](NodeId child) {
    if (target == no_node && is_word(tree[child].kind) && tree[child].begin > tree[id].begin + sign)
      target = child;
  });
  if (target == no_node) return std::nullopt;
  found.to = word_of(tree, target);
  const bool to_descriptor = text.substr(sign).starts_with(">&");
  found.to_file = !to_descriptor || found.to.find_first_not_of("0123456789-") != std::string::npos;
  if (to_descriptor && found.to_file) found.from = "&";  // `>& log`
  return found;
}

}  // namespace shell
