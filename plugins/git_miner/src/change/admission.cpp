#include "change/admission.hpp"

#include <algorithm>
#include <array>
#include <set>

#include <re2/re2.h>

#include "change/demand.hpp"
#include "change/message.hpp"
#include "change/new_names.hpp"
#include "change/prose.hpp"
#include "change/references.hpp"
#include "change/subject.hpp"
#include "change/wish.hpp"

namespace git_miner {
namespace {

// Judgements.
constexpr std::size_t least_told_words = 6;   // of a sentence that tells something
constexpr std::size_t least_ended_words = 4;  // of a subject that says when it is done

bool is_prose(const Block& block) {
  return block.kind == BlockKind::paragraph || block.kind == BlockKind::quote ||
         block.kind == BlockKind::list;
}

template <typename Test>
bool any_sentence(const std::vector<Block>& blocks, const Test& test) {
  return std::ranges::any_of(blocks, [&](const Block& block) {
    return is_prose(block) && std::ranges::any_of(sentences_of(block.text), [&](const std::string& sentence) {
             return words_of(sentence).size() >= least_told_words && test(sentence);
           });
  });
}

// An input, a condition, or what is spelt as code, or as a literal.
bool tells_where(const std::string& text) {
  static const RE2 condition(
      R"((?i)\b(?:when|whenever|if|once|while|for|with|without|on|after|before|during|given|using|between|within|even|unless|until|since|every time|inside|by) [^ ]*[\w`"']{2,}|[<>=]=?|["“'][^"”' ]|\b[A-Za-z]\w*-\w+)");
  return RE2::PartialMatch(text, condition) || !names_in(text).empty();
}

// "Throw an error when ..", "Don't print ..", "Ensure that ..": what is done when the program behaves so.
bool asks_for_behaviour(const std::string& subject) {
  static const RE2 ensured(R"((?i)^(?:ensure|verify|check|make sure) that )");
  if (words_of(subject).size() < least_ended_words) return false;
  return is_command(subject) || RE2::PartialMatch(subject, ensured) ||
         is_behaviour(first_word(as_request(subject)));
}

// "Fix X" tells what goes wrong where X happens, or where a fault has a condition: "the panic when ..".
bool subject_tells_a_symptom(const std::string& subject) {
  static const RE2 happens(
      R"((?i)\b(?:not [a-z]+(?:ing|ed)\b|never|n't|cannot|even (?:if|when|though)|instead of|regardless of|no longer|where|(?:in|by)correctly|wrongly|unexpectedly|being [a-z]+(?:ed|en|t)\b|showing|ignoring|skipping|clobbering|rejecting|dropping|losing|overwriting|failing|breaking|leaking|swallowing|hiding|panics|crashes|fails|hangs|leaks|loses|ignores))");
  static const RE2 fault(
      R"((?i)\b(?:bugs?|case|cases|issues?|problems?) (?:where|in which) \S+ \S+ \S+|\b(?:panic|crash|deadlock|hang|(?:over|under)flow|infinite (?:loop|recursion)|non-?termination|leak|segfault|off[- ]by[- ]one|compil\w+ error|build failure|broken build)\w*\b.* (?:(?:when|whenever|if|while|for|with|without|on|after|during) [^ ]*[\w`]{2,}|.*[<>]))");
  if (names_the_remedy(subject) || words_of(subject).size() < least_ended_words) return false;
  return RE2::PartialMatch(subject, fault) || (RE2::PartialMatch(subject, happens) && tells_where(subject));
}

bool is_output_of_failure(const Block& block) {
  static const RE2 output(R"((?i)\b(?:error|panicked|failed|assertion)\b)");
  return block.kind == BlockKind::code && RE2::PartialMatch(block.text, output);
}

// "to disable colours", not "to the parser".
bool has_purpose(const std::string& subject) {
  constexpr std::string_view joint = " to ";
  for (std::size_t at = subject.find(joint); at != subject.npos; at = subject.find(joint, at + 1)) {
    const std::string rest = subject.substr(at + joint.size());
    if (as_request(rest).starts_with(first_word(rest))) return true;
  }
  return false;
}

// "Add X" does not tell what X does; a purpose, a condition or a model does.
bool addition_tells_behaviour(const std::string& subject) {
  static const RE2 behaviour(
      R"((?i)\b(?:that|which|when|whenever|if|instead of|so that|unless|while) \S+|\b(?:function|method|option|flag|routine|way|command|api|helper)s? for [a-z]+ing \S+|^(?:support|enable) [a-z]+ing \S+|\bconversions? (?:from|between|of)\b|\bre-?exports?\b|\bpublic\b|\b(?:alias|shortcut|synonym|short (?:form|option|flag|name)|abbreviation)\w*\b.*[ '"`]-{1,2}\w.* for .*--\w|--\w.* as .*\balias for .*--\w)");
  // "Display for Value": what the trait says.
  static const RE2 implementation(
      R"(^(?:[Aa]dd|[Ii]mplement|[Pp]rovide)\w* (?:an? |the |missing )?(?:`?[\w:]*[A-Z]\w*`?(?:<[^ ]*>`?)?(?:(?:,| and|/) ?`?[A-Z]\w*`?)*)(?: trait)?(?: impl(?:ementation)?s?)? (?:for|on) (?:the )?`?[\w:&']*[A-Z]|\bimpl(?:ementation)?s? (?:of \S+ )?for `?[\w:]*[A-Z])");
  if (RE2::PartialMatch(subject, implementation)) return true;
  return words_of(subject).size() >= least_ended_words &&
         (has_purpose(subject) || RE2::PartialMatch(subject, behaviour));
}

