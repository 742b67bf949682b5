#include <utility>

#include <base/json_writer.hpp>
#include <base/printable.hpp>
#include <report/metric_log.hpp>
#include <report/run_folder.hpp>

#include "line_file.hpp"

namespace flowrun::report {
namespace {

std::string metric_line(const std::string& stage, const std::string& record,
                        const store::MetricPoint& point) {
  const std::chrono::duration<double> since = std::chrono::microseconds(point.microseconds);
  base::JsonWriter json;
  json.begin_object()
      .member("stage", stage)
      .member("record", base::printable_line(record))
      .member("name", base::printable_line(point.name))
      .member("value", point.value)
      .member("seconds", since.count())
      .end_object();
  return std::move(json).take();
}

}  // namespace

MetricLog::MetricLog(std::filesystem::path store)
    : store_(std::move(store)), file_(std::make_unique<LineFile>()) {}

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
                       double value, std::chrono::microseconds since) {
  const store::MetricPoint point{.name = std::string(name), .value = value, .microseconds = since.count()};
  metrics_restored(stage, record, {&point, 1});
}

void MetricLog::metrics_restored(const std::string& stage, const std::string& record,
                                 std::span<const store::MetricPoint> points) {
  const std::scoped_lock lock(mutex_);
  for (const store::MetricPoint& point : points) file_->add(metric_line(stage, record, point));
}

}  // namespace flowrun::report
