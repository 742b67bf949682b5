#include "change/references.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

#include <re2/re2.h>

namespace git_miner {
namespace {

constexpr char mask_byte = 'x';

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

std::optional<TextRange> first_match(const RE2& pattern, std::string_view text, std::size_t from = 0) {
  re2::StringPiece match;
  if (!pattern.Match(piece(text), from, text.size(), RE2::UNANCHORED, &match, 1)) return std::nullopt;
  const auto begin = static_cast<std::size_t>(match.data() - text.data());
  return TextRange{begin, begin + match.size()};
}

// A text beside its mask, edited together.
class Text {
 public:
  explicit Text(std::string_view text) : text_(text), mask_(masked_code(text)) {}

  const std::string& text() const { return text_; }
  const std::string& mask() const { return mask_; }

  void erase(TextRange range) {
    text_.erase(range.begin, range.end - range.begin);
    mask_.erase(range.begin, range.end - range.begin);
  }

 private:
  std::string text_, mask_;
};

// "[text](url)" and "[text][id]" become "text", pictures nothing.
void unlink(Text& text) {
  static const RE2 link(R"(!?\[[^\]\n]*\](?:\([^)\s]*\)|\[[^\]\n]*\]))");
  std::size_t from = 0;
  while (const auto found = first_match(link, text.text(), from)) {
    const std::string_view whole =
        std::string_view(text.text()).substr(found->begin, found->end - found->begin);
    if (whole.starts_with('!')) {
      text.erase(*found);
      continue;
    }
    const std::size_t close = found->begin + whole.find(']');
    text.erase({close, found->end});
    text.erase({found->begin, found->begin + 1});
    from = close - 1;
  }
}

bool is_hash(std::string_view word) {
  return std::ranges::any_of(word, [](unsigned char c) { return std::isdigit(c); }) &&
         std::ranges::any_of(word, [](unsigned char c) { return std::isalpha(c); });
}

std::optional<TextRange> first_reference(const std::string& mask) {
  static const RE2 plain(
      R"(<?\b(?:https?|ftp|ssh|git)://[^\s>)\]]*>?|\bwww\.[\w-]+\.[^\s>)\]]+|<?[\w.+-]+@[\w-]+(?:\.[\w-]+)+>?|(?:[\w.-]+/[\w.-]+)?\B?#\d+\b|\bGH-\d+\b|(?i:\b(?:issues?|prs?|pull requests?|bugs?|tickets?|rfcs?|mrs?) #?\d+\b))");
  static const RE2 after_blank(R"((?:^|[\s(),/.])(@[A-Za-z][A-Za-z0-9-]*|!\d+\b|\[\d{1,2}\]))");
  static const RE2 person(
      R"((?i:\b(?:thanks|thank you|thx|kudos|credits?|props|hat tip|h/t|cc)\b:?(?: goes)?(?: to| for| again)?)[^,.;()]*|(?:\bby|\bwith|\bfrom|\bto) [A-Z][a-z]+ [A-Z][a-z]+\b)");
  static const RE2 hexadecimal(R"(\b[0-9a-f]{7,40}\b)");
  std::optional<TextRange> first = first_match(plain, mask);
  const auto take = [&](std::optional<TextRange> found) {
    if (found && (!first || found->begin < first->begin)) first = found;
  };
  re2::StringPiece inner[2];
  if (after_blank.Match(piece(mask), 0, mask.size(), RE2::UNANCHORED, inner, 2)) {
    const auto begin = static_cast<std::size_t>(inner[1].data() - mask.data());
    take(TextRange{begin, begin + inner[1].size()});
  }
  take(first_match(person, mask));
  for (auto found = first_match(hexadecimal, mask); found;
       found = first_match(hexadecimal, mask, found->end)) {
    if (!is_hash(std::string_view(mask).substr(found->begin, found->end - found->begin))) continue;
    take(found);
    break;
  }
  return first;
}

// The innermost brackets of prose around a range; those of a call or an index have a word before them.
std::optional<TextRange> brackets_around(const std::string& mask, TextRange inside) {
  std::size_t depth = 0, begin = inside.begin;
  while (begin > 0) {
    const char c = mask[--begin];
    if (c == ')' || c == ']') ++depth;
    if (c != '(' && c != '[') continue;
    if (depth-- > 0) continue;
    const std::size_t end = mask.find(c == '(' ? ')' : ']', inside.end);
    const bool is_prose = begin == 0 || mask[begin - 1] == ' ';
    if (!is_prose || end == mask.npos) return std::nullopt;
    return TextRange{begin > 0 ? begin - 1 : 0, end + 1};
  }
  return std::nullopt;
}

bool is_joint(const std::string& mask, std::size_t at) {
  return mask.compare(at, 2, ", ") == 0 || mask.compare(at, 2, "; ") == 0 ||
         mask.compare(at, 3, " - ") == 0 || mask.compare(at, 4, " -- ") == 0 ||
         mask.compare(at, 5, " \xE2\x80\x93 ") == 0 || mask.compare(at, 5, " \xE2\x80\x94 ") == 0;
}

std::size_t after_joint(const std::string& mask, std::size_t at) {
  return mask.find(' ', at + 1) == mask.npos ? mask.size() : mask.find(' ', at + 1) + 1;
}

// The clause of a range, where the sentence can do without it, with one of the joints around it.
std::optional<TextRange> spare_clause(const std::string& mask, TextRange inside) {
  static const RE2 spare(
      R"(^(?i:as|like|see|per|thanks|thank you|cf|by|via|from|found|reported|noticed|spotted|suggested|requested|mentioned|introduced|proposed|discovered|closes|fixes|fix|resolves|close|resolve|refs?|related|part of|according|based|similar|similarly|following|follow|for|kudos|credits?|props|h/t|cc|in|since|due|after|also)\b)");
  std::optional<std::size_t> left;
  for (std::size_t at = 0; at < inside.begin; ++at) {
    if (is_joint(mask, at)) left = at;
  }
  std::size_t right = inside.end;
  while (right < mask.size() && !is_joint(mask, right)) ++right;
  const std::size_t begin = left ? after_joint(mask, *left) : mask.find_first_not_of(' ');
  if (begin >= mask.size() || !RE2::PartialMatch(piece(std::string_view(mask).substr(begin)), spare))
    return std::nullopt;
  if (!left)
    return right < mask.size() ? std::optional(TextRange{0, after_joint(mask, right)}) : std::nullopt;
  if (right < mask.size()) return TextRange{*left, right + (mask[right] == ',' ? 1 : 0)};
  while (right > inside.end && std::string_view(".:!?").contains(mask[right - 1])) --right;
  return TextRange{*left, right};
}

// The words that only lead to the reference, "which was reported in" excepted: there the sentence ends in the void.
std::optional<TextRange> with_lead(const std::string& mask, TextRange inside) {
  static const RE2 lead(
      R"((?i)(?:[\s,;:]*\b(?:(?:(?:this|it) )?(?:also |partially )?(?:fix(?:e[sd]|ing)?|clos(?:e[sd]?|ing)|resolv(?:e[sd]?|ing)|address(?:e[sd]|ing)?)(?: (?:the )?(?:issues?|bugs?|prs?))?|see(?: also)?|cf\.?|refs?|references|ref|related to|part of|(?:(?:added|landed|merged|implemented|introduced|reported|described|mentioned|discussed|noted|found|suggested|requested|explained|seen|raised|proposed|caused) )?(?:in|from|by|at|on|with|since|via|per|for)|prs?|issues?|bugs?|commits?|and|or)\b:?\s*)+$)");
  static const RE2 needed(R"((?i)\b(?:was|were|is|are|been|be|being|got|as|first)\s*$)");
  const std::string_view before = std::string_view(mask).substr(0, inside.begin);
  const auto found = first_match(lead, before);
  if (!found) return std::nullopt;
  if (RE2::PartialMatch(piece(before.substr(0, found->begin)), needed)) return std::nullopt;
  return TextRange{found->begin, inside.end};
}

// What removing left behind, mended where that is plain; "" where words are missing.
std::string mended(std::string text) {
  static const RE2 front(R"(^(?:[\s,;:&•–—-]+|(?i:(?:where|in which|and|but)\b,? ))+)");
  static const RE2 empty(R"(\s+(?:\(\s*[,;:]*\s*\)|\[\s*\]))");
  static const RE2 before_mark(R"(\s+([,;:.!?](?:\s|$)))");
  static const RE2 doubled(R"([,;]+\s*([,;:.]))");
  static const RE2 blanks(R"( {2,})");
  static const RE2 hole(
      R"((?i)\b(?:in|of|from|for|by|with|see|and|or|to|at|on|via|per|the|a|an|this|as|is|was|are|were|than|like|between|both)[\s.,;:!?]*$|^(?:by|to|of|for|in|with|at|on|from|when|if|so|because|which|that)\b[^,]*$)");
  RE2::GlobalReplace(&text, empty, "");
  RE2::GlobalReplace(&text, blanks, " ");
  RE2::GlobalReplace(&text, before_mark, R"(\1)");
  RE2::GlobalReplace(&text, doubled, R"(\1)");
  RE2::Replace(&text, front, "");
  while (text.ends_with(' ') || text.ends_with(',') || text.ends_with(';')) text.pop_back();
  const bool has_words =
      std::ranges::any_of(text, [](unsigned char c) { return std::isalnum(c) || c >= 0x80; });
  return !has_words || RE2::PartialMatch(text, hole) ? std::string() : text;
}

}  // namespace

std::vector<TextRange> code_spans(std::string_view text) {
  std::vector<TextRange> spans;
  for (std::size_t begin = text.find('`'); begin != text.npos;) {
    const std::size_t width = std::min(text.find_first_not_of('`', begin), text.size()) - begin;
    const std::size_t end = text.find(std::string(width, '`'), begin + width);
    if (end == text.npos) break;
    spans.push_back({begin, end + width});
    begin = text.find('`', end + width);
  }
  return spans;
}

std::string masked_code(std::string_view text) {
  std::string mask(text);
  for (const TextRange& span : code_spans(text))
    mask.replace(span.begin, span.end - span.begin, span.end - span.begin, mask_byte);
  return mask;
}

std::string without_references(std::string_view sentence) {
  Text text(sentence);
  unlink(text);
  bool removed = text.text() != sentence;
  while (const auto reference = first_reference(text.mask())) {
    auto range = brackets_around(text.mask(), *reference);
    if (!range && text.mask()[reference->begin] == '[') range = reference;  // of a footnote
    if (!range) range = spare_clause(text.mask(), *reference);
    if (!range) range = with_lead(text.mask(), *reference);
    if (!range) return "";
    const bool at_front = range->begin == 0;
    text.erase(*range);
    removed = true;
    if (at_front && text.text().empty()) return "";
  }
  return removed ? mended(text.text()) : text.text();
}

}  // namespace git_miner
