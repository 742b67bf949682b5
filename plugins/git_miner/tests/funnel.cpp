// Not a test: mines a repository and prints how many commits each filter drops and the time of the processor that
// they took, for reading what is kept.
//
//   git_miner_funnel CACHE PLACE [FOLDER [MODEL [MAX_TOKENS]]]
//
// With a folder: writes each kept example there as text. Fixes and features without a test are dropped, unless
// FUNNEL_UNTESTED is set. Any licence will do. Tokens are estimated without a model. Tells, too, whether each call of
// the examples follows from what was shown.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
#include <map>

#include <unistd.h>

#include <git_miner/history.hpp>
#include <git_miner/mine.hpp>
#include <git_miner/mirror.hpp>
#include <token_count/counter.hpp>

#include "justified.hpp"

namespace {

// What all examples of a repository come to.
struct Totals {
  std::map<std::string, std::size_t> calls;  // by tool
  std::vector<std::size_t> tokens;
  std::size_t examples = 0, justified = 0;

  void add(const chat::Example& example, const git_miner::test::Files& files,
           const token_count::Counter& counter) {
    ++examples;
    for (const auto& message : example.messages)
      for (const auto& call : message.tool_calls) ++calls[call.function.name];
    const auto faults = git_miner::test::unjustified_calls(example, files);
    justified += faults.empty() ? 1 : 0;
    for (const auto& fault : faults)
      std::cout << "unjustified\t" << example.metadata.git->commit.substr(0, 12) << "\t" << fault << "\n";
    tokens.push_back(counter.of_chat(example.messages, example.tools).value_or(0));
  }

  void print() {
    if (tokens.empty()) return;
    std::ranges::sort(tokens);
    std::cout << "justified\t" << justified << " of " << examples << "\ntokens\tmedian "
              << tokens[tokens.size() / 2] << ", 95 % " << tokens[tokens.size() * 95 / 100] << ", most "
              << tokens.back() << "\n";
    for (const auto& [tool, count] : calls)
      std::cout << "calls\t" << tool << "\t" << static_cast<double>(count) / static_cast<double>(examples)
                << " per example\n";
  }
};

void write_example(const std::filesystem::path& file, const chat::Example& example) {
  std::ofstream out(file);
  out << base::name_of(example.metadata.category) << " " << example.metadata.git->confidence.value_or(0);
  for (const auto& one : example.metadata.git->evidence) out << " | " << one;
  out << "\n"
      << example.metadata.licence.value_or("") << " " << example.metadata.edition.value_or("") << "\n";
  for (const auto& message : example.messages) {
    out << "=== " << base::name_of(message.role) << "\n" << message.content << "\n";
    for (const auto& call : message.tool_calls)
      out << call.function.name << " " << call.function.arguments << "\n";
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  std::filesystem::create_directories(argv[1]);
  const auto mirror = git_miner::update_mirror(argv[2], {.cache = argv[1]});
  if (!mirror) return std::cerr << mirror.error().text() << "\n", 1;
  const auto repository = git_miner::Repository::open(mirror->path);
  const auto begin = std::chrono::steady_clock::now();
  const auto history = git_miner::list_commits(*repository, git_miner::FirstParent::automatic);
  if (!history) return std::cerr << history.error().text() << "\n", 1;
  const auto listed = std::chrono::steady_clock::now();
  auto opened = argc > 4 ? token_count::Counter::open(argv[4])
                         : base::Result<token_count::Counter>(token_count::Counter::estimate());
  if (!opened) return std::cerr << opened.error().text() << "\n", 1;
  const auto counter = std::make_shared<const token_count::Counter>(*std::move(opened));
  const std::size_t max_tokens = argc > 5 ? std::stoul(argv[5]) : git_miner::TokenLimit().max_tokens;
  const git_miner::Miner miner({mirror->name, mirror->identity, mirror->group},
                               {.system_prompt = "You write Rust.",
                                .any_licence = true,
                                .untested = std::getenv("FUNNEL_UNTESTED") != nullptr,
                                .tokens = {.counter = counter, .max_tokens = max_tokens}});
  Totals totals;
  struct Sum {
    std::size_t commits = 0;
    std::clock_t time = 0;
  };
  std::map<std::string, Sum> kept, dropped;
  const auto scratch =
      std::filesystem::temp_directory_path() / ("mining-funnel-" + std::to_string(::getpid()));
  std::filesystem::create_directories(scratch);
  for (const auto& commit : history->commits) {
    const std::clock_t start = std::clock();
    const auto mined = miner.mine(*repository,
                                  {.commit = commit.id,
                                   .merges_too = history->first_parents,
                                   .reverted = commit.reverted,
                                   .dependency_removed = commit.dependency_removed,
                                   .mended = commit.mended},
                                  scratch);
    const std::clock_t time = std::clock() - start;
    const auto add = [time](std::map<std::string, Sum>& to, std::string what) {
      Sum& sum = to[std::move(what)];
      ++sum.commits;
      sum.time += time;
    };
    if (!mined) {
      add(dropped, "ERROR " + mined.error().text());
    } else if (mined->example) {
      add(kept, std::string(base::name_of(mined->example->metadata.category)));
      totals.add(*mined->example,
                 git_miner::test::files_at(*repository, mined->example->metadata.git->parent), *counter);
      if (argc > 3) write_example(std::filesystem::path(argv[3]) / commit.id.substr(0, 12), *mined->example);
    } else {
      add(dropped, std::string(base::name_of(*mined->reason)));
      if (argc > 3)
        std::ofstream(std::filesystem::path(argv[3]) / "dropped", std::ios::app)
            << commit.id.substr(0, 12) << "\t" << base::name_of(*mined->reason) << "\t" << mined->evidence
            << "\n";
    }
  }
  std::filesystem::remove_all(scratch);
  const std::chrono::duration<double> list_time = listed - begin,
                                      mine_time = std::chrono::steady_clock::now() - listed;
  std::cout << mirror->name << " " << mirror->identity << ": " << history->commits.size()
            << " commits, listed in " << list_time.count() << " s, mined in " << mine_time.count()
            << " s, first parents " << history->first_parents << "\n";
  const auto show = [](const char* fate, const std::map<std::string, Sum>& sums) {
    for (const auto& [what, sum] : sums)
      std::cout << fate << "\t" << sum.commits << "\t" << sum.time * 1000 / CLOCKS_PER_SEC << " ms\t" << what
                << "\n";
  };
  show("kept", kept);
  show("dropped", dropped);
  totals.print();
}
