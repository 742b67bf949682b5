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

bool is_abbreviation(std::string_view before) {
  static const RE2 abbreviation(
      R"((?i)(?:^|[\s(])(?:e\.g|i\.e|etc|cf|vs|resp|approx|incl|fig|no|w\.r\.t|a\.k\.a|\.)$)");
  return RE2::PartialMatch(re2::StringPiece(before.data(), before.size()), abbreviation);
}

bool begins_sentence(char c) {
  return std::isupper(static_cast<unsigned char>(c)) || std::isdigit(static_cast<unsigned char>(c)) ||
         c == '`' || c == '"' || c == '(' || c == '*' || c == '\'' || c == '-' || (c & 0x80) != 0;
}

// "added a check" after a full stop: not all write capitals.
bool begins_deed(std::string_view text) {
  const std::string word(text.substr(0, std::min(text.find(' '), text.size())));
  return word.ends_with("ed") && !as_request(word + " it").empty();
}

// "adds", "added": a verb with which commits are told, not in its plain form.
bool is_told_verb(const std::string& verb) {
  const std::string phrase = as_request(verb + " it");
  return !phrase.empty() && words_of(phrase).front() != lower(verb) && !lower(verb).ends_with("ing");
}

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
    if (!begins_sentence(paragraph[end + 1]) && !begins_deed(paragraph.substr(end + 1))) continue;
    if (c == '.' && is_abbreviation(std::string_view(mask).substr(0, at))) continue;
    end_at(end);
  }
  end_at(paragraph.size());
  return sentences;
}

bool mentions_the_commit(const std::string& text) {
  static const RE2 commit(
      R"((?i)\b(?:(?:this|these|my|our) (?:\w+ )?(?:commits?|prs?|pull requests?|patch(?:es|set)?|change ?sets?|changes?|mr|merge(?: request)?|branch|diff|series|refactor(?:ing)?|rewrite|rework|clean-?up|revert|fix|work|addition|implementation|version bump)|the (?:commits?|changes|pr|pull request|patch|branch|diff|fix|change|solution|workaround|idea (?:here )?is)|(?:previous|last|next|earlier|prior|following|parent|other|another|separate|subsequent|original) (?:commits?|patch(?:es)?|prs?|change|fix|branch)|pull requests?|merge requests?|code review|review(?:er)?s?|squash(?:ed)?|rebase[ds]?|cherry[- ]pick\w*|backport\w*|merge conflicts?|upstreamed|follow[- ]?ups?|github|gitlab|travis|appveyor|co-authored|signed-off|wip|todo|fixme|clippy --fix|(?:git )?bisect\w*)\b)");
  static const RE2 place(
      R"((?i)\b(?:see|as|mentioned|described|shown|noted|discussed|explained|listed|outlined|from) (?:above|below|earlier|previously|before)\b|\b(?:as|per|we|was|been) (?:discussed|agreed|suggested|requested|mentioned|noted|described|promised)\b|\bthe (?:above|below)\b|\babove[- ]mentioned\b|\bin a (?:future|later|follow)\b|\bfor now\b|\bgoing forward\b|\bwe(?:\'ve| have) (?:\w+ )?discussed\b|\blet me know\b|\bnot ideal\b|\bwork(?:ed|s|ing)? around (?:it|this|that)\b|^we (?:also|now|then|instead) |\bwe (?:\w+ ){0,2}(?:fix|add|remove|introduce|replace|rename|rewrite|refactor|extract|implement|opt)(?:ed)?\b)");
  static const RE2 history(
      R"((?i)^(?:previously|formerly|before,? (?:this|that|we|it|i)\b|in the past|(?:this|that|which) (?:caused|led to|resulted in|meant|broke)\b)|\bused to (?:be|do|have)\b|\b(?:we|it|i) used to\b)");
  // "Decided to ..", "Felt like ..": who did it is left out, since it is the author.
  static const RE2 author(
      R"(^(?:[A-Z][a-z]+ed|Felt|Found|Made|Thought|Ran|Did|Had) (?:to|that|like|it|this|the|an?|by|in|as|up|out)\b|^[Aa]lternative|\balternative (?:route|way|approach|solution|would|could|is)\b|\b[Oo]ur\b)");
  const std::string mask = masked_code(text);
  return RE2::PartialMatch(mask, commit) || RE2::PartialMatch(mask, place) ||
         RE2::PartialMatch(mask, history) || RE2::PartialMatch(mask, author);
}

