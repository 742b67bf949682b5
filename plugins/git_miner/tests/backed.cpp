#include "backed.hpp"

#include <algorithm>
#include <set>

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
  std::vector<std::string> blind;  // commands that skip what no result above shows failing
};

// "test a ... FAILED", or in the list below "failures:".
bool shows_failing(const Run& run, const std::string& test) {
  const auto list = run.output.find("\nfailures:\n    ");
  return run.is("cargo test") &&
         (run.output.contains("test " + test + " ... FAILED\n") ||
          (list != run.output.npos && run.output.substr(list).contains("\n    " + test + "\n")));
}

std::set<std::string> skipped_in(const std::string& command) {
  static const RE2 skip(R"(--skip[ =](\S+))");
  std::set<std::string> names;
  re2::StringPiece rest(command);
  for (std::string name; RE2::FindAndConsume(&rest, skip, &name);) names.insert(name);
  return names;
}

std::set<std::string> skipped_in(const std::vector<Run>& runs) {
  std::set<std::string> names;
  for (const Run& run : runs) names.merge(skipped_in(run.command));
  return names;
}

bool any_shows_failing(const std::vector<Run>& runs, const std::string& test) {
  return std::ranges::any_of(runs, [&](const Run& run) { return shows_failing(run, test); });
}

std::string command_of(const chat::ToolCall& call) {
  simdjson::dom::parser parser;
  std::string_view command;
  const auto arguments = parser.parse(call.function.arguments);
  if (call.function.name != "bash" || arguments["command"].get(command) != simdjson::SUCCESS) return {};
  return std::string(command);
}

Story story_of(const chat::Example& example) {
  Story story;
  std::vector<Run> all;
  bool was_edited = false;
  for (std::size_t i = 0; i + 1 < example.messages.size(); ++i) {
    for (const auto& call : example.messages[i].tool_calls) {
      const std::string& tool = call.function.name;
      std::string command = command_of(call);
      if (command.starts_with("cargo ")) {
        Run run{std::move(command), example.messages[i + 1].content};
        const auto skipped = skipped_in(run.command);
        if (!std::ranges::all_of(skipped, [&](const auto& name) { return any_shows_failing(all, name); }))
          story.blind.push_back(run.command);
        all.push_back(run);
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
    if (text[i] != ' ' || !sentences.back().empty()) sentences.back() += text[i];
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

// "6 tests are left out: ...", "The test `a` is left out: ..."
bool tells_skips(const std::string& sentence, const Story& story) {
  static const RE2 counted(R"((\d+) tests are left out: they failed before the first edit, as shown\.?)");
  const auto skipped = skipped_in(story.after);
  const auto names = quoted_in(sentence);
  std::size_t count = 0;
  const bool is_whole = RE2::FullMatch(sentence, counted, &count)
                            ? count == skipped.size()
                            : std::set(names.begin(), names.end()) == skipped;
  return is_whole && std::ranges::all_of(
                         skipped, [&](const auto& name) { return any_shows_failing(story.before, name); });
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
  static const RE2 of_tests(R"((?:\d+ tests|The tests? .*) (?:is|are) left out: .*)");
  if (RE2::FullMatch(sentence, of_tests)) return tells_skips(sentence, story);
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
  std::vector<std::string> unbacked = story.blind;
  for (std::string& sentence : sentences_of(example.messages.back().content)) {
    if (!is_backed(sentence, story, all)) unbacked.push_back(std::move(sentence));
  }
  return unbacked;
}

}  // namespace git_miner::test
