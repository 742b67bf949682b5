#include <doctest/doctest.h>

#include <cargo/killed.hpp>

using sandbox::Ending;

namespace {

const std::string last_words =
    "error: could not compile `a` (lib)\n\nCaused by:\n  process didn't exit successfully: "
    "`/toolchain/bin/rustc "
    "--crate-name a src/lib.rs` (signal: 9, SIGKILL: kill)\n";

bool is_killed(const std::string& stderr_text, const std::string& stdout_text = "") {
  return cargo::is_killed({Ending::exited, 101, stdout_text, stderr_text});
}

}  // namespace

TEST_CASE("a killed compiler is known by cargo's last words") {
  CHECK(is_killed("   Compiling a v0.1.0 (/src)\n" + last_words));
  CHECK(is_killed("", "   Compiling a v0.1.0 (/src)\n" + last_words));  // of a shell
  CHECK(is_killed(last_words + "warning: build failed, waiting for other jobs to finish...\n"));
  std::string by_term = last_words;
  by_term.replace(by_term.find("9, SIGKILL: kill"), 16, "15, SIGTERM: termination signal");
  CHECK(is_killed(by_term));
  CHECK_FALSE(cargo::is_killed({Ending::exited, 0, "", last_words}));
}

TEST_CASE("a compiler that crashes, and a killed program of the crate, are no killed compiler") {
  std::string crash = last_words;
  crash.replace(crash.find("9, SIGKILL: kill"), 16, "11, SIGSEGV: invalid memory reference");
  CHECK_FALSE(is_killed(crash));
  CHECK_FALSE(is_killed("error: test failed, to rerun pass `--lib`\n" +
                        last_words.substr(last_words.find("\nCaused"))));
}

TEST_CASE("code that speaks of a kill was not killed") {
  const std::string ending = "error: could not compile `a` (lib) due to 1 previous error\n";
  CHECK_FALSE(is_killed(last_words + ending));
  CHECK_FALSE(is_killed(ending, "{\"message\":\"could not compile (signal: 9, SIGKILL: kill)\"}\n"));
  std::string shown;  // as a diff shows a file
  for (std::size_t at = 0; at < last_words.size(); at = last_words.find('\n', at) + 1)
    shown += " " + last_words.substr(at, last_words.find('\n', at) + 1 - at);
  CHECK_FALSE(is_killed("", shown));
}

TEST_CASE("cargo itself is killed by a signal") {
  CHECK(cargo::is_killed({Ending::signalled, 128 + 9}));
  CHECK(cargo::is_killed({Ending::signalled, 128 + 15}));
  CHECK_FALSE(cargo::is_killed({Ending::signalled, 128 + 11}));
}
