#include "publish.hpp"

#include <exception>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "belonging.hpp"
#include "publisher.hpp"

namespace flowrun::graph {
namespace fs = std::filesystem;
namespace {

// What `work` answers; what it throws is an error, too.
template <class Work>
base::Result<void> attempt(const Work& work) {
  try {
    return work();
  } catch (const std::exception& error) {
    return base::failure(error.what());
  }
}

// Those of `due` that were written aside and are to replace what stands there. A result that cannot be had gives up, and is
// named in `failed`.
std::vector<Publisher*> prepare_all(const std::vector<Publisher*>& due, PublishedFiles& files,
                                    Origins& origins, std::string& failed) {
  std::vector<Publisher*> ready;
  const auto give_up = [&](Publisher& result, const base::Error& error) {
    result.give_up(error);
    result.discard_aside();
    if (failed.empty()) failed = result.name();
  };
  for (Publisher* result : due) {
    if (const auto prepared = attempt([&] { return result->prepare(files); }); !prepared) {
      give_up(*result, prepared.error());
      continue;
    }
    origins.publishes(result->index(), result->digest());
    if (result->replacement()) ready.push_back(result);
  }
  if (!failed.empty()) return ready;
  for (Publisher* result : ready) {
    if (const auto added = attempt([&] { return result->add_provenance(origins); }); !added)
      give_up(*result, added.error());
  }
  return ready;
}

// Replaces what is due, or nothing of it.
void put_in_place(const RunServices& services, const std::vector<Publisher*>& due, Origins& origins,
                  PublishOutcome& outcome) {
  const fs::path& folder = services.options.out;
  PublishedFiles files(folder);
  if (const auto finished = finish_interrupted(folder, files, services.file_memory()); !finished) {
    for (Publisher* result : due) result->give_up(finished.error());
    return;
  }
  std::string failed;
  const std::vector<Publisher*> ready = prepare_all(due, files, origins, failed);
  base::Result<void> placed;
  if (!failed.empty()) {
    placed = base::failure(fmt::format("results are replaced together, and {} cannot be", failed));
    for (const Publisher* result : ready) result->discard_aside();
  } else if (!ready.empty()) {
    std::vector<Replacement> replacements;
    for (const Publisher* result : ready) replacements.push_back(*result->replacement());
    placed = replace_all(folder, replacements, files, services.file_memory());
  }
  if (!placed) {
    for (Publisher* result : ready) result->give_up(placed.error());
  }
  (void)files.save();  // of what stands there already: the next run would find the same
  if (placed) {
    for (const Publisher* result : due) {
      if (const auto settled = attempt([&] { return result->settle_provenance(origins); }); !settled)
        outcome.problems.push_back(settled.error().text());
    }
  }
  mark_belonging(folder, services.plan.publish, files, outcome);
}

}  // namespace

PublishOutcome publish(RunState& run) {
  std::vector<Publisher> results;
  std::vector<Publisher*> due;
  results.reserve(run.services.plan.publish.size());
  for (std::size_t i = 0; i < run.services.plan.publish.size(); ++i) {
    if (!run.stages[run.services.plan.publish[i].from.stage]->is_selected) continue;
    Publisher& result = results.emplace_back(run, i);
    if (std::string why_not = result.obstacle(); !why_not.empty())
      result.give_up(std::move(why_not));
    else
      due.push_back(&result);
  }
  Origins origins(run);
  PublishOutcome outcome;
  put_in_place(run.services, due, origins, outcome);
  for (Publisher& result : results) outcome.results.push_back(result.finish());
  return outcome;
}

}  // namespace flowrun::graph
