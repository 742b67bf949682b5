#include <algorithm>
#include <regex>
#include <semaphore>

#include <doctest/doctest.h>

#include <report/style.hpp>
#include <report/terminal.hpp>
#include <test_support/captured_stream.hpp>

using namespace flowrun;
using test_support::CapturedStream;

namespace {

std::string without_times(const std::string& text) {
  static const std::regex time(R"((^|\n)\d\d:\d\d:\d\d )");
  return std::regex_replace(text, time, "$1TIME ");
}

}  // namespace

TEST_CASE("without a terminal, what happens is told in plain lines, stage and record first") {
  CapturedStream captured(stderr);
  {
    report::Terminal terminal;
    terminal.run_started([] { return graph::RunNow(); });
    terminal.stage_started("a");
    terminal.logged("a", "r1", flow::LogLevel::debug, "not told");
    terminal.logged("a", "r1", flow::LogLevel::info, "read");
    terminal.logged("a", "", flow::LogLevel::warning, "slow disk");
    terminal.logged("a", "a", flow::LogLevel::error, "no disk");
    terminal.unit_failed("a", "r2", {"cannot read r2", "it is gone", "bring it back"});
    terminal.stage_ended({.stage = "a", .status = graph::StageStatus::failed},
                         {.stage = "a", .received = 2, .failed = 1});
    terminal.run_finished();
  }
  CHECK(without_times(captured.text()) ==
        "TIME a: started\n"
        "a: r1: read\n"
        "warning: a: slow disk\n"
        "error: a: no disk\n"
        "error: a: r2: cannot read r2 (it is gone): bring it back\n"
        "TIME a: failed: 2 in, 1 failed\n");
}

TEST_CASE("without a terminal, a silence is broken by how far the run is") {
  CapturedStream captured(stderr);
  std::counting_semaphore<> looked(0);
  {
    report::Terminal terminal({.silence = std::chrono::milliseconds(1)});
    terminal.run_started([&looked] {
      looked.release();
      graph::StageNow now;
      now.books.stage = "a";
      now.known = 7;
      now.units = {{.record = "r1", .time = std::chrono::seconds(12)}};
      return graph::RunNow{.stages = {now}, .resources = {}};
    });
    looked.acquire();
    looked.acquire();  // the first line is written
    terminal.run_finished();
  }
  CHECK(without_times(captured.text())
            .starts_with("TIME 0:00, 0 of 1 stages done, 1 at work; a 0 of 7, r1 (0:12)\n"));
}

TEST_CASE("a quiet one tells warnings, rejects and failures") {
  CapturedStream captured(stderr);
  {
    report::Terminal terminal({.is_quiet = true});
    terminal.run_started([] { return graph::RunNow(); });
    terminal.stage_started("a");
    terminal.logged("a", "r1", flow::LogLevel::info, "read");
    terminal.logged("a", "", flow::LogLevel::warning, "slow disk");
    terminal.unit_rejected("a", "r2", {.problem = "broken"});
    terminal.stalled(std::chrono::seconds(60), {});
    terminal.stage_ended({.stage = "a"}, {.stage = "a"});
    terminal.run_finished();
  }
  CHECK(captured.text() == "warning: a: slow disk\nrejected: a: r2: broken\n");
}

TEST_CASE("failures of a stage beyond the first twenty are left to run.json") {
  CapturedStream captured(stderr);
  {
    report::Terminal terminal;
    for (int i = 0; i < 25; ++i) terminal.unit_failed("a", std::to_string(i), {"spoilt", "", ""});
    terminal.unit_failed("b", "0", {"spoilt", "", ""});
  }
  const std::string text = captured.text();
  CHECK(std::ranges::count(text, '\n') == 22);
  CHECK(text.contains(
      "error: a: 19: spoilt\na: more of this kind are listed in run.json\nerror: b: 0: spoilt\n"));
}

TEST_CASE("no text of a stage steers the terminal, and what it says is UTF-8") {
  CapturedStream captured(stderr);
  {
    report::Terminal terminal;
    terminal.logged("a", "r\n1", flow::LogLevel::info, "\x1b[2Jone\ntwo\r\xff");
    terminal.unit_failed("a", "\x1b]0;title\a", {"\u202egone", "\x9b", "\u009b31m"});
  }
  report::print_error("a\x1b[31m");
  report::print_warning("b\xc3");
  report::print_note("c\u2066\nd");
  CHECK(captured.text() ==
        "a: r\\n1: \\x1b[2Jone\ntwo\\r\\xff\n"
        "error: a: \\x1b]0;title\\x07: \\u{202e}gone (\\x9b): \\u{9b}31m\n"
        "error: a\\x1b[31m\nwarning: b\\xc3\nnote: c\\u{2066}\nd\n");
}

TEST_CASE("what a run waits for is listed, stage and record first") {
  using namespace std::chrono_literals;
  CapturedStream captured(stderr);
  {
    report::Terminal terminal;
    terminal.stalled(61s, {{"x", "n7", "runs for 63 s"}, {"y", "", "waits for gpu, which x holds"}});
    terminal.overdue({{"x", "n7", "runs for 74 s"}}, graph::ExitCode::interrupted, "");
  }
  CHECK(captured.text() ==
        "note: nothing has ended for 61 s\n  x: n7 runs for 63 s\n  y waits for gpu, which x holds\n"
        "warning: the run was to stop, and this does not end:\n  x: n7 runs for 74 s\n");
}

TEST_CASE("errors, warnings and notes have the form of a file's diagnostics") {
  CapturedStream captured(stderr);
  report::print_error("one");
  report::print_warning("two");
  report::print_note("three");
  CHECK(captured.text() == "error: one\nwarning: two\nnote: three\n");
}
