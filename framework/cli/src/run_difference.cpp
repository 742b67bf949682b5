#include "run_difference.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include <base/printable.hpp>
#include <report/run_folder.hpp>

namespace flowrun::cli {
namespace {

using base::Json;

constexpr std::array<std::string_view, 8> sections = {"asked",  "versions",  "settings", "inputs",
                                                      "counts", "published", "metrics",  "outcome"};

constexpr std::uintmax_t most_compared_bytes = 16'000'000;  // of a run.json that is full of failures

// The profile and what is set are compared apart; how much of the machine is used makes no difference.
bool is_compared(std::string_view option) {
  constexpr std::array<std::string_view, 4> others = {"profile", "set", "jobs", "memory"};
  return std::ranges::find(others, option) == others.end();
}

// Everything of a run that can be compared, in the order in which it is told.
class Facts {
 public:
  explicit Facts(const KeptRun& run) {
    add_request(run.told);
    add_settings(run.told);
    add_outcome(run);
    for (const Json& point : read_json_lines(run.folder / report::metrics_file_name))
      add("metrics", point["stage"].string(), point["name"].string(), point["value"]);
  }

  struct Fact {
    std::string section, stage, name;
    Json value;
  };
  [[nodiscard]] const std::vector<Fact>& all() const { return facts_; }
  [[nodiscard]] const Json* find(const Fact& wanted) const {
    const auto found = places_.find({wanted.section, wanted.stage, wanted.name});
    return found == places_.end() ? nullptr : &facts_[found->second].value;
  }

 private:
  // The last value counts.
  void add(std::string_view section, std::string_view stage, std::string_view name, const Json& value) {
    if (value.is_null()) return;
    std::array<std::string, 3> key{std::string(section), std::string(stage), std::string(name)};
    const auto [place, is_new] = places_.try_emplace(key, facts_.size());
    if (is_new)
      facts_.push_back({std::move(key[0]), std::move(key[1]), std::move(key[2]), value});
    else
      facts_[place->second].value = value;
  }

  void add_request(const Json& told) {
    add("asked", "", "profile", told["profile"]);
    for (const auto& [option, value] : told["options"].members)
      if (is_compared(option)) add("asked", "", "--" + option, value);
    for (const Json& set : told["set"].items) {
      const std::string_view text = set.string();
      const std::size_t end = std::min(text.find('='), text.size());
      add("asked", "", "--set " + std::string(text.substr(0, end)),
          Json::of_string(text.substr(std::min(end + 1, text.size()))));
    }
    for (const char* name : {"flowrun", "sdk", "toolchain"}) add("versions", "", name, told[name]);
  }

  void add_settings(const Json& told) {
    for (const auto& [stage, settings] : told["settings"].members) {
      for (const char* name : {"type", "version", "build"}) add("versions", stage, name, settings[name]);
      for (const auto& [name, value] : settings["key"].members) add("settings", stage, name, value);
    }
  }

  void add_outcome(const KeptRun& run) {
    const Json& told = run.told;
    for (const Json& source : told["inputs"].items)
      for (const char* name : {"items", "digest"})
        add("inputs", source["stage"].string(), name, source[name]);
    for (const Json& stage : told["stages"].items) add_counts(stage);
    for (const Json& result : told["published"].items) {
      const bool is_there = result["published"].is_true();
      add("published", "", result["name"].string(), is_there ? result["digest"] : result["why_not"]);
    }
    add("outcome", "", "ended", Json::of_string(run.ending));
    add("outcome", "", "exit code", told["exit_code"]);
  }

  void add_counts(const Json& stage) {
    const std::string_view name = stage["stage"].string();
    for (const char* count : {"status", "received", "emitted", "dropped", "rejected", "rejected_parts",
                              "failed", "cancelled", "held", "held_by"})
      add("counts", name, count, stage[count]);
    for (const auto& [port, count] : stage["records_out"].members)
      add("counts", name, "records to " + port, count);
    for (const auto& [why, count] : stage["drop_reasons"].members)
      add("counts", name, "dropped: " + why, count);
    for (const auto& [why, count] : stage["left_out"].members) add("counts", name, "left out: " + why, count);
  }

