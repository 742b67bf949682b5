#include "filter/message_filter.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>
#include <re2/re2.h>

#include "change/demand.hpp"
#include "change/request_blocks.hpp"
#include "change/subject.hpp"

namespace git_miner {
namespace {

constexpr std::size_t least_words = 3;

std::optional<std::string> match_of(const RE2& pattern, const re2::StringPiece& text) {
  re2::StringPiece match;
  if (!pattern.Match(text, 0, text.size(), RE2::UNANCHORED, &match, 1)) return std::nullopt;
  return std::string(match.data(), match.size());
}

// "Fix bug" is a request where the body says which.
bool body_tells(const Message& message) {
  constexpr std::size_t least_told = 8;
  const auto blocks = request_blocks(message.body, [](std::string_view) { return false; }, {}).blocks;
  return !blocks.empty() && blocks.front().kind == BlockKind::paragraph && is_symptom(blocks.front().text) &&
         words_of(blocks.front().text).size() >= least_told;
}

}  // namespace

std::optional<Drop> message_drop(const Message& cleaned, std::string_view message) {
  static const RE2 unfinished(R"((?i)^\s*(?:fixup!|squash!|amend!|wip\b|\[wip\]))");
  static const RE2 release(
      R"((?i)\b(?:bump(?:s|ed)?|release[sd]?|prepar(?:e|ing)(?: for| to)? (?:release|publish|v?\d)|(?:set|update|increase|increment|new|adapt) (?:the )?version|version (?:bump|update)|updates? for v?\d)\b)");
  static const RE2 version_only(R"((?i)^(?:version |v)?\d+\.\d+(?:\.\d+)?\S*$)");
  static const RE2 readme(
      R"((?i)^(?:updat\w+|fix\w*|edit\w*|improv\w+) (?:the )?(?:readme|changelog|docs?|documentation|typos?)\b)");
  static const RE2 picked(
      R"((?i)cherry[- ]picked|\breview(?:er)?s?\b|\bfeedback\b|\bnits?\b|apply suggestions?|address(?:es|ed)? comments|merge (?:branch|remote|upstream))");
  static const RE2 no_request(
      R"((?i)^(?:fix(?:es)? (?:for|in|of|on|to|after|from)|more|some|minor|small|misc\w*|various|further|another|(?:initial|first) (?:version|draft|commit|cut|pass|try|attempt|steps?|stab|work|implementation|support|import|go)|start|begin|try(?:ing)?|attempt|continue|finish)\b)");
  static const RE2 hexadecimal(R"([0-9a-f]{7,40})");
  const re2::StringPiece whole(message.data(), message.size());
  const std::string first(message.substr(0, message.find('\n')));
  const auto matched = [](DropReason reason, const std::string& match, const std::string& subject) {
    return Drop{reason, fmt::format("\"{}\" in the subject \"{}\"", match, subject)};
  };
  const auto said = [&](DropReason reason, std::string_view what) {
    return Drop{reason, fmt::format("{} in the subject \"{}\"", what, cleaned.subject)};
  };
  if (const auto found = match_of(unfinished, whole)) return matched(DropReason::unfinished, *found, first);
  if (cleaned.type == CommitType::revert) return said(DropReason::revert, "the type revert");
  if (const auto found = match_of(release, first)) return matched(DropReason::release, *found, first);
  if (RE2::FullMatch(cleaned.subject, version_only))
    return said(DropReason::release, "nothing but a version");
  if (const auto found = match_of(readme, cleaned.subject))
    return matched(DropReason::message_on_documentation, *found, cleaned.subject);
  if (cleaned.type == CommitType::docs) return said(DropReason::message_on_documentation, "the type docs");
  if (const auto found = match_of(picked, first))
    return matched(DropReason::message_on_commit, *found, first);
  if (const auto found = match_of(no_request, cleaned.subject))
    return matched(DropReason::message_no_request, *found, cleaned.subject);
  const auto words = words_of(cleaned.subject);
  if (!words.empty() &&
      std::ranges::all_of(words, [](const auto& w) { return RE2::FullMatch(w, hexadecimal); }))
    return said(DropReason::message_too_short, "nothing but ids of commits");
  static const RE2 toolchain(R"(\b(MSRV|[Rr]ust-version|(?i:minimum supported rust))\b)");
  if (const auto found = match_of(toolchain, whole))
    return said(DropReason::message_of_several, *found + " below a title that says nothing of it,");
  if (tells_of_several_changes(cleaned))
    return said(DropReason::message_of_several, "more than one change below the title,");
  if (says_enough(cleaned.subject) || body_tells(cleaned)) return std::nullopt;
  if (words.size() < least_words)
    return said(
        DropReason::message_too_short,
        fmt::format("words {} (at least {}), and no body that tells more,", words.size(), least_words));
  if (as_request(cleaned.subject).empty() && !is_command(cleaned.subject) && !is_symptom(cleaned.subject))
    return said(DropReason::message_no_request, "neither a command nor a symptom");
  return said(DropReason::message_too_short, "a fault without its name");
}

}  // namespace git_miner
