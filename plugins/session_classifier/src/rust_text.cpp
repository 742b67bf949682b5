#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <rust_code/node_kinds.hpp>
#include <rust_code/syntax_tree.hpp>
#include <session_classifier/rust_text.hpp>

namespace session_classifier {
namespace {

// Where a text is no Rust, what the parser tries to recover takes much longer than the text is long.
constexpr std::size_t most_bytes = 1024;
constexpr std::size_t least_bytes = 24;  // of what is no blank
constexpr double most_errors = 0.2;      // of the bytes, a judgement

// Nothing else than Rust spells them so.
bool has_sign_of_rust(std::string_view text) {
  static constexpr std::array<std::string_view, 18> signs = {
      "let mut ",   "pub fn ",      "pub(crate) ", "pub struct ", "pub enum ",   "impl ",
      "#[derive(",  "#[cfg(",       "#[test]",     "&mut ",       "&self",       "-> Result<",
      "-> Option<", "macro_rules!", "::<",         ".unwrap()",   "use crate::", "use std::"};
  const auto has = [&](std::string_view sign) { return text.contains(sign); };
  const auto* first = std::ranges::find_if(signs, has);
  return first != signs.end() && std::find_if(first + 1, signs.end(), has) != signs.end();
}

std::size_t weight_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](unsigned char c) { return !std::isspace(c); }));
}

// The share of the bytes in nodes that did not parse; 1 where the parser gave up. Comments count for neither side: those of
// other languages parse as well.
double share_of_errors(std::string source) {
  const auto tree = rust_code::SyntaxTree::parse(std::move(source));
  if (!tree) return 1;
  const auto nodes = tree->nodes();
  std::size_t wrong = 0;
  std::size_t all = weight_of(tree->source());
  for (std::size_t id = 0; id < nodes.size();) {
    const bool comment = rust_code::is_comment(nodes[id].kind);
    if (!comment && nodes[id].kind != rust_code::Kind::error) {
      ++id;
      continue;
    }
    const std::size_t weight = weight_of(tree->text(nodes[id].bytes));
    if (comment)
      all -= weight;
    else
      wrong += weight;
    id = nodes[id].subtree_end;
  }
  return all == 0 ? 0 : static_cast<double>(wrong) / static_cast<double>(all);
}

}  // namespace

bool is_rust_text(std::string_view text) {
  text = text.substr(0, most_bytes);
  if (weight_of(text) < least_bytes || has_sign_of_rust(text)) return true;
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> places = {
      {{"", ""},
       {"fn f() {\n", "\n}"},
       {"impl T {\n", "\n}"},
       {"struct S {\n", "\n}"},
       {"fn f() { match x {\n", "\n} }"}}};
  return std::ranges::any_of(places, [&](const auto& place) {
    return share_of_errors(fmt::format("{}{}{}", place.first, text, place.second)) <= most_errors;
  });
}

std::string text_of_read(std::string_view output) {
  std::string text;
  while (!output.empty() && text.size() < most_bytes) {
    const std::size_t end = output.find('\n');
    std::string_view line = output.substr(0, end);
    output.remove_prefix(end == std::string_view::npos ? output.size() : end + 1);
    const std::size_t number = line.find_first_not_of(' ');
    const std::size_t sign = line.find_first_not_of("0123456789", std::min(number, line.size()));
    if (number == sign || sign == std::string_view::npos || (line[sign] != ':' && line[sign] != '|'))
      continue;
    line.remove_prefix(std::min(sign + 2, line.size()));
    text.append(line).append("\n");
  }
  return text;
}

}  // namespace session_classifier
