#include "conversation/wording.hpp"

#include <algorithm>
#include <cctype>
#include <set>
#include <utility>

#include <fmt/core.h>
#include <re2/re2.h>

#include "change/prose.hpp"
#include "change/references.hpp"
#include "change/subject.hpp"

namespace git_miner {
namespace {

constexpr std::size_t most_detail_bytes = 1200;  // of the paragraphs that a request takes over
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
  std::string front = subject.substr(0, end);
  const std::string phrase = as_request(front);
  if (phrase.starts_with("rename ")) {
    static const RE2 label(R"(^(\w+ (?:the )?\w+): )");  // "Rename file: a -> b"
    RE2::Replace(&front, label, R"(\1 )");
    return front + " to a name that fits better";
  }
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
  switch (choice % 3) {
    case 0:
      return clause + ". Please fix that.";
    case 1:
      return clause + ". Can you fix it?";
    default:
      return clause + ". That should not be so.";
  }
}

std::string failure(const FailingTest& failing, std::uint64_t choice) {
  const char* front = choice % 3 == 0   ? "I tried a test for this, `{}`, and it fails:"
                      : choice % 3 == 1 ? "A test of mine for it, `{}`, gives:"
                                        : "With a test named `{}` I get:";
  return fmt::format("\n\n{}\n\n```\n{}\n```\n\nPlease add such a test too.",
                     fmt::format(fmt::runtime(front), failing.name), failing.output);
}

// Squashed commits have their titles in the body.
void drop_repeated(std::vector<Block>& blocks, const std::string& subject) {
  const auto said = words_of(subject);
  std::erase_if(blocks, [&](const Block& block) {
    const auto words = words_of(block.text);
    return words.size() <= said.size() + 2 && !std::ranges::search(words, said).empty();
  });
}

// The blocks from the front that fit, none without what it announces.
std::string details(const std::vector<Block>& blocks) {
  std::string out, pending;
  for (const Block& block : blocks) {
    pending += "\n\n" + block.text;
    if (out.size() + pending.size() > most_detail_bytes) break;
    if (block.kind == BlockKind::paragraph && block.text.ends_with(':')) continue;
    out += std::exchange(pending, {});
  }
  return out;
}

// Nobody could act on "remove unused var" alone. Judgements.
bool is_bare(const std::string& subject, Category category) {
  const bool has_end = category == Category::bug_fix || category == Category::dependency;
  const std::size_t enough_words = has_end ? 5 : 7;
  constexpr std::size_t enough_with_a_name = 4;
  // What is spelt as code, an option, a file, a number or a message.
  static const RE2 name(R"([`"“#/{}<>=_]|::|--\w|\w\(|\w\.\w|\d|[a-z][A-Z])");
  return words_of(subject).size() < (RE2::PartialMatch(subject, name) ? enough_with_a_name : enough_words);
}

// "Fix the panic by raising the limit" gives the remedy away.
std::string without_remedy(const std::string& subject) {
  static const RE2 remedy(R"((?i)^(\w+ \S+.*?),? by [a-z]+ing\b.*$)");
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

// Where the subject has nothing to ask for, the body may say what is wrong.
bool tells_a_fault(const std::vector<Block>& blocks) {
  if (blocks.empty() || blocks.front().kind != BlockKind::paragraph) return false;
  const std::string& text = blocks.front().text;
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

std::expected<std::string, DropReason> request_text(const Message& message, Category category,
                                                    const RequestFacts& facts, std::uint64_t choice) {
  const std::string subject = subject_of(message, category, facts);
  const std::string quoted = facts.failing ? failure(*facts.failing, choice / 20) : "";
  const Deeds deeds = category == Category::feature ? Deeds::are_wanted : Deeds::are_not;
  auto blocks =
      request_blocks(message.body, facts.is_refused,
                     {.subject = subject, .deeds = deeds, .only_faults = category == Category::bug_fix});
  if (subject.empty()) {
    if (category != Category::bug_fix || !tells_a_fault(blocks))
      return std::unexpected(DropReason::message_names_change);
    return details(blocks).substr(2) + (choice % 2 == 0 ? "\n\nPlease fix that." : "\n\nCan you fix it?") +
           quoted;
  }
  drop_repeated(blocks, message.subject);
  std::string more = details(blocks);
  const std::string help = more.empty() ? wanted(facts.help) : "";
  if ((more + help + quoted).empty() && !facts.may_fail && is_bare(subject, category))
    return std::unexpected(DropReason::message_too_short);
  const bool has_evidence = !help.empty() || facts.failing || facts.may_fail;
  if (const auto lack = lack_of({subject, blocks, has_evidence}, category, facts.leads))
    return std::unexpected(*lack);
  const std::string place = mentions(subject, facts.place) ? "" : facts.place;
  return request_sentence(subject, place, category, choice) + more + help + quoted;
}

}  // namespace git_miner