bool is_addition(const std::string& subject) {
  static const std::set<std::string> additions{"add",     "implement", "introduce", "support", "enable",
                                               "provide", "create",    "extend",    "include", "expand"};
  return additions.contains(first_word(as_request(subject)));
}

bool subject_tells_behaviour(const std::string& subject) {
  static const RE2 uncounted(R"((?i)^\w+ (?:some|more|various|several|other|further|better)\b)");
  if (RE2::PartialMatch(subject, uncounted)) return false;
  return is_addition(subject)
             ? addition_tells_behaviour(subject)
             : asks_for_behaviour(subject) || (words_of(subject).size() >= least_ended_words &&
                                               is_seen_by_users(first_word(as_request(subject))));
}

// Help tells what an addition does; of "Unify .." it tells a part.
bool tells_help_of(const Asked& asked) {
  return asked.has_help &&
         (is_addition(asked.subject) || is_seen_by_users(first_word(as_request(asked.subject))));
}

// A sentence on what users see: what they can do, when something happens, what it is like.
bool tells_an_effect(const std::string& sentence) {
  static const RE2 effect(
      R"((?i)\b(?:when|whenever|if|so that|allow(?:s|ed|ing)?|can|could|should|must|lets?|enables?|will|returns?|prints?|shows?|accepts?|takes?|permits?|causes?|instead of|which|by default|equivalent|same as|similar to|like|useful|possible|able to|makes? it|used to|specif(?:y|ies|ied))\b)");
  return RE2::PartialMatch(masked_code(sentence), effect);
}

// How it shall be, or what is wrong with how it is, as opposed to what is done.
bool tells_the_result(const std::string& sentence) {
  static const RE2 result(
      R"((?i)\b(?:should|must|want|instead of|rather than|so that|without|no longer|never|only|duplicat\w+|same|unused|redundant|needless\w*|unnecessar\w+|not (?:used|needed|necessary)|both|each|everywhere|twice)\b)");
  return RE2::PartialMatch(masked_code(sentence), result);
}

// The part of a phrase before the first of some words, and the one behind; the whole where there is none.
struct Sides {
  std::string left, right;
};

Sides sides_of(const std::string& phrase, const RE2& joint) {
  Sides sides;
  return RE2::FullMatch(phrase, joint, &sides.left, &sides.right) ? sides : Sides{phrase, ""};
}

