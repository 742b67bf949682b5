#include <session_classifier/classify.hpp>
#include <session_classifier/compiler_output.hpp>
#include <session_classifier/languages.hpp>

#include "support.hpp"

namespace {

using namespace session_classifier;
using test::SessionBuilder;

Evidence evidence_of(SessionBuilder& builder) {
  return session_classifier::evidence_of(builder.session().messages);
}

Verdict verdict(SessionBuilder& builder) { return verdict_of(evidence_of(builder)); }

std::string command(const std::string& line) {
  return base::Json::of_object({{"command", base::Json::of_string(line)}}).dump();
}

}  // namespace

TEST_CASE("neither the agent's name nor words of the prompt make a session Rust") {
  SessionBuilder builder;
  builder.user("Fix the Rust crate, run cargo test, edit src/lib.rs")
      .assistant("done: error[E0277] in `src/lib.rs`");
  builder.last().agent = "build-rust";
  CHECK(verdict(builder) == Verdict::reject);
  CHECK(evidence_of(builder).signals.empty());
}

TEST_CASE("each of the four signals is found") {
  SessionBuilder builder;
  builder.user("x").assistant("", "tool-calls");
  SUBCASE("an edit of a .rs file, with the names of 1.x or 2.x") {
    for (const char* input : {R"({"filePath":"src/a.rs"})", R"({"path":"src/a.rs"})"}) {
      builder.tool("edit", input, "");
      CHECK(evidence_of(builder).signals.contains("edit: .rs"));
    }
    CHECK(verdict(builder) == Verdict::accept);
  }
  SUBCASE("a patch") {
    builder.tool("apply_patch",
                 R"({"patchText":"*** Begin Patch\n*** Update File: Cargo.toml\n*** End Patch"})", "");
    CHECK(evidence_of(builder).signals.contains("edit: Cargo.toml"));
  }
  SUBCASE("a command") {
    builder.tool("bash", command("cd a && cargo add serde"),
                 "    Updating crates.io index\n      Adding serde v1\n", 0);
    CHECK(evidence_of(builder).signals == std::set<std::string>{"command: cargo add"});
    CHECK(verdict(builder) == Verdict::accept);
  }
  SUBCASE("compiler output from another program") {
    builder.tool("bash", command("make"), "error[E0502]: cannot borrow\n --> a.rs:1:1\n", 2);
    CHECK(evidence_of(builder).signals == std::set<std::string>{"output: cargo", "output: error[E"});
    CHECK(verdict(builder) == Verdict::accept);
  }
  SUBCASE("paths") {
    builder.tool("read", R"({"filePath":"/w/Cargo.lock"})", "")
        .tool("grep", R"({"pattern":"x","include":"*.rs"})", "");
    CHECK(evidence_of(builder).signals == std::set<std::string>{"path: .rs", "path: Cargo.lock"});
    CHECK(verdict(builder) == Verdict::accept);
  }
}

TEST_CASE("text about Rust that a reader printed is no compiler output") {
  SessionBuilder builder;
  builder.user("x").assistant("", "tool-calls");
  builder.tool("bash", command("cat NOTES.md | head -5"), "error[E0277]: something\n --> src/lib.rs:1:1\n",
               0);
  builder.tool("read", R"({"filePath":"NOTES.md"})", "error[E0277]: something");
  builder.tool("bash", command("npm ci"), "npm warning: deprecated\nwarning: x\n", 0);
  CHECK(evidence_of(builder).signals.empty());
  CHECK(verdict(builder) == Verdict::reject);
}

TEST_CASE("cargo that is not there, or has no crate, is no evidence") {
  SessionBuilder builder;
  builder.user("x").assistant("", "tool-calls");
  builder.tool("bash", command("cargo test"), "bash: line 1: cargo: command not found\n", 127);
  builder.tool("bash", command("cargo build"),
               "error: could not find `Cargo.toml` in `/w` or any parent directory\n", 101);
  CHECK(verdict(builder) == Verdict::reject);
}

TEST_CASE("edits weigh more than reads") {
  SessionBuilder builder;
  builder.user("x").assistant("", "tool-calls");
  for (const char* file : {"a.py", "b.py", "c.py"})
    builder.tool("edit", std::string(R"({"filePath":")") + file + "\"}", "");
  builder.tool("read", R"({"filePath":"src/lib.rs"})", "").tool("read", R"({"filePath":"src/main.rs"})", "");
  CHECK(verdict(builder) == Verdict::reject);
}

TEST_CASE("an edit that failed counts as a mention only") {
  SessionBuilder builder;
  builder.user("x")
      .assistant("", "tool-calls")
      .failed_tool("edit", R"({"filePath":"src/lib.rs"})", "Could not find oldString");
  CHECK(verdict(builder) == Verdict::reject);
  CHECK(evidence_of(builder).rust_weight == 1);
}

