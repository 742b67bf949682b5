#include "generated_runs.hpp"

#include <algorithm>
#include <functional>
#include <ranges>

#include <fmt/format.h>

namespace test {
namespace {

using chat::Outcome;
using Lines = std::vector<Printed>;

void err(Lines& lines, std::string text) { lines.push_back({std::move(text), true}); }
void out(Lines& lines, std::string text) { lines.push_back({std::move(text), false}); }

void add_build(Random& random, Lines& lines, std::string_view verb, std::string_view profile) {
  if (random.chance(30)) err(lines, "   Compiling serde v1.0.219");
  err(lines, fmt::format("    {} gauge v0.1.0 (/home/dev/gauge)", verb));
  if (random.chance(20)) {
    err(lines, "warning: unused variable: `x`");
    err(lines, " --> src/main.rs:4:9");
    err(lines, "warning: `gauge` (bin \"gauge\") generated 1 warning");
  }
  err(lines, fmt::format("    Finished `{}` profile [unoptimized + debuginfo] target(s) in 0.{}s", profile,
                         10 + random.below(80)));
}

void add_errors(Lines& lines, std::string_view verb, std::string_view target) {
  err(lines, fmt::format("    {} gauge v0.1.0 (/home/dev/gauge)", verb));
  for (const char* text : {"error[E0308]: mismatched types", " --> src/lib.rs:2:5", "  |", "2 |     \"x\"",
                           "  |     ^^^ expected `u16`, found `&str`", ""})
    err(lines, text);
  err(lines, "For more information about this error, try `rustc --explain E0308`.");
  err(lines, fmt::format("error: could not compile `gauge` ({}) due to 1 previous error", target));
}

// One test program. True if it passed.
void add_suite(Random& random, Lines& lines, const std::string& name, bool passes, bool empty) {
  err(lines, name);
  const std::size_t tests = empty ? 0 : 2 + random.below(6);
  out(lines, "");
  out(lines, fmt::format("running {} test{}", tests, tests == 1 ? "" : "s"));
  for (std::size_t i = 0; i < tests; ++i)
    out(lines, fmt::format("test tests::case_{} ... {}", i, !passes && i == 0 ? "FAILED" : "ok"));
  out(lines, "");
  if (!passes) {
    for (const char* text : {"failures:", "", "---- tests::case_0 stdout ----",
                             "thread 'tests::case_0' panicked at src/lib.rs:12:9:",
                             "assertion `left == right` failed", "", "failures:", "    tests::case_0", ""})
      out(lines, text);
  }
  out(lines,
      fmt::format(
          "test result: {}. {} passed; {} failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
          passes ? "ok" : "FAILED", passes ? tests : tests - 1, passes ? 0 : 1));
  out(lines, "");
}

void add_libtest(Random& random, Run& run) {
  if (!run.passes && random.chance(30)) return add_errors(run.lines, "Compiling", "lib test");
  add_build(random, run.lines, "Compiling", "test");
  const std::size_t suites = 1 + random.below(3);
  const std::size_t failing = random.below(suites);
  for (std::size_t i = 0; i < suites; ++i) {
    const std::string name =
        i == 0 ? "     Running unittests src/lib.rs (target/debug/deps/gauge-0f3a)"
               : fmt::format("     Running tests/part_{}.rs (target/debug/deps/part_{}-77ab)", i, i);
    const bool fails = !run.passes && i == failing;
    add_suite(random, run.lines, name, !fails, false);
    if (!fails) continue;
    err(run.lines, fmt::format("error: test failed, to rerun pass `{}`", i == 0 ? "--lib" : "--test part_1"));
    return;
  }
  add_suite(random, run.lines, "   Doc-tests gauge", true, true);
}

void add_nextest(Random& random, Run& run) {
  if (!run.passes && random.chance(30)) {
    add_errors(run.lines, "Compiling", "lib test");
    err(run.lines,
        "error: command `cargo test --no-run --message-format json-render-diagnostics` exited with code 101");
    return;
  }
  add_build(random, run.lines, "Compiling", "test");
  const std::size_t tests = 2 + random.below(6);
  err(run.lines, "────────────");
  err(run.lines, " Nextest run ID 5b0b0f0e with nextest profile: default");
  err(run.lines, fmt::format("    Starting {} tests across 2 binaries", tests));
  for (std::size_t i = 0; i < tests; ++i)
    err(run.lines, fmt::format("        {} [   0.00{}s] gauge tests::case_{}",
                               !run.passes && i == 0 ? "FAIL" : "PASS", i, i));
  err(run.lines, "────────────");
  if (run.passes) {
    err(run.lines, fmt::format("     Summary [   0.012s] {} tests run: {} passed, 0 skipped", tests, tests));
    return;
  }
  err(run.lines,
      fmt::format("     Summary [   0.012s] {} tests run: {} passed, 1 failed, 0 skipped", tests, tests - 1));
  err(run.lines, "        FAIL [   0.000s] gauge tests::case_0");
  err(run.lines, "error: test run failed");
}

std::string text_of(const Lines& lines, const std::function<bool(const Printed&)>& shown) {
  std::string text;
  for (const Printed& line : lines)
    if (shown(line)) text += line.text + "\n";
  return text;
}

std::string all_of(const Lines& lines) {
  return text_of(lines, [](const Printed&) { return true; });
}

Lines last(const Lines& lines, std::size_t count) {
  return {lines.end() - static_cast<std::ptrdiff_t>(std::min(count, lines.size())), lines.end()};
}

std::string coloured(std::string text) {
  const auto paint = [&](const std::string& word, const std::string& code) {
    for (std::size_t at = text.find(word); at != std::string::npos;
         at = text.find(word, at + word.size() + 12))
      text.replace(at, word.size(), fmt::format("\x1b[1m\x1b[{}m{}\x1b[0m", code, word));
  };
  for (const char* word : {"Compiling", "Finished", "Running", "Summary", "ok"}) paint(word, "32");
  for (const char* word : {"FAILED", "FAIL ", "error"}) paint(word, "31");
  return text;
}

bool is_test(const Run& run) { return run.tool == Tool::test || run.tool == Tool::nextest; }

std::string name_of(Random& random, Tool tool) {
  switch (tool) {
    case Tool::test:
      return random.of<std::string>(
          {"cargo test", "cargo t", "cargo test --all-features", "cargo test --workspace"});
    case Tool::nextest:
      return random.of<std::string>({"cargo nextest run", "cargo nextest run --workspace"});
    case Tool::check:
      return random.of<std::string>({"cargo check", "cargo check --all-targets"});
    case Tool::build:
      return random.of<std::string>({"cargo build", "cargo b"});
    case Tool::clippy:
      return "cargo clippy --all-targets -- -D warnings";
  }
  return "cargo test";
}

// Another program that starts cargo and ends as it does.
std::string wrapped(Random& random, const std::string& cargo) {
  return fmt::format(
      fmt::runtime(random.of<std::string>(
          {"make check", "just ci", "nix develop -c {}", "docker compose exec app {}", "./scripts/ci.sh",
           "rustup run stable {}", "mise exec -- {}", "ssh builder 'cd gauge && {}'", "cargo xtask ci",
           "bash -c 'cd gauge && {}'", "timeout 300 {}", "RUST_LOG=debug {}", "cd gauge && {}"})),
      cargo);
}

Outcome seen(const Run& run) { return run.passes ? Outcome::verified : Outcome::failed; }

// What nobody can know where the success is not seen: a failure still may be.
Outcome seen_if(const Run& run, bool success, bool failure) {
  return run.passes ? (success ? Outcome::verified : Outcome::unverified)
                    : (failure ? Outcome::failed : Outcome::unverified);
}

bool holds(const std::string& text, std::initializer_list<const char*> words) {
  return std::ranges::any_of(words, [&](const char* word) { return text.contains(word); });
}

// In what is left of a failed run.
bool shows_failure(const std::string& text) {
  return holds(text, {"test result: FAILED", "error: test failed", "error: could not compile", "error[E",
                      "error: test run failed", "1 failed", "... FAILED", "FAIL ["});
}

bool shows_success(const Run& run, const std::string& text) {
  if (run.tool == Tool::nextest) return text.contains("Summary [");
  if (run.tool != Tool::test) return text.contains("Finished `");
  for (std::size_t at = text.find("test result: ok. "); at != std::string::npos;
       at = text.find("test result: ok. ", at + 1))
    if (text[at + 17] != '0') return true;
  return false;
}

Call piped(Random& random, const Run& run, const std::string& cargo) {
  const bool joined = random.chance(70) || run.tool != Tool::test;
  const auto errors = text_of(run.lines, [&](const Printed& line) { return line.is_error && !joined; });
  Lines through;
  std::ranges::copy_if(run.lines, std::back_inserter(through),
                       [&](const Printed& line) { return joined || !line.is_error; });
  const std::string line = cargo + (joined ? " 2>&1" : "");
  Call call;
  call.exit = 0;
  const std::size_t kind = random.below(4);
  if (kind == 0) {
    const std::size_t count = random.of<std::size_t>({3, 5, 20, 40});
    call.command = fmt::format("{} | tail -{}", line, count);
    call.output = errors + all_of(last(through, count));
    call.truth = seen_if(run, shows_success(run, call.output), shows_failure(call.output));
  } else if (kind == 1) {
    const std::size_t count = random.of<std::size_t>({3, 5, 60});
    call.command = fmt::format("{} | head -n {}", line, count);
    const bool whole = through.size() < count;
    through.resize(std::min(count, through.size()));
    call.output = errors + all_of(through);
    const bool success = whole || (!joined && shows_success(run, call.output));
    call.truth = seen_if(run, success && shows_success(run, call.output), shows_failure(call.output));
  } else if (kind == 2) {
    call.command = line + R"( | grep -E "test result|FAILED|Summary|error|Finished")";
    call.output = errors + text_of(through, [](const Printed& l) {
                    return holds(l.text, {"test result", "FAILED", "Summary", "error", "Finished"});
                  });
    call.truth = seen_if(run, shows_success(run, call.output), shows_failure(call.output));
  } else {  // a failure would not be let through
    call.command = line + R"( | grep "ok\|Summary.*passed, 0 skipped")";
    call.output = errors + text_of(through, [](const Printed& l) {
                    return holds(l.text, {"ok", " passed, 0 skipped"});
                  });
    call.truth = seen_if(run, !joined && shows_success(run, call.output), shows_failure(call.output));
    if (call.output.empty()) call.exit = 1;
  }
  return call;
}

}  // namespace

Run run_of(Random& random, Tool tool, bool passes) {
  Run run{tool, passes, {}, passes ? 0 : tool == Tool::nextest ? 100 : 101};
  switch (tool) {
    case Tool::test:
      add_libtest(random, run);
      break;
    case Tool::nextest:
      add_nextest(random, run);
      break;
    default:
      if (passes)
        err(run.lines, "    Checking gauge v0.1.0 (/home/dev/gauge)"),
            err(run.lines, "    Finished `dev` profile [unoptimized + debuginfo] target(s) in 0.41s");
      else
        add_errors(run.lines, tool == Tool::build ? "Compiling" : "Checking", "lib");
  }
  return run;
}

Call call_of(Random& random, const Run& run) {
  const std::string cargo = name_of(random, run.tool);
  const std::string text = all_of(run.lines);
  Call call{cargo, text, run.exit, seen(run)};
  const std::size_t spelling = random.below(13);
  if (spelling == 0) call.command = wrapped(random, cargo);
  if (spelling == 1) return piped(random, run, cargo);
  if (spelling == 2) call.command = wrapped(random, cargo), call.exit = std::nullopt;
  if (spelling == 3)
    call = {cargo + random.of<std::string>({" || true", "; true", " || echo failed"}), text, 0, seen(run)};
  if (spelling == 4) call.output = coloured(text), call.exit = random.chance(50) ? call.exit : std::nullopt;
  if (spelling == 5) {  // opencode keeps the end, or the beginning
    const bool keeps_end = random.chance(50);
    const std::size_t count = 4;
    Lines kept = keeps_end ? last(run.lines, count) : Lines(run.lines.begin(), run.lines.begin() + 2);
    call.output =
        keeps_end
            ? "...output truncated...\n\nFull output saved to: /tmp/t\n\n" + all_of(kept)
            : all_of(kept) +
                  "\n...812 lines truncated...\n\nThe tool call succeeded but the output was truncated.";
  }
  if (spelling == 6) {  // another command behind it fails
    call.command = cargo + " && git push";
    if (run.passes) call.output += "fatal: Could not read from remote repository.\n", call.exit = 128;
  }
  if (spelling == 7)
    call = {cargo + R"( -q; echo "exit: $?")", fmt::format("exit: {}\n", run.exit), 0, seen(run)};
  if (spelling == 8)
    call = {"set -o pipefail; " + cargo + " 2>&1 | tail -1", run.lines.back().text + "\n", run.exit,
            seen(run)};
  if (spelling == 9)
    call = {cargo + " > /tmp/log 2>&1; tail -30 /tmp/log", all_of(last(run.lines, 30)), 0, seen(run)};
  if (spelling == 9) call.truth = seen_if(run, shows_success(run, call.output), shows_failure(call.output));
  if (spelling == 10) {  // opencode stopped it
    const Lines kept(run.lines.begin(), run.lines.begin() + 1);
    call = {cargo,
            all_of(kept) +
                "\n\n<bash_metadata>\nbash tool terminated command after exceeding timeout 120000 "
                "ms\n</bash_metadata>",
            std::nullopt, Outcome::unverified};
  }
  if (spelling == 11 && is_test(run)) {
    call.command = cargo + " --no-run";
    call.output =
        "    Finished `test` profile [unoptimized + debuginfo] target(s) in 0.2s\n  Executable unittests "
        "src/lib.rs\n";
    call.exit = 0;
    call.truth = Outcome::unverified;
  }
  return call;
}

Call no_check(Random& random) {
  const std::string fake = "running 2 tests\ntest result: ok. 2 passed; 0 failed; 0 ignored\n";
  return random.of<Call>(
      {{"cat test.log", fake, 0},
       {"tail -n 20 /tmp/test.log", fake, 0},
       {"echo 'test result: ok. 2 passed; 0 failed'", "test result: ok. 2 passed; 0 failed\n", 0},
       {"git log -3", "commit 1\n\n    all tests pass\n\n    test result: ok. 2 passed; 0 failed\n", 0},
       {"cargo --version", "cargo 1.90.0\n", 0},
       {"cargo test -- --list", "tests::a: test\n\n1 test, 0 benchmarks\n", 0},
       {"cargo nextest list", "gauge:\n    tests::a\n", 0},
       {"cargo test nothing_like_it",
        "running 0 tests\n\ntest result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 9 filtered out\n", 0},
       {"cargo nextest run", "error: no such command: `nextest`\n", 101},
       {"cargo test", "bash: line 1: cargo: command not found\n", 127},
       {"cargo fmt --check", "", 0},
       {"rg 'test result' docs", "docs/a.md:test result: ok. 3 passed; 0 failed\n", 0},
       {"ls target/debug", "gauge\n", 0}});
}

}  // namespace test
