#include <algorithm>
#include <functional>

#include <fmt/ranges.h>

#include "change/subject.hpp"
#include "conversation/wording.hpp"
#include "proof/test_runs.hpp"

namespace git_miner {
namespace {

constexpr std::size_t most_report_words = 120;
constexpr std::size_t most_files = 2;  // that are told in full
constexpr std::size_t most_named_tests = 3;

// What the subject claims, where runs show it: a test that failed before passes now. Else nothing: that code was written
// for a purpose does not tell that it serves it.
std::string lead(const Message& message, const Proof* proof) {
  if (!proof || mended_tests(*proof).empty()) return "";
  if (std::string past = as_report(message.subject); !past.empty()) return past + ".";
  return is_command(message.subject) ? "Done as asked." : "This is fixed.";
}

std::vector<std::string> files_of(const ChangeFacts& facts) {
  std::vector<std::string> files;
  for (const auto* list : {&facts.changed, &facts.added, &facts.deleted, &facts.moved}) {
    for (const Entity& entity : *list) {
      const bool is_new = std::ranges::find(files, entity.file) == files.end();
      if (!entity.is_test && is_new) files.push_back(entity.file);
    }
  }
  std::ranges::stable_sort(files, std::greater(), [&](const std::string& file) {
    return paths_of(facts.changed, file, Part::source).size() +
           paths_of(facts.added, file, Part::source).size();
  });
  return files;
}

// "changed `run` and added `Client`"
std::string deeds(const ChangeFacts& facts, const std::string& file) {
  std::vector<std::string> parts;
  const auto add = [&](const char* verb, const std::vector<Entity>& entities) {
    if (const auto names = paths_of(entities, file, Part::source); !names.empty()) {
      parts.push_back(fmt::format("{} {}", verb, list_of(names)));
    }
  };
  add("changed", facts.changed);
  add("added", facts.added);
  add("removed", facts.deleted);
  add("moved", facts.moved);
  std::string all;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    all += i == 0 ? parts[i] : (i + 1 == parts.size() ? " and " : ", ") + parts[i];
  }
  return all;
}

// Items of a file that changed in any way, those without a name too.
std::ptrdiff_t sources_in(const ChangeFacts& facts, const std::string& file) {
  std::ptrdiff_t count = 0;
  for (const auto* list : {&facts.changed, &facts.added, &facts.deleted, &facts.moved}) {
    count += std::ranges::count_if(
        *list, [&](const Entity& entity) { return !entity.is_test && entity.file == file; });
  }
  return count;
}

std::string file_sentence(const ChangeFacts& facts, const std::string& file, bool is_alone,
                          std::uint64_t choice) {
  const auto changed = paths_of(facts.changed, file, Part::source);
  if (is_alone && changed.size() == 1 && sources_in(facts, file) == 1 && choice % 2 == 0)
    return fmt::format("The edit lies in `{}`, in `{}`.", changed.front(), file);
  const std::string all = deeds(facts, file);
  if (all.empty()) return fmt::format("I changed `{}`.", file);
  return choice % 3 == 0 ? fmt::format("I {} in `{}`.", all, file) : fmt::format("In `{}`, I {}.", file, all);
}

std::string other_files(const std::vector<std::string>& files) {
  if (files.size() <= most_files) return "";
  return fmt::format("The rest of the change is in {}.",
                     list_of({files.begin() + static_cast<std::ptrdiff_t>(most_files), files.end()}));
}

std::string crate_sentence(const ChangeFacts& facts) {
  std::set<std::string> added = facts.crates_added;
  added.insert(facts.crates_unused.begin(), facts.crates_unused.end());
  const auto list = [](const std::set<std::string>& names) {
    return list_of(std::vector<std::string>(names.begin(), names.end()));
  };
  if (!added.empty() && !facts.crates_removed.empty()) {
    return fmt::format("The manifest lists {} in place of {}.", list(added), list(facts.crates_removed));
  }
  if (!added.empty()) return fmt::format("The manifest now lists {}.", list(added));
  if (!facts.crates_removed.empty())
    return fmt::format("The manifest no longer lists {}.", list(facts.crates_removed));
  return "";
}

std::string effect_sentence(Category category, const ChangeFacts& facts) {
  if (facts.removes_panics) return "The code has fewer places that can panic than before.";
  if (category == Category::refactor && facts.tests_same) return "No test had to change.";
  return "";
}

std::vector<std::string> test_names(const std::vector<Entity>& entities) {
  std::vector<std::string> names;
  for (const Entity& entity : entities) {
    for (auto& name : paths_of(entities, entity.file, Part::run_tests)) {
      if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
    }
  }
  return names;
}

std::string test_sentence(const ChangeFacts& facts, const Proof* proof, std::uint64_t choice) {
  const auto added = test_names(facts.added), changed = test_names(facts.changed);
  if (proof && !proof->tests_first.empty()) {
    if (const auto mended = mended_tests(*proof); !mended.empty()) {
      return choice % 2 == 0 ? fmt::format("{} failed before it and {} now.", list_of(mended),
                                           mended.size() == 1 ? "passes" : "pass")
                             : fmt::format("Before the change {} failed; {} now.", list_of(mended),
                                           mended.size() == 1 ? "it passes" : "they pass");
    }
    if (tests_did_not_compile(*proof))
      return "Its tests did not compile against the old code; now they do, and pass.";
  }
  if (!added.empty()) {
    return fmt::format("{} {}.", list_of(added), added.size() == 1 ? "is a new test" : "are new tests");
  }
  if (!changed.empty()) return fmt::format("The tests follow in {}.", list_of(changed));
  return "";
}

std::string run_sentence(const Proof& proof, std::uint64_t choice) {
  std::vector<std::string> commands;
  for (const CapturedRun& run : proof.after) commands.push_back(run.command);
  const std::string checks = list_of(commands);
  if (commands.empty()) return "";
  const char* pass = commands.size() == 1 ? "passes" : "pass";
  if (proof.kind == ProofKind::built) {
    return choice % 2 == 0
               ? fmt::format("There are no tests; the changed code compiles, and {} {}.", checks, pass)
               : fmt::format("No tests cover it: it compiles, and {} {}.", checks, pass);
  }
  const auto count = passing_tests(proof);
  if (!count) return fmt::format("{} {}.", checks, pass);
  const std::string tests = *count == 1 ? "one test" : fmt::format("{} tests", *count);
  switch (choice % 3) {
    case 0:
      return fmt::format("{} {}, with {}.", checks, pass, tests);
    case 1:
      return fmt::format("Checked with {}: all is well, and {} pass{}.", checks, tests,
                         *count == 1 ? "es" : "");
    default:
      return fmt::format("After it {} {}; {} ran.", checks, pass, tests);
  }
}

std::string left_out_sentence(const std::string& what, std::size_t count) {
  return fmt::format("{} {} left out: {} failed before the first edit, as shown.", what,
                     count == 1 ? "is" : "are", count == 1 ? "it" : "they");
}

std::string skipped_sentence(const std::vector<std::string>& names) {
  const std::string what = names.size() > most_named_tests
                               ? fmt::format("{} tests", names.size())
                               : fmt::format("The test{} {}", names.size() == 1 ? "" : "s", list_of(names));
  return left_out_sentence(what, names.size());
}

// What the conversation does not show is not given as a reason.
std::string left_out_sentences(const Proof& proof) {
  const auto skipped = skipped_tests(proof);
  std::vector<std::string> failed, silent, sentences;
  for (const LeftOutCheck& check : proof.left_out) {
    const bool is_run_in_part = !skipped.empty() && check.command.starts_with("cargo test");
    if (!is_run_in_part) (check.baseline ? failed : silent).push_back(check.command);
  }
  if (!failed.empty()) sentences.push_back(left_out_sentence(list_of(failed), failed.size()));
  if (!skipped.empty()) sentences.push_back(skipped_sentence(skipped));
  if (!silent.empty())
    sentences.push_back(fmt::format("{} {} not run.", list_of(silent), silent.size() == 1 ? "was" : "were"));
  return fmt::format("{}", fmt::join(sentences, " "));
}

}  // namespace

