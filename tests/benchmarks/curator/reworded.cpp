#include "reworded.hpp"

#include <map>
#include <utility>
#include <vector>

#include "rust_tokens.hpp"

namespace reworded {
namespace {

using dataset_curator::RustToken;

// Parts that end with one of `ends`, the end included.
std::vector<std::string> parts_of(std::string_view text, std::initializer_list<std::string_view> ends) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    std::size_t end = text.size();
    for (const std::string_view one : ends) {
      if (const std::size_t at = text.find(one); at != std::string_view::npos)
        end = std::min(end, at + one.size());
    }
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return parts;
}

// Half by size, so that one long item does not leave nothing.
std::string drawn(std::vector<std::string> parts, planted::Random& random, bool half) {
  std::size_t size = 0;
  for (std::size_t left = parts.size(); left > 0; --left) {
    std::swap(parts[left - 1], parts[random.below(left)]);
    size += parts[left - 1].size();
  }
  std::string text;
  for (const std::string& part : parts) {
    if (half && text.size() * 2 >= size) break;
    text += part;
  }
  return text;
}

}  // namespace

std::set<std::string> declared_names(std::string_view code) {
  static const std::set<std::string_view> before = {"fn",    "struct", "enum", "trait",  "mod", "type",
                                                    "const", "let",    "mut",  "static", "for", "in"};
  static const std::set<std::string_view> keywords = {
      "self",  "Self", "mut",    "ref",  "crate", "super", "pub",  "fn",   "str", "dyn",
      "async", "move", "unsafe", "impl", "std",   "core",  "Some", "None", "Ok",  "Err"};
  std::set<std::string> names;
  dataset_curator::RustTokens tokens(code);
  RustToken kind{};
  std::string_view text, last, word_before_colon;
  while (tokens.next(kind, text)) {
    if (kind == RustToken::word && before.contains(last) && !keywords.contains(text) &&
        !before.contains(text))
      names.emplace(text);
    if (text == ":" && last != ":") word_before_colon = last;
    if (kind != RustToken::mark && last == ":" && !word_before_colon.empty() &&
        dataset_curator::kind_of(word_before_colon.front()) == dataset_curator::CharacterKind::word &&
        !keywords.contains(word_before_colon))
      names.emplace(word_before_colon);
    last = text;
  }
  return names;
}

std::string renamed(std::string_view text, const std::set<std::string>& names) {
  std::map<std::string, std::string, std::less<>> new_names;
  for (const std::string& name : names) {
    const bool is_type = name[0] >= 'A' && name[0] <= 'Z';
    new_names[name] = (is_type ? "Thing" : "thing_") + std::to_string(new_names.size());
  }
  std::string result;
  std::size_t begin = 0;
  while (begin < text.size()) {
    std::size_t end = begin;
    while (end < text.size() && dataset_curator::kind_of(text[end]) == dataset_curator::CharacterKind::word)
      ++end;
    if (end == begin) {
      result += text[begin++];
      continue;
    }
    const std::string_view word = text.substr(begin, end - begin);
    const auto found = new_names.find(word);
    result += found == new_names.end() ? word : std::string_view(found->second);
    begin = end;
  }
  return result;
}

std::string reordered_code(std::string_view code, planted::Random& random, bool half) {
  return drawn(parts_of(code, {"\n}\n", "\n    }\n"}), random, half);
}

std::string reordered_prose(std::string_view text, planted::Random& random, bool half) {
  return drawn(parts_of(text, {". ", ".\n", "\n- "}), random, half);
}

}  // namespace reworded
