#include <utility>

#include <base/printable.hpp>
#include <report/event_log.hpp>
#include <report/failure_log.hpp>
#include <report/run_folder.hpp>

#include "line_file.hpp"

namespace flowrun::report {
namespace {

using base::JsonWriter;

void write_waiting(JsonWriter& json, const std::vector<graph::Waiting>& waiting) {
  json.key("waiting").begin_array();
  for (const graph::Waiting& one : waiting) {
    json.begin_object()
        .member("stage", one.stage)
        .member("record", base::printable_line(one.record))
        .member("what", base::printable_line(one.what))
        .end_object();
  }
  json.end_array();
}

void write_progress(JsonWriter& json, const RunView& run) {
  json.key("stages").begin_array();
  for (const StageView& stage : run.stages) {
    const graph::StageNow& now = stage.now;
    json.begin_object().member("stage", now.books.stage);
    json.member("over", now.is_over).member("done", stage.ended);
    json.member("known", now.known).member("grows", now.may_grow).member("restored", now.books.restored);
    if (const auto left = seconds_left(stage)) json.member("seconds_left", *left);
    json.member("waits_for", now.waits_for);
    if (!now.resource.empty()) json.member("resource", now.resource);
    json.key("units").begin_array();
    for (const UnitView& unit : stage.units) {
      json.begin_object().member("record", base::printable_line(unit.record));
      json.member("doing", doing(stage, unit)).member("seconds", unit.seconds);
      if (unit.progress) json.member("done", unit.progress->done).member("total", unit.progress->total);
      json.end_object();
    }
    json.end_array().end_object();
  }
  json.end_array();
}

void write_result(JsonWriter& json, const graph::PublishReport& result) {
  json.member("name", result.name).member("path", base::printable_line(result.path.string()));
  json.member("published", result.is_published).member("unchanged", result.is_unchanged);
  if (result.is_published) return;
  json.member("why_not", base::printable_text(result.why_not));
  if (!result.what_to_do.empty()) json.member("what_to_do", base::printable_text(result.what_to_do));
}

}  // namespace

EventLog::EventLog(std::filesystem::path store, Follow follow)
    : store_(std::move(store)),
      begin_(std::chrono::steady_clock::now()),
      follow_(std::move(follow)),
      file_(std::make_unique<LineFile>()) {}

EventLog::~EventLog() = default;

bool EventLog::is_listed(std::string_view event) {
  const std::scoped_lock lock(mutex_);
  return ++told_[std::string(event)] <= most_of_a_kind;
}

template <class Members>
std::string EventLog::line(std::string_view event, const Members& members) const {
  const std::chrono::duration<double> since = std::chrono::steady_clock::now() - begin_;
  JsonWriter json;
  json.begin_object().member("seconds", since.count()).member("event", event);
  members(json);
  json.end_object();
  return std::move(json).take();
}

template <class Members>
void EventLog::tell(std::string_view event, const Members& members) {
  const std::scoped_lock lock(mutex_);
  std::string text = line(event, members);
  if (follow_) follow_(text);
  file_->add(std::move(text));
}

void EventLog::run_recorded(store::RunId run) {
  {
    const std::scoped_lock lock(mutex_);
    file_->begin(run_folder(store_, run) / events_file_name);
  }
  tell("run_started", [&](JsonWriter& json) { json.member("run", run); });
}

void EventLog::stage_started(const std::string& stage) {
  tell("stage_started", [&](JsonWriter& json) { json.member("stage", stage); });
}

void EventLog::stage_ended(const graph::StageReport& stage, const graph::StageAccount& books) {
  tell("stage_ended", [&](JsonWriter& json) {
    json.member("stage", stage.stage).member("status", stage.status);
    json.member("received", books.received).member("emitted", books.emitted);
    json.member("dropped", books.dropped).member("rejected", books.rejected);
    json.member("failed", books.failed).member("cancelled", books.cancelled).member("held", books.held);
    json.member("units_run", stage.units_run).member("units_restored", stage.units_restored);
    json.member("took", stage.seconds);
  });
}

void EventLog::logged(const std::string& stage, const std::string& record, flow::LogLevel level,
                      std::string_view text) {
  if (!is_listed("logged")) return;
  tell("logged", [&](JsonWriter& json) {
    json.member("stage", stage)
        .member("record", base::printable_line(record))
        .member("level", level)
        .member("text", base::printable_text(text));
  });
}

void EventLog::unit_rejected(const std::string& stage, const std::string& record, const base::Error& error) {
  if (!is_listed("rejected")) return;
  tell("rejected", [&](JsonWriter& json) { write_failure_members(json, {stage, record, error}); });
}

void EventLog::unit_failed(const std::string& stage, const std::string& record, const base::Error& error) {
  if (!is_listed("failed")) return;
  tell("failed", [&](JsonWriter& json) { write_failure_members(json, {stage, record, error}); });
}

void EventLog::stalled(std::chrono::milliseconds quiet, const std::vector<graph::Waiting>& waiting) {
  tell("stalled", [&](JsonWriter& json) {
    json.member("quiet", std::chrono::duration<double>(quiet).count());
    write_waiting(json, waiting);
  });
}

void EventLog::overdue(const std::vector<graph::Waiting>& waiting, graph::ExitCode code,
                       const std::string& why) {
  tell("overdue", [&](JsonWriter& json) {
    json.member("exit_code", std::to_underlying(code)).member("why", base::printable_text(why));
    write_waiting(json, waiting);
  });
}

void EventLog::progress(const RunView& run) {
  if (!follow_) return;
  const std::scoped_lock lock(mutex_);
  follow_(line("progress", [&](JsonWriter& json) { write_progress(json, run); }));
}

base::Result<void> EventLog::finish(const graph::RunReport& report) {
  const auto told = [this] {
    const std::scoped_lock lock(mutex_);
    return told_;
  }();
  for (const auto& [event, count] : told) {
    if (count <= most_of_a_kind) continue;
    tell("not_listed",
         [&](JsonWriter& json) { json.member("of", event).member("count", count - most_of_a_kind); });
  }
  for (const graph::PublishReport& result : report.published)
    tell("result", [&](JsonWriter& json) { write_result(json, result); });
  for (const auto& [event, texts] :
       {std::pair("warning", &report.warnings), std::pair("problem", &report.problems)}) {
    for (const std::string& text : *texts)
      tell(event, [&](JsonWriter& json) { json.member("text", base::printable_text(text)); });
  }
  tell("run_finished",
       [&](JsonWriter& json) { json.member("exit_code", std::to_underlying(report.exit_code)); });
  const std::scoped_lock lock(mutex_);
  return file_->finish();
}

}  // namespace flowrun::report
