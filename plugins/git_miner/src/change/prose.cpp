#include "change/prose.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include <re2/re2.h>

#include "change/lower.hpp"
#include "change/message.hpp"
#include "change/references.hpp"
#include "change/subject.hpp"

namespace git_miner {
namespace {

constexpr std::size_t least_words = 3;  // of a sentence that begins a paragraph

bool is_abbreviation(std::string_view before) {
  static const RE2 abbreviation(
      R"((?i)(?:^|[\s(])(?:e\.g|i\.e|etc|cf|vs|resp|approx|incl|fig|no|w\.r\.t|a\.k\.a|\.)$)");
  return RE2::PartialMatch(re2::StringPiece(before.data(), before.size()), abbreviation);
}

bool begins_sentence(char c) {
  return std::isupper(static_cast<unsigned char>(c)) || std::isdigit(static_cast<unsigned char>(c)) ||
         c == '`' || c == '"' || c == '(' || c == '*' || c == '\'' || c == '-' || (c & 0x80) != 0;
}

// "This fixes a bug where X" and "Before this change, X" tell X.
std::string told_plainly(const std::string& sentence) {
  static const RE2 fixed(
      R"((?i)^(?:this|it)?(?: (?:commit|patch|pr|change|also))* ?(?:fix(?:es|ed)?|resolves?|corrects?|addresses|solves?)(?: an?| the| another)?(?: \w+){0,2} (?:bug|issue|problem|case|situation|regression|error) (?:where(?:by)?|in which)(?: sometimes)? (\S.*)$)");
  static const RE2 before(
      R"((?i)^(?:previously|formerly|(?:before|prior to|without) (?:this|that|the)(?: (?:commit|patch|pr|change|fix|merge|branch))?)(?: (?:commit|patch|pr|change|fix))?, (\S.*)$)");
  std::string rest;
  if (RE2::FullMatch(sentence, fixed, &rest) || RE2::FullMatch(sentence, before, &rest))
    return capitalised(rest);
  return sentence;
}

bool leans_on_the_one_before(const std::string& sentence) {
  static const RE2 leaning(
      R"((?i)^["'(]*(?:it|its|this|that|these|those|they|their|them|he|she|however|but|also|additionally|furthermore|moreover|instead|so|therefore|thus|hence|otherwise|then|and|or|in particular|specifically|namely|for example|for instance|e\.g\.|i\.e\.|which|such|both|similarly|likewise|consequently|as a result|unfortunately|in addition|note that|the (?:former|latter|same)|conversely|still|nevertheless|nonetheless|after(?:wards| that)|of course|finally|second(?:ly)?|third(?:ly)?|in fact|indeed|because of|as such|rather|yet|while (?:this|that|it)|since (?:this|that|it)|here|there are|now|one (?:where|is|of)|the (?:first|second|third|other) (?:one|is|bug|issue|problem))\b)");
  return RE2::PartialMatch(sentence, leaning);
}

// Without the words of a reference and of the commit; "" where nothing is left to tell.
std::string kept(const std::string& sentence, const NameTest& is_refused) {
  std::string text = without_references(told_plainly(sentence));
  if (text.empty() || speaks_of_the_commit(text) || is_refused(text)) return "";
  return capitalised(std::move(text));
}

bool announces_a_solution(const std::string& heading) {
  static const RE2 solution(
      R"((?i)\b(?:solutions?|chang(?:es|ed)|implementation|fix(?:es)?|approach|test(?:s|ing|ed)?|plan|checklist|todo|how|what|notes?|review(?:ers?)?|related|links?|references|screenshots?|bench(?:marks?)?|results?|performance|future|alternatives|remaining|breaking|after|outcome|done|acknowledge?ments?)\b)");
  return RE2::PartialMatch(heading, solution);
}

class Picker {
 public:
  Picker(const NameTest& is_refused, Before before)
      : is_refused_(is_refused), lost_(before == Before::nothing) {}

  void take(const Block& block) {
    if (block.kind == BlockKind::heading) {
      skips_ = announces_a_solution(block.text);
      lost_ = true;
      return;
    }
    if (skips_) return;
    if (block.kind == BlockKind::paragraph) return take_paragraph(block.text);
    const bool lost_lead = lost_ && lead_lost_;
    if (lost_lead || !is_fit(block)) {
      drop_lead();
      lost_ = lead_lost_ = true;
      return;
    }
    blocks_.push_back(block);
    lost_ = lead_lost_ = false;
  }

  std::vector<Block> blocks() && {
    drop_lead();  // with nothing behind
    return std::move(blocks_);
  }

 private:
  void take_paragraph(const std::string& paragraph) {
    drop_lead();
    std::string text;
    for (const std::string& sentence : sentences_of(paragraph)) {
      const std::string one = lost_ && leans_on_the_one_before(sentence) ? "" : kept(sentence, is_refused_);
      lost_ = one.empty();
      lead_lost_ = lost_ && sentence.ends_with(':');
      if (lost_ || (text.empty() && words_of(one).size() < least_words && !one.ends_with(':'))) continue;
      text += (text.empty() ? "" : " ") + one;
    }
    if (!text.empty()) blocks_.push_back({BlockKind::paragraph, std::move(text)});
  }

  // A sentence that ends with a colon has no sense without what follows.
  void drop_lead() {
    if (blocks_.empty() || blocks_.back().kind != BlockKind::paragraph || !blocks_.back().text.ends_with(':'))
      return;
    auto sentences = sentences_of(blocks_.back().text);
    sentences.pop_back();
    std::string text;
    for (const std::string& sentence : sentences) text += (text.empty() ? "" : " ") + sentence;
    blocks_.back().text = std::move(text);
    if (blocks_.back().text.empty()) blocks_.pop_back();
  }

  bool is_fit(const Block& block) const {
    static const RE2 empty(R"(```.*\n\s*```)");
    if (block.kind == BlockKind::code) return !RE2::FullMatch(block.text, empty) && !is_refused_(block.text);
    if (block.kind == BlockKind::quote) return !kept(block.text.substr(2), is_refused_).empty();
    return is_fit_list(block.text);
  }

  // Titles of squashed commits, a template's check boxes and lists of deeds are of the commit.
  bool is_fit_list(const std::string& list) const {
    static const RE2 sign(R"(^\s*(?:[-*+•]|\d{1,2}[.)])\s+(.*)$)");
    std::size_t entries = 0, squashed = 0;
    for (std::size_t begin = 0; begin < list.size();) {
      const std::size_t end = std::min(list.find('\n', begin), list.size());
      const std::string line = list.substr(begin, end - begin);
      begin = end + 1;
      std::string text;
      if (!RE2::FullMatch(line, sign, &text) || text.starts_with("[ ]") || text.starts_with("[x]"))
        return false;
      ++entries;
      squashed +=
          line.starts_with("* ") && (!as_request(text).empty() || words_of(text).size() < 3) ? 1u : 0u;
      for (const std::string& sentence : sentences_of(text)) {
        if (without_references(sentence) != sentence || speaks_of_the_commit(sentence)) return false;
      }
      if (is_refused_(text)) return false;
    }
    return entries > 0 && squashed * 2 < entries;
  }

  const NameTest& is_refused_;
  std::vector<Block> blocks_;
  bool skips_ = false;
  bool lost_;               // the sentence or block before
  bool lead_lost_ = false;  // which announced what follows
};

}  // namespace

std::string capitalised(std::string text) {
  static const RE2 name(R"(^[A-Za-z0-9]*(?:[_(<\[.:][A-Za-z0-9_:)<\]]|[A-Z]))");
  if (!text.empty() && !RE2::PartialMatch(text, name))
    text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

std::vector<std::string> sentences_of(std::string_view paragraph) {
  const std::string mask = masked_code(paragraph);
  std::vector<std::string> sentences;
  std::size_t begin = 0;
  int depth = 0;
  const auto end_at = [&](std::size_t end) {
    while (begin < end && paragraph[begin] == ' ') ++begin;
    if (begin < end) sentences.emplace_back(paragraph.substr(begin, end - begin));
    begin = end;
  };
  for (std::size_t at = 0; at < mask.size(); ++at) {
    const char c = mask[at];
    if (c == '(' || c == '[') ++depth;
    if ((c == ')' || c == ']') && depth > 0) --depth;
    if ((c != '.' && c != '!' && c != '?') || depth > 0) continue;
    std::size_t end = at + 1;
    while (end < mask.size() && (mask[end] == '"' || mask[end] == '\'' || mask[end] == ')')) ++end;
    if (end >= mask.size() || mask[end] != ' ' || end + 1 >= mask.size()) continue;
    if (!begins_sentence(paragraph[end + 1])) continue;
    if (c == '.' && is_abbreviation(std::string_view(mask).substr(0, at))) continue;
    end_at(end);
  }
  end_at(paragraph.size());
  return sentences;
}

bool speaks_of_the_commit(const std::string& sentence) {
  static const RE2 commit(
      R"((?i)\b(?:(?:this|these|my|our) (?:\w+ )?(?:commits?|prs?|pull requests?|patch(?:es|set)?|change ?sets?|changes?|mr|merge(?: request)?|branch|diff|series|refactor(?:ing)?|rewrite|rework|clean-?up|revert|fix|work|addition|implementation|version bump)|the (?:commits?|changes|pr|pull request|patch|branch|diff|fix|change|solution|workaround|idea (?:here )?is)|(?:previous|last|next|earlier|prior|following|parent|other|another|separate|subsequent|original) (?:commits?|patch(?:es)?|prs?|change|fix|branch)|pull requests?|merge requests?|code review|review(?:er)?s?|squash(?:ed)?|rebase[ds]?|cherry[- ]pick\w*|backport\w*|merge conflicts?|upstreamed|follow[- ]?ups?|github|gitlab|travis|appveyor|co-authored|signed-off|wip|todo|fixme|clippy --fix|(?:git )?bisect\w*)\b)");
  static const RE2 place(
      R"((?i)\b(?:see|as|mentioned|described|shown|noted|discussed|explained|listed|outlined|from) (?:above|below|earlier|previously|before)\b|\b(?:as|per|we|was|been) (?:discussed|agreed|suggested|requested|mentioned|noted|described|promised)\b|\bthe (?:above|below)\b|\babove[- ]mentioned\b|\bin a (?:future|later|follow)\b|\bfor now\b|\bgoing forward\b|\bwe(?:\'ve| have) (?:\w+ )?discussed\b|\blet me know\b|\bnot ideal\b|\bwork(?:ed|s|ing)? around (?:it|this|that)\b|^we (?:also|now|then|instead) |\bwe (?:\w+ ){0,2}(?:fix|add|remove|introduce|replace|rename|rewrite|refactor|extract|implement|opt)(?:ed)?\b)");
  static const RE2 person(R"(\bI(?:'m|'ve|'d|'ll)? (?:[a-z]+)|\bCI\b|\bIMO\b|\bTIL\b|\bP\.?S\.)");
  static const RE2 user(R"(\bI (?:get|see|expect|expected|noticed|use|run|ran|want)\b)");
  static const RE2 state(
      R"((?i)\b(?:is|are|does|do|we|it|which|will|can|has|have|should) now\b|\bnow (?:is|are|uses?|returns?|has|have|can|will|we|it|be|also|only|does|do|supports?|handles?)\b|^now\b|\bno longer (?:needs?|necessary|used|uses?|required?)\b|\b(?:was|were|is|are|been|be) (?:also |simply |just |therefore |thus )?(?:added|removed|renamed|moved|replaced|refactored|introduced|updated|implemented|extracted|rewritten|reworked|split|factored|inlined|simplified)\b|\bnew(?:ly \w+)? (?:\w+ )?(?:functions?|methods?|types?|structs?|enums?|traits?|modules?|crates?|flags?|options?|fields?|variants?|helpers?|tests?|apis?|implementations?|macros?|parameters?|arguments?|features?|behaviou?r)\b|^instead\b|^(?:the |a |my |our )?(?:solution|fix|approach|idea|workaround|implementation)\b|\bdone by\b|\bwas done\b|\bconflicts:|\bby (?:adding|introducing|removing|moving|replacing|changing|making|using|checking|wrapping|returning)\b)");
  static const RE2 opening(
      R"((?i)^(?:also|additionally|further(?:more)?|finally|then|and|in addition|in the process|while (?:here|at it)|along the way|to (?:fix|do|solve|address|resolve|avoid|handle) (?:this|that|it),?|for (?:this|that),?)?[,:]?\s*((?:this|that|it|we)\s+)?(?:(?:also|now|instead|simply|just|specifically|then|therefore|thus|only|basically|essentially)\s+)*([a-z]+)\b(.*)$)");
  const std::string mask = masked_code(sentence);
  if (RE2::PartialMatch(mask, commit) || RE2::PartialMatch(mask, place) || RE2::PartialMatch(mask, state))
    return true;
  std::string others = mask;
  RE2::GlobalReplace(&others, user, "");
  if (RE2::PartialMatch(others, person)) return true;
  std::string subject, verb, rest;
  if (!RE2::FullMatch(mask, opening, &subject, &verb, &rest)) return false;
  const std::string plain = as_request(verb + " it");
  if (plain.empty()) return false;
  const bool is_plain = words_of(plain).front() == words_of(verb).front();
  // "Adds ..", "Added ..". "Add .." may be asked for, and what "adding .." leads to is told of the program.
  if (subject.empty()) return !is_plain && !lower(verb).ends_with("ing");
  static const RE2 deed(
      R"((?:add|fix|remove|change|introduce|implement|refactor|replace|rename|move|update) .*)");
  return words_of(subject).front() != "it" || RE2::FullMatch(plain, deed);
}

std::vector<Block> request_blocks(const std::vector<Block>& body, const NameTest& is_refused, Before before) {
  Picker picker(is_refused, before);
  for (const Block& block : body) picker.take(block);
  return std::move(picker).blocks();
}

}  // namespace git_miner
