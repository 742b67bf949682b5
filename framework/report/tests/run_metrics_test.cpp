#include <limits>

#include <doctest/doctest.h>

#include <report/run_metrics.hpp>

using namespace flowrun;
using report::MetricsFormat;

namespace {

graph::Plan plan_of_one() {
  graph::Plan plan{.pipeline = "a \"demo\"\\\n", .profile = "small"};
  plan.stages.resize(1);
  plan.stages[0].name = "split";
  plan.stages[0].type.description = {.name = "split", .outputs = {{.name = "train"}, {.name = "valid"}}};
  return plan;
}

graph::RunNow now_of_one() {
  graph::StageNow stage;
  stage.books = {.stage = "split",
                 .received = std::numeric_limits<std::uint64_t>::max(),
                 .emitted = 9,
                 .dropped = 2,
                 .restored = 3,
                 .records_out = {7, 2}};
  stage.books.left_out = {{"too long", 4}, {"empty", 1}};
  stage.report = {.stage = "split", .unit_seconds = 1.5, .units_run = 8, .units_restored = 3};
  stage.known = 20;
  stage.units.resize(2);
  stage.input_gate = {.records = 5, .most_records = 64, .bytes = 100, .most_bytes = 4096};
  return {.stages = {stage}, .resources = {{.resource = "gpu", .held = 1, .capacity = 2, .waiting = 3}}};
}

// The lines of one family.
std::string family(const std::string& text, const std::string& name) {
  const std::size_t begin = text.find("# TYPE " + name + " ");
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find("\n# ", text.find("\n# HELP", begin) + 1) + 1 - begin);
}

std::string text_of(report::RunMetrics& metrics, MetricsFormat format = MetricsFormat::openmetrics) {
  metrics.run_started(now_of_one);
  return metrics.text(format);
}

}  // namespace

TEST_CASE("metrics have names, types, units and labels as OpenMetrics wants them") {
  const graph::Plan plan = plan_of_one();
  report::RunMetrics metrics(plan);
  metrics.run_recorded(12);
  const std::string text = text_of(metrics);
  CHECK(text.starts_with("# TYPE flowrun_run info\n"));
  CHECK(text.ends_with("\n# EOF\n"));
  CHECK(family(text, "flowrun_run")
            .contains(R"(flowrun_run_info{pipeline="a \"demo\"\\\n",run="12",profile="small",version=")"));
  const std::string of = R"({pipeline="a \"demo\"\\\n",stage="split")";
  CHECK(family(text, "flowrun_stage_records_received") ==
        "# TYPE flowrun_stage_records_received counter\n"
        "# HELP flowrun_stage_records_received Records that came to a stage; of a source the items that it "
        "listed.\n"
        "flowrun_stage_records_received_total" +
            of + "} 18446744073709551615\n");
  const std::string seconds = family(text, "flowrun_stage_units_seconds");
  CHECK(seconds.contains("# UNIT flowrun_stage_units_seconds seconds\n"));
  CHECK(seconds.ends_with("\nflowrun_stage_units_seconds_total" + of + "} 1.5\n"));
  CHECK(family(text, "flowrun_stage_records_ended").contains(of + ",outcome=\"dropped\"} 2\n"));
  CHECK(family(text, "flowrun_stage_records_out").contains(of + ",output=\"valid\"} 2\n"));
  CHECK(family(text, "flowrun_stage_parts_left_out").ends_with(of + "} 5\n"));
  CHECK(family(text, "flowrun_stage_records_waiting").ends_with(of + "} 9\n"));
  CHECK(family(text, "flowrun_stage_units_at_work").ends_with(of + "} 2\n"));
  CHECK(family(text, "flowrun_gate_records").ends_with(of + ",gate=\"input\"} 5\n"));
  CHECK(family(text, "flowrun_gate_limit_bytes").ends_with(of + ",gate=\"input\"} 4096\n"));
  CHECK(family(text, "flowrun_resource_waiting_units").ends_with(",resource=\"gpu\"} 3\n"));
  CHECK(!text.contains("flowrun_run_exit_code"));
}

TEST_CASE("the format of Prometheus has the same values, without what its parser does not know") {
  const graph::Plan plan = plan_of_one();
  report::RunMetrics metrics(plan);
  const std::string text = text_of(metrics, MetricsFormat::prometheus);
  CHECK(text.starts_with("# TYPE flowrun_run_info gauge\n"));
  CHECK(text.contains(
      "\n# TYPE flowrun_stage_units_seconds_total counter\n# HELP flowrun_stage_units_seconds_total "));
  CHECK(!text.contains("# UNIT"));
  CHECK(!text.contains("# EOF"));
  const auto values = [](const std::string& all) {
    std::string kept;
    for (std::size_t begin = 0, end = 0; begin < all.size(); begin = end + 1) {
      end = all.find('\n', begin);
      // What is not the same from one look to the next.
      const std::string line = all.substr(begin, end + 1 - begin);
      if (!line.starts_with('#') && !line.starts_with("flowrun_cpu_") &&
          !line.starts_with("flowrun_resident_"))
        kept += line;
    }
    return kept;
  };
  CHECK(values(text) == values(metrics.text(MetricsFormat::openmetrics)));
}

TEST_CASE("what a stage measures is a gauge by its words, with the last value and the name as it was told") {
  const graph::Plan plan = plan_of_one();
  report::RunMetrics metrics(plan);
  metrics.metric("split", "r1", "validation loss", 12.9, {});
  metrics.metric("split", "r2", "validation loss", 7.5, {});
  metrics.metric("split", "r2", "validation, loss", std::numeric_limits<double>::infinity(), {});
  metrics.metric("other", "r2", "validation loss", std::numeric_limits<double>::quiet_NaN(), {});
  const store::MetricPoint restored{.name = "größe\n%", .value = -2, .microseconds = 5};
  metrics.metrics_restored("split", "r1", {&restored, 1});
  const std::string text = text_of(metrics);
  const std::string loss = family(text, "flowrun_metric_validation_loss");
  CHECK(loss.contains("stage=\"split\",name=\"validation loss\"} 7.5\n"));
  CHECK(loss.contains("stage=\"split\",name=\"validation, loss\"} +Inf\n"));
  CHECK(loss.contains("stage=\"other\",name=\"validation loss\"} NaN\n"));
  CHECK(family(text, "flowrun_metric_gr_e").contains("name=\"größe\\\\n%\"} -2\n"));
}

TEST_CASE("a run that has finished keeps its last numbers, and tells how it ended") {
  const graph::Plan plan = plan_of_one();
  report::RunMetrics metrics(plan);
  int looked = 0;
  metrics.run_started([&looked] {
    ++looked;
    return now_of_one();
  });
  metrics.run_finished();
  metrics.end(graph::ExitCode::finished_with_failures);
  const std::string text = metrics.text(MetricsFormat::openmetrics);
  CHECK(looked == 1);
  CHECK(family(text, "flowrun_stage_records_ended").contains("outcome=\"emitted\"} 9\n"));
  CHECK(family(text, "flowrun_run_exit_code").ends_with("} 1\n"));
  CHECK(!family(text, "flowrun_run_end_timestamp_seconds").empty());
}
