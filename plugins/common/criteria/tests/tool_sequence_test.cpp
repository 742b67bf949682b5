#include <criteria/tool_sequence.hpp>

#include "support.hpp"

using namespace criteria_test;

namespace {

// A conversation, call by call.
class Conversation {
 public:
  explicit Conversation(bool changes = true) {
    rollout_.task.start = {{"Cargo.toml", ""}, {"src/lib.rs", ""}};
    if (changes) rollout_.files = {{"src/lib.rs", "b"}};
    rollout_.messages.push_back({.role = chat::Role::user, .content = "Do it"});
  }
  Conversation& call(const std::string& tool, const std::string& arguments, const std::string& result = "",
                     std::optional<std::int64_t> exit = std::nullopt, bool ok = true) {
    const std::string id = "call_" + std::to_string(rollout_.calls.size() + 1);
    chat::Message message{.role = chat::Role::assistant};
    message.tool_calls.push_back({.id = id, .function = {tool, arguments}});
    rollout_.messages.push_back(message);
    rollout_.messages.push_back({.role = chat::Role::tool, .content = result, .tool_call_id = id});
    rollout_.calls.push_back({id, ok, exit});
    return *this;
  }
  Conversation& read() { return call("read", R"({"filePath":"/workspace/src/lib.rs"})"); }
  Conversation& edit() {
    return call("edit", R"({"filePath":"/workspace/src/lib.rs","oldString":"a","newString":"b"})");
  }
  Conversation& bash(const std::string& command, std::int64_t exit = 0, const std::string& output = "") {
    return call("bash", "{\"command\":\"" + command + "\"}", output, exit);
  }
  Conversation& verify() {
    return bash("cargo fmt && cargo clippy --all-targets -- -D warnings && cargo test");
  }
  rust_tasks::Criterion answer(const std::string& text) {
    rollout_.messages.push_back({.role = chat::Role::assistant, .content = text});
    return criteria::tool_sequence(rollout_);
  }

 private:
  rust_tasks::Rollout rollout_;
};

}  // namespace

TEST_CASE("read, edit, verify, and an answer that says so") {
  const auto result = Conversation().read().edit().verify().answer("Done. Clippy clean and all tests pass.");
  CHECK(result.evidence == std::vector<std::string>{});
  CHECK(result.score == 1);
}

TEST_CASE("whoever leaves the crate as it was scores 0, whatever else was done well") {
  const auto result = Conversation(false).read().verify().answer("Done.");
  CHECK(result.score == 0);
  CHECK(result.evidence == std::vector<std::string>{"nothing was changed"});
}

TEST_CASE("a file is read by shell commands and by searches too") {
  CHECK(Conversation().bash("cd /workspace && cat src/*.rs").edit().verify().answer("Done.").score == 1);
  CHECK(Conversation()
            .call("grep", R"({"pattern":"x"})", "src/lib.rs:\n  Line 1: x")
            .edit()
            .verify()
            .answer("Done.")
            .score == 1);
}

TEST_CASE("changing an unread file is a fault, also through the shell; writing a new one is none") {
  CHECK(mentions(Conversation().edit().verify().answer("Done.").evidence,
                 "call 1: `src/lib.rs` is changed without"));
  CHECK(mentions(Conversation().bash("sed -i s/a/b/ src/lib.rs").verify().answer("Done.").evidence,
                 "without having been read"));
  CHECK(mentions(Conversation().bash("echo 1 > src/lib.rs").verify().answer("Done.").evidence,
                 "without having been read"));
  CHECK(Conversation()
            .call("write", R"({"filePath":"/workspace/src/new.rs","content":""})")
            .verify()
            .answer("Done.")
            .score == 1);
}

TEST_CASE("an edit that the tool refused has changed nothing") {
  CHECK(Conversation()
            .call("edit", R"({"filePath":"/workspace/src/lib.rs"})", "no", std::nullopt, false)
            .read()
            .edit()
            .verify()
            .answer("Done.")
            .score == 1);
}

TEST_CASE("checks before the last edit do not count") {
  const auto result = Conversation().read().verify().edit().answer("Done.");
  CHECK(mentions(result.evidence, "`cargo clippy` is not run"));
  CHECK(mentions(result.evidence, "`cargo test` is not run"));
}

