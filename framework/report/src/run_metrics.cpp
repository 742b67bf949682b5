#include <algorithm>
#include <cctype>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <base/printable.hpp>
#include <report/run_metrics.hpp>

#include "exposition.hpp"
#include "process_usage.hpp"

namespace flowrun::report {
namespace {

using Measured = std::map<std::string, std::map<std::string, double, std::less<>>>;
using enum MetricType;

double seconds_of(std::chrono::system_clock::time_point time) {
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}

// "flowrun_metric_validation_loss"
std::string family_of(std::string_view name) {
  std::string family = "flowrun_metric";
  bool is_inside = false;
  for (const char c : name) {
    const bool is_word = std::isalnum(static_cast<unsigned char>(c)) != 0;
    if (is_word && !is_inside) family += '_';
    if (is_word) family += c;
    is_inside = is_word;
  }
  return family;
}

// The families of a run, one after the other. Each value has the pipeline as a label, since files of several pipelines lie
// side by side, and the collector that reads them refuses two values with the same labels.
class RunText {
 public:
  RunText(const graph::Plan& plan, MetricsFormat format) : plan_(plan), out_(format) {}

  void stages(const std::vector<graph::StageNow>& stages) {
    states(stages);
    books(stages);
    work(stages);
    gates(stages);
  }

  void run(store::RunId run, double begin) {
    out_.family(info, "flowrun_run", "", "The run that these metrics are of.");
    out_.value({{"pipeline", plan_.pipeline},
                {"run", run == 0 ? "" : std::to_string(run)},
                {"profile", plan_.profile},
                {"version", FLOWRUN_VERSION}},
               std::uint64_t{1});
    single(gauge, "flowrun_run_start_timestamp", "seconds", "When the run began.", begin);
  }

  void end(int code, double time) {
    single(gauge, "flowrun_run_end_timestamp", "seconds", "When the run ended; none while it goes on.", time);
    single(gauge, "flowrun_run_exit_code", "", "What the command answered: 0 is all well.",
           static_cast<double>(code));
  }

  void process() {
    single(counter, "flowrun_cpu", "seconds", "CPU time of all threads of the process.", cpu_seconds());
    if (const std::uint64_t bytes = resident_bytes())
      single(gauge, "flowrun_resident_memory", "bytes", "Memory of the process that is in RAM.", bytes);
  }

  void resources(const std::vector<graph::ResourceNow>& resources) {
    const auto each = [&](std::string_view name, std::string_view help,
                          std::uint64_t graph::ResourceNow::*of) {
      out_.family(gauge, name, "", help);
      for (const graph::ResourceNow& one : resources)
        out_.value({{"pipeline", plan_.pipeline}, {"resource", one.resource}}, one.*of);
    };
    each("flowrun_resource_held", "What units hold of a resource.", &graph::ResourceNow::held);
    each("flowrun_resource_capacity", "What there is of a resource.", &graph::ResourceNow::capacity);
    each("flowrun_resource_waiting_units", "Units that wait for a resource.", &graph::ResourceNow::waiting);
  }

  // Names that differ in what stands between their words share a family, and are told apart by the label.
  void measured(const Measured& measured) {
    using Value = std::pair<Labels, double>;
    std::map<std::string, std::vector<Value>> families;
    for (const auto& [stage, values] : measured)
      for (const auto& [name, value] : values)
        families[family_of(name)].emplace_back(labels(stage, {{"name", base::printable_line(name)}}), value);
    for (const auto& [family, values] : families) {
      out_.family(gauge, family, "", "What a stage measures; the last value that it gave.");
      for (const auto& [labels, value] : values) out_.value(labels, value);
    }
  }

  std::string take() && { return std::move(out_).take(); }

 private:
  [[nodiscard]] Labels labels(const std::string& stage, Labels more = {}) const {
    Labels all = {{"pipeline", plan_.pipeline}, {"stage", stage}};
    std::ranges::move(more, std::back_inserter(all));
    return all;
  }

  template <class Number>
  void single(MetricType type, std::string_view name, std::string_view unit, std::string_view help,
              Number number) {
    out_.family(type, name, unit, help);
    out_.value({{"pipeline", plan_.pipeline}}, number);
  }

  // Of each stage one value.
  template <class Of>
  void each(const std::vector<graph::StageNow>& stages, MetricType type, std::string_view name,
            std::string_view unit, std::string_view help, Of of) {
    out_.family(type, name, unit, help);
    for (const graph::StageNow& stage : stages) out_.value(labels(stage.books.stage), of(stage));
  }

  void states(const std::vector<graph::StageNow>& stages) {
    std::uint64_t over = 0, at_work = 0;
    for (const graph::StageNow& stage : stages) {
      if (stage.is_over)
        ++over;
      else if (!stage.units.empty() || stage.is_listing)
        ++at_work;
    }
    out_.family(gauge, "flowrun_run_stages", "", "Stages of the run, by what they are at.");
    for (const auto& [state, count] : std::initializer_list<std::pair<const char*, std::uint64_t>>{
             {"over", over}, {"at work", at_work}, {"waiting", stages.size() - over - at_work}})
      out_.value({{"pipeline", plan_.pipeline}, {"state", state}}, count);
  }

