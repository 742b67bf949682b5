// What does not end is named, given up or left.
#include <algorithm>
#include <optional>
#include <stop_token>
#include <thread>
#include <tuple>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "workbench.hpp"

using flowrun::graph::ExitCode;
using flowrun::graph::Observer;
using flowrun::graph::RunReport;
using flowrun::graph::Waiting;
using namespace std::chrono_literals;

namespace {

// A named pipe at which the stage `stubborn` waits.
class Door {
 public:
  explicit Door(const Workbench& bench) : path_(bench.folder() / "door") {
    REQUIRE(::mkfifo(path_.c_str(), 0600) == 0);
  }
  ~Door() { ::close(end_); }
  Door(const Door&) = delete;
  Door& operator=(const Door&) = delete;
  void open() {
    if (end_ < 0) end_ = ::open(path_.c_str(), O_RDWR);
  }

 private:
  std::filesystem::path path_;
  int end_ = -1;
};

// Keeps what it is told, and opens the door.
class Watcher : public Observer {
 public:
  explicit Watcher(Door& door, std::size_t awaited = 1) : door_(door), awaited_(awaited) {}
  void stalled(std::chrono::milliseconds, const std::vector<Waiting>& waiting) override { tell(waiting); }
  void overdue(const std::vector<Waiting>& waiting, ExitCode code, const std::string& why) override {
    overdue_code = code;
    overdue_why = why;
    tell(waiting);
  }
  [[nodiscard]] const Waiting* at(const std::string& stage, const std::string& record) const {
    for (const Waiting& one : told) {
      if (one.stage == stage && one.record == record) return &one;
    }
    return nullptr;
  }

  std::vector<Waiting> told;
  std::optional<ExitCode> overdue_code;
  std::string overdue_why;

 private:
  void tell(const std::vector<Waiting>& waiting) {
    if (waiting.size() < awaited_) return;  // not all of them have begun
    told = waiting;
    door_.open();
  }
  Door& door_;
  const std::size_t awaited_;
};

std::string stages(const char* more = "", int at = 1, const char* stubborn = "stubborn") {
  return fmt::format(
      "  a: {{use: numbers, with: {{items: 4}}, cache: false}}\n"
      "  x: {{use: {}, from: a, with: {{folder: ., at: {}}}{}}}\n"
      "  total: {{use: sum, from: x, with: {{keep_order: false}}}}\npublish: {{total: total}}\n",
      stubborn, at, more);
}

}  // namespace

TEST_CASE("a run in which nothing ends any more says what runs, and who waits for what it holds") {
  const char* stubborn = "stubborn";
  int at_work = 1;
  SUBCASE("all of the time") {}
  SUBCASE("at times") {
    stubborn = "stubborn_at_times";
    at_work = 2;  // the unit that waits has begun
  }
  Workbench bench;
  Door door(bench);
  Watcher watcher(door, 2);
  const RunReport report = bench.run(stages("", -1, stubborn),
                                     {.jobs = 2, .observers = {&watcher}, .patience = {.progress = 40ms}});
  CHECK(report.exit_code == ExitCode::all_well);
  const auto runs = [](const Waiting& one) {
    return !one.record.empty() && one.what.starts_with("runs for");
  };
  const auto waits = [](const Waiting& one) { return one.what == "waits for door, which x holds"; };
  CHECK(std::ranges::count_if(watcher.told, runs) == at_work);
  CHECK(std::ranges::count_if(watcher.told, waits) == 1);
  CHECK(std::ranges::all_of(watcher.told, [](const Waiting& one) { return one.stage == "x"; }));
}

TEST_CASE("a stage that waits begins its units in the order in which they came") {
  Workbench bench;
  Door door(bench);
  door.open();
  struct Order : Observer {
    std::vector<std::string> records, expected;
    void logged(const std::string& stage, const std::string& record, flow::LogLevel,
                std::string_view) override {
      if (stage != "x") return;
      expected.push_back("n" + std::to_string(records.size()));
      records.push_back(record);
    }
  } order;
  const std::string pipeline =
      "  a: {use: numbers, with: {items: 300}}\n"
      "  x: {use: stubborn, from: a, concurrency: 1, with: {folder: ., at: -1}}\n"
      "  total: {use: sum, from: x, with: {keep_order: false}}\npublish: {total: total}\n";
  CHECK(bench.run(pipeline).exit_code == ExitCode::all_well);
  // All of them wait at once, as the items of a source do.
  const RunReport report =
      bench.run(pipeline, {.jobs = 4, .only = "x", .force = {"x"}, .observers = {&order}});
  CHECK(report.exit_code == ExitCode::all_well);
  CHECK(order.records.size() == 300);
  CHECK(order.records == order.expected);
}

