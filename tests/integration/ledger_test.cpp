// No silent loss: whatever stages do, every record is accounted for.
#include <atomic>
#include <random>
#include <thread>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "workbench.hpp"

using flowrun::graph::ExitCode;
using flowrun::graph::RunReport;
using flowrun::graph::StageStatus;

TEST_CASE("random pipelines balance at any parallelism, and give the same bytes at each") {
  std::mt19937 random(5);
  for (int round = 0; round < 12; ++round) {
    const auto pick = [&](unsigned n) { return random() % n; };
    const char* guises[] = {"spoil", "spoil_cheaply", "spoil_blocking"};
    const auto spoil = [&] {
      const char* guise = guises[pick(3)];
      const unsigned copies = std::string_view(guise) == "spoil_cheaply" ? 1 : pick(4);
      return fmt::format(
          "{{use: {}, from: FROM, with: {{copies: {}, drop_every: {}, fail_every: {}, throw_every: {}}}, "
          "on_failure: {{tolerate: 100%}}}}",
          guise, copies, pick(2) * 3, pick(2) * 7, pick(2) * 11);
    };
    const auto put = [](std::string text, const std::string& from) {
      return text.replace(text.find("FROM"), 4, from);
    };
    const std::string stages =
        fmt::format("  a: {{use: numbers, with: {{items: {}, per_item: {}, padding: {}}}}}\n", pick(40),
                    pick(5), pick(300)) +
        fmt::format("  b: {{use: numbers, with: {{items: {}, per_item: 2}}}}\n", pick(9)) +
        "  x: " + put(spoil(), "[a, b]") + "\n  w: " + put(spoil(), "x") +
        "\n  z: " + put(spoil(), "[w, b]") +
        "\n  total: {use: sum, from: [z, a], with: {drop_every: 5}}\n"
        "  shifted: {use: shift, from: {numbers: [b, x], by: total}}\n"
        "  all: {use: sum, from: [shifted, w]}\n"
        "publish: {total: total, all: all}\n";
    std::string bytes;
    for (const std::size_t jobs : {1, 2, 8}) {
      Workbench bench;
      const RunReport report = bench.run(stages, {.jobs = jobs, .window = 1 + pick(20)});
      INFO(stages);
      CHECK(report.ledger.imbalances().empty());
      CHECK(report.exit_code == ExitCode::all_well);
      const std::string now = bench.published("total.jsonl") + bench.published("all.jsonl");
      if (bytes.empty()) bytes = now;
      CHECK(bytes == now);
      CHECK(now.size() > 10);
    }
  }
}

TEST_CASE("drops are counted by reason, failures and exceptions as failed, and their outputs are discarded") {
  Workbench bench;
  const RunReport report = bench.run(
      "  a: {use: numbers, with: {items: 30}}\n"
      "  x: {use: spoil, from: a, with: {copies: 2, drop_every: 10, fail_every: 7, throw_every: 11}, "
      "on_failure: {tolerate: 8}}\n"
      "  total: {use: sum, from: x}\n");
  const auto& x = account(report, "x");
  CHECK(x.received == 30);
  CHECK(x.dropped == 3);  // 0 10 20
  CHECK(x.drop_reasons.at("multiple") == 3);
  CHECK(x.failed == 6);  // 7 14 21 28, 11 22
  CHECK(x.emitted == 21);
  CHECK(x.records_out == std::vector<std::uint64_t>{42});
  CHECK(report.exit_code == ExitCode::all_well);
  CHECK(bench
            .records("  a: {use: numbers, with: {items: 30}}\n"
                     "  x: {use: spoil, from: a, with: {copies: 2, drop_every: 10, fail_every: 7, "
                     "throw_every: 11}, on_failure: {tolerate: 8}}\n"
                     "  total: {use: sum, from: x}\n",
                     "x")
            .size() == 42);
}

TEST_CASE("an uncached stage that emits many feeds a cached stage and a collector at once") {
  // What the store's writer lets go makes the gate deliver, and so submit, from the writer's own thread.
  for (const std::size_t jobs : {1, 2}) {
    Workbench bench;
    const RunReport report = bench.run(
        "  a: {use: numbers, with: {items: 40, per_item: 500}, cache: false}\n"
        "  x: {use: spoil, from: a}\n  total: {use: sum, from: a, with: {keep_order: false}}\npublish: "
        "{total: total}\n",
        {.jobs = jobs});
    CHECK(report.exit_code == ExitCode::all_well);
    CHECK(bench.published("total.jsonl") == "{\"count\":20000,\"sum\":199990000}\n");
  }
}

