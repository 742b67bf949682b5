#include <chrono>
#include <ctime>
#include <expected>
#include <map>
#include <system_error>
#include <utility>

#include <base/json.hpp>
#include <base/json_writer.hpp>
#include <base/printable.hpp>
#include <base/url.hpp>
#include <flow/version.hpp>
#include <report/run_file.hpp>
#include <report/run_folder.hpp>

namespace flowrun::report {
namespace {

using base::JsonWriter;

std::int64_t now_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

void write_counts(JsonWriter& json, const std::map<std::string, std::uint64_t>& counts) {
  std::map<std::string, std::uint64_t> printable;  // two that look the same are one
  for (const auto& [reason, count] : counts) printable[base::printable_line(reason)] += count;
  json.begin_object();
  for (const auto& [reason, count] : printable) json.member(reason, count);
  json.end_object();
}

void write_stage(JsonWriter& json, const graph::PlannedStage& stage, const graph::StageAccount& account,
                 const graph::StageReport& report) {
  json.begin_object();
  json.member("stage", stage.name)
      .member("type", stage.about().name)
      .member("version", stage.about().version);
  json.member("build", stage.type.build_id).member("status", report.status);
  json.member("received", account.received).member("emitted", account.emitted);
  json.member("dropped", account.dropped).member("rejected", account.rejected);
  json.member("rejected_parts", account.rejected_parts).member("failed", account.failed);
  json.member("cancelled", account.cancelled)
      .member("held", account.held)
      .member("restored", account.restored);
  json.member("seconds", report.seconds).member("unit_seconds", report.unit_seconds);
  json.member("units_run", report.units_run).member("units_restored", report.units_restored);
  json.key("records_out").begin_object();
  for (std::size_t port = 0; port < account.records_out.size(); ++port)
    json.member(stage.about().outputs[port].name, account.records_out[port]);
  json.end_object();
  json.key("drop_reasons");
  write_counts(json, account.drop_reasons);
  json.key("left_out");
  write_counts(json, account.left_out);
  if (!account.held_by.empty()) json.member("held_by", account.held_by);
  json.end_object();
}

void write_edge(JsonWriter& json, const graph::EdgeAccount& edge) {
  json.begin_object();
  json.member("from", edge.from)
      .member("to", edge.to)
      .member("sent", edge.sent)
      .member("received", edge.received);
  json.end_object();
}

void write_published(JsonWriter& json, const graph::PublishReport& published) {
  json.begin_object();
  json.member("name", published.name).member("published", published.is_published);
  if (published.is_published) json.member("unchanged", published.is_unchanged);
  if (!published.digest.empty()) json.member("digest", published.digest);
  if (!published.why_not.empty()) json.member("why_not", base::printable_text(published.why_not));
  json.end_object();
}

void write_mismatches(JsonWriter& json, const std::vector<graph::Mismatch>& mismatches) {
  json.begin_array();
  for (const graph::Mismatch& one : mismatches) {
    json.begin_object().member("result", one.result).member("from", one.from);
    json.member("made_from", one.made_from).member("stands", one.stands).end_object();
  }
  json.end_array();
}

void write_failure(JsonWriter& json, const RecordFailure& failure) {
  json.begin_object();
  write_failure_members(json, failure);
  json.end_object();
}

void write_failures(JsonWriter& json, const std::vector<RecordFailure>& failures, bool rejections) {
  json.begin_array();
  for (const RecordFailure& failure : failures)
    if (failure.error.is_rejection == rejections) write_failure(json, failure);
  json.end_array();
}

void write_problems(JsonWriter& json, const std::vector<std::string>& problems) {
  json.begin_array();
  for (const std::string& problem : problems) json.string(base::printable_text(problem));
  json.end_array();
}

void write_key(JsonWriter& json, const std::vector<graph::KeyPart>& parts) {
  json.begin_object();
  for (const graph::KeyPart& part : parts) {
    json.key(part.name);
    if (base::is_json(part.value))
      json.raw(base::without_credentials(part.value));
    else  // the digest of a file or folder
      json.string(part.value);
  }
  json.end_object();
}

void write_settings(JsonWriter& json, const graph::Plan& plan) {
  json.begin_object();
  for (const graph::PlannedStage& stage : plan.stages) {
    json.key(stage.name).begin_object();
    json.member("type", stage.about().name).member("version", stage.about().version);
    json.member("build", stage.type.build_id);
    json.key("key");
    write_key(json, stage.key_parts);
    json.key("params").raw(stage.params_json.empty() ? "{}" : base::without_credentials(stage.params_json));
    json.end_object();
  }
  json.end_object();
}

void write_sources(JsonWriter& json, const std::vector<SourceInput>& sources) {
  json.begin_array();
  for (const SourceInput& source : sources) {
    json.begin_object().member("stage", source.stage).member("items", source.items);
    if (!source.digest.empty()) json.member("digest", source.digest);
    if (!source.units.empty()) json.member("units", source.units);
    json.end_object();
  }
  json.end_array();
}

std::vector<std::string> printable(std::vector<std::string> words) {
  for (std::string& word : words) word = base::printable_line(base::without_credentials(word));
  return words;
}

// What is known when the run begins.
void write_begin(JsonWriter& json, const RunHead& head, std::string_view status) {
  const graph::Plan& plan = head.plan;
  json.member("id", head.run).member("status", status);
  json.member("started", utc(head.started_ms));
  json.member("command_line", printable(head.command_line));
  json.member("folder", base::printable_line(head.folder.string()));
  json.member("flowrun", FLOWRUN_VERSION)
      .member("sdk", flow::sdk_version)
      .member("toolchain", flow::toolchain);
  json.member("pipeline", plan.pipeline).member("file", plan.place.string());
  json.member("profile", plan.profile).member("set", printable(head.sets));
  json.key("options").raw(head.options.asked.empty() ? "{}" : head.options.asked);
  json.member("run", head.run).member("seed", head.options.seed);
  json.key("settings");
  write_settings(json, plan);
}

void write_stages(JsonWriter& json, const graph::Plan& plan, const graph::RunReport& report) {
  json.key("stages").begin_array();
  for (std::size_t i = 0; i < report.stages.size(); ++i) {
    const auto stage = plan.find(report.stages[i].stage);
    write_stage(json, plan.stages[*stage], report.ledger.stages[i], report.stages[i]);
  }
  json.end_array();
  json.key("edges").begin_array();
  for (const graph::EdgeAccount& edge : report.ledger.edges) write_edge(json, edge);
  json.end_array();
}

constexpr std::size_t most_told = 200;  // failures, and as many rejects

std::vector<RecordFailure> first_of_each(const std::vector<RecordFailure>& failures) {
  std::vector<RecordFailure> first;
  std::size_t failed = 0, rejected = 0;
  for (const RecordFailure& failure : failures)
    if ((failure.error.is_rejection ? rejected : failed)++ < most_told) first.push_back(failure);
  return first;
}

std::string_view status_of(graph::ExitCode code) {
  if (code == graph::ExitCode::all_well) return "finished";
  return code == graph::ExitCode::interrupted ? "interrupted" : "failed";
}

}  // namespace

std::string utc(std::int64_t milliseconds) {
  const std::time_t seconds = milliseconds / 1000;
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[32];
  const std::size_t size = std::strftime(text, sizeof text, "%FT%TZ", &parts);
  return {text, size};
}

std::string begun_run_text(const RunHead& head) {
  JsonWriter json(JsonWriter::Layout::indented);
  json.begin_object();
  write_begin(json, head, "running");
  json.end_object();
  return std::move(json).take() + "\n";
}

std::string ended_run_text(const RunHead& head, const RunEnd& end) {
  const graph::RunReport& report = end.report;
  JsonWriter json(JsonWriter::Layout::indented);
  json.begin_object();
  write_begin(json, head, status_of(report.exit_code));
  json.member("finished", utc(end.finished_ms)).member("jobs", report.jobs);
  json.member("exit_code", std::to_underlying(report.exit_code)).member("seconds", end.seconds);
  json.key("inputs");
  write_sources(json, end.sources);
  write_stages(json, head.plan, report);
  json.key("published").begin_array();
  for (const graph::PublishReport& published : report.published) write_published(json, published);
  json.end_array();
  json.key("mismatches");
  write_mismatches(json, report.mismatches);
  json.key("failures");
  write_failures(json, end.failures, false);
  json.key("rejects");
  write_failures(json, end.failures, true);
  json.key("warnings");
  write_problems(json, report.warnings);
  json.key("problems");
  write_problems(json, report.problems);
  json.end_object();
  return std::move(json).take() + "\n";
}

RunFile::RunFile(std::filesystem::path store, RunHead head)
    : store_(std::move(store)), head_(std::move(head)) {}

void RunFile::run_recorded(store::RunId run) {
  head_.run = run;
  head_.started_ms = now_ms();
  std::error_code ignored;  // a store that was set aside has left a run of this number
  std::filesystem::remove_all(folder(), ignored);
  (void)write_kept(folder() / run_file_name,
                   begun_run_text(head_));  // what keeps it from being written is told at the end
}

base::Result<void> RunFile::finish(const graph::RunReport& report, double seconds,
                                   std::vector<RecordFailure> failures, std::vector<SourceInput> sources) {
  RunEnd end{.report = report,
             .finished_ms = now_ms(),
             .seconds = seconds,
             .failures = std::move(failures),
             .sources = std::move(sources)};
  const std::string text = ended_run_text(head_, end);
  const bool is_long = end.failures.size() > most_told;
  if (is_long) end.failures = first_of_each(end.failures);
  if (auto told = base::parse_json(is_long ? ended_run_text(head_, end) : text)) told_ = std::move(*told);
  return write_kept(folder() / run_file_name, text);
}

}  // namespace flowrun::report