TEST_CASE("a run that is to stop and does not end says what still runs") {
  Workbench bench;
  Door door(bench);
  Watcher watcher(door);
  std::stop_source stop;
  struct StopAtStart : Observer {
    std::stop_source& stop;
    explicit StopAtStart(std::stop_source& source) : stop(source) {}
    void stalled(std::chrono::milliseconds, const std::vector<Waiting>&) override { stop.request_stop(); }
  } stopper(stop);
  struct OverdueOnly : Observer {
    Watcher& watcher;
    explicit OverdueOnly(Watcher& all) : watcher(all) {}
    void overdue(const std::vector<Waiting>& waiting, ExitCode code, const std::string& why) override {
      watcher.overdue(waiting, code, why);
    }
  } overdue(watcher);
  const RunReport report = bench.run(stages(), {.jobs = 2,
                                                .stop = stop.get_token(),
                                                .observers = {&stopper, &overdue},
                                                .patience = {.progress = 40ms, .stop = 40ms}});
  CHECK(report.exit_code == ExitCode::interrupted);
  CHECK(watcher.overdue_code == ExitCode::interrupted);
  CHECK(watcher.overdue_why.empty());
  CHECK(watcher.at("x", "n1"));
  CHECK(report.ledger.imbalances().empty());
}

TEST_CASE("a unit that does not heed its time-out is given up by name, and the others go on") {
  for (const std::size_t jobs : {1, 2}) {
    Workbench bench;
    Door door(bench);
    const RunReport report = bench.run(stages(", timeout: 5ms, on_failure: {tolerate: 1}"),
                                       {.jobs = jobs, .patience = {.timeout = 5ms}});
    CHECK(report.exit_code == ExitCode::all_well);
    CHECK(account(report, "x").received == 4);
    CHECK(account(report, "x").failed == 1);
    CHECK(account(report, "x").emitted == 3);
    CHECK(report.lost == std::vector<std::string>{"x: n1"});
    CHECK(report.ledger.imbalances().empty());
    CHECK(bench.published("total.jsonl") == "{\"count\":3,\"sum\":5}\n");
    door.open();
    // Nothing is remembered of it: the next run does it.
    const RunReport again = bench.run(stages(", timeout: 1m"));
    CHECK(again.exit_code == ExitCode::all_well);
    CHECK(account(again, "x").restored == 3);
    CHECK(bench.published("total.jsonl") == "{\"count\":4,\"sum\":6}\n");
  }
}

TEST_CASE("a unit that is given up gives back what it held at the time") {
  Workbench bench;
  Door door(bench);
  const RunReport report =
      bench.run(stages(", concurrency: 1, timeout: 5ms, on_failure: {tolerate: 4}", -1, "stubborn_at_times"),
                {.jobs = 1, .patience = {.timeout = 5ms}});
  CHECK(account(report, "x").failed == 4);
  CHECK(report.lost.size() == 4);
  door.open();
}

TEST_CASE("a unit that is to stop does not wait for what it may hold") {
  Workbench bench;
  Door door(bench);
  std::stop_source stop;
  struct StopAtWait : Observer {
    std::stop_source& stop;
    explicit StopAtWait(std::stop_source& source) : stop(source) {}
    void stalled(std::chrono::milliseconds, const std::vector<Waiting>& waiting) override {
      if (waiting.size() > 2) stop.request_stop();
    }
  } stopper(stop);
  Watcher watcher(door);
  const RunReport report =
      bench.run(stages("", -1, "stubborn_at_times"), {.jobs = 2,
                                                      .stop = stop.get_token(),
                                                      .observers = {&stopper, &watcher},
                                                      .patience = {.progress = 40ms, .stop = 40ms}});
  CHECK(report.exit_code == ExitCode::interrupted);
  CHECK(report.ledger.imbalances().empty());
}

TEST_CASE("units share what one of them took, and stages that take it in turns never wait for each other") {
  for (const std::size_t jobs : {1, 4}) {
    Workbench bench;
    const RunReport report = bench.run(
        "  a: {use: numbers, with: {items: 50}}\n"
        "  x: {use: sharing, from: a}\n"
        "  v: {use: sharing, from: a}\n"
        "  z: {use: sharing, from: x}\n"
        "  total: {use: sum, from: [x, v, z]}\npublish: {total: total}\n",
        {.jobs = jobs});
    CHECK(report.exit_code == ExitCode::all_well);
    for (const char* name : {"x", "v", "z"}) CHECK(account(report, name).emitted == 50);
    CHECK(report.ledger.imbalances().empty());
  }
}

