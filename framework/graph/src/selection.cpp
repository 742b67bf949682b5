#include "selection.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <graph/last_run.hpp>

#include "accounts.hpp"
#include "outputs.hpp"
#include "source_items.hpp"
#include "stage_context.hpp"

namespace flowrun::graph {
namespace {

void take_uncached_upstreams(const Plan& plan, std::size_t stage, std::vector<bool>& selected) {
  for (const auto& upstreams : plan.stages[stage].inputs) {
    for (const PortRef& from : upstreams) {
      if (plan.stages[from.stage].is_cached || selected[from.stage]) continue;
      selected[from.stage] = true;
      take_uncached_upstreams(plan, from.stage, selected);
    }
  }
}

// Books of stages that are not cached are not kept: whoever reads them needs those stages in the run.
void take_stages_without_books(const Plan& plan, std::vector<bool>& selected) {
  for (std::size_t s = 0; s < plan.stages.size(); ++s) {
    if (!selected[s] || !plan.stages[s].about().reads_accounts) continue;
    for (const std::size_t before : plan.ancestors(s)) {
      if (!plan.stages[before].is_cached) selected[before] = true;
    }
  }
}

base::Error refusal(const RunState& run, const std::string& why) {
  const RunOptions& options = run.services.options;
  const std::string command = "flowrun " + run.services.plan.file.string();
  if (options.only) {
    return {.problem = "cannot run " + *options.only + " alone",
            .why = why,
            .what_to_do = "run it with what it needs: " + command + " --to " + *options.only};
  }
  return {.problem = "cannot run from " + options.from.value_or("") + " on",
          .why = why,
          .what_to_do = "run what it needs as well: " + command + (options.to ? " --to " + *options.to : "")};
}

// What to do about it is running what is needed, whatever the cause advises.
base::Error refusal(const RunState& run, const base::Error& cause) {
  return refusal(run, base::Error{.problem = cause.problem, .why = cause.why}.text());
}

base::Error stale_refusal(const RunState& run, const std::string& stale) {
  base::Error error = refusal(run, "its input is out of date: " + stale);
  error.what_to_do += "; or take the input as it is with --stale-ok";
  return error;
}

base::Error refusal(const RunState& run, const store::Error& error) { return refusal(run, error.text()); }

// "" or how what a source lists and leaves out by now differs from the units that it had. What it leaves out may have the key
// of an item.
std::string difference(const SourceItems& items, const std::string& source,
                       const std::vector<store::RunUnit>& units) {
  std::multimap<std::string, store::Digest> known;
  for (const store::RunUnit& unit : units) known.emplace(unit.record_key, unit.input);
  const auto is_known = [&](const std::string& key, const store::Digest& input) {
    const auto [first, last] = known.equal_range(key);
    return std::any_of(first, last, [&](const auto& one) { return one.second == input; });
  };
  for (const SourceItem& item : items.items()) {
    if (!known.contains(item.key)) return fmt::format("{} has a new item, {}", source, item.key);
    if (!is_known(item.key, store::digest_of(item.fingerprint)))
      return fmt::format("the item {} of {} changed since", item.key, source);
  }
  for (const store::RunUnit& unit : items.unlisted()) {
    if (!is_known(unit.record_key, unit.input))
      return fmt::format("{} left out {} for another reason, or not at all, then", source, unit.record_key);
  }
  const std::size_t count = items.items().size() + items.unlisted().size();
  if (count != units.size())
    return fmt::format("{} lists {} items, and {} then", source, count, units.size());
  auto next = units.begin();  // the order of a source's items is that of all that comes of them
  for (const SourceItem& item : items.items()) {
    next = std::find_if(next, units.end(), [&](const auto& unit) { return unit.record_key == item.key; });
    if (next == units.end()) return fmt::format("{} lists {} in another place", source, item.key);
    ++next;
  }
  return "";
}

// "" or why the upstream stage would give something else by now than it gave when the replayed run `used` it.
base::Result<std::string> staleness(RunState& run, StageRun& upstream, const store::Run& used) {
  const auto own = last_run_of(run.services.plan, upstream.plan, run.services.store);
  if (!own) return std::unexpected(refusal(run, own.error()));
  if (!*own) return upstream.plan.name + " has not finished a run";
  const store::Run& last = **own;
  if (last.id > used.id) {
    const auto now = run.services.store.units_of(last.id, upstream.plan.name);
    const auto before = run.services.store.units_of(used.id, upstream.plan.name);
    if (!now || !before) return std::unexpected(refusal(run, now ? before.error() : now.error()));
    if (*now != *before) return upstream.plan.name + " ran again since, on other inputs";
  }
  const auto then = run.services.store.stage_of(last.id, upstream.plan.name);
  if (!then) return std::unexpected(refusal(run, then.error()));
  if (!*then || (**then).key_summary != upstream.key_summary())
    return "the settings of " + upstream.plan.name + " changed since";
  if ((**then).inputs != inputs_text(run.services.plan, upstream.plan))
    return upstream.plan.name + " takes its records from elsewhere, or in another order, since";
  // What a source that is not cached listed is not known.
  if (!upstream.plan.is_source() || !upstream.plan.is_cached) return "";

  SourceItems items(upstream);
  const auto object = upstream.object();
  if (!object) return std::unexpected(object.error());
  StageContext context(upstream, run.services.stop);
  if (const flow::Result listed = (*object)->discover(items, context); !listed)
    return std::unexpected(listed.error());
  const auto units = run.services.store.units_of(last.id, upstream.plan.name);
  if (!units) return std::unexpected(refusal(run, units.error()));
  return difference(items, upstream.plan.name, *units);
}

base::Result<void> replay_edge(RunState& run, EdgeRun& edge, const store::Run& last) {
  StageRun& upstream = *run.stages[edge.from.stage];
  const std::string& name = upstream.plan.name;
  const auto units = run.services.store.units_of(last.id, name);
  if (!units) return std::unexpected(refusal(run, units.error()));
  for (const store::RunUnit& unit : *units) {
    const auto record = run.services.store.find_unit(unit.unit);
    if (!record) return std::unexpected(refusal(run, record.error()));
    if (!*record)
      return std::unexpected(refusal(
          run, fmt::format("what {} made of {} is not in the store any more", name, unit.record_key)));
    Outputs outputs(upstream);
    const MessagePtr no_inputs;
    outputs.begin_message(no_inputs, *run.services.begin.through(edge.position));
    const Record input{.key = unit.record_key, .number = unit.order_key};
    outputs.begin(input, false);
    for (const store::Output& output : (**record).outputs) {
      if (output.port == edge.from.port) outputs.restore(output);
    }
    edge.sent.add(outputs.emitted());
    edge.received.add(outputs.emitted());
    if (const auto message = outputs.take_message()) edge.intake->add(*message, *message->path);
  }
  return {};
}

bool contains(const std::vector<std::size_t>& stages, std::size_t stage) {
  return std::ranges::find(stages, stage) != stages.end();
}

// `from` and what depends on it; with `to` what of that leads there.
base::Result<std::vector<bool>> select_from(const Plan& plan, const RunOptions& options) {
  const auto from = plan.stage_named(*options.from);
  if (!from) return std::unexpected(from.error());
  std::vector<bool> selected(plan.stages.size(), false);
  for (std::size_t s = 0; s < plan.stages.size(); ++s) selected[s] = contains(plan.with_ancestors(s), *from);
  if (options.to) {
    const auto to = plan.stage_named(*options.to);
    if (!to) return std::unexpected(to.error());
    if (!selected[*to]) {
      return base::failure("there is nothing to run from " + *options.from + " to " + *options.to,
                           *options.to + " does not depend on " + *options.from,
                           "name a stage behind it, or leave one of the two options out");
    }
    const auto needed = plan.with_ancestors(*to);
    for (std::size_t s = 0; s < plan.stages.size(); ++s) selected[s] = selected[s] && contains(needed, s);
  }
  const std::vector<bool> asked_for = selected;
  for (std::size_t s = 0; s < plan.stages.size(); ++s) {
    if (asked_for[s]) take_uncached_upstreams(plan, s, selected);
  }
  take_stages_without_books(plan, selected);
  return selected;
}

base::Result<void> take_earlier_accounts(RunState& run) {
  const Plan& plan = run.services.plan;
  for (const auto& stage : run.stages) {
    if (!stage->is_selected || !stage->plan.about().reads_accounts) continue;
    for (const std::size_t before : plan.ancestors(stage->index)) {
      if (run.stages[before]->is_selected || run.earlier_accounts.contains(before)) continue;
      auto account = account_of_last_run(plan, before, run.services.store);
      if (!account) return std::unexpected(refusal(run, account.error()));
      run.earlier_accounts.emplace(before, std::move(*account));
    }
  }
  return {};
}

base::Result<void> check_limits(const Plan& plan, const RunOptions& options) {
  for (const auto& [name, limit] : options.limits) {
    const auto stage = plan.stage_named(name);
    if (!stage) return std::unexpected(stage.error());
    if (plan.stages[*stage].is_source()) continue;
    return base::failure("cannot limit the items of " + name, "it is no source", "name a source");
  }
  return {};
}

}  // namespace

base::Result<std::vector<bool>> select_stages(const Plan& plan, const RunOptions& options) {
  for (const auto* names : {&options.force, &options.retry}) {
    for (const std::string& name : *names) {
      if (const auto found = plan.stage_named(name); !found) return std::unexpected(found.error());
    }
  }
  if (auto checked = check_limits(plan, options); !checked) return std::unexpected(checked.error());
  if (options.from) return select_from(plan, options);
  if (!options.only && !options.to) return std::vector<bool>(plan.stages.size(), true);
  std::vector<bool> selected(plan.stages.size(), false);
  if (options.to) {
    const auto to = plan.stage_named(*options.to);
    if (!to) return std::unexpected(to.error());
    for (const std::size_t s : plan.with_ancestors(*to)) selected[s] = true;
  }
  if (options.only) {
    const auto only = plan.stage_named(*options.only);
    if (!only) return std::unexpected(only.error());
    selected.assign(plan.stages.size(), false);
    selected[*only] = true;
    take_uncached_upstreams(plan, *only, selected);
    take_stages_without_books(plan, selected);
  }
  return selected;
}

base::Result<void> replay_last_run(RunState& run, std::vector<std::string>& warnings) {
  const Plan& plan = run.services.plan;
  std::set<std::pair<std::size_t, store::RunId>> checked;  // stages, each against a run that is replayed
  for (const auto& edge : run.edges) {
    if (!edge->is_replayed) continue;
    const PlannedStage& upstream = plan.stages[edge->from.stage];
    const auto last = last_run_of(plan, upstream, run.services.store);
    if (!last) return std::unexpected(refusal(run, last.error()));
    if (!*last) return std::unexpected(refusal(run, upstream.name + " has not run yet"));
    for (const std::size_t s : plan.with_ancestors(edge->from.stage)) {
      if (!checked.emplace(s, (**last).id).second) continue;
      const auto stale = staleness(run, *run.stages[s], **last);
      if (!stale) return std::unexpected(stale.error());
      if (stale->empty()) continue;
      if (!run.services.options.stale_ok) return std::unexpected(stale_refusal(run, *stale));
      warnings.push_back("stored inputs are taken although they are out of date: " + *stale);
    }
    if (auto replayed = replay_edge(run, *edge, **last); !replayed) return replayed;
  }
  return take_earlier_accounts(run);
}

std::string limit_warning(const RunState& run) {
  const RunOptions& options = run.services.options;
  std::vector<std::string> cut;
  for (const auto& stage : run.stages) {
    if (!stage->is_selected || !stage->plan.is_source()) continue;
    const std::size_t most = options.limit_of(stage->plan.name);
    if (most != std::numeric_limits<std::size_t>::max())
      cut.push_back(fmt::format("{} ({} at most)", stage->plan.name, most));
  }
  if (cut.empty()) return "";
  return fmt::format(
      "results are of a part of the input: --limit cuts the items of {}; the next run without it publishes "
      "the "
      "whole",
      fmt::join(cut, ", "));
}

}  // namespace flowrun::graph
