#include "backed.hpp"

#include <algorithm>

#include <re2/re2.h>
#include <simdjson.h>

#include <cargo/test_report.hpp>

namespace git_miner::test {
namespace {

struct Run {
  std::string command, output;

  bool is(const std::string& name) const { return command == name || command.starts_with(name + " "); }
  bool fails() const {
    static const RE2 failure(R"((?m)^error|FAILED|^Diff in )");
    return RE2::PartialMatch(output, failure);
  }
};

struct Story {
  std::vector<Run> before, after;  // the first and the last edit
};

std::string command_of(const chat::ToolCall& call) {
  simdjson::dom::parser parser;
  std::string_view command;
  const auto arguments = parser.parse(call.function.arguments);
  if (call.function.name != "bash" || arguments["command"].get(command) != simdjson::SUCCESS) return {};
  return std::string(command);
}

Story story_of(const chat::Example& example) {
  Story story;
  bool was_edited = false;
  for (std::size_t i = 0; i + 1 < example.messages.size(); ++i) {
    for (const auto& call : example.messages[i].tool_calls) {
      const std::string& tool = call.function.name;
      std::string command = command_of(call);
      if (command.starts_with("cargo ")) {
        Run run{std::move(command), example.messages[i + 1].content};
        if (!was_edited) story.before.push_back(run);
        story.after.push_back(std::move(run));
      } else if (tool == "edit" || tool == "write" || tool == "bash") {
        was_edited = true;
        story.after.clear();
      }
    }
  }
  return story;
}

std::vector<std::string> sentences_of(const std::string& text) {
  std::vector<std::string> sentences(1);
  bool is_quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    is_quoted = is_quoted != (text[i] == '`');
    sentences.back() += text[i];
    if (!is_quoted && text[i] == '.' && i + 1 < text.size() && text[i + 1] == ' ') sentences.emplace_back();
  }
  return sentences;
}

std::vector<std::string> quoted_in(const std::string& sentence) {
  static const RE2 quoted("`([^`]+)`");
  std::vector<std::string> names;
  re2::StringPiece rest(sentence);
  for (std::string name; RE2::FindAndConsume(&rest, quoted, &name);) names.push_back(name);
  return names;
}

std::size_t passes_in(const std::vector<Run>& runs) {
  std::size_t count = 0;
  for (const Run& run : runs) {
    for (const auto& suite : cargo::read_test_report(run.output).suites) count += suite.passed;
  }
  return count;
}

bool counts_are_right(const std::string& sentence, const Story& story) {
  static const RE2 number(R"(\b(\d+|one) tests?\b)"), none(R"(\b[Nn]o tests\b)");
  std::string count;
  if (RE2::PartialMatch(sentence, none)) return passes_in(story.after) == 0;
  if (!RE2::PartialMatch(sentence, number, &count)) return true;
  return std::to_string(passes_in(story.after)) == (count == "one" ? "1" : count);
}

bool printed(const std::vector<Run>& runs, const std::string& line) {
  return std::ranges::any_of(runs, [&](const Run& run) { return run.output.contains(line + "\n"); });
}

bool is_backed(const std::string& sentence, const Story& story, const std::vector<Run>& all) {
  const auto names = quoted_in(sentence);
  const bool failed_first = sentence.contains("failed before the first edit");
  const bool not_run = sentence.contains("not run");
  for (const std::string& name : names) {
    if (!name.starts_with("cargo ")) continue;
    const auto ran = [&](const Run& run) {
      if (not_run || failed_first) return run.is(name) && (not_run || run.fails());
      return run.command == name && !run.fails();
    };
    const auto& runs = not_run ? all : failed_first ? story.before : story.after;
    if (std::ranges::any_of(runs, ran) == not_run) return false;
  }
  if (sentence.contains(" failed before it") || sentence.starts_with("Before the change ")) {
    for (const std::string& name : names) {
      if (!printed(all, "test " + name + " ... FAILED") || !printed(story.after, "test " + name + " ... ok"))
        return false;
    }
  }
  if (sentence.contains("did not compile") &&
      !std::ranges::any_of(all, [](const Run& run) { return run.output.contains("could not compile"); }))
    return false;
  return counts_are_right(sentence, story);
}

}  // namespace

std::vector<std::string> unbacked_sentences(const chat::Example& example) {
  const Story story = story_of(example);
  std::vector<Run> all;
  for (std::size_t i = 0; i + 1 < example.messages.size(); ++i) {
    for (const auto& call : example.messages[i].tool_calls)
      all.push_back({command_of(call), example.messages[i + 1].content});
  }
  std::vector<std::string> unbacked;
  for (std::string& sentence : sentences_of(example.messages.back().content)) {
    if (!is_backed(sentence, story, all)) unbacked.push_back(std::move(sentence));
  }
  return unbacked;
}

}  // namespace git_miner::test