TEST_CASE("an error of the store at the end of a run names the units that still run, too") {
  Workbench bench;
  Door door(bench);
  struct BreakAtFailure : Observer {
    std::filesystem::path path;
    explicit BreakAtFailure(const Workbench& bench) : path(bench.store() / "store.db") {}
    void unit_failed(const std::string&, const std::string&, const base::Error&) override {
      sqlite3* database = nullptr;
      REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
      sqlite3_busy_timeout(database, 60'000);
      CHECK(sqlite3_exec(database, "DROP TABLE stage_runs", nullptr, nullptr, nullptr) == SQLITE_OK);
      sqlite3_close(database);
    }
  };
  // Not taken down: the unit's thread, which told it something before, goes on after the test.
  auto& breaker = *new BreakAtFailure(bench);
  const auto report = bench.try_run(stages(", timeout: 5ms, on_failure: {tolerate: 1}"),
                                    {.observers = {&breaker}, .patience = {.timeout = 5ms}});
  REQUIRE_FALSE(report);
  CHECK(report.error().lost == std::vector<std::string>{"x: n1"});
  door.open();
}

TEST_CASE("a unit that comes back after it was given up changes nothing") {
  Workbench bench;
  Door door(bench);
  struct OpenAtFailure : Observer {
    Door& door;
    explicit OpenAtFailure(Door& one) : door(one) {}
    void unit_failed(const std::string& stage, const std::string& record, const base::Error& error) override {
      text = stage + " " + record + " " + error.text();
      door.open();
    }
    std::string text;
  } opener(door);
  const RunReport report = bench.run(stages(", timeout: 5ms, on_failure: {tolerate: 1}"),
                                     {.observers = {&opener}, .patience = {.timeout = 5ms}});
  CHECK(opener.text ==
        "x n1 the unit was given up after 5 ms (it did not end when it was asked to): let the stage look at "
        "stop_token(), or raise its `timeout`");
  CHECK(account(report, "x").emitted == 3);
  CHECK(bench.published("total.jsonl") == "{\"count\":3,\"sum\":5}\n");
}

TEST_CASE("a collector that does not heed its time-out is given up") {
  Workbench bench;
  Door door(bench);
  const RunReport report = bench.run(
      "  a: {use: numbers, with: {items: 4}}\n"
      "  total: {use: stubborn_sum, from: a, with: {folder: .}, timeout: 5ms}\npublish: {total: total}\n",
      {.patience = {.timeout = 5ms}});
  CHECK(report.exit_code == ExitCode::finished_with_failures);
  CHECK(account(report, "total").held == 4);
  CHECK(report.lost == std::vector<std::string>{"total: stubborn_sum"});
  door.open();
}

TEST_CASE("a snapshot tells what is worked on, which totals may grow, and who waits for whom") {
  Workbench bench;
  Door door(bench);
  class Looker : public Observer {
   public:
    explicit Looker(Door& door) : door_(door) {}
    // Opens the door once all others are where they can get to.
    void run_started(const flowrun::graph::Snapshot& snapshot) override {
      thread_ = std::jthread([this, snapshot](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
          auto now = snapshot();
          const auto& stages = now.stages;
          const auto& units = stages[1].units;
          const bool is_there = stages[0].is_over && units.size() == 1 && !units[0].record.empty();
          if (!is_there || stages[1].resource.empty()) continue;
          seen = std::move(now);
          return door_.open();
        }
      });
    }
    void run_finished() override {
      thread_.request_stop();
      thread_.join();
    }
    flowrun::graph::RunNow seen;

   private:
    Door& door_;
    std::jthread thread_;
  } looker(door);
  const RunReport report = bench.run(
      "  a: {use: numbers, with: {items: 4}}\n"
      "  x: {use: stubborn, from: a, with: {folder: ., at: -1}}\n"
      "  total: {use: sum, from: x}\n"
      "  shifted: {use: shift, from: {numbers: a, by: total}}\npublish: {shifted: shifted}\n",
      {.jobs = 2, .observers = {&looker}});
  CHECK(report.exit_code == ExitCode::all_well);
  const auto& stages = looker.seen.stages;
  REQUIRE(stages.size() == 4);
  const auto& [a, x, total, shifted] = std::tie(stages[0], stages[1], stages[2], stages[3]);
  CHECK(!a.may_grow);
  CHECK(x.known == 4);
  CHECK(!x.may_grow);
  CHECK(!x.is_over);
  CHECK(x.resource == "waits for door, which x holds");
  CHECK(total.may_grow);
  CHECK(total.waits_for == std::vector<std::string>{"x"});
  CHECK(shifted.known == 4);
  CHECK(!shifted.may_grow);
  CHECK(shifted.waits_for == std::vector<std::string>{"total"});
  REQUIRE(looker.seen.resources.size() == 1);
  const auto& resource = looker.seen.resources[0];
  CHECK(resource.resource == "door");
  CHECK(resource.held == 1);
  CHECK(resource.capacity == 1);
  CHECK(resource.waiting == 1);
  // A unit holds the door, another waits for it: their numbers have credits of the gate behind the source, if it has one.
  REQUIRE(a.input_gate);
  const auto& gate = a.output_gate ? a.output_gate : a.input_gate;
  CHECK(gate->records >= 2);
  CHECK(gate->records <= gate->most_records);
  CHECK(gate->bytes <= gate->most_bytes);
  CHECK(!total.input_gate);
}
