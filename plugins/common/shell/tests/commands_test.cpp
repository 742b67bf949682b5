#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <shell/commands.hpp>

namespace {

// Programs and cargo subcommands of a line, in order.
std::vector<std::string> programs(const std::string& line) {
  std::vector<std::string> names;
  for (const auto& command : shell::commands_of(line)) {
    const std::string cargo = shell::cargo_subcommand(command);
    names.push_back(cargo.empty() ? command.program : "cargo " + cargo);
  }
  return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("cargo is found at command position") {
  CHECK(programs("cargo build") == Names{"cargo build"});
  CHECK(programs("cd server && cargo test") == Names{"cd", "cargo test"});
  CHECK(programs("cat ../.env; cargo test") == Names{"cat", "cargo test"});
  CHECK(programs("RUST_BACKTRACE=1 RUSTFLAGS='-D warnings' cargo clippy --all-targets -- -D warnings") ==
        Names{"cargo clippy"});
  CHECK(programs("time cargo +nightly fmt --check 2>&1 | tail -20") == Names{"cargo fmt", "tail"});
  CHECK(programs("timeout 60 cargo run || echo failed") == Names{"cargo run", "echo"});
  CHECK(programs("if cargo check; then cargo add serde; fi") == Names{"cargo check", "cargo add", "fi"});
  CHECK(programs("(cd a; cargo t) & cargo --color always c") == Names{"cd", "cargo test", "cargo check"});
  CHECK(programs("bash -lc 'cd x && cargo build'") == Names{"cd", "cargo build", "bash"});
  CHECK(programs("~/.cargo/bin/cargo test > out.txt 2>&1") == Names{"cargo test"});
  CHECK(programs("cargo test \\\n  --release\ncargo fmt") == Names{"cargo test", "cargo fmt"});
  CHECK(programs("x=$(cargo metadata)") == Names{"cargo metadata"});
  CHECK(programs("env -u A B=1 cargo test").back() !=
        "cargo test");  // an option with a value is not understood
}

TEST_CASE("cargo as an argument, in quotes, comments or here-documents does not count") {
  CHECK(programs("echo \"cargo test\"") == Names{"echo"});
  CHECK(programs("grep -r 'cargo build' .") == Names{"grep"});
  CHECK(programs("which cargo # cargo test") == Names{"which"});
  CHECK(programs("cat > build.sh <<'EOF'\ncargo build\nEOF\nls") == Names{"cat", "ls"});
  CHECK(programs("cat <<-EOF > x\n\tcargo build\n\tEOF\ncargo fmt") == Names{"cat", "cargo fmt"});
  CHECK(programs("git commit -m 'x; cargo test'") == Names{"git"});
}

TEST_CASE("calls of cargo that say nothing about a project do not count") {
  for (const char* line :
       {"cargo --version", "cargo install ripgrep", "cargo help test", "cargo search serde", "cargo"})
    CHECK(programs(line) == Names{"cargo"});
}

TEST_CASE("any text is split without failing") {
  const std::string text = "a 'b \"c\" && $(d `e` <<F >g 2>&1 {h;} \\\n| #i\n F\n\"";
  for (std::size_t from = 0; from <= text.size(); ++from)
    for (std::size_t size = 0; from + size <= text.size(); ++size)
      shell::commands_of(text.substr(from, size));
}

TEST_CASE("what stands behind a command says whose exit code is seen") {
  using enum shell::Joint;
  const auto joints = [](const char* line) {
    std::vector<shell::Joint> all;
    for (const auto& command : shell::commands_of(line)) all.push_back(command.next);
    return all;
  };
  CHECK(joints("cargo fmt && cargo test") == std::vector{and_then, end});
  CHECK(joints("cargo test || true") == std::vector{or_else, end});
  CHECK(joints("cargo test 2>&1 | tail -5;") == std::vector{pipe, end});
  CHECK(joints("(cd a && cargo test) || true\nls") == std::vector{and_then, or_else, sequence, end});
  CHECK(joints("cargo test &") == std::vector{background});
  CHECK(joints("bash -c 'cargo test; ls' || true") == std::vector{sequence, and_then, or_else, end});
}
