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

}  // namespace

EventLog::EventLog(std::filesystem::path store)
    : store_(std::move(store)),
      begin_(std::chrono::steady_clock::now()),
      file_(std::make_unique<LineFile>()) {}

EventLog::~EventLog() = default;

bool EventLog::is_listed(std::string_view event) {
  const std::scoped_lock lock(mutex_);
  return ++told_[std::string(event)] <= most_of_a_kind;
}

template <class Members>
void EventLog::tell(std::string_view event, const Members& members) {
  const std::scoped_lock lock(mutex_);
  const std::chrono::duration<double> since = std::chrono::steady_clock::now() - begin_;
  JsonWriter json;
  json.begin_object().member("seconds", since.count()).member("event", event);
  members(json);
  json.end_object();
  file_->add(std::move(json).take());
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

base::Result<void> EventLog::finish(graph::ExitCode code) {
  const auto told = [this] {
    const std::scoped_lock lock(mutex_);
    return told_;
  }();
  for (const auto& [event, count] : told) {
    if (count <= most_of_a_kind) continue;
    tell("not_listed",
         [&](JsonWriter& json) { json.member("of", event).member("count", count - most_of_a_kind); });
  }
  tell("run_finished", [&](JsonWriter& json) { json.member("exit_code", std::to_underlying(code)); });
  const std::scoped_lock lock(mutex_);
  return file_->finish();
}

}  // namespace flowrun::report