  void books(const std::vector<graph::StageNow>& stages) {
    using graph::StageAccount, graph::StageNow;
    each(stages, counter, "flowrun_stage_records_received", "",
         "Records that came to a stage; of a source the items that it listed.",
         [](const StageNow& stage) { return stage.books.received; });
    out_.family(counter, "flowrun_stage_records_ended", "",
                "What became of the records that a stage received.");
    for (const StageNow& stage : stages) {
      const StageAccount& books = stage.books;
      for (const auto& [outcome, count] :
           std::initializer_list<std::pair<const char*, std::uint64_t>>{{"emitted", books.emitted},
                                                                        {"dropped", books.dropped},
                                                                        {"rejected", books.rejected},
                                                                        {"failed", books.failed},
                                                                        {"cancelled", books.cancelled},
                                                                        {"held", books.held}})
        out_.value(labels(books.stage, {{"outcome", outcome}}), count);
    }
    each(stages, counter, "flowrun_stage_records_restored", "", "Of those, what came from the store.",
         [](const StageNow& stage) { return stage.books.restored; });
    out_.family(counter, "flowrun_stage_records_out", "", "Records that a stage gave, by output.");
    for (const StageNow& stage : stages) {
      const auto& outputs = plan_.stages[*plan_.find(stage.books.stage)].about().outputs;
      for (std::size_t port = 0; port < stage.books.records_out.size(); ++port)
        out_.value(labels(stage.books.stage, {{"output", outputs[port].name}}),
                   stage.books.records_out[port]);
    }
    each(stages, counter, "flowrun_stage_parts_rejected", "",
         "Parts of records that were at fault, beside the rest, which went on.",
         [](const StageNow& stage) { return stage.books.rejected_parts; });
    each(stages, counter, "flowrun_stage_parts_left_out", "",
         "Parts of records that gave nothing, beside the rest, which went on.", [](const StageNow& stage) {
           std::uint64_t parts = 0;
           for (const auto& [reason, count] : stage.books.left_out) parts += count;
           return parts;
         });
  }

  void work(const std::vector<graph::StageNow>& stages) {
    using graph::StageNow;
    each(stages, counter, "flowrun_stage_units_run", "", "Units that ran; a collector is one.",
         [](const StageNow& stage) { return stage.report.units_run; });
    each(stages, counter, "flowrun_stage_units_restored", "", "Units that were taken from the store.",
         [](const StageNow& stage) { return stage.report.units_restored; });
    each(stages, counter, "flowrun_stage_units", "seconds", "How long the units took that ran, together.",
         [](const StageNow& stage) { return stage.report.unit_seconds; });
    each(stages, gauge, "flowrun_stage_units_at_work", "", "Units that are worked on.",
         [](const StageNow& stage) { return std::uint64_t{stage.units.size()}; });
    each(stages, gauge, "flowrun_stage_records_waiting", "",
         "Records that wait for a stage or are at it, as far as they are known.",
         [](const StageNow& stage) { return stage.known - std::min(stage.books.ended(), stage.known); });
    each(stages, gauge, "flowrun_stage_over", "", "1 when all that was to come has been dealt with, else 0.",
         [](const StageNow& stage) { return std::uint64_t{stage.is_over}; });
  }

  void gates(const std::vector<graph::StageNow>& stages) {
    using graph::GateNow;
    const auto each_gate = [&](std::string_view name, std::string_view unit, std::string_view help,
                               std::uint64_t GateNow::*of) {
      out_.family(gauge, name, unit, help);
      for (const graph::StageNow& stage : stages) {
        if (stage.input_gate)
          out_.value(labels(stage.books.stage, {{"gate", "input"}}), (*stage.input_gate).*of);
        if (stage.output_gate)
          out_.value(labels(stage.books.stage, {{"gate", "output"}}), (*stage.output_gate).*of);
      }
    };
    each_gate("flowrun_gate_records", "", "Records that have a credit of a gate.", &GateNow::records);
    each_gate("flowrun_gate_limit_records", "", "Records that a gate has credits for.",
              &GateNow::most_records);
    each_gate("flowrun_gate", "bytes", "Size of the records that have a credit of a gate.", &GateNow::bytes);
    each_gate("flowrun_gate_limit", "bytes", "Size of records that a gate has credits for.",
              &GateNow::most_bytes);
  }

  const graph::Plan& plan_;
  Exposition out_;
};

}  // namespace

void RunMetrics::run_recorded(store::RunId run) {
  const std::scoped_lock lock(run_mutex_);
  run_ = run;
}

void RunMetrics::run_started(const graph::Snapshot& snapshot) {
  const std::scoped_lock lock(run_mutex_);
  snapshot_ = snapshot;
}

void RunMetrics::run_finished() {
  const std::scoped_lock lock(run_mutex_);
  if (snapshot_) last_ = std::exchange(snapshot_, nullptr)();
}

void RunMetrics::metric(const std::string& stage, const std::string& /*record*/, std::string_view name,
                        double value, std::chrono::microseconds /*since*/) {
  const std::scoped_lock lock(measured_mutex_);
  auto& values = measured_[stage];
  if (const auto found = values.find(name); found != values.end())
    found->second = value;
  else
    values.emplace(name, value);
}

void RunMetrics::metrics_restored(const std::string& stage, const std::string& record,
                                  std::span<const store::MetricPoint> points) {
  for (const store::MetricPoint& point : points)
    metric(stage, record, point.name, point.value, std::chrono::microseconds(point.microseconds));
}

void RunMetrics::end(graph::ExitCode code) {
  const std::scoped_lock lock(run_mutex_);
  end_ = End{.code = code, .time = Clock::now()};
}

std::string RunMetrics::text(MetricsFormat format) const {
  RunText text(plan_, format);
  {
    const std::scoped_lock lock(run_mutex_);
    const graph::RunNow now = snapshot_ ? snapshot_() : last_;
    text.run(run_, seconds_of(begin_));
    if (end_) text.end(std::to_underlying(end_->code), seconds_of(end_->time));
    text.process();
    text.stages(now.stages);
    text.resources(now.resources);
  }
  const std::scoped_lock lock(measured_mutex_);
  text.measured(measured_);
  return std::move(text).take();
}

}  // namespace flowrun::report
