#include <cerrno>
#include <cstdio>
#include <expected>
#include <map>
#include <system_error>
#include <utility>

#include <base/json_writer.hpp>
#include <base/printable.hpp>
#include <flow/version.hpp>
#include <report/run_file.hpp>
#include <store/durable_file.hpp>

namespace flowrun::report {
namespace {

using base::JsonWriter;

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
  json.member("units_run", report.units_run);
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
  if (!published.why_not.empty()) json.member("why_not", base::printable_text(published.why_not));
  json.end_object();
}

void write_failure(JsonWriter& json, const RecordFailure& failure) {
  const auto& [problem, why, what_to_do, is_transient, is_rejection] = failure.error;
  json.begin_object();
  json.member("stage", failure.stage).member("record", base::printable_line(failure.record));
  json.member("problem", base::printable_text(problem));
  if (!why.empty()) json.member("why", base::printable_text(why));
  if (!what_to_do.empty()) json.member("what_to_do", base::printable_text(what_to_do));
  if (is_transient) json.member("transient", true);
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

std::string run_text(const graph::Plan& plan, const graph::RunOptions& options,
                     const graph::RunReport& report, double seconds,
                     const std::vector<RecordFailure>& failures) {
  JsonWriter json(JsonWriter::Layout::indented);
  json.begin_object();
  json.member("flowrun", FLOWRUN_VERSION)
      .member("sdk", flow::sdk_version)
      .member("toolchain", flow::toolchain);
  json.member("pipeline", plan.pipeline).member("profile", plan.profile).member("run", report.run);
  json.member("jobs", report.jobs).member("seed", options.seed);
  json.member("exit_code", std::to_underlying(report.exit_code)).member("seconds", seconds);
  json.key("stages").begin_array();
  for (std::size_t i = 0; i < report.stages.size(); ++i) {
    const auto stage = plan.find(report.stages[i].stage);
    write_stage(json, plan.stages[*stage], report.ledger.stages[i], report.stages[i]);
  }
  json.end_array();
  json.key("edges").begin_array();
  for (const graph::EdgeAccount& edge : report.ledger.edges) write_edge(json, edge);
  json.end_array();
  json.key("published").begin_array();
  for (const graph::PublishReport& published : report.published) write_published(json, published);
  json.end_array();
  json.key("failures");
  write_failures(json, failures, false);
  json.key("rejects");
  write_failures(json, failures, true);
  json.key("problems");
  write_problems(json, report.problems);
  json.end_object();
  return std::move(json).take();
}

std::unexpected<base::Error> cannot_write(const std::filesystem::path& path, const std::string& why) {
  return base::failure("cannot write " + path.string(), why, "check the folder and the disk");
}

std::string metric_line(const std::string& stage, const std::string& record,
                        const store::MetricPoint& point) {
  const std::chrono::duration<double> since = std::chrono::microseconds(point.microseconds);
  JsonWriter json;
  json.begin_object()
      .member("stage", stage)
      .member("record", base::printable_line(record))
      .member("name", base::printable_line(point.name))
      .member("value", point.value)
      .member("seconds", since.count())
      .end_object();
  return std::move(json).take() + "\n";
}

}  // namespace

base::Result<void> write_run_file(const std::filesystem::path& path, const graph::Plan& plan,
                                  const graph::RunOptions& options, const graph::RunReport& report,
                                  double seconds, const std::vector<RecordFailure>& failures) {
  std::error_code error;
  std::filesystem::create_directories(path.parent_path(), error);
  if (error) return cannot_write(path, error.message());
  const auto written = store::replace_file(path, run_text(plan, options, report, seconds, failures) + "\n");
  if (!written) return cannot_write(path, written.error().why);
  return {};
}

MetricLog::MetricLog(std::filesystem::path path) : path_(std::move(path)) {}

void MetricLog::run_started(const std::function<std::vector<graph::StageAccount>()>&) {
  std::error_code ignored;  // the metrics of the run before
  std::filesystem::remove(path_, ignored);
}

MetricLog::~MetricLog() { (void)finish(); }

base::Result<void> MetricLog::finish() {
  const std::scoped_lock lock(mutex_);
  is_finished_ = true;
  std::FILE* const file = std::exchange(file_, nullptr);
  if (file && std::fclose(file) != 0 && first_error_ == 0) first_error_ = errno;
  if (first_error_ == 0) return {};
  return cannot_write(path_, std::generic_category().message(first_error_));
}

void MetricLog::metric(const std::string& stage, const std::string& record, std::string_view name,
                       double value, std::chrono::microseconds since) {
  write(metric_line(stage, record, {std::string(name), value, since.count()}));
}

void MetricLog::metrics_restored(const std::string& stage, const std::string& record,
                                 std::span<const store::MetricPoint> points) {
  std::string lines;
  for (const store::MetricPoint& point : points) lines += metric_line(stage, record, point);
  write(lines);
}

void MetricLog::write(const std::string& lines) {
  const std::scoped_lock lock(mutex_);
  if (is_finished_ || first_error_ != 0) return;
  if (!file_) {
    std::error_code ignored;
    std::filesystem::create_directories(path_.parent_path(), ignored);
    file_ = std::fopen(path_.c_str(), "wb");
  }
  if (!file_ || std::fwrite(lines.data(), 1, lines.size(), file_) != lines.size()) first_error_ = errno;
}

}  // namespace flowrun::report
