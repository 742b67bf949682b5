// Not a test: compares the classes of mined commits with labels, those of all that have one and those of what becomes an
// example, and fits what a margin is worth as confidence. Each file of labels has its own report.
//
//   git_miner_classes LABELS[,LABELS...] CACHE NAME=PLACE...    labels: see tests/data/labels/README.md
//   git_miner_classes - CACHE NAME=PLACE...                     without labels: lists what the classifier is asked about
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <git_miner/history.hpp>
#include <git_miner/mine.hpp>
#include <git_miner/mirror.hpp>

#include "change/classify.hpp"
#include "change/crate_facts.hpp"
#include "change/shape.hpp"
#include "filter/change_filter.hpp"
#include "filter/class_filter.hpp"
#include "filter/read_change_set.hpp"

namespace {

using git_miner::Drop;

struct Judged {
  std::string set, place, commit, label, alternative, mined;  // "" where nothing is mined
  std::string why;                                            // evidence, or the reason
  double margin = 0;
  std::optional<double> confidence;  // of an example, which is made without a proof
};

std::string facts_of(const git_miner::ChangeFacts& facts) {
  const auto& shape = facts.shape;
  return fmt::format(
      "net {} tokens {} branches {} errors {} literals {} api {} cli {} tests {}{} sig {} guard {} renamed "
      "{} moved {} ({:.2f}) "
      "extracted [{}] inlined [{}] crates +[{}] -[{}]",
      facts.net_source_lines, shape.tokens, shape.branches, shape.errors, shape.new_literals.size(),
      facts.public_api_same, facts.command_line_same, facts.tests_same, facts.tests_only_adjusted ? "~" : "",
      shape.same_signatures, facts.adds_guard, shape.renamed.size(), shape.moved.size(), shape.moved_share,
      fmt::join(shape.extracted, ","), fmt::join(shape.inlined, ","), fmt::join(facts.crates_added, ","),
      fmt::join(facts.crates_removed, ","));
}

Judged judge(const git_miner::Repository& repository, const std::string& commit, bool lists) {
  Judged judged{
      .set = {}, .place = {}, .commit = commit, .label = {}, .alternative = {}, .mined = {}, .why = {}};
  const git_miner::Limits limits;
  const auto read = git_miner::read_change_set(repository, commit, true, limits);
  const auto dropped = [&](const Drop& drop) {
    judged.why = fmt::format("{}: {}", base::name_of(drop.reason), drop.evidence);
    return judged;
  };
  if (!read) return judged.why = read.error().text(), judged;
  if (!read->set) return dropped(*read->drop);
  if (const auto drop = git_miner::change_drop(*read->set, limits, [&](const std::string& path) {
        return git_miner::crate_facts(repository, commit, path).edition;
      }))
    return dropped(*drop);
  const auto facts = git_miner::change_facts_of(*read->set, [&](const std::string& path) {
    return git_miner::is_of_library(repository, commit, path);
  });
  const auto outcome = git_miner::classify(read->set->message, facts);
  judged.margin = outcome.margin;
  const auto drop = git_miner::class_drop(*read->set, facts, {.min_confidence = 0});
  if (drop) {
    judged.why = fmt::format("{}: {}", base::name_of(drop->reason), drop->evidence);
  } else {
    judged.mined = base::name_of(outcome.best.category);
    judged.why = fmt::format("{}", fmt::join(outcome.best.evidence, " | "));
  }
  if (lists)
    std::cout << commit.substr(0, 10) << '\t' << judged.mined << '\t' << read->set->message.subject << '\t'
              << judged.why << '\t' << facts_of(facts) << '\n';
  return judged;
}

// Of the example that is made of a commit, however little its class is sure; none if there is none.
std::optional<double> example_confidence(const git_miner::Repository& repository,
                                         const git_miner::ListedCommit& commit, bool merges_too,
                                         const std::filesystem::path& scratch) {
  const git_miner::Miner miner(
      {"labelled", "0123"}, {.system_prompt = "You write Rust.", .any_licence = true, .min_confidence = 0});
  const auto mined = miner.mine(repository,
                                {.commit = commit.id,
                                 .merges_too = merges_too,
                                 .reverted = commit.reverted,
                                 .dependency_removed = commit.dependency_removed,
                                 .mended = commit.mended},
                                scratch);
  if (!mined || !mined->example) return std::nullopt;
  return mined->example->metadata.git->confidence;
}

struct Label {
  std::string set, name, commit, label, alternative;
};
using Labels = std::vector<Label>;

std::string class_name(const std::string& label) { return label == "refactoring" ? "refactor" : label; }

void read_labels(const std::string& file, Labels& labels) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    std::istringstream columns(line);
    Label one{.set = file, .name = {}, .commit = {}, .label = {}, .alternative = {}};
    for (std::string* column : {&one.name, &one.commit, &one.label, &one.alternative})
      std::getline(columns, *column, '\t');
    if (line.starts_with('#') || one.label.empty() || one.name == "repository") continue;
    one.label = class_name(one.label);
    one.alternative = class_name(one.alternative);
    labels.push_back(std::move(one));
  }
}

bool is_right(const Judged& one) { return one.mined == one.label || one.mined == one.alternative; }

