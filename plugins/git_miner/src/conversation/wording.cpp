#include "conversation/wording.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <set>
#include <utility>

#include <fmt/core.h>
#include <re2/re2.h>

#include "change/demand.hpp"
#include "change/prose.hpp"
#include "change/references.hpp"
#include "change/request_blocks.hpp"
#include "change/subject.hpp"

namespace git_miner {
namespace {

constexpr std::size_t most_detail_bytes = 1200;  // of what a request takes over of the body
constexpr std::size_t least_fault_words = 8;
constexpr std::size_t most_names = 4;

// Verbs that say nothing without what follows on their object: "replace the map" with what?
bool needs_complement(const std::string& phrase) {
  static const std::set<std::string> verbs{"replace", "convert", "turn", "switch", "change", "use",
                                           "make",    "migrate", "swap", "prefer", "reuse",  "let"};
  return verbs.contains(words_of(phrase).front());
}

// The subject up to what only the change knows, "" where that leaves no request: "Prevent the overflow by checking
// `len_of`" is "Prevent the overflow".
std::string askable(const std::string& subject, const NameTest& is_refused) {
  if (!is_refused(subject)) return subject;
  std::size_t end = 0;
  for (const std::string_view joint :
       {" -> ",   " => ",         " → ",           " by ",           " using ", " via ",
        " with ", " through ",    " in favor of ", " in favour of ", " into ",  " to ",
        " as ",   " instead of ", " from ",        " in ",           ", ",      ": ",
        " (",     " and "}) {
    for (std::size_t at = subject.find(joint); at != subject.npos; at = subject.find(joint, at + 1)) {
      if (at > end && !is_refused(subject.substr(0, at))) end = at;
    }
  }
  const std::string front = subject.substr(0, end);
  const std::string phrase = as_request(front);
  const bool is_enough = !phrase.empty() ? words_of(phrase).size() >= 3 && !needs_complement(phrase)
                                         : is_symptom(front) || is_command(front);
  return is_enough ? front : "";
}

std::string uncapitalised(std::string text) {
  if (text.size() > 1 && std::islower(static_cast<unsigned char>(text[1])) != 0)
    text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  return text;
}

// A subject is written in haste: "w/" and commas between commands are words in a request.
std::string spelt_out(std::string subject) {
  static const RE2 with(R"(\bw/ ?)"), without(R"(\bw/o\b)"), ampersand(R"( & )");
  RE2::GlobalReplace(&subject, without, "without");
  RE2::GlobalReplace(&subject, with, "with ");
  RE2::GlobalReplace(&subject, ampersand, " and ");
  const std::size_t comma = subject.find(", ");
  if (comma != subject.npos && !subject.contains(" and ") && !as_request(subject).empty() &&
      !as_request(subject.substr(comma + 2)).empty())
    subject.replace(comma, 2, " and ");
  return subject;
}

// "Inline `f`, don't localize", "fix the parser; it panics": what stands behind the joint is a sentence of its own.
bool is_own_clause(const std::string& text, std::string_view joint) {
  static const RE2 clause(
      R"((?i)^(?:(?:and |but |so )?(?:do not|don't|never|always|stop) [a-z]+|(?:it|they|there|we|you|he|these|those|i|it's|they're|there's) [a-z]+).*)");
  if (RE2::FullMatch(text, clause)) return true;
  const bool is_full_stop = joint != ", " && joint != " - ";
  return is_full_stop && words_of(text).size() >= 2;
}

struct Clauses {
  std::string first;
  std::vector<std::string> others;
};

Clauses clauses_of(const std::string& subject) {
  const auto code = code_spans(subject);
  for (std::size_t at = 0; at < subject.size(); ++at) {
    if (std::ranges::any_of(code, [&](const auto& span) { return span.begin <= at && at < span.end; }))
      continue;
    for (const std::string_view joint : {", ", "; ", ". ", " - ", " -- ", " — "}) {
      if (at == 0 || !std::string_view(subject).substr(at).starts_with(joint)) continue;
      const std::string rest = subject.substr(at + joint.size());
      if (!is_own_clause(rest, joint)) continue;
      Clauses clauses{subject.substr(0, at), {}};
      Clauses more = clauses_of(rest);
      clauses.others.push_back(std::move(more.first));
      std::ranges::move(more.others, std::back_inserter(clauses.others));
      return clauses;
    }
  }
  return {subject, {}};
}

std::string as_sentence(const std::string& clause) {
  const std::string phrase = as_request(clause);
  const std::string text = capitalised(phrase.empty() ? clause : phrase);
  return text.ends_with('.') || text.ends_with('?') || text.ends_with('!') ? text : text + ".";
}

std::string request_sentence(const std::string& subject, const std::string& place, Category category,
                             std::uint64_t choice) {
  const std::string front = place.empty() ? "" : "In " + place + ", ";
  const auto begun = [&](const std::string& words) {
    return front.empty() ? capitalised(words) : front + words;
  };
  const std::string verb_phrase = as_request(subject);
  if (!verb_phrase.empty()) {
    switch (choice % 5) {
      case 0:
        return begun(verb_phrase) + ".";
      case 1:
        return begun("please " + verb_phrase) + ".";
      case 2:
        return begun("could you " + verb_phrase) + "?";
      case 3:
        return begun("I'd like you to " + verb_phrase) + ".";
      default:
        return begun(verb_phrase) + ", please.";
    }
  }
  if (is_command(subject)) return begun(uncapitalised(subject)) + (choice % 2 == 0 ? "." : ", please.");
  const std::string clause =
      place.empty() ? capitalised(subject) : "In " + place + ": " + capitalised(subject);
  if (category != Category::bug_fix) return clause + ". Please take care of it.";
  static const RE2 wish(R"((?i)\b(?:should|shall|must|ought to|needs? to|has to|have to)\b)");
  if (RE2::PartialMatch(clause, wish)) return clause + ". Please take care of it.";
  switch (choice % 3) {
    case 0:
      return clause + ". Please fix that.";
    case 1:
      return clause + ". Can you fix it?";
    default:
      return clause + ". That should not be so.";
  }
}

// Squashed commits have their titles in the body.
void drop_repeated(std::vector<Block>& blocks, const std::string& subject) {
  const auto said = words_of(subject);
  std::erase_if(blocks, [&](const Block& block) {
    const auto words = words_of(block.text);
    return words.size() <= said.size() + 2 && !std::ranges::search(words, said).empty();
  });
}

std::string joined(const std::vector<Block>& blocks) {
  std::string out;
  for (const Block& block : blocks) out += "\n\n" + block.text;
  return out;
}

// "Fix the panic by raising the limit" gives the remedy away.
std::string without_remedy(const std::string& subject) {
  static const RE2 remedy(R"((?i)^(\w+ \S+.*?),? by (?:\w+ly )?[a-z]+ing\b.*$)");
  std::string front;
  return RE2::FullMatch(subject, remedy, &front) ? front : subject;
}

std::string wanted(const std::vector<std::string>& help) {
  std::string out;
  for (const std::string& sentence : help) out += "\n\n" + sentence;
  return out;
}

// Whether a subject names the place itself: the last name of "the `types` module of the `ignore` crate".
bool mentions(const std::string& subject, const std::string& place) {
  const auto spans = code_spans(place);
  const auto words = words_of(subject);
  return std::ranges::all_of(spans, [&](const TextRange& span) {
    const std::string code = place.substr(span.begin, span.end - span.begin);
    const auto name = words_of(code);  // a single word may be just that
    return name.size() > 1 ? !std::ranges::search(words, name).empty() : subject.contains(code);
  });
}

// Where the subject has nothing to ask for, the body may say what is wrong, from its beginning.
bool tells_a_fault(const RequestBody& body) {
  if (!body.has_front || body.blocks.empty() || body.blocks.front().kind != BlockKind::paragraph)
    return false;
  const std::string& text = body.blocks.front().text;
  return words_of(text).size() >= least_fault_words && is_symptom(text);
}

// What is asked for; "" where the subject says nothing that may be asked for, or of a fix the remedy alone: there the
// fault has to be told by the body.
std::string subject_of(const Message& message, Category category, const RequestFacts& facts) {
  std::string subject = says_enough(message.subject) ? askable(message.subject, facts.is_refused) : "";
  if (category != Category::bug_fix) return spelt_out(std::move(subject));
  if (names_the_remedy(subject) &&
      tells_a_fault(request_blocks(message.body, facts.is_refused, {.only_faults = true})))
    return "";
  return spelt_out(without_remedy(subject));
}

}  // namespace

std::string list_of(const std::vector<std::string>& names, std::size_t others) {
  std::string out;
  const std::size_t shown =
      names.size() + others > most_names + 1 ? std::min(names.size(), most_names) : names.size();
  const std::size_t more = names.size() - shown + others;
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) out += i + 1 == names.size() && more == 0 ? " and " : ", ";
    out += "`" + names[i] + "`";
  }
  if (more > 0) out += fmt::format(" and {} more", more);
  return out;
}

