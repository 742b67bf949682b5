#include "change/message.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include <re2/re2.h>

#include "change/lower.hpp"

namespace git_miner {
namespace {

std::string trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == text.npos) return "";
  return std::string(text.substr(begin, text.find_last_not_of(" \t\r\n") + 1 - begin));
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.emplace_back(line);
    begin = end + 1;
  }
  return lines;
}

// Issue numbers, URLs, addresses, mentions, "(see ...)" that is left empty.
std::string without_references(std::string text) {
  static const RE2 link(R"(\[([^\]\n]*)\]\([^)\s]*\))");
  static const RE2 url(R"(<?\b(?:https?|ftp|ssh|git)://[^\s>)\]]*>?)");
  static const RE2 mail(R"(<?[\w.+-]+@[\w-]+(?:\.[\w-]+)+>?)");
  static const RE2 closing(
      R"((?i)[\s,;(]*(?:\b(?:(?:fix|clos|resolv)(?:e[sd]?|es|ed|ing|s)?|see|cf\.?|refs?|part of|related to|for|in|from|pr|issue|bug|pull request|and)\b:?\s*)?(?:(?:issue|pr|bug) |\b[\w.-]+/[\w.-]+)?(?:#|\bGH-)\d+\)?)");
  static const RE2 mention(R"((^|[\s(])@[A-Za-z0-9][A-Za-z0-9-]*)");
  static const RE2 empty_brackets(R"(\s*(?:\(\s*(?:see|by|from|via|cf\.?)?[\s:,]*\)|\[\s*\]))");
  static const RE2 blanks(R"([ \t]{2,})");
  RE2::GlobalReplace(&text, link, R"(\1)");
  RE2::GlobalReplace(&text, url, "");
  RE2::GlobalReplace(&text, mail, "");
  RE2::GlobalReplace(&text, closing, "");
  RE2::GlobalReplace(&text, mention, R"(\1)");
  RE2::GlobalReplace(&text, empty_brackets, "");
  RE2::GlobalReplace(&text, blanks, " ");
  return trimmed(text);
}

bool is_trailer(const std::string& line) {
  static const RE2 trailer(
      R"((?i)^\s*(?:[a-z]+(?:-[a-z]+)*-by|cc|change-id|bug|refs?|fixes|closes|resolves|see|see-also|link|issue|pr-url|reverts?|backport[a-z-]*|bors|r|git-svn-id|gerrit[a-z-]*|test(?:ed|-plan)?|changelog|release-notes?|skip-checks|---+|generated with|🤖.*)\s*[:=#].*$)");
  static const RE2 rule(R"(^\s*(?:-{3,}|={3,}|\*{3,})\s*$)");
  return RE2::FullMatch(line, trailer) || RE2::FullMatch(line, rule);
}

// Text about the commit, its review or its author, which nobody would write into a request.
bool speaks_of_the_commit(const std::string& paragraph) {
  static const RE2 talk(
      R"((?i)\b(?:this (?:commit|pr|pull request|patch|change ?set|mr|merge)|(?:previous|last|next|earlier) commits?|pull request|code review|review(?:er)?s?\b|squash|rebase[ds]?|cherry[- ]pick|backport|merge conflict|upstreamed?|follow[- ]?up|CI\b|github|gitlab|travis|appveyor|(?:has|have) (?:also )?been|(?:is|are|does|do|we|it|which) now|now (?:is|are|uses?|returns?|has|have)|no longer|i'?m|i'?ve|thanks|thank you|co-authored|signed-off|conflicts?:|wip|typo|clippy --fix|[0-9a-f]{12,40})\b|(?-i:\bI\b)|^(?:also |additionally,? |further,? )?(?:add|fix|remov|chang|updat|renam|mov|replac|introduc|implement|refactor)(?:s|es|d|ed)\b)");
  return RE2::PartialMatch(paragraph, talk);
}

