#include "change/demand.hpp"

#include <algorithm>

#include <re2/re2.h>

#include "change/prose.hpp"
#include "change/references.hpp"
#include "change/subject.hpp"
#include "change/titles.hpp"

namespace git_miner {
namespace {

bool is_another_deed(const std::string& title, const std::string& subject) {
  static const RE2 thought(R"((?i)^(?:consider|assume|prefer|find|rely|wait|try)\w*\b)");
  const std::string deed = clean_message(title).subject;
  return !as_request(deed).empty() && !RE2::PartialMatch(deed, thought) && !is_by_the_way(title) &&
         !repeats(title, subject);
}

}  // namespace

bool is_by_the_way(const std::string& title) {
  static const RE2 chore(
      R"((?i)\b(?:tests?|testing|docs?|document\w*|readme|changelog|comments?|typos?|fmt|rustfmt|format\w*|clippy|lints?|warnings?|reviews?|feedback|suggestions?|nits?|ci|merge|compile|build|examples?|benchmarks?|spelling|wording|version|lock ?file|unused|imports?|rebase|cleanup|clean up|co-authored|release notes?|msrv|whitespace|style)\b)");
  return RE2::PartialMatch(title, chore);
}

bool tells_a_failure(const std::string& text) {
  static const RE2 failure(
      R"((?i)\b(?:panic\w*|crash\w*|hangs?|hung|deadlock\w*|(?:over|under)flow\w*|segfault\w*|infinite\w*|forever|for ever|leak(?:s|ed|ing)|fails?|failed|failing|(?:gives?|gave|returns?|returned|throws?|raises?|reports?|reported|emits?|prints?|causes?|caused|results? in|resulted in|with|an) (?:an? |the |this |following )*(?:\S+ ){0,3}(?:error|warning)s?|errors? (?:out|when|if|with|on)|loses?|losing|ignor(?:es|ed|ing)|skip(?:s|ped|ping)|breaks|broke|broken|wrong\w*|incorrect\w*|inaccurate\w*|unexpected\w*|erroneous\w*|inconsistent\w*|off-by-one|(?:is|are|was|were|be|being) (?:missing|lost|invalid|illegal)|regardless|truncat(?:es|ed|ing)|corrupt(?:s|ed|ing)|duplicat(?:es|ed)|twice|too (?:many|few|much|long|short|early|late|small|large|slow)|instead of|rather than|even (?:if|when|though)|still|cannot|can't|can not|\w+n't|(?:does|do|is|are|was|were|did|has|have|can|could|should|would|will|may) not|would (?:always|automatically|silently|also|just|simply|only)|not (?:being |be )?\w+(?:ing|ed)|never|no longer|always|impossible|unable|clobber\w*|overr(?:ides|ode|iding)|overwr\w+|misleading|confusing|regress\w+)\b)");
  return RE2::PartialMatch(masked_code(text), failure);
}

bool names_the_remedy(const std::string& subject) {
  static const RE2 remedy(
      R"((?i)^(?:use|switch|replace|call|check|guard|store|pass|wrap|move|convert|cache|change|swap|refactor|rework|rewrite|set|simplify|bring)\w* )");
  return RE2::PartialMatch(subject, remedy);
}

bool tells_a_wish(const std::string& sentence) {
  static const RE2 wish(
      R"((?i)\b(?:should|shouldn't|must|ought to|expect(?:s|ed)?|want(?:s|ed)?|need(?:s|ed)?)\b|^(?:make|make sure|change|include|allow|do not|don't) )");
  return RE2::PartialMatch(sentence, wish);
}

bool tells_of_several_changes(const Message& message) {
  static const RE2 also(
      R"((?i)^(?:also,?|additionally,?|in addition,?|furthermore,?|while (?:here|at it),?|along the way,?|in the process,?|(?:this|it|i|we)(?: \w+)? also) (?:(?:this|it|i|we|i've|we've)(?: \w+)? )?(?:also )?(\w+ \S.*)$)");
  // Below a heading a list is of the parts of one work, where titles do not stand above headings.
  bool is_under_heading = false, has_titles = false;
  for (const Block& block : message.body) {
    is_under_heading |= block.kind == BlockKind::heading;
    if (block.kind == BlockKind::list && (!is_under_heading || has_titles) && is_list_of_deeds(block.text)) {
      has_titles |= block.text.starts_with('*');
      if (std::ranges::any_of(entries_of(block.text),
                              [&](const auto& title) { return is_another_deed(title, message.subject); }))
        return true;
    }
    if (block.kind != BlockKind::paragraph) continue;
    for (const std::string& sentence : sentences_of(block.text)) {
      std::string deed;
      if (RE2::FullMatch(sentence, also, &deed) && is_another_deed(deed, message.subject)) return true;
    }
  }
  return false;
}

}  // namespace git_miner
