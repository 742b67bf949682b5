#include "run_options.hpp"

#include <charconv>
#include <optional>
#include <system_error>

namespace flowrun::cli {
namespace {

struct Limit {
  std::string stage;  // "": every source
  std::size_t items = 0;
};

// "20" or "sessions=20".
std::optional<Limit> read_limit(const std::string& text) {
  const std::size_t equals = text.find('=');
  const std::size_t begin = equals == std::string::npos ? 0 : equals + 1;
  Limit limit{.stage = equals == std::string::npos ? "" : text.substr(0, equals)};
  const char* const end = text.data() + text.size();
  const auto [stopped, problem] = std::from_chars(text.data() + begin, end, limit.items);
  if (problem != std::errc{} || stopped != end || limit.items == 0) return std::nullopt;
  return limit;
}

// Returns what is wrong, as CLI11 wants it.
std::string check_limit(const std::string& text) {
  if (read_limit(text)) return "";
  return "\"" + text + "\" is no number of items: give one from 1 on, or STAGE=N for one source";
}

}  // namespace

void ChoosingOptions::apply_to(graph::RunOptions& options) const {
  options.force = force;
  options.seed = seed;
  for (const std::string& stage : retry) {
    if (stage.empty())
      options.retry_all = true;
    else
      options.retry.push_back(stage);
  }
  for (const std::string& text : limits) {
    const Limit limit = read_limit(text).value_or(Limit{});
    if (limit.stage.empty())
      options.limit = limit.items;
    else
      options.limits[limit.stage] = limit.items;
  }
  options.stale_ok = stale_ok;
  options.rebuilt = rebuilt;
  if (!only.empty()) options.only = only;
  if (!from.empty()) options.from = from;
  if (!to.empty()) options.to = to;
}

void add_choosing_options(CLI::App& command, ChoosingOptions& options) {
  auto* only =
      command.add_option("--only", options.only, "run this stage alone, on the inputs of its last run")
          ->type_name("STAGE");
  command.add_option("--to", options.to, "run this stage and what it needs")
      ->type_name("STAGE")
      ->excludes(only);
  command
      .add_option("--from", options.from,
                  "run this stage and all that depends on it, on the inputs of its last run; with --to what "
                  "lies between")
      ->type_name("STAGE")
      ->excludes(only);
  command.add_option("--limit", options.limits, "list at most N items of every source, or of STAGE alone")
      ->type_name("[STAGE=]N")
      ->check(CLI::Validator(check_limit, ""))
      ->allow_extra_args(false)
      ->take_all();
  command.add_flag("--stale-ok", options.stale_ok,
                   "take stored inputs for --only and --from although they are out of date");
  command.add_flag("--rebuilt", options.rebuilt, "run anew what another build of the plugin made");
  command.add_flag("--rehash", options.rehash, "read all files anew instead of trusting their times");
  command.add_option("--force", options.force, "run this stage anew, whatever the store has of it")
      ->type_name("STAGE")
      ->allow_extra_args(false);
  command
      .add_option("--retry", options.retry,
                  "try again what failed or was rejected before; without a STAGE, in all stages")
      ->type_name("[STAGE]")
      ->expected(0, 1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command.add_option("--seed", options.seed, "seed of everything that is drawn at random (default 0)")
      ->type_name("N");
}

}  // namespace flowrun::cli
