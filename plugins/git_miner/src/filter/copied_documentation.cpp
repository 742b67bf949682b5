#include "filter/copied_documentation.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <re2/re2.h>

#include "change/code_tokens.hpp"
#include "change/doc_examples.hpp"
#include "change/line_index.hpp"
#include "trimmed.hpp"
#include "word_char.hpp"

namespace git_miner {
namespace {

using rust_code::Item;
using rust_code::ItemKind;

// Documentation as it is written above an item, and of it the code of its examples.
struct Documentation {
  std::string text, examples;
  bool is_added = false;  // a line of an example
};

Documentation documentation_of(const ChangedFile& file, const LineIndex& lines, const Item& item,
                               const AddedLines& added) {
  Documentation documentation;
  bool is_fenced = false, is_example = false;
  for (std::size_t i = lines.line_at(item.whole.begin); i + 1 < item.first_line; ++i) {
    std::string_view line = trimmed(lines.line(i));
    if (!line.starts_with("///")) continue;
    line = trimmed(line.substr(3));
    documentation.text.append(line) += '\n';
    if (line.starts_with("```")) {
      is_fenced = !is_fenced;
      is_example = is_fenced && fence_of(line.substr(3)).is_rust;
    } else if (is_example) {
      documentation.examples.append(line) += '\n';
      documentation.is_added |= added.hold(file, i);
    }
  }
  return documentation;
}

// With a mark in the place of a word.
std::string without(std::string_view word, const std::string& text) {
  std::string out = text;
  RE2::GlobalReplace(
      &out, fmt::format(R"(\b{}\b)", RE2::QuoteMeta(re2::StringPiece(word.data(), word.size()))), "$");
  return out;
}

// What a trait asks for of each type is documented by the trait.
bool is_documented(const std::vector<Item>& items, const Item& item) {
  const bool is_called = item.kind == ItemKind::function || item.kind == ItemKind::macro_definition;
  const bool is_of_trait = item.container && items[*item.container].kind == ItemKind::impl &&
                           items[*item.container].name.starts_with('<');
  return is_called && !item.is_test && !item.is_local && !is_of_trait;
}

std::string code_of(const ChangedFile& file, const Item& item) {
  auto tokens = tokens_within(*file.tree_after, item.bytes);
  std::erase_if(tokens, [&](const CodeToken& token) { return is_comment(*file.tree_after, token); });
  std::string code;
  for (const CodeToken& token : tokens) (code += token.text) += ' ';
  return code;
}

}  // namespace

std::string copied_documentation(const ChangedFile& file, const AddedLines& added) {
  const LineIndex lines(file.after);
  const auto& items = file.items.after;
  for (const std::size_t index : file.items.added) {
    const Item& item = items[index];
    if (!is_documented(items, item)) continue;
    const Documentation own = documentation_of(file, lines, item, added);
    if (!own.is_added) continue;
    if (!has_word(own.examples, item.name))
      return fmt::format("{}:{}: no example in the documentation of {} names it", file.change.path(),
                         item.first_line, item.name);
    const std::string text = without(item.name, own.text), code = without(item.name, code_of(file, item));
    for (const Item& other : items) {
      if (&other == &item || other.name == item.name || !is_documented(items, other)) continue;
      if (without(other.name, documentation_of(file, lines, other, added).text) == text &&
          without(other.name, code_of(file, other)) == code)
        return fmt::format("{}:{}: {} differs from {} in its name alone", file.change.path(), item.first_line,
                           item.name, other.name);
    }
  }
  return "";
}

}  // namespace git_miner