// Titles of squashed commits, a template's check boxes, quoted logs.
bool is_list_of_commits(const std::string& paragraph) {
  static const RE2 entry(R"(^\s*(?:\*\s+\S|- \[[ xX]\]).*$)");
  std::size_t entries = 0, lines = 0;
  for (const std::string& line : lines_of(paragraph)) {
    ++lines;
    entries += RE2::FullMatch(line, entry) ? 1u : 0u;
  }
  return entries * 2 >= lines;
}

struct Parts {
  std::string subject;
  std::vector<std::string> body;  // lines
};

Parts parts_of(std::string_view message) {
  static const RE2 merge_title(R"(^(?:Merge pull request #\d+ from .*|Auto merge of #\d+.*|Merge #\d+.*)$)");
  std::vector<std::string> lines = lines_of(message);
  std::size_t at = 0;
  const auto skip_blank = [&] {
    while (at < lines.size() && trimmed(lines[at]).empty()) ++at;
  };
  skip_blank();
  if (at < lines.size() && RE2::FullMatch(trimmed(lines[at]), merge_title)) {
    ++at;
    skip_blank();
  }
  Parts parts;
  if (at < lines.size()) parts.subject = trimmed(lines[at++]);
  parts.body.assign(lines.begin() + static_cast<std::ptrdiff_t>(at), lines.end());
  return parts;
}

std::vector<std::string> paragraphs_of(const std::vector<std::string>& lines) {
  std::vector<std::string> paragraphs;
  std::string paragraph;
  const auto end_paragraph = [&] {
    std::string text = without_references(std::exchange(paragraph, {}));
    if (words_of(text).size() >= 4 && !speaks_of_the_commit(text) && !is_list_of_commits(text)) {
      paragraphs.push_back(std::move(text));
    }
  };
  for (const std::string& line : lines) {
    if (trimmed(line).empty()) {
      end_paragraph();
    } else if (!is_trailer(line)) {
      paragraph += (paragraph.empty() ? "" : "\n") + line;
    }
  }
  end_paragraph();
  return paragraphs;
}

std::string clean_subject(std::string subject) {
  static const RE2 front(R"(^(?:\[[^\]]{1,30}\]\s*|[a-z0-9_./-]{1,30}:\s+|PR\s*#?\d*\s*[•:-]\s*)(\S.*)$)");
  subject = without_references(std::move(subject));
  std::string rest;
  while (RE2::FullMatch(subject, front, &rest)) subject = rest;
  while (!subject.empty() && std::string_view(".!,;:&-• ").contains(subject.back())) subject.pop_back();
  return trimmed(subject);
}

}  // namespace

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) || c == '\'' || c == '_' || (c & 0x80) != 0) {
      word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

bool is_pull_request_merge(std::string_view message) {
  static const RE2 merge(
      R"((?s)^\s*(?:Merge pull request #\d+ from |Auto merge of #\d+|Merge #\d+).*\n\s*\n\s*\S.*)");
  return RE2::FullMatch(re2::StringPiece(message.data(), message.size()), merge);
}

Message clean_message(std::string_view message) {
  static const RE2 conventional(
      R"((?i)^(feat|fix|refactor|perf|docs|style|test|chore|build|ci|revert|deps)(?:\(([^)]+)\))?!?:\s+(\S.*)$)");
  static const RE2 closes(
      R"((?i)\b(?:fix|clos|resolv)(?:e[sd]?|es|ed|ing|s)?:?\s+(?:issue |bug )?(?:[\w.-]+/[\w.-]+)?#\d+)");
  Parts parts = parts_of(message);
  Message cleaned;
  cleaned.closes_issue = RE2::PartialMatch(re2::StringPiece(message.data(), message.size()), closes);
  std::string type, rest;
  if (RE2::FullMatch(parts.subject, conventional, &type, &cleaned.scope, &rest)) {
    cleaned.type = base::enum_of<CommitType>(lower(type));
    cleaned.scope = lower(cleaned.scope);
    parts.subject = rest;
  }
  cleaned.subject = clean_subject(std::move(parts.subject));
  cleaned.paragraphs = paragraphs_of(parts.body);
  return cleaned;
}

}  // namespace git_miner
