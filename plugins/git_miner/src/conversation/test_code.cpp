#include "conversation/test_code.hpp"

#include <algorithm>

#include "change/code_tokens.hpp"
#include "change/references.hpp"
#include "search/std_names.hpp"
#include "word_char.hpp"

namespace git_miner {
namespace {

// As it stands at the margin.
std::string dedented(std::string code) {
  const std::size_t last = code.rfind('\n');
  if (last == code.npos) return code;
  const std::size_t margin = std::min(code.find_first_not_of(' ', last + 1), code.size()) - last - 1;
  const std::string indent = "\n" + std::string(margin, ' ');
  for (std::size_t at = code.find(indent); margin > 0 && at != code.npos; at = code.find(indent, at + 1))
    code.erase(at + 1, margin);
  return code;
}

// Its names: what a test expects in texts is for who asks to say.
std::string names_of(const ChangedFile& file, const rust_code::Item& item) {
  std::string names;
  for (const CodeToken& token : tokens_within(*file.tree_after, item.whole)) {
    const bool is_literal = token.text.find_first_of("\"'") != std::string_view::npos;
    if (is_word_char(token.text.front()) && !is_literal && !is_std_name(token.text) &&
        !is_std_api(token.text) && !is_comment(*file.tree_after, token))
      names.append(token.text) += ' ';
  }
  return names;
}

}  // namespace

bool fits(const std::string& text, const TextBound& bound) {
  return text.size() <= bound.bytes && static_cast<std::size_t>(std::ranges::count(text, '\n')) < bound.lines;
}

std::expected<std::string, std::string> test_code(const ChangedFile& file, const rust_code::Item& item,
                                                  const NameTest& is_refused) {
  std::size_t end = item.whole.end;
  if (item.kind == rust_code::ItemKind::macro_call && file.after.compare(end, 1, ";") == 0) ++end;
  std::string code = dedented(file.after.substr(item.whole.begin, end - item.whole.begin));
  if (code.contains("```")) return std::unexpected("it holds the mark of a quotation");
  if (without_references(code) != code) return std::unexpected("it cites a reference");
  if (is_refused("```\n" + names_of(file, item)))
    return std::unexpected("it uses a name that only the change brings");
  return code;
}

}  // namespace git_miner
