#include "change/demand.hpp"

#include <algorithm>

#include <re2/re2.h>

#include "change/prose.hpp"
#include "change/references.hpp"
#include "change/subject.hpp"
#include "change/titles.hpp"

namespace git_miner {
namespace {

// Judgements.
constexpr std::size_t least_told_words = 6;   // of a sentence that tells something
constexpr std::size_t least_ended_words = 4;  // of a subject that says when it is done

bool has_type(const Block& block, std::initializer_list<BlockKind> kinds) {
  return std::ranges::find(kinds, block.kind) != kinds.end();
}

template <typename Test>
bool any_sentence(const std::vector<Block>& blocks, const Test& test) {
  return std::ranges::any_of(blocks, [&](const Block& block) {
    if (!has_type(block, {BlockKind::paragraph, BlockKind::quote, BlockKind::list})) return false;
    return std::ranges::any_of(sentences_of(block.text), [&](const std::string& sentence) {
      return words_of(sentence).size() >= least_told_words && test(sentence);
    });
  });
}

// "Simplify .." and "Refactor .." have no end.
bool is_open(const std::string& subject) {
  static const RE2 open(
      R"((?i)^(?:simplify|simplifies|simplified|refactor|rework|rewrite|improve|clean|tidy|restructur|reorgani[sz]|streamlin|optimi[sz]|moderni[sz])\w*\b)");
  return RE2::PartialMatch(subject, open);
}

// "Throw an error when .."; neither "Fix .." nor "Use .." says when it is done.
bool says_the_end(const std::string& subject) {
  static const RE2 open(
      R"((?i)^(?:fix|correct|repair|resolve|handle|improve|address|adjust|update|tweak|add|implement|introduce|support|provide|enable|create)\w*\b)");
  if (is_command(subject)) return true;
  return !as_request(subject).empty() && !RE2::PartialMatch(subject, open) && !names_the_remedy(subject) &&
         words_of(subject).size() >= least_ended_words;
}

// "Fix X" tells what goes wrong where X happens, or where the fault has a condition: "the panic when ..".
bool subject_tells_a_failure(const std::string& subject) {
  static const RE2 happens(
      R"((?i)\b(?:not|never|n't|cannot|even (?:if|when|though)|instead of|regardless of|no longer|(?:bugs?|case|cases|issues?|problems?|errors?) (?:where|in which) \S+ \S+ \S+|(?:issues?|problems?) (?:compiling|building) |showing|ignoring|skipping|clobbering|rejecting|accepting|returning|printing|dropping|losing|overwriting|being|failing|breaking|reporting|missing|leaking|emitting|swallowing|hiding|requiring|panics|crashes|fails|hangs|leaks|loses|ignores)\b)");
  static const RE2 fault(
      R"((?i)\b(?:panic|crash|deadlock|hang|(?:over|under)flow|infinite (?:loop|recursion)|non-?termination|leak|segfault|off[- ]by[- ]one|race|compil\w+ error|build failure|broken build|regression)\w*\b)");
  static const RE2 condition(
      R"((?i)\b(?:when|whenever|if|while|for|with|without|on|in|after|before|during|at|around) [^ ]*[\w`]{2,}|[<>=]=?)");
  if (names_the_remedy(subject)) return false;
  return RE2::PartialMatch(subject, happens) ||
         (RE2::PartialMatch(subject, fault) && RE2::PartialMatch(subject, condition));
}

// "Add X" does not tell what X does; a purpose, a condition or a model does.
bool subject_tells_behaviour(const std::string& subject) {
  static const RE2 addition(
      R"((?i)^(?:add|implement|introduce|support|enable|provide|create|improve|extend|new|update|include|bring|expand|enhance|offer|set up|make use)\w*\b)");
  static const RE2 purpose(
      R"((?i)\bto (?:[a-z]+ (?:an? |the |all |any |only |not )?[\w`-]+|[a-z]+)|\b(?:that|which|when|whenever|if|instead of|so that|unless|while) \S+|\b(?:function|method|option|flag|routine|way|command|api|helper)s? for [a-z]+ing \S+|^(?:support|enable) [a-z]+ing \S+|\b(?:alias|shortcut|synonym|short (?:form|option|flag|name)|abbreviation)\w* .*\bfor\b|\bconversions? (?:from|between|of)\b|\bre-?exports?\b|\bpublic\b|\b(?:accessor|getter|constructor)s?\b|\bwith \{)");
  // "to `Printer`", "to the parser" is a place.
  static const RE2 place_only(
      R"(\bto (?:the |an? |all |`|[A-Z]|\w+(?:::|_|$)|\w+ (?:types?|files?|macros?|crates?|modules?|structs?|file types?)\b))");
  // "Display for Value": what the trait says.
  static const RE2 implementation(
      R"(^(?:[Aa]dd|[Ii]mplement|[Pp]rovide)\w* (?:an? |the |missing )?(?:`?[\w:]*[A-Z]\w*`?(?:<[^ ]*>`?)?(?:(?:,| and|/) ?`?[A-Z]\w*`?)*)(?: trait)?(?: impl(?:ementation)?s?)? (?:for|on) (?:the )?`?[\w:&']*[A-Z]|\bimpl(?:ementation)?s? (?:of \S+ )?for `?[\w:]*[A-Z])");
  const std::size_t words = words_of(subject).size();
  if (words < least_ended_words && !RE2::PartialMatch(subject, implementation)) return false;
  if (!RE2::PartialMatch(subject, addition)) return true;
  if (RE2::PartialMatch(subject, implementation)) return true;
  std::string rest = subject;
  RE2::GlobalReplace(&rest, place_only, " ");
  return RE2::PartialMatch(rest, purpose);
}

// Work that every change brings along.
bool is_by_the_way(const std::string& title) {
  static const RE2 chore(
      R"((?i)\b(?:tests?|testing|docs?|document\w*|readme|changelog|comments?|typos?|fmt|rustfmt|format\w*|clippy|lints?|warnings?|reviews?|feedback|suggestions?|nits?|ci|merge|compile|build|examples?|benchmarks?|spelling|wording|version|lock ?file|unused|imports?|rebase|cleanup|clean up|co-authored|release notes?|msrv|whitespace|style)\b)");
  return RE2::PartialMatch(title, chore);
}

bool is_another_deed(const std::string& title, const std::string& subject) {
  static const RE2 thought(R"((?i)^(?:consider|assume|prefer|find|rely|wait|try)\w*\b)");
  const std::string deed = clean_message(title).subject;
  return !as_request(deed).empty() && !RE2::PartialMatch(deed, thought) && !is_by_the_way(title) &&
         !repeats(title, subject);
}

}  // namespace

bool tells_a_failure(const std::string& text) {
  static const RE2 failure(
      R"((?i)\b(?:panic\w*|crash\w*|hangs?|hung|deadlock\w*|(?:over|under)flow\w*|segfault\w*|infinite\w*|forever|for ever|leak\w*|fail\w*|errors?|loses?|lost|losing|ignor(?:es|ed|ing)|skip(?:s|ped|ping)|breaks?|breaking|broke|broken|wrong\w*|incorrect\w*|inaccurate\w*|invalid|illegal|unexpected\w*|erroneous\w*|inconsistent\w*|off-by-one|missing|regardless|truncat\w+|corrupt\w*|duplicat\w+|twice|too (?:many|few|much|long|short|early|late|small|large|slow)|slow\w*|instead of|rather than|even (?:if|when|though)|still|cannot|can't|can not|\w+n't|(?:does|do|is|are|was|were|did|has|have|can|could|should|would|will|may) not|not (?:being |be )?\w+(?:ing|ed)|never|no longer|always|prevents?|prevented|impossible|only|unable|clobber\w*|overrid\w+|overwr\w+|misleading|confusing|weird|race|would|regress\w+|warning|bug|actually)\b)");
  return RE2::PartialMatch(masked_code(text), failure);
}

bool names_the_remedy(const std::string& subject) {
  static const RE2 remedy(
      R"((?i)^(?:use|switch|replace|call|store|pass|wrap|move|convert|cache|change|swap|refactor|rework|rewrite|set|simplify|bring)\w* )");
  return RE2::PartialMatch(subject, remedy);
}

bool tells_a_wish(const std::string& sentence) {
  static const RE2 wish(
      R"((?i)\b(?:should|shouldn't|must|ought to|expect(?:s|ed)?|want(?:s|ed)?|need(?:s|ed)?)\b|^(?:make|make sure|change|include|allow|do not|don't) )");
  return RE2::PartialMatch(sentence, wish);
}

std::optional<DropReason> lack_of(const Demand& demand, chat::Category category, const Leads& leads) {
  if (demand.has_evidence) return std::nullopt;
  const auto leads_anywhere = [&] {
    return leads.anywhere(demand.subject) ||
           std::ranges::any_of(demand.blocks, [&](const Block& block) { return leads.anywhere(block.text); });
  };
  const bool has_output = std::ranges::any_of(demand.blocks, [](const Block& block) {
    static const RE2 output(R"((?i)\b(?:error|panicked|warning|failed|assertion)\b)");
    return block.kind == BlockKind::code && RE2::PartialMatch(block.text, output);
  });
  if (category == chat::Category::bug_fix) {
    if (says_the_end(demand.subject)) return std::nullopt;
    const bool is_told = has_output || subject_tells_a_failure(demand.subject) ||
                         any_sentence(demand.blocks, [](const std::string& sentence) {
                           return tells_a_failure(sentence) || tells_a_wish(sentence);
                         });
    return is_told && leads_anywhere() ? std::nullopt : std::optional(DropReason::message_no_symptom);
  }
  const bool has_sentence = any_sentence(demand.blocks, [](const std::string&) { return true; });
  if (category == chat::Category::feature) {
    const bool is_told = has_sentence || subject_tells_behaviour(demand.subject);
    return is_told && leads_anywhere() ? std::nullopt : std::optional(DropReason::message_no_behaviour);
  }
  if (category == chat::Category::dependency) return std::nullopt;  // the crate is named
  const bool is_told = has_sentence || !is_open(demand.subject);
  return (is_told && leads.by_name(demand.subject)) || (has_sentence && leads_anywhere())
             ? std::nullopt
             : std::optional(DropReason::message_too_short);
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