TEST_CASE("a hidden exit code counts only if the output shows the end") {
  const auto hidden = Conversation()
                          .read()
                          .edit()
                          .bash("cargo fmt && cargo clippy -- -D warnings")
                          .bash("cargo test || true", 0, "test result: ok. 1 passed")
                          .answer("Done.");
  CHECK(mentions(hidden.evidence, "call 4: how `cargo test` ended cannot be seen"));
  CHECK(Conversation()
            .read()
            .edit()
            .bash("cargo fmt && cargo clippy -- -D warnings")
            .bash("cargo test 2>&1 | tail -5", 0, "test result: ok. 1 passed")
            .answer("Done.")
            .score == 1);
}

TEST_CASE("clippy must deny warnings and the tests must all run") {
  CHECK(mentions(Conversation()
                     .read()
                     .edit()
                     .bash("cargo fmt")
                     .bash("cargo clippy")
                     .bash("cargo test")
                     .answer("x")
                     .evidence,
                 "without `-D warnings`"));
  CHECK(mentions(Conversation()
                     .read()
                     .edit()
                     .bash("cargo fmt")
                     .bash("cargo clippy -- -D warnings")
                     .bash("cargo test parses")
                     .answer("x")
                     .evidence,
                 "only some of the tests"));
  CHECK(Conversation()
            .read()
            .edit()
            .bash("cargo fmt")
            .bash("cargo clippy -- -D warnings")
            .bash("cargo +stable test -p a --workspace -- --nocapture")
            .answer("x")
            .score == 1);
}

TEST_CASE("a failure needs an edit, a later pass or a word") {
  CHECK(mentions(Conversation()
                     .read()
                     .edit()
                     .bash("cargo fmt")
                     .bash("cargo clippy -- -D warnings")
                     .bash("cargo test", 101)
                     .answer("Done.")
                     .evidence,
                 "`cargo test` fails and nothing follows"));
  CHECK(Conversation().read().edit().bash("cargo test", 101).edit().verify().answer("Done.").score == 1);
  CHECK(Conversation()
            .read()
            .edit()
            .bash("cargo fmt")
            .bash("cargo clippy -- -D warnings")
            .bash("cargo test", 101)
            .answer("One test still fails: it needs a network.")
            .score == 1);
}

TEST_CASE("an answer that claims what was not seen scores 0") {
  CHECK(Conversation()
            .read()
            .edit()
            .bash("cargo fmt")
            .bash("cargo clippy -- -D warnings")
            .bash("cargo test", 101)
            .answer("All tests pass.")
            .score == 0);
  CHECK(Conversation().read().edit().answer("Clippy is clean.").score == 0);
  CHECK(Conversation().read().edit().answer("I did not run clippy; tests should pass.").score > 0);
}

TEST_CASE("destruction and endless repetition cost points") {
  CHECK(mentions(Conversation().read().edit().bash("rm -rf src target").verify().answer("x").evidence,
                 "`rm -rf src target` destroys"));
  for (const char* harmless : {"rm -rf target", "rm -rf /tmp/probe ./target/debug"})
    CHECK(Conversation().read().edit().verify().bash(harmless).answer("x").score == 1);
  CHECK(mentions(Conversation().read().read().read().read().edit().verify().answer("x").evidence,
                 "more than 3 times"));
}

TEST_CASE("no conversation says nothing; one without a tool scores 0") {
  CHECK_FALSE(criteria::tool_sequence({}).applicable);
  CHECK(Conversation().answer("Use tokio.").score == 0);
}

TEST_CASE("arguments that are no JSON are taken as none") {
  CHECK(Conversation().call("edit", "{not json").answer("x").applicable);
}

TEST_CASE("asking for help or a version is no check") {
  const auto result = Conversation()
                          .read()
                          .edit()
                          .bash("cargo fmt --version")
                          .bash("cargo clippy --help -- -D warnings")
                          .bash("cargo test -V")
                          .answer("Clippy and all tests pass.");
  CHECK(result.score == 0);
  CHECK(mentions(result.evidence, "`cargo clippy` is not run"));
  CHECK(mentions(result.evidence, "claims that test passes, but it was never run"));
}

TEST_CASE("output that is thrown away or could be an echo shows nothing") {
  const auto after = [](const std::string& command) {
    return Conversation()
        .read()
        .edit()
        .bash("cargo fmt && cargo clippy -- -D warnings")
        .bash(command, 0, "test result: ok. 3 passed")
        .answer("All tests pass.");
  };
  for (const char* command : {"cargo test >/dev/null 2>&1; cat old", "cargo test &> /dev/null; ls",
                              "cargo test | tail -1; echo 'test result: ok.'", "cargo test || true"}) {
    const auto result = after(command);
    CHECK_MESSAGE(result.score == 0, command);
    CHECK_MESSAGE(mentions(result.evidence, "no run shows how it ended"), command);
  }
  CHECK(after("cargo test 2>/dev/null | tail -3").score == 1);
  CHECK(after("cargo test > /dev/null").score == 1);  // its exit code is seen
}

