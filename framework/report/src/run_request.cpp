#include <base/json.hpp>
#include <base/json_writer.hpp>
#include <base/printable.hpp>
#include <base/url.hpp>
#include <report/run_request.hpp>

namespace flowrun::report {

namespace {

// As they are given: "20", "sessions=20".
std::vector<std::string> limits_of(const graph::RunOptions& options) {
  std::vector<std::string> texts;
  if (options.limit) texts.push_back(std::to_string(*options.limit));
  for (const auto& [stage, items] : options.limits) texts.push_back(stage + "=" + std::to_string(items));
  return texts;
}

}  // namespace

std::string request_json(std::string_view profile, const std::vector<std::string>& sets,
                         const graph::RunOptions& options) {
  base::JsonWriter json;
  json.begin_object();
  if (options.only) json.member("only", *options.only);
  if (options.from) json.member("from", *options.from);
  if (options.to) json.member("to", *options.to);
  if (options.limit || !options.limits.empty()) json.member("limit", limits_of(options));
  if (options.stale_ok) json.member("stale-ok", true);
  if (options.rebuilt) json.member("rebuilt", true);
  if (options.fail_fast) json.member("fail-fast", true);
  if (!options.force.empty()) json.member("force", options.force);
  if (options.retry_all)
    json.member("retry", true);
  else if (!options.retry.empty())
    json.member("retry", options.retry);
  if (!profile.empty()) json.member("profile", profile);
  if (!sets.empty()) json.member("set", sets);
  if (options.seed != 0) json.member("seed", options.seed);
  if (options.jobs != 0) json.member("jobs", options.jobs);
  if (options.memory != 0) json.member("memory", options.memory);
  json.end_object();
  return base::printable_line(base::without_credentials(std::move(json).take()));  // words may be any bytes
}

std::string request_words(std::string_view json) {
  const auto asked = base::parse_json(json);
  std::string words;
  if (!asked) return words;
  const auto add = [&](const std::string& option, const base::Json& value) {
    words += (words.empty() ? "--" : " --") + option;
    if (!value.is_true()) words += " " + (value.is_string() ? std::string(value.string()) : value.dump());
  };
  for (const auto& [option, value] : asked->members) {
    if (!value.is_array()) add(option, value);
    for (const base::Json& one : value.items) add(option, one);
  }
  return words;
}

}  // namespace flowrun::report