  std::vector<Fact> facts_;
  std::map<std::array<std::string, 3>, std::size_t> places_;
};

std::size_t place_of(const Difference& difference) {
  return static_cast<std::size_t>(std::ranges::find(sections, difference.section) - sections.begin());
}

}  // namespace

std::vector<Difference> differences(const KeptRun& before, const KeptRun& now) {
  const Facts old_facts(before), new_facts(now);
  std::vector<Difference> found;
  for (const Facts::Fact& fact : new_facts.all()) {
    const Json* old = old_facts.find(fact);
    if (!old || *old != fact.value)
      found.push_back({fact.section, fact.stage, fact.name, old ? *old : Json{}, fact.value});
  }
  for (const Facts::Fact& fact : old_facts.all())
    if (!new_facts.find(fact)) found.push_back({fact.section, fact.stage, fact.name, fact.value, Json{}});
  std::ranges::stable_sort(found, {}, place_of);
  return found;
}

std::string short_value(const base::Json& value) {
  if (value.is_null()) return "-";
  std::string text = value.is_string() ? std::string(value.string()) : value.dump();
  const std::string_view prefix = "sha256:";
  const std::size_t begin = text.starts_with(prefix) ? prefix.size() : 0;
  const bool is_hex = text.find_first_not_of("0123456789abcdef", begin) == std::string::npos;
  if (is_hex && text.size() - begin >= 40) text.erase(begin + 12);
  return text.empty() ? "\"\"" : text;
}

report::Comparison compared_with_last(store::RunId run, const store::PipelineId& pipeline,
                                      const store::Store& store, const std::filesystem::path& store_path) {
  const auto runs = store.runs(pipeline, 2);
  if (!runs || runs->size() < 2 || runs->front().id != run) return {};
  for (const store::Run& one : *runs) {
    std::error_code unknown;
    const auto size =
        std::filesystem::file_size(report::run_folder(store_path, one.id) / report::run_file_name, unknown);
    if (unknown || size > most_compared_bytes) return {};
  }
  report::Comparison comparison{.run = runs->back().id, .changes = {}};
  for (const Difference& one :
       differences(kept_run(runs->back(), store_path), kept_run(runs->front(), store_path)))
    comparison.changes.push_back(
        {one.section, one.stage, one.name, short_value(one.before), short_value(one.now)});
  return comparison;
}

store::Result<std::vector<ChangedItems>> changed_items(const std::vector<Difference>& differences,
                                                       const store::Store& store, store::RunId before,
                                                       store::RunId now) {
  std::set<std::string> stages;
  for (const Difference& difference : differences)
    if (difference.section == "inputs") stages.insert(difference.stage);
  std::vector<ChangedItems> all;
  for (const std::string& stage : stages) {
    const auto old_units = store.units_of(before, stage);
    if (!old_units) return std::unexpected(old_units.error());
    const auto new_units = store.units_of(now, stage);
    if (!new_units) return std::unexpected(new_units.error());
    std::map<std::string_view, store::Digest> old_items;
    for (const store::RunUnit& unit : *old_units) old_items.emplace(unit.record_key, unit.input);
    ChangedItems items{.stage = stage, .added = {}, .removed = {}, .changed = {}};
    for (const store::RunUnit& unit : *new_units) {
      const auto old = old_items.find(unit.record_key);
      if (old == old_items.end()) {
        items.added.push_back(base::printable_line(unit.record_key));
        continue;
      }
      if (old->second != unit.input) items.changed.push_back(base::printable_line(unit.record_key));
      old_items.erase(old);
    }
    for (const auto& [key, input] : old_items) items.removed.push_back(base::printable_line(key));
    std::ranges::sort(items.added);
    std::ranges::sort(items.changed);
    if (!items.is_empty()) all.push_back(std::move(items));
  }
  return all;
}

}  // namespace flowrun::cli
