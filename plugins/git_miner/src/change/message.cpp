#include "change/message.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include <re2/re2.h>

#include "change/lower.hpp"
#include "change/references.hpp"

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

bool is_trailer(const std::string& line) {
  static const RE2 trailer(
      R"((?i)^\s*(?:[a-z]+(?:-[a-z]+)*-by|cc|change-id|refs?|fix(?:es|ed)?|clos(?:es|ed?)|resolv(?:es|ed?)|see|see-also|link|issue|pr-url|reverts?|backport[a-z-]*|bors|r|git-svn-id|gerrit[a-z-]*|test(?:ed|-plan)?|changelog|release-notes?|skip-checks|---+|generated with|🤖.*)\s*[:=#].*$)");
  static const RE2 rule(R"(^\s*(?:-{3,}|={3,}|\*{3,})\s*$)");
  return RE2::FullMatch(line, trailer) || RE2::FullMatch(line, rule);
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

std::vector<Block> body_of(const std::vector<std::string>& lines) {
  std::string text;
  bool is_code = false;
  for (const std::string& line : lines) {
    if (trimmed(line).starts_with("```")) is_code = !is_code;
    if (is_code || !is_trailer(line)) text += line + "\n";
  }
  RE2::GlobalReplace(&text, R"((?s)<!--.*?-->)", "");  // what a template says to its users
  return markdown_blocks(text);
}

void put_in_front(std::string& scope, const std::string& words) {
  if (scope.empty()) scope = lower(words);
}

// "[core] net/http: (#12) Handle empty input." is "Handle empty input", of "core".
void clean_subject(Message& message, std::string subject) {
  static const RE2 front(
      R"(^(?:\[([^\]]{1,30})\]:?\s*|([A-Za-z0-9_./*-]{1,30}(?:, ?[a-z0-9_./*-]{1,30}){0,2}):\s+|\(?(?:PR|pr|Issue|issue)?\s*#\d+\)?\s*[•:-]\s*)(\S.*)$)");
  std::string tag, path, rest;
  while (RE2::FullMatch(subject, front, &tag, &path, &rest)) {
    put_in_front(message.scope, tag + path);
    subject = rest;
  }
  subject = without_references(subject);
  while (!subject.empty() && std::string_view(".!,;:&-• ").contains(subject.back()) &&
         !subject.ends_with("...")) {
    subject.pop_back();
  }
  message.subject = trimmed(subject);
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

std::vector<std::string> words_of(const std::vector<Block>& body) {
  std::vector<std::string> words;
  for (const Block& block : body) {
    if (block.kind == BlockKind::code) continue;
    for (std::string& word : words_of(block.text)) words.push_back(std::move(word));
  }
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
  clean_subject(cleaned, std::move(parts.subject));
  cleaned.body = body_of(parts.body);
  return cleaned;
}

}  // namespace git_miner