std::expected<Request, DropReason> request_text(const Message& message, Category category,
                                                const RequestFacts& facts, std::uint64_t choice) {
  Asked asked{.subject = subject_of(message, category, facts),
              .blocks = {},
              .has_help = !facts.help.empty(),
              .has_failing_test = facts.failing || facts.may_fail};
  const Deeds deeds = category == Category::feature ? Deeds::are_wanted : Deeds::are_not;
  RequestBody body = request_blocks(
      message.body, facts.is_refused,
      {.subject = asked.subject, .deeds = deeds, .only_faults = category == Category::bug_fix});
  if (asked.subject.empty() && (category != Category::bug_fix || !tells_a_fault(body)))
    return std::unexpected(DropReason::message_names_change);
  drop_repeated(body.blocks, message.subject);
  const std::string more = joined(body.blocks);
  asked.is_whole = body.is_whole && more.size() <= most_detail_bytes;
  asked.blocks = std::move(body.blocks);
  if (const auto refusal = refusal_of(asked, category, facts.leads)) return std::unexpected(*refusal);
  const std::string help = wanted(facts.help);
  std::string tests = told(facts.tests, choice / 20) + (facts.failing ? told(*facts.failing) : "");
  if (asked.subject.empty())
    return Request{more.substr(2) + (choice % 2 == 0 ? "\n\nPlease fix that." : "\n\nCan you fix it?") + help,
                   std::move(tests)};
  const std::string place = mentions(asked.subject, facts.place) ? "" : facts.place;
  const Clauses clauses = clauses_of(asked.subject);
  std::string request = request_sentence(clauses.first, place, category, choice);
  for (const std::string& clause : clauses.others) request += " " + as_sentence(clause);
  const bool leads_to_code = !asked.blocks.empty() && asked.blocks.front().kind == BlockKind::code;
  if (leads_to_code && request.ends_with('.') && !request.ends_with(" please.")) request.back() = ':';
  return Request{request + more + help, std::move(tests)};
}

}  // namespace git_miner
