#include "accounts.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include <base/json.hpp>
#include <base/json_writer.hpp>
#include <graph/last_run.hpp>

#include "named_lines.hpp"
#include "reason_counts.hpp"

namespace flowrun::graph {
namespace {

constexpr std::string_view mark = "upstream ";

// `summary` is a key_summary: the stage's type, the parameters that count, the seed.
std::string settings_json(const PlannedStage& stage, std::string_view summary) {
  base::JsonWriter json;
  json.begin_object();
  const auto add = [&](std::string_view name, std::string_view value) {
    json.key(name);
    if (base::is_json(value))
      json.raw(value);
    else
      json.string(value);  // the digest of a path's content
  };
  const auto lines = named_lines(summary);
  for (std::size_t i = 1; i + 1 < lines.size(); ++i) add(lines[i].first, lines[i].second);
  for (const KeyPart& part : stage.listed_parts) add(part.name, part.value);
  return std::move(json.end_object()).take();
}

flow::Account account_like(const PlannedStage& stage, std::string_view summary) {
  flow::Account account{.stage = stage.about().name,
                        .version = stage.about().version,
                        .is_source = stage.is_source(),
                        .settings = settings_json(stage, summary)};
  for (const auto& port : stage.about().outputs) account.records.emplace_back(port.name, 0);
  return account;
}

flow::Account account_of(const StageRun& stage) {
  flow::Account account = account_like(stage.plan, stage.key_summary());
  const StageAccount books = stage.counters.account(stage.plan.name, "");
  account.received = books.received;
  account.emitted = books.emitted;
  account.rejected = books.rejected;
  account.failed = books.failed;
  account.dropped = books.drop_reasons;
  account.left_out = books.left_out;
  account.rejected_parts = books.rejected_parts;
  for (std::size_t port = 0; port < account.records.size(); ++port)
    account.records[port].second = books.records_out[port];
  return account;
}

void add_counts(flow::Account::Counts& all, std::string_view reasons) {
  const ReasonCounts counts = ReasonCounts::from_text(reasons);
  for (const auto& [reason, count] : counts.counts()) all[reason] += count;
}

void add_unit(flow::Account& account, const PlannedStage& stage, const store::UnitRecord& unit) {
  for (const store::Output& output : unit.outputs)
    if (output.port < account.records.size()) ++account.records[output.port].second;
  switch (unit.outcome) {
    case store::Outcome::emitted:
      if (stage.is_collector()) {
        add_counts(account.dropped, unit.reason);
        account.rejected += unit.reject_count;
        return;
      }
      ++account.emitted;
      account.rejected_parts += unit.reject_count;
      return add_counts(account.left_out, unit.reason);
    case store::Outcome::dropped:
      if (stage.is_collector()) {
        account.rejected += unit.reject_count;
        account.dropped[unit.reason] += account.received - unit.reject_count;
      } else {
        ++account.dropped[unit.reason];
      }
      return;
    case store::Outcome::rejected:
      ++account.rejected;
      return;
    case store::Outcome::failed:
      ++account.failed;
  }
}

void add_lines(std::string& lines, std::string_view stage, const flow::Account& account) {
  const auto add = [&](std::string_view name, const auto& value) {
    lines += fmt::format("{}{}: {}={}\n", mark, stage, name, value);
  };
  add("version", account.version);
  add("received", account.received);
  add("emitted", account.emitted);
  add("rejected", account.rejected);
  add("failed", account.failed);
  for (const auto& [reason, count] : account.dropped) add("dropped, " + reason, count);
  for (const auto& [reason, count] : account.left_out) add("left out, " + reason, count);
  add("rejected parts", account.rejected_parts);
  for (const auto& [port, count] : account.records) add("records, " + port, count);
  if (const auto settings = base::parse_json(account.settings)) {
    for (const base::JsonMember& one : settings->members) add(one.key, one.value.dump());
  }
}

}  // namespace

void take_accounts(const RunState& run, StageRun& stage) {
  if (!stage.plan.about().reads_accounts) return;
  const Plan& plan = run.services.plan;
  const std::vector<std::size_t> before = plan.ancestors(stage.index);
  std::vector<flow::Account> accounts;
  for (const std::size_t s : plan.upstream_first()) {
    if (std::ranges::find(before, s) == before.end()) continue;
    const auto earlier = run.earlier_accounts.find(s);
    accounts.push_back(earlier == run.earlier_accounts.end() ? account_of(*run.stages[s]) : earlier->second);
  }
  stage.set_accounts(std::move(accounts));
}

base::Result<flow::Account> account_of_last_run(const Plan& plan, std::size_t index,
                                                const store::Store& store) {
  const PlannedStage& stage = plan.stages[index];
  const auto last = last_run_of(plan, stage, store);
  if (!last) return std::unexpected(last.error().as_error());
  if (!*last) return base::failure(stage.name + " has not run yet", "", "run it");
  const auto record = store.stage_of((**last).id, stage.name);
  if (!record) return std::unexpected(record.error().as_error());
  const auto units = store.units_of((**last).id, stage.name);
  if (!units) return std::unexpected(units.error().as_error());
  flow::Account account = account_like(stage, *record ? (**record).key_summary : "");
  account.received = *record && stage.is_collector() ? (**record).counts.items : units->size();
  for (const store::RunUnit& one : *units) {
    const auto unit = store.find_unit(one.unit);
    if (!unit) return std::unexpected(unit.error().as_error());
    if (!*unit)
      return base::failure(
          fmt::format("what became of {} in {} is not in the store any more", one.record_key, stage.name), "",
          "run it again");
    add_unit(account, stage, **unit);
  }
  if (stage.is_collector()) {
    std::uint64_t gone = account.rejected;
    for (const auto& [reason, count] : account.dropped) gone += count;
    account.emitted = account.received - gone;
  }
  return account;
}

std::string account_lines(const std::vector<flow::Account>& accounts) {
  std::string lines;
  std::map<std::string_view, int> seen;  // stages of one type
  for (const flow::Account& account : accounts) {
    const int number = ++seen[account.stage];
    add_lines(lines, number == 1 ? account.stage : fmt::format("{} ({})", account.stage, number), account);
  }
  return lines;
}

bool is_account_line(std::string_view name) { return name.starts_with(mark); }

std::string_view account_lines_in(std::string_view once) {
  if (once.starts_with(mark)) return once;
  const std::size_t at = once.find("\n" + std::string(mark));
  return at == std::string_view::npos ? std::string_view() : once.substr(at + 1);
}

}  // namespace flowrun::graph