TEST_CASE("files that tools wrote are no evidence") {
  SessionBuilder builder;
  builder.user("x").assistant("done").part(PartKind::patch, "");
  builder.last_part().files = {"/w/target/debug/build/a.rs", "/w/target/.rustc_info.json",
                               "/w/node_modules/b/c.rs"};
  CHECK(evidence_of(builder).signals.empty());
  builder.last_part().files.emplace_back("/w/src/gen.rs");
  CHECK(evidence_of(builder).signals == std::set<std::string>{"path: .rs"});
}

TEST_CASE("what is read says nothing beside edits of something else") {
  for (const char* file :
       {"README.md", ".github/workflows/ci.yml", "a.sql", "main.tf", "ci.sh", "x.pl", "fit.R", "x.unknown"}) {
    CAPTURE(file);
    SessionBuilder builder;
    builder.user("x")
        .assistant("", "tool-calls")
        .tool("edit", std::string(R"({"filePath":")") + file + "\"}", "");
    builder.tool("read", R"({"filePath":"src/lib.rs"})", "").tool("read", R"({"filePath":"Cargo.toml"})", "");
    CHECK(verdict(builder) == Verdict::reject);
    builder.tool("bash", command("cargo test"), "test result: ok. 1 passed\n", 0);
    CHECK(verdict(builder) == Verdict::mixed);
  }
}

TEST_CASE("prose and settings accompany Rust") {
  SessionBuilder builder;
  builder.user("x").rust_edit().assistant("", "tool-calls");
  for (const char* file : {"README.md", "CHANGELOG.md", ".github/workflows/ci.yml"})
    builder.tool("edit", std::string(R"({"filePath":")") + file + "\"}", "");
  CHECK(verdict(builder) == Verdict::accept);
}

TEST_CASE("a .rs file counts by what is in it") {
  SessionBuilder builder;
  builder.user("x").assistant("", "tool-calls");
  builder.tool(
      "read", R"({"filePath":"rs/blur.rs"})",
      "<content>\n1: #pragma version(1)\n2: #pragma rs java_package_name(com.x)\n3: float gain;\n4: uchar4 "
      "__attribute__((kernel)) f(uchar4 in) { return in * gain; }\n</content>");
  builder.tool("edit", R"({"filePath":"rs/blur.rs","oldString":"gain","newString":"strength"})", "");
  CHECK(verdict(builder) == Verdict::reject);
}

TEST_CASE("a session with Rust turns among others is mixed, whatever the proportion") {
  SessionBuilder rust, other;
  rust.user("x").rust_edit();
  other.user("x").assistant();
  for (int i = 0; i < 30; ++i) other.tool("edit", R"({"filePath":"a.ts"})", "");
  CHECK(classify({rust.session().messages, other.session().messages}).verdict == Verdict::mixed);
  CHECK(classify({rust.session().messages}).verdict == Verdict::accept);
  CHECK(classify({other.session().messages}).verdict == Verdict::reject);
  CHECK(classify({}).verdict == Verdict::reject);
}

TEST_CASE("compiler output is recognised by its form") {
  using Patterns = std::set<std::string>;
  CHECK(compiler_patterns("error[E0277]: x").contains("error[E"));
  CHECK(compiler_patterns("see error[E0277]").empty());
  CHECK(compiler_patterns("error[EPERM]: x").empty());
  CHECK(compiler_patterns("a.c:1: warning: unused").empty());
  CHECK(compiler_patterns("warning: unused variable: `x`\n --> src/a.rs:1:5\n") == Patterns{"warning:"});
  CHECK(compiler_patterns("warning: `tally` (lib) generated 1 warning\n") == Patterns{"warning:"});
  CHECK(compiler_patterns("For more information about this error, try `rustc --explain E0277`.") ==
        Patterns{"rustc"});
  CHECK(tells_of_failure("test result: FAILED. 1 passed; 1 failed"));
  CHECK_FALSE(tells_of_failure("test result: ok. 2 passed"));
}

TEST_CASE("languages are told by file name") {
  CHECK(language_of_file("/w/src/main.rs") == Language::rust);
  CHECK(language_of_file("C:\\w\\Cargo.toml") == Language::rust);
  CHECK(language_of_file("notes.rst") == std::nullopt);
  CHECK(language_of_file("lib.rs.txt") == std::nullopt);
  CHECK(language_of_file("README.md") == std::nullopt);
  CHECK(language_of_file("a.tsx") == Language::other);
  CHECK(language_of_file("") == std::nullopt);
}
