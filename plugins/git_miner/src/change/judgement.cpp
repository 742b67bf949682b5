#include "change/judgement.hpp"

#include <utility>

#include <re2/re2.h>

#include "change/prose.hpp"
#include "change/subject.hpp"

namespace git_miner {

Judgement judgement_of(const std::string& sentence, const std::string& subject) {
  // What is wished ("should not be needed") or how something is used ("it is optional") is none.
  static const RE2 judgement(
      R"((?i)^[*_"'(]*(?:(?:but|and|so|though|although|still|however|again|of course|perhaps|maybe|probably|i (?:think|guess|suppose)|(?:i'm )?not sure(?: that| if| whether)?|i don't think),? )*(?:(?:this|that|it|these|those|they|doing (?:so|this|it)|(?:this|the) (?:change|commit|patch|pr|feature|addition|fix)) )?(?:(?:is|are|was|were|isn't|aren't|wasn't|weren't|it's|that's|be|been|may|might|would|will|could|wouldn't|won't|does|do|doesn't|don't|seems?|not|never|hardly|a|an|all that|that|very|quite|really|also|just|rather|pretty|too|still|only|even|perhaps|maybe|[*_]*\w+ly[*_]*) )*[*_]*(?:needed|necessary|essential|critical|crucial|important|urgent|worth(?:while)?(?: (?:it|doing|having|the (?:effort|trouble)))?|useful|helpful|handy|convenient|valuable|nice(?:[ -]to[ -]have)?|desirable|overkill|(?:good|bad) idea|big deal|matters?(?: much)?|hurt)[*_]*(?: (?:to have|to do|at all|here|now|yet|any ?more|any longer|though|per se|in (?:practice|theory|general|principle)|for now|right now|either|too|much|often|i think|i guess|imo))*[*_"')]*[.!]*$)");
  static const RE2 against(R"((?i)\bnot\b|n't\b|\b(?:never|hardly|overkill|bad idea)\b)");
  static const RE2 taking_away(
      R"((?i)^(?:remove|delete|drop|strip|avoid|skip|omit|stop|inline|simplify|get|do not|don't|no longer|replace|use|return|make)\b)");
  if (!RE2::FullMatch(sentence, judgement)) return {};
  if (!RE2::PartialMatch(sentence, against)) return {.is_one = true};
  const std::string phrase = as_request(subject);
  const bool is_reason = RE2::PartialMatch(phrase.empty() ? subject : phrase, taking_away);
  return {.is_one = !is_reason, .is_against = !is_reason};
}

void drop_judgements(std::vector<Block>& blocks, const std::string& subject) {
  for (Block& block : blocks) {
    if (block.kind != BlockKind::paragraph) continue;
    std::string text;
    for (const std::string& sentence : sentences_of(block.text)) {
      if (!judgement_of(sentence, subject).is_one) text += (text.empty() ? "" : " ") + sentence;
    }
    block.text = std::move(text);
  }
  std::erase_if(blocks, [](const Block& block) { return block.text.empty(); });
}

bool only_speak_against(const std::vector<Block>& blocks, const std::string& subject) {
  bool is_against = false;
  for (const Block& block : blocks) {
    if (block.kind != BlockKind::paragraph) return false;
    for (const std::string& sentence : sentences_of(block.text)) {
      const Judgement judgement = judgement_of(sentence, subject);
      if (!judgement.is_one) return false;
      is_against |= judgement.is_against;
    }
  }
  return is_against;
}

}  // namespace git_miner
