#include <algorithm>

#include <fmt/ranges.h>

#include "change/subject.hpp"
#include "conversation/file_sentence.hpp"
#include "conversation/wording.hpp"
#include "proof/test_runs.hpp"

namespace git_miner {
namespace {

constexpr std::size_t most_report_words = 120;
constexpr std::size_t most_named_tests = 3;

// What the subject claims, where runs show it: a test that failed before passes now. Else nothing: that code was written
// for a purpose does not tell that it serves it.
std::string lead(const Message& message, const Proof* proof) {
  if (!proof || mended_tests(*proof).empty()) return "";
  if (std::string past = as_report(message.subject); !past.empty()) return past + ".";
  return is_command(message.subject) ? "Done as asked." : "This is fixed.";
}

// The core of the change first: sources by what changed in them, then tests, then manifests and texts.
void sort_by_weight(std::vector<FileDeeds>& files) {
  const auto rank = [](const FileDeeds& file) {
    if (!file.path.ends_with(".rs")) return 2;
    return file.is_test ? 1 : 0;
  };
  std::ranges::stable_sort(files, [&](const FileDeeds& one, const FileDeeds& other) {
    return rank(one) != rank(other) ? rank(one) < rank(other) : one.lines > other.lines;
  });
}

std::string test_sentence(const Proof& proof, std::uint64_t choice) {
  if (proof.tests_first.empty()) return "";
  if (const auto mended = mended_tests(proof); !mended.empty()) {
    return choice % 2 == 0 ? fmt::format("{} failed before it and {} now.", list_of(mended),
                                         mended.size() == 1 ? "passes" : "pass")
                           : fmt::format("Before the change {} failed; {} now.", list_of(mended),
                                         mended.size() == 1 ? "it passes" : "they pass");
  }
  if (tests_did_not_compile(proof))
    return "Its tests did not compile against the old code; now they do, and pass.";
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

std::string report_text(const Message& message, const std::vector<FileDeeds>& deeds, const Proof* proof,
                        std::uint64_t choice) {
  std::string report = lead(message, proof);
  std::vector<std::string> closings;
  if (proof)
    closings = {test_sentence(*proof, choice / 5), run_sentence(*proof, choice / 7),
                left_out_sentences(*proof)};
  std::erase(closings, "");
  const std::string closing = fmt::format("{}", fmt::join(closings, " "));
  auto files = deeds;
  sort_by_weight(files);
  std::vector<FileDeeds> bare;
  std::size_t words = words_of(report).size() + words_of(closing).size();
  for (std::size_t i = 0; i < files.size(); ++i) {
    const std::string sentence = file_sentence(files[i], choice / 3 + i);
    words += words_of(sentence).size();
    if (words > most_report_words && i > 0)
      bare.push_back(files[i]);
    else
      report += (report.empty() ? "" : " ") + sentence;
  }
  for (const std::string& sentence : {bare_sentence(bare), closing}) {
    if (!sentence.empty()) report += (report.empty() ? "" : " ") + sentence;
  }
  return report;
}

}  // namespace git_miner
