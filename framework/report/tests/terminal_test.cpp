#include <algorithm>

#include <doctest/doctest.h>

#include <report/style.hpp>
#include <report/terminal.hpp>
#include <test_support/captured_stream.hpp>

using namespace flowrun;
using test_support::CapturedStream;

TEST_CASE("without a terminal, what happens is told in plain lines, stage and record first") {
  CapturedStream captured(stderr);
  {
    report::Terminal terminal;
    terminal.run_started([] { return std::vector<graph::StageAccount>(); });
    terminal.stage_started("a");
    terminal.logged("a", "r1", flow::LogLevel::debug, "not told");
    terminal.logged("a", "r1", flow::LogLevel::info, "read");
    terminal.logged("a", "", flow::LogLevel::warning, "slow disk");
    terminal.logged("a", "a", flow::LogLevel::error, "no disk");
    terminal.unit_failed("a", "r2", {"cannot read r2", "it is gone", "bring it back"});
    terminal.run_finished();
  }
  CHECK(captured.text() ==
        "a: started\n"
        "a: r1: read\n"
        "warning: a: slow disk\n"
        "error: a: no disk\n"
        "error: a: r2: cannot read r2 (it is gone): bring it back\n");
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
