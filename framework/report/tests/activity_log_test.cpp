#include <doctest/doctest.h>

#include <report/activity_log.hpp>

using namespace flowrun;

TEST_CASE("what stages are at is kept moment by moment, and a long run takes no more room than a short one") {
  graph::StageNow busy, idle;
  busy.books.stage = "a";
  busy.units.resize(3);
  busy.known = 9;
  busy.books.emitted = 5;
  busy.input_gate = {.records = 1, .most_records = 4, .bytes = 900, .most_bytes = 1000};
  busy.output_gate = {.records = 2, .most_records = 4, .bytes = 1, .most_bytes = 1000};
  idle.books.stage = "b";
  idle.resource = "waits for gpu, which a holds";
  report::ActivityLog log;
  constexpr int looks = 100'000;
  for (int i = 1; i <= looks; ++i) log.look(i * 0.1, {busy, idle}, 50);
  const report::Activity activity = log.activity();
  CHECK(activity.stages == std::vector<std::string>{"a", "b"});
  CHECK(activity.moments.size() <= report::ActivityLog::most_moments);
  CHECK(activity.moments.size() >= report::ActivityLog::most_moments / 4);
  CHECK(activity.moments.front().stages[0].units == 3);
  CHECK(activity.moments.front().stages[0].waiting == 4);
  CHECK(activity.moments.front().stages[0].credits == 0.9);
  CHECK(activity.moments.front().stages[1].waiting == 0);
  CHECK(activity.moments.front().stages[1].credits == 0);
  CHECK(activity.moments.front().stages[1].resource == "waits for gpu, which a holds");
  for (std::size_t i = 1; i < activity.moments.size(); ++i)
    CHECK(activity.moments[i].seconds - activity.moments[i - 1].seconds == doctest::Approx(activity.pause));
  CHECK(activity.moments.back().seconds > 0.99 * looks * 0.1);
}

TEST_CASE("nothing is looked at before the run begins or after it has finished") {
  report::ActivityLog log;
  log.run_started([] { return graph::RunNow(); });
  log.run_finished();
  CHECK(log.activity().moments.empty());
}