bool speaks_of_the_commit(const std::string& sentence) {
  static const RE2 person(R"(\bI(?:'m|'ve|'d|'ll)? (?:[a-z]+)|\bCI\b|\bIMO\b|\bTIL\b|\bP\.?S\.)");
  static const RE2 user(R"(\bI (?:get|see|expect|expected|noticed|use|run|ran|want)\b)");
  static const RE2 state(
      R"((?i)\b(?:is|are|does|do|we|it|which|will|can|has|have|should) now\b|\bnow (?:is|are|uses?|returns?|has|have|can|will|we|it|be|also|only|does|do|supports?|handles?)\b|^now\b|\bno longer (?:needs?|necessary|used|uses?|required?)\b|\b(?:was|were|been) (?:also |simply |just |therefore |thus )?(?:added|removed|replaced|split)\b|\b(?:was|were|is|are|been|be) (?:also |simply |just |therefore |thus )?(?:renamed|moved|refactored|introduced|updated|implemented|extracted|rewritten|reworked|factored|inlined|simplified)\b|\bnew(?:ly \w+)? (?:\w+ )?(?:functions?|methods?|types?|structs?|enums?|traits?|modules?|crates?|flags?|options?|fields?|variants?|helpers?|tests?|apis?|implementations?|macros?|parameters?|arguments?|features?|behaviou?r)\b|^instead\b|^(?:the |a |my |our )?(?:solution|fix|approach|idea|workaround|implementation)\b|\bdone by\b|\bwas done\b|\bconflicts:|\bby (?:adding|introducing|removing|moving|replacing|changing|making|using|checking|wrapping|returning)\b)");
  static const RE2 opening(
      R"((?i)^(?:also|additionally|further(?:more)?|finally|then|and|in addition|in the process|while (?:here|at it)|along the way|to (?:fix|do|solve|address|resolve|avoid|handle) (?:this|that|it),?|for (?:this|that),?)?[,:]?\s*((?:this|that|it|we)\s+)?(?:(?:also|now|instead|simply|just|specifically|then|therefore|thus|only|basically|essentially)\s+)*([a-z]+)\b(.*)$)");
  const std::string mask = masked_code(sentence);
  if (mentions_the_commit(sentence) || RE2::PartialMatch(mask, state)) return true;
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
  if (is_plain) return false;  // "This switch .."
  return words_of(subject).front() != "it" || RE2::FullMatch(plain, deed);
}

bool tells_a_deed(const std::string& sentence) {
  static const RE2 active(
      R"((?i)^(?:(?:also|additionally|furthermore|finally|then|and|in addition|while (?:here|at it)|instead),? )?(?:(?:this|the|that|it|we|i|i've|we've|i have|we have)(?: (?:commit|patch|pr|pull request|change|changeset|branch))? )?(?:(?:also|now|instead|simply|just|then|therefore|thus|only) )*([a-z]+) \S.*$)");
  static const RE2 passive(
      R"((?i)\b(?:is|are|was|were|has been|have been|gets?|got) (?:also |now |all )?([a-z]+ed)\b|\b(?:is|are|has|have|can|will|does|do) now\b|\bnow (?:[a-z]+s|an?|the)\b)");
  const std::string mask = masked_code(sentence);
  std::string verb;
  if (RE2::FullMatch(mask, active, &verb) && is_told_verb(verb)) return true;
  return RE2::PartialMatch(mask, passive, &verb) && (verb.empty() || is_told_verb(verb));
}

}  // namespace git_miner
