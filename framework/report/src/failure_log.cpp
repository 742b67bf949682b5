#include <algorithm>
#include <tuple>

#include <base/printable.hpp>
#include <report/failure_log.hpp>

namespace flowrun::report {

void write_failure_members(base::JsonWriter& json, const RecordFailure& failure) {
  const base::Error& error = failure.error;
  json.member("stage", failure.stage).member("record", base::printable_line(failure.record));
  json.member("problem", base::printable_text(error.problem));
  if (!error.why.empty()) json.member("why", base::printable_text(error.why));
  if (!error.what_to_do.empty()) json.member("what_to_do", base::printable_text(error.what_to_do));
  if (error.is_transient) json.member("transient", true);
}

void FailureLog::unit_failed(const std::string& stage, const std::string& record, const base::Error& error) {
  const std::scoped_lock lock(mutex_);
  failures_.push_back({stage, record, error});
}

void FailureLog::unit_rejected(const std::string& stage, const std::string& record,
                               const base::Error& error) {
  unit_failed(stage, record, error);  // the error says what it is
}

std::vector<RecordFailure> FailureLog::in_order(const graph::Plan& plan) const {
  const std::scoped_lock lock(mutex_);
  auto ordered = failures_;
  std::ranges::sort(ordered, {}, [&](const RecordFailure& failure) {
    return std::tuple(plan.find(failure.stage), failure.record, failure.error.text());
  });
  return ordered;
}

}  // namespace flowrun::report
