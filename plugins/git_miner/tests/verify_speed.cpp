// Not a test: how many of the newest commits that would become examples can be proved, and how fast; how long their
// examples are then (tokens are estimated), and what their reports say of runs that no call shows.
//
//   verify_speed REPOSITORY FOLDER [COMMITS [SKIP [COMMIT...]]]
//
// FOLDER survives: the pool of crates and what is compiled. Of the examples every SKIP-th is tried. With ids of
// commits these are tried, whether they would be mined or not.
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <unistd.h>

#include <git_miner/mine.hpp>
#include <git_miner/mirror.hpp>
#include <git_miner/selection.hpp>
#include <git_miner/verify.hpp>
#include <token_count/counter.hpp>

#include "backed.hpp"

namespace fs = std::filesystem;

namespace {

std::vector<std::string> candidates(const git_miner::Mirror& mirror, const fs::path& scratch,
                                    std::size_t count, std::size_t step) {
  git_miner::Selection selection(git_miner::FirstParent::automatic);
  const auto selected = selection.select(mirror);
  const auto repository = git_miner::Repository::open(mirror.path);
  std::vector<std::string> ids;
  std::size_t number = 0;
  if (!selected || !repository) return ids;
  const git_miner::Miner miner({mirror.name, mirror.identity, mirror.group}, {.any_licence = true});
  for (const auto& commit : selected->commits) {
    if (ids.size() == count) break;
    const auto mined = miner.mine(*repository, git_miner::request_for(commit), scratch);
    if (mined && mined->example && number++ % step == 0) ids.push_back(commit.listed.id);
  }
  return ids;
}

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

void show(const git_miner::Verified& verified) {
  if (!verified.proof) {
    fmt::print("{} ({})\n", base::name_of(*verified.reason), verified.evidence);
    return;
  }
  const auto& proof = *verified.proof;
  fmt::print("proved ({})", base::name_of(proof.kind));
  for (const auto& run : proof.before) fmt::print("; before `{}` {}", run.command, run.exit_code);
  for (const auto& run : proof.after) fmt::print("; `{}`", run.command);
  for (const auto& check : proof.left_out) fmt::print("; without `{}`", check.command);
  fmt::print("\n");
  if (std::getenv("VERIFY_SPEED_OUTPUT") == nullptr) return;
  std::vector<git_miner::CapturedRun> baselines;
  for (const auto& check : proof.left_out) {
    if (check.baseline) baselines.push_back(*check.baseline);
  }
  for (const auto* runs : {&std::as_const(baselines), &proof.before, &proof.after}) {
    for (const auto& run : *runs) fmt::print("$ {}\n{}", run.command, run.output);
  }
}

bool show_example(const git_miner::Mirror& mirror, const git_miner::Repository& repository,
                  const std::string& commit, const git_miner::Proof& proof, const fs::path& scratch) {
  static const auto counter = std::make_shared<const token_count::Counter>(token_count::Counter::estimate());
  const git_miner::Miner miner({mirror.name, mirror.identity, mirror.group},
                               {.any_licence = true, .tokens = {.counter = counter}});
  const auto mined = miner.mine(repository, {.commit = commit, .proof = &proof}, scratch);
  if (!mined || !mined->example) {
    fmt::print("    no example: {}\n", mined ? mined->evidence : mined.error().text());
    return false;
  }
  const auto& messages = mined->example->messages;
  fmt::print("    example of {} tokens\n", counter->of_chat(messages, mined->example->tools).value_or(0));
  for (const auto& sentence : git_miner::test::unbacked_sentences(*mined->example))
    fmt::print("    unbacked: {}\n", sentence);
  return true;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) return 2;
  const fs::path folder = fs::absolute(arguments[2]);
  const std::size_t wanted = count > 3 ? std::strtoull(arguments[3], nullptr, 10) : 10;
  const std::size_t step = count > 4 ? std::max(1ull, std::strtoull(arguments[4], nullptr, 10)) : 1;
  const fs::path scratch = folder / ("scratch-" + std::to_string(::getpid()));
  for (const auto& each : {folder / "mirrors", folder / "crates", scratch}) fs::create_directories(each);
  const auto mirror = git_miner::update_mirror(arguments[1], {.cache = folder / "mirrors"});
  const auto toolchain = cargo::find_toolchain();
  if (!mirror || !toolchain) {
    fmt::print("{}\n", mirror ? toolchain.error().text() : mirror.error().text());
    return 1;
  }
  const fs::path kept = folder / "built" / mirror->path.filename();
  fs::create_directories(kept);
  const auto repository = git_miner::Repository::open(mirror->path);
  std::vector<std::string> ids(arguments + std::min(count, 5), arguments + count);
  if (ids.empty()) ids = candidates(*mirror, scratch, wanted, step);
  std::size_t proved = 0, examples = 0;
  double first = 0, others = 0;
  std::map<std::string, int> reasons;
  for (const std::string& id : ids) {
    const auto begin = std::chrono::steady_clock::now();
    const auto verified = git_miner::verify(*repository, id,
                                            {.toolchain = *toolchain,
                                             .workbench = {},
                                             .scratch = scratch,
                                             .crates = folder / "crates",
                                             .kept = kept});
    const double seconds = seconds_since(begin);
    (&id == &ids.front() ? first : others) += seconds;
    fmt::print("{} {:6.1f} s  ", id.substr(0, 12), seconds);
    if (!verified) {
      fmt::print("error: {}\n", verified.error().text());
      continue;
    }
    show(*verified);
    if (verified->proof) {
      ++proved;
      examples += show_example(*mirror, *repository, id, *verified->proof, scratch) ? 1 : 0;
    }
    if (verified->reason) ++reasons[std::string(base::name_of(*verified->reason))];
    std::fflush(stdout);
  }
  fs::remove_all(scratch);
  fmt::print("{} of {} proved, {} examples, first {:.1f} s, others {:.1f} s on average\n", proved, ids.size(),
             examples, first, ids.size() > 1 ? others / static_cast<double>(ids.size() - 1) : 0.0);
  for (const auto& [reason, times] : reasons) fmt::print("  {} {}\n", times, reason);
}