ChangeFacts told_facts(ChangeFacts facts, const WordTest& is_shown) {
  for (auto* list : {&facts.changed, &facts.added, &facts.deleted, &facts.moved}) {
    for (Entity& entity : *list) entity.path = told_name(entity.path, is_shown);
  }
  return facts;
}

std::string report_text(const Message& message, Category category, const ChangeFacts& facts,
                        const Proof* proof, std::uint64_t choice) {
  std::string report = lead(message, proof);
  std::string closing = proof ? run_sentence(*proof, choice / 7) : "";
  if (proof && !proof->left_out.empty()) closing += (closing.empty() ? "" : " ") + left_out_sentences(*proof);
  const auto add = [&](const std::string& sentence) {
    if (sentence.empty()) return;
    if (words_of(report).size() + words_of(sentence).size() + words_of(closing).size() > most_report_words)
      return;
    report += (report.empty() ? "" : " ") + sentence;
  };
  add(crate_sentence(facts));
  const auto files = files_of(facts);
  for (std::size_t i = 0; i < std::min(files.size(), most_files); ++i) {
    add(file_sentence(facts, files[i], files.size() == 1, choice / 3 + i));
  }
  add(other_files(files));
  if (report.empty()) add("The edits are done.");
  add(effect_sentence(category, facts));
  add(test_sentence(facts, proof, choice / 5));
  return closing.empty() ? report : report + " " + closing;
}

}  // namespace git_miner
