#include "filter/message_filter.hpp"

#include <algorithm>
#include <string>

#include <re2/re2.h>

#include "change/subject.hpp"

namespace git_miner {

std::optional<DropReason> drop_reason_of(const Message& cleaned, std::string_view message) {
  static const RE2 unfinished(R"((?i)^\s*(?:fixup!|squash!|amend!|wip\b|\[wip\]))");
  static const RE2 release(
      R"((?i)\b(?:bump(?:s|ed)?|release[sd]?|prepar(?:e|ing)(?: for| to)? (?:release|publish|v?\d)|(?:set|update|increase|increment|new|adapt) (?:the )?version|version (?:bump|update)|updates? for v?\d)\b)");
  static const RE2 version_only(R"((?i)^(?:version |v)?\d+\.\d+(?:\.\d+)?\S*$)");
  static const RE2 readme(
      R"((?i)^(?:updat\w+|fix\w*|edit\w*|improv\w+) (?:the )?(?:readme|changelog|docs?|documentation|typos?)\b)");
  static const RE2 picked(
      R"((?i)cherry[- ]picked|\breview(?:er)?s?\b|\bfeedback\b|\bnits?\b|apply suggestions?|address(?:es|ed)? comments|merge (?:branch|remote|upstream))");
  static const RE2 no_request(
      R"((?i)^(?:fix(?:es)? (?:for|in|of|on|to|after|from)|more|some|minor|small|misc\w*|various|further|another|initial|first|start|begin|try(?:ing)?|attempt|continue|finish)\b)");
  static const RE2 vague(
      R"((?i)^fix\w* (?:some |the |an? )?(?:issues?|problems?|bugs?|errors?)(?: (?:with|in|of|on|for) \S+)?$)");
  static const RE2 hexadecimal(R"([0-9a-f]{7,40})");
  const re2::StringPiece whole(message.data(), message.size());
  const std::string first(message.substr(0, message.find('\n')));
  if (RE2::PartialMatch(whole, unfinished)) return DropReason::unfinished;
  if (cleaned.type == CommitType::revert) return DropReason::revert;
  if (RE2::PartialMatch(first, release) || RE2::FullMatch(cleaned.subject, version_only))
    return DropReason::release;
  if (RE2::PartialMatch(cleaned.subject, readme) || cleaned.type == CommitType::docs)
    return DropReason::message_on_documentation;
  if (RE2::PartialMatch(first, picked)) return DropReason::message_on_commit;
  if (RE2::PartialMatch(cleaned.subject, no_request)) return DropReason::message_no_request;
  const auto words = words_of(cleaned.subject);
  if (words.size() < 3 ||
      std::ranges::all_of(words, [](const auto& w) { return RE2::FullMatch(w, hexadecimal); })) {
    return DropReason::message_too_short;
  }
  if (RE2::FullMatch(cleaned.subject, vague)) return DropReason::message_too_short;
  if (as_request(cleaned.subject).empty() && !is_command(cleaned.subject) && !is_symptom(cleaned.subject)) {
    return DropReason::message_no_request;
  }
  return std::nullopt;
}

}  // namespace git_miner