// A refactoring whose subject says when it is done, of things that are there.
bool is_closed(const std::string& subject, const Leads& leads) {
  static const std::set<std::string> removals{"remove", "delete", "drop", "rm"};
  static const std::set<std::string> of_names{"inline", "extract", "deduplicate"};
  static const std::set<std::string> moves{"move", "merge", "hoist", "pull", "turn", "convert"};
  static const std::set<std::string> exchanges{"use",     "replace", "switch", "change", "prefer", "reuse",
                                               "migrate", "swap",    "make",   "port",   "return", "pass"};
  static const RE2 target(R"((.+?)(?: (?:in)?to | behind | before | after | under | inside | closer )(.+))");
  static const RE2 own_place(
      R"((?i)^(?:an? |the |its |own |new |separate |different |another |free |same )+(?:\S+ )?(?:modules?|files?|functions?|methods?|structs?|crates?|impl\b.*|block)\b|^closer |^usage)");
  static const RE2 renamed(R"((.+?)(?: (?:in)?to | as | ?-> ?| ?=> ?| ?→ ?)(.+))");
  static const RE2 exchanged(
      R"((.+?)(?: instead of | rather than | in place of | over | with | by | (?:in)?to | for | in )(.+))");
  const std::string phrase = as_request(subject);
  const std::string verb = first_word(phrase);
  if (verb.empty() || verb.size() == phrase.size()) return false;
  const std::string rest = phrase.substr(verb.size() + 1);
  static const RE2 unnamed(R"((?i)\b(?:code|codepaths?|logic|stuff|things?|bits|parts?|some|various|few)\b)");
  if (removals.contains(verb)) return leads.to_place(rest) && !RE2::PartialMatch(rest, unnamed);
  if (of_names.contains(verb)) {
    const std::size_t least_names = verb == "deduplicate" ? 2 : 1;
    return leads.to_place(rest) && names_in(rest).size() >= least_names;
  }
  const auto [left, right] = sides_of(rest, verb == "rename"       ? renamed
                                            : moves.contains(verb) ? target
                                                                   : exchanged);
  if (right.empty()) return false;
  if (verb == "rename") return leads.to_place(left);
  const bool has_target = leads.to_place(right) || leads.to_addition(right);
  if (moves.contains(verb))
    return leads.to_place(left) && (has_target || RE2::PartialMatch(right, own_place));
  if (!exchanges.contains(verb)) return false;
  return (leads.to_place(left) && has_target) || (leads.to_addition(left) && leads.to_place(right));
}

// A sentence and the subject together say what goes wrong, or should be, and for which input or where.
bool tells_what_goes_wrong(const Asked& asked) {
  const bool has_place = tells_where(asked.subject);
  static const RE2 remedy(
      R"((?i)^only\b)");  // "only check X after Y": where the code goes, not what goes wrong
  if (RE2::PartialMatch(asked.subject, remedy)) return any_sentence(asked.blocks, tells_a_failure);
  return asks_for_behaviour(asked.subject) || subject_tells_a_symptom(asked.subject) ||
         std::ranges::any_of(asked.blocks, is_output_of_failure) ||
         any_sentence(asked.blocks, [&](const std::string& sentence) {
           return (tells_a_failure(sentence) || tells_a_wish(sentence)) &&
                  (has_place || tells_where(sentence));
         });
}

}  // namespace

std::optional<DropReason> refusal_of(const Asked& asked, chat::Category category, const Leads& leads) {
  if (!asked.is_whole) return DropReason::message_not_whole;
  if (mentions_the_commit(asked.subject)) return DropReason::message_on_commit;
  if (asked.has_failing_test || category == chat::Category::dependency)
    return std::nullopt;  // the crate is named
  const bool has_front = !asked.blocks.empty() && is_prose(asked.blocks.front());
  // An option that is wanted leads to where options are declared.
  const bool adds_option =
      category == chat::Category::feature && asked.subject.contains("--") && leads.to_addition(asked.subject);
  if (!adds_option && !leads.to_place(asked.subject) &&
      !(has_front && leads.to_place(asked.blocks.front().text)))
    return DropReason::message_leads_nowhere;
  switch (category) {
    case chat::Category::bug_fix:
      return tells_what_goes_wrong(asked) ? std::nullopt : std::optional(DropReason::message_no_symptom);
    case chat::Category::feature:
      return tells_help_of(asked) || subject_tells_behaviour(asked.subject) ||
                     any_sentence(asked.blocks, tells_an_effect)
                 ? std::nullopt
                 : std::optional(DropReason::message_no_behaviour);
    default:
      return is_closed(asked.subject, leads) || any_sentence(asked.blocks,
                                                             [&](const std::string& sentence) {
                                                               return as_request(sentence).empty() &&
                                                                      tells_the_result(sentence) &&
                                                                      leads.to_place(sentence);
                                                             })
                 ? std::nullopt
                 : std::optional(DropReason::message_no_end);
  }
}

}  // namespace git_miner