TEST_CASE("success without output counts as dropped") {
  Workbench bench;
  const RunReport report =
      bench.run("  a: {use: numbers, with: {items: 4, per_item: 0}}\n  total: {use: sum, from: a}\n");
  CHECK(account(report, "a").drop_reasons.at("nothing emitted") == 4);
}

TEST_CASE(
    "a collector behind a stage over its tolerance is held with what waits for it, and the old result "
    "stays") {
  Workbench bench;
  const char* const publish = "publish: {total: total, free: free}\n";
  const auto stages = [&](int fail_every) {
    return fmt::format(
               "  a: {{use: numbers, with: {{items: 20}}}}\n"
               "  x: {{use: spoil, from: a, with: {{fail_every: {}}}}}\n"
               "  total: {{use: sum, from: x}}\n"
               "  shifted: {{use: shift, from: {{numbers: a, by: total}}}}\n"
               "  free: {{use: sum, from: a}}\n",
               fail_every) +
           publish;
  };
  CHECK(bench.run(stages(0)).exit_code == ExitCode::all_well);
  const std::string before = bench.published("total.jsonl");
  const RunReport report = bench.run(stages(4));
  CHECK(report.exit_code == ExitCode::finished_with_failures);
  CHECK(report.ledger.imbalances().empty());
  CHECK(account(report, "total").held == 15);
  CHECK(account(report, "total").held_by == "x");
  CHECK(stage(report, "total").status == StageStatus::held);
  CHECK(stage(report, "shifted").status == StageStatus::held);
  CHECK(stage(report, "free").status == StageStatus::finished);
  CHECK(bench.published("total.jsonl") == before);
  CHECK_FALSE(report.published[0].is_published);
  CHECK(report.published[0].why_not == "held by x");
  CHECK(report.published[1].is_published);
}

TEST_CASE("a percentage is judged at the end") {
  Workbench bench;
  const auto run = [&](const char* tolerate) {
    return bench.run(
        fmt::format("  a: {{use: numbers, with: {{items: 21}}}}\n"
                    "  x: {{use: spoil, from: a, with: {{fail_every: 10}}, on_failure: {{tolerate: {}}}}}\n"
                    "  total: {{use: sum, from: x}}\n",
                    tolerate));
  };
  CHECK(run("15%").exit_code == ExitCode::all_well);  // 3 of 21 are 14.3 %
  CHECK(run("14%").exit_code == ExitCode::finished_with_failures);
  CHECK(run("3").exit_code == ExitCode::all_well);
  CHECK(run("2").exit_code == ExitCode::finished_with_failures);
}

TEST_CASE("a collector that fails holds its input") {
  Workbench bench;
  const RunReport report =
      bench.run("  a: {use: numbers}\n  total: {use: sum, from: a, with: {fails: true}}\n");
  CHECK(report.exit_code == ExitCode::finished_with_failures);
  CHECK(account(report, "total").held == 10);
  CHECK(report.ledger.imbalances().empty());
}

TEST_CASE("a listing that fails keeps what it listed and holds what follows") {
  Workbench bench;
  const RunReport report =
      bench.run("  a: {use: numbers, with: {listing_fails: true}}\n  total: {use: sum, from: a}\n");
  CHECK(report.exit_code == ExitCode::finished_with_failures);
  CHECK(account(report, "a").emitted == 10);
  CHECK(account(report, "total").held == 10);
  REQUIRE(report.problems.size() == 1);
  CHECK(report.problems[0] == "stage a: the list ended early (on purpose)");
}

TEST_CASE("an item that is listed twice is a failure, not a second record") {
  Workbench bench;
  const RunReport report =
      bench.run("  a: {use: numbers, with: {lists_twice: true}}\n  total: {use: sum, from: a}\n");
  CHECK(account(report, "a").received == 11);
  CHECK(account(report, "a").failed == 1);
  CHECK(report.exit_code == ExitCode::finished_with_failures);
}

TEST_CASE("a stage that cannot be opened holds its records and is not remembered for them") {
  Workbench bench;
  const auto stages = [](bool fails) {
    return fmt::format(
        "  a: {{use: numbers}}\n  x: {{use: spoil, from: a, with: {{open_fails: {}}}}}\n  total: {{use: sum, "
        "from: x}}\n",
        fails);
  };
  const RunReport report = bench.run(stages(true));
  CHECK(report.exit_code == ExitCode::finished_with_failures);
  CHECK(account(report, "x").held == 10);
  const RunReport again = bench.run(stages(true));
  CHECK(account(again, "x").restored == 0);
}