void print_table(std::string_view title, const std::vector<Judged>& all) {
  std::cout << title << '\n';
  for (const char* name : {"bug_fix", "refactor", "feature", "dependency"}) {
    std::size_t right = 0, found = 0, mined = 0, labelled = 0;
    for (const Judged& one : all) {
      labelled += one.label == name ? 1u : 0u;
      mined += one.mined == name ? 1u : 0u;
      right += one.mined == name && is_right(one) ? 1u : 0u;
      found += one.mined == name && one.label == name ? 1u : 0u;
    }
    std::cout << fmt::format(
        "{:<11} labelled {:>3}  mined {:>3}  right {:>3}  precision {:.2f}  recall {:.2f}\n", name, labelled,
        mined, right, mined ? static_cast<double>(right) / static_cast<double>(mined) : 0,
        labelled ? static_cast<double>(found) / static_cast<double>(labelled) : 0);
  }
}

// Shares of right ones by margin, made monotone by pooling neighbours.
void print_calibration(std::vector<Judged> all) {
  std::erase_if(all, [](const Judged& one) { return one.mined.empty(); });
  std::ranges::sort(all, {}, &Judged::margin);
  struct Pool {
    double from = 0, right = 0, all = 0;
  };
  std::vector<Pool> pools;
  for (const Judged& one : all) {
    if (pools.empty() || pools.back().from < one.margin) pools.push_back({one.margin, 0, 0});
    pools.back().right += is_right(one) ? 1 : 0;
    pools.back().all += 1;
    while (pools.size() > 1 && pools[pools.size() - 2].right * pools.back().all >=
                                   pools.back().right * pools[pools.size() - 2].all) {
      pools[pools.size() - 2].right += pools.back().right;
      pools[pools.size() - 2].all += pools.back().all;
      pools.pop_back();
    }
  }
  for (const Pool& pool : pools)
    std::cout << fmt::format("margin from {:>4}: {} of {} right\n", pool.from, pool.right, pool.all);
}

void print_differences(const std::vector<Judged>& all, bool missed_too) {
  for (const Judged& one : all) {
    if (one.mined.empty() ? !missed_too || one.label == "none" : is_right(one)) continue;
    std::cout << fmt::format("{}\t{} {}\tlabelled {}\tmined {}\t{}\n", one.mined.empty() ? "missed" : "WRONG",
                             one.place, one.commit.substr(0, 10), one.label,
                             one.mined.empty() ? "-" : one.mined, one.why);
  }
}

void print_report(std::vector<Judged> all) {
  print_differences(all, true);
  print_table("all that have a class", all);
  print_calibration(all);
  for (const double least : {0.0, git_miner::default_min_confidence}) {
    for (Judged& one : all)
      if (one.confidence.value_or(-1) < least) one.mined.clear();
    print_table(fmt::format("examples, min_confidence {}", least), all);
    print_differences(all, false);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  const bool lists = std::string_view(argv[1]) == "-";
  std::vector<std::string> sets;
  Labels labels;
  std::istringstream files(argv[1]);
  for (std::string file; !lists && std::getline(files, file, ',');)
    read_labels(sets.emplace_back(file), labels);
  const std::filesystem::path scratch = std::filesystem::path(argv[2]) / "scratch";
  std::filesystem::create_directories(scratch);
  std::vector<Judged> all;
  for (int i = 3; i < argc; ++i) {
    const std::string argument = argv[i];
    const std::string name = argument.substr(0, argument.find('='));
    const auto mirror = git_miner::update_mirror(argument.substr(name.size() + 1), {.cache = argv[2]});
    if (!mirror) return std::cerr << mirror.error().text() << "\n", 1;
    const auto repository = git_miner::Repository::open(mirror->path);
    if (!repository) return std::cerr << repository.error().text() << "\n", 1;
    const auto history = git_miner::list_commits(*repository, git_miner::FirstParent::automatic);
    if (!history) return std::cerr << history.error().text() << "\n", 1;
    std::map<std::string, git_miner::ListedCommit> listed;
    for (const auto& commit : history->commits) listed.emplace(commit.id, commit);
    if (lists) {
      for (const auto& commit : history->commits) judge(*repository, commit.id, true);
      continue;
    }
    for (const Label& label : labels) {
      if (label.name != name) continue;
      const auto found = listed.lower_bound(label.commit);
      if (found == listed.end() || !found->first.starts_with(label.commit)) {
        std::cerr << "no commit " << label.commit << " in " << name << "\n";
        continue;
      }
      Judged judged = judge(*repository, found->first, false);
      judged.set = label.set;
      judged.place = name;
      judged.label = label.label;
      judged.alternative = label.alternative;
      if (!found->second.reverted.empty()) judged.mined.clear();
      judged.confidence = example_confidence(*repository, found->second, history->first_parents, scratch);
      all.push_back(std::move(judged));
    }
  }
  for (const auto& set : sets) {
    std::cout << "== " << set << '\n';
    std::vector<Judged> of_set;
    std::ranges::copy_if(all, std::back_inserter(of_set), [&](const Judged& one) { return one.set == set; });
    print_report(of_set);
  }
}