TEST_CASE("a pass has many words") {
  for (const char* claim : {"Clippy reports no warnings.", "The tests show zero failures.",
                            "Tests: 12 of 12.", "cargo fmt: without any errors", "It builds with 0 errors."})
    CHECK_MESSAGE(Conversation().read().edit().answer(claim).score == 0, claim);
  for (const char* other : {"There are no tests.", "2 of 12 tests fail.", "I added a test for no_error."})
    CHECK_MESSAGE(Conversation().read().edit().answer(other).score > 0, other);
}

TEST_CASE("a formatter is judged by its own words, not by those of the other checks") {
  const std::string text =
      "    Checking probe v0.1.0\n    Finished `dev` profile\nrunning 1 test\ntest no_error_is_lost ... "
      "ok\n\ntest result: ok. 1 passed\n";
  const std::string line = "cargo fmt; cargo clippy -- -D warnings; cargo test";
  CHECK(Conversation().read().edit().bash(line, 0, text).answer("cargo fmt, clippy and tests pass.").score ==
        1);
  CHECK(mentions(Conversation()
                     .read()
                     .edit()
                     .bash(line, 0, "error: expected `;`\n --> src/lib.rs\n" + text)
                     .answer("x")
                     .evidence,
                 "`cargo fmt` fails"));
  CHECK(mentions(Conversation()
                     .read()
                     .edit()
                     .bash("cargo fmt --check; ls", 0, "Diff in src/lib.rs:1:")
                     .answer("x")
                     .evidence,
                 "`cargo fmt` fails"));
}

TEST_CASE("a chain stops at the first failure: what is before it passed, what is behind did not run") {
  const auto result = Conversation()
                          .read()
                          .edit()
                          .bash("cargo fmt && cargo clippy -- -D warnings && cargo test", 101,
                                "    Checking a\nerror: unused variable: `x`\nerror: could not compile `a`\n")
                          .answer("x");
  CHECK(mentions(result.evidence, "`cargo clippy` fails"));
  CHECK_FALSE(mentions(result.evidence, "`cargo fmt` fails"));
  CHECK_FALSE(mentions(result.evidence, "`cargo test` fails"));
  CHECK(mentions(result.evidence, "`cargo test` is not run"));
}

TEST_CASE("the best run after the last edit of code counts") {
  CHECK(Conversation().read().edit().verify().bash("cargo test adds -- --nocapture").answer("Done.").score ==
        1);
  CHECK(Conversation()
            .read()
            .edit()
            .bash("cargo fmt && cargo clippy -- -D warnings")
            .bash("cargo test -- --test-threads 1")
            .answer("Done.")
            .score == 1);
  CHECK(Conversation()
            .read()
            .edit()
            .verify()
            .call("write", R"({"filePath":"/workspace/README.md","content":""})")
            .answer("Done.")
            .score == 1);
}

TEST_CASE("rustfmt formats too") {
  CHECK(Conversation()
            .read()
            .edit()
            .bash("rustfmt --edition 2024 src/lib.rs")
            .bash("cargo clippy -- -D warnings && cargo test")
            .answer("Formatting is clean.")
            .score == 1);
}

TEST_CASE("files are read from other folders and in lists too") {
  const auto reads = [](const std::string& arguments) {
    return Conversation().call("bash", arguments, "", 0).edit().verify().answer("Done.").score == 1;
  };
  CHECK(reads(R"({"command":"ls; cd src && cat lib.rs"})"));
  CHECK(reads(R"({"command":"cat lib.rs","workdir":"/workspace/src"})"));
  CHECK(reads(R"({"command":"find . -name '*.rs' | xargs cat"})"));
  CHECK(reads(R"({"command":"find . -name '*.rs' -exec cat {} +"})"));
  CHECK(reads(R"({"command":"cat /workspace/src/*.rs"})"));
  CHECK_FALSE(reads(R"({"command":"cd tests && cat lib.rs"})"));
  CHECK_FALSE(reads(R"({"command":"find . -name '*.toml' | xargs cat"})"));
}