TEST_CASE("a once port that receives several records fails its stage and names the producer") {
  Workbench bench;
  const RunReport report = bench.run(
      "  a: {use: numbers}\n  totals: {use: total_each, from: a}\n"
      "  shifted: {use: shift, from: {numbers: a, by: totals}}\n  all: {use: sum, from: shifted}\n");
  CHECK(report.exit_code == ExitCode::finished_with_failures);
  REQUIRE_FALSE(report.problems.empty());
  CHECK(report.problems[0].contains("stage shifted: input by needs exactly one record (totals gave 10)"));
  CHECK(stage(report, "all").status == StageStatus::held);
  CHECK(report.ledger.imbalances().empty());
}

TEST_CASE(
    "a run that is stopped cancels what has not begun, says so, and repeats nothing that was finished") {
  Workbench bench;
  const char* const stages =
      "  a: {use: numbers, with: {items: 50}}\n  x: {use: spoil, from: a}\n  total: {use: sum, from: x}\n";
  std::stop_source stopped;
  stopped.request_stop();
  const RunReport report = bench.run(stages, {.stop = stopped.get_token()});
  CHECK(report.exit_code == ExitCode::interrupted);
  CHECK(report.ledger.imbalances().empty());
  CHECK(bench.run(stages).exit_code == ExitCode::all_well);
}

TEST_CASE("a unit that fails is tried again, and each record still counts once") {
  Workbench bench;
  std::filesystem::create_directories(bench.folder() / "counts");
  const RunReport report = bench.run(
      "  a: {use: numbers, with: {items: 20}}\n"
      "  x: {use: flaky, from: a, with: {failures: 2, counts: counts}, retry: {times: 2, backoff: 1ms}}\n"
      "  total: {use: sum, from: x}\npublish: {total: total}\n",
      {.window = 3});
  CHECK(report.exit_code == ExitCode::all_well);
  CHECK(account(report, "x").received == 20);
  CHECK(account(report, "x").emitted == 20);
  CHECK(stage(report, "x").units_run == 60);
  CHECK(report.ledger.imbalances().empty());
  CHECK(bench.published("total.jsonl") ==
        "{\"count\":20,\"sum\":190,\"order\":\"0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 \"}\n");
}

TEST_CASE("a unit that outlasts its time is stopped, fails, and may succeed in a later run") {
  Workbench bench;
  const char* const stages =
      "  a: {use: numbers, with: {items: 3}}\n  x: {use: stuck, from: a, timeout: 5ms}\n";
  const RunReport report = bench.run(stages);
  CHECK(report.exit_code == ExitCode::finished_with_failures);
  CHECK(account(report, "x").failed == 3);
  CHECK(account(bench.run(stages), "x").restored == 0);
}

TEST_CASE("a stop reaches a unit that waits") {
  Workbench bench;
  std::stop_source stop;
  struct StopAtFirst : flowrun::graph::Observer {
    std::stop_source& stop;
    explicit StopAtFirst(std::stop_source& source) : stop(source) {}
    void stage_started(const std::string& stage) override {
      if (stage == "x") stop.request_stop();
    }
  } observer{stop};
  const RunReport report = bench.run("  a: {use: numbers, with: {items: 3}}\n  x: {use: stuck, from: a}\n",
                                     {.stop = stop.get_token(), .observers = {&observer}});
  CHECK(report.exit_code == ExitCode::interrupted);
  CHECK(account(report, "x").cancelled + account(report, "a").cancelled == 3);
  CHECK(report.ledger.imbalances().empty());
}

TEST_CASE("the books may be read at any moment of a run, also while stages are held") {
  // ThreadSanitizer looks at this one.
  class Reader : public flowrun::graph::Observer {
   public:
    void run_started(const flowrun::graph::Snapshot& snapshot) override {
      thread_ = std::jthread([this, snapshot](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
          for (const auto& stage : snapshot().stages) {
            if (!stage.books.held_by.empty() && stage.books.held_by != "x") ++strange;
            if (stage.is_over && stage.may_grow) ++strange;
          }
          ++read;
        }
      });
    }
    void stage_started(const std::string&) override {
      const int before = read;
      while (read == before) std::this_thread::yield();  // so that every level is read in
    }
    void run_finished() override {
      thread_.request_stop();
      thread_.join();
    }
    std::atomic<int> read = 0, strange = 0;

   private:
    std::jthread thread_;
  } reader;
  Workbench bench;
  const RunReport report = bench.run(
      "  a: {use: numbers, with: {items: 200}}\n"
      "  x: {use: spoil, from: a, with: {fail_every: 3, drop_every: 7}}\n"
      "  total: {use: sum, from: x}\n  shifted: {use: shift, from: {numbers: a, by: total}}\n"
      "  all: {use: sum, from: shifted}\n",
      {.jobs = 2, .observers = {&reader}});
  CHECK(account(report, "all").held_by == "x");
  CHECK(stage(report, "shifted").status == StageStatus::held);
  CHECK(reader.read > 0);
  CHECK(reader.strange == 0);
}
