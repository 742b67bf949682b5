#include <utility>

#include <base/json_writer.hpp>
#include <base/printable.hpp>
#include <report/metric_log.hpp>
#include <report/run_folder.hpp>

#include "line_file.hpp"

namespace flowrun::report {

MetricLog::MetricLog(std::filesystem::path store)
    : store_(std::move(store)),
      begin_(std::chrono::steady_clock::now()),
      file_(std::make_unique<LineFile>()) {}

MetricLog::~MetricLog() = default;

void MetricLog::run_recorded(store::RunId run) {
  const std::scoped_lock lock(mutex_);
  file_->begin(run_folder(store_, run) / metrics_file_name);
}

base::Result<void> MetricLog::finish() {
  const std::scoped_lock lock(mutex_);
  return file_->finish();
}

void MetricLog::metric(const std::string& stage, const std::string& record, std::string_view name,
                       double value) {
  base::JsonWriter json;
  json.begin_object()
      .member("stage", stage)
      .member("record", base::printable_line(record))
      .member("name", base::printable_line(name))
      .member("value", value);
  const std::scoped_lock lock(mutex_);
  const std::chrono::duration<double> since = std::chrono::steady_clock::now() - begin_;
  json.member("seconds", since.count()).end_object();
  file_->add(std::move(json).take());
}

}  // namespace flowrun::report
