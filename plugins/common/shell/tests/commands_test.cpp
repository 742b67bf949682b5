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
  CHECK(programs("if cargo check; then cargo add serde; fi") == Names{"cargo check", "cargo add"});
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

TEST_CASE("what a command substitutes runs before it") {
  CHECK(programs("echo \"$(cargo test)\"") == Names{"cargo test", "echo"});
  CHECK(programs("echo \"a `cargo test` b\" `cargo fmt`") == Names{"cargo test", "cargo fmt", "echo"});
  CHECK(programs("x=\"$(cd a && cargo test 2>&1)\"; echo \"$x\"") == Names{"cd", "cargo test", "echo"});
  CHECK(programs("export VERSION=$(cargo metadata)") == Names{"cargo metadata", "export"});
  CHECK(programs("diff <(cargo tree) old") == Names{"cargo tree", "diff"});
  CHECK(programs("cargo test | tee >(wc -l)") == Names{"cargo test", "wc", "tee"});
  CHECK(programs("cat <<EOF\n$(cargo tree)\nEOF") == Names{"cat", "cargo tree"});
  CHECK(programs("echo '$(cargo test)' \"\\$(cargo test)\"") == Names{"echo"});
}

TEST_CASE("commands in loops, conditions and brackets count, and those of a function where it is called") {
  CHECK(programs("for i in 1 2; do cargo test; done") == Names{"cargo test"});
  CHECK(programs("while ! cargo check; do sleep 1; done") == Names{"cargo check", "sleep"});
  CHECK(programs("case $x in a) cargo test;; *) cargo run;; esac") == Names{"cargo test", "cargo run"});
  CHECK(programs("[ -f Cargo.toml ] && { cargo test; }") == Names{"[", "cargo test"});
  CHECK(programs("time (cargo test)") == Names{"cargo test"});
  CHECK(programs("check() { cargo fmt && cargo test; }; ls; check; check") ==
        Names{"ls", "cargo fmt", "cargo test", "check", "check"});
  CHECK(programs("check() { cargo test; }").empty());
  CHECK(programs("f() { f; }; f") == Names{"f", "f"});
}

TEST_CASE("wrappers and assignments stand before the program") {
  CHECK(programs("timeout 60 cargo test") == Names{"cargo test"});
  CHECK(programs("timeout -k 5s 60 env A=1 cargo test").back() != "cargo test");  // as above
  CHECK(programs("CARGO_TERM_COLOR=never timeout 5m nice cargo build") == Names{"cargo build"});
  CHECK(programs("bash -lc \"cargo test\"") == Names{"cargo test", "bash"});
  CHECK(programs("bash -c 'sh -c \"cargo test\"'") == Names{"cargo test", "sh", "bash"});
}

TEST_CASE("broken lines keep the commands that are whole") {
  CHECK(programs("cargo test && ") == Names{"cargo test"});
  CHECK(programs("&& cargo test") == Names{"cargo test"});
  CHECK(programs("cargo test) || ls") == Names{"cargo test", "ls"});
  CHECK(programs("if cargo check; then cargo test") == Names{"cargo check", "cargo test"});
  CHECK(programs("cargo test \"unterminated") == Names{"cargo test"});
  CHECK(programs("echo $(cargo test") == Names{"cargo test", "echo"});
}

TEST_CASE("arguments are what the program gets") {
  const auto arguments = [](const char* line) {
    const auto commands = shell::commands_of(line);
    return commands.empty() ? Names{} : commands.back().arguments;
  };
  CHECK(arguments("a 'b c' \"d \\\"e\\\" \\n\" f\\ g h\"i j\"'k'") ==
        Names{"b c", "d \"e\" \\n", "f g", "hi jk"});
  CHECK(arguments("a $x \"${y} z\" \"$(b) c\" d$(e)") == Names{"$x", "${y} z", "$(b) c", "d$(e)"});
  CHECK(arguments("a \"  $x  $y  \"") == Names{"  $x  $y  "});
  CHECK(arguments("a $'b\\tc\\'d' '' \"\"") == Names{"b\tc'd", "", ""});
  CHECK(arguments("> out a b 2>&1 c <in d") == Names{"b", "c", "d"});
  CHECK(arguments("a <<EOF b\nx\nEOF") == Names{"b"});
  CHECK(arguments("[ -f \"a b\" ]") == Names{"-f", "a b", "]"});
  CHECK(arguments("export A='b c' D") == Names{"A=b c", "D"});
}

TEST_CASE("any text is split without failing") {
  for (const char* part :
       {"a && ", "a | ", "(", "$(", "`", "\"$(", "<<E\n", "{ ", "if a; then ", "f() { f; }; ", "'", "[[ ",
        "${", "((", "a;\n", "\\\n", "bash -c ", "case x in "}) {
    std::string text;
    for (int i = 0; i < 2'000; ++i) text += part;
    shell::commands_of(text);
  }
  CHECK(shell::commands_of(std::string(2u << 20, 'a')).empty());
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
  CHECK(joints("a && b || c && d") == std::vector{and_then, or_else, and_then, end});
  CHECK(joints("{ a; b; } | c |& d") == std::vector{sequence, pipe, pipe, end});
  CHECK(joints("cat <<EOF && cargo test\nx\nEOF\nls") == std::vector{and_then, sequence, end});
  CHECK(joints("cat <<EOF | grep y\nx\nEOF") == std::vector{pipe, end});
  CHECK(joints("out=$(cargo test) || true") == std::vector{or_else, end});
  CHECK(joints("echo \"$(cargo test)\" && ls") == std::vector{sequence, and_then, end});
  CHECK(joints("if a; then b; fi && c") == std::vector{sequence, sequence, end});
  CHECK(joints("f() { a; b; }; f || c") == std::vector{sequence, and_then, or_else, end});
}

TEST_CASE("where the output of a command goes, and whether its exit code is turned round") {
  using Redirections = std::vector<shell::Redirection>;
  const auto of = [](const std::string& line) { return shell::commands_of(line).front().redirections; };
  CHECK(of("cargo test > out.txt 2>&1") == Redirections{{"1", "out.txt", true}, {"2", "1", false}});
  CHECK(of("cat >> 'src/a b.rs' <<'EOF'\nx\nEOF") == Redirections{{"1", "src/a b.rs", true}});
  CHECK(of("cargo test &> /dev/null") == Redirections{{"&", "/dev/null", true}});
  CHECK(of("cargo test 2>/dev/null | tail") == Redirections{{"2", "/dev/null", true}});
  CHECK(of("sort < in.txt").empty());
  CHECK(shell::commands_of("! cargo test").front().is_negated);
  CHECK(shell::commands_of("! cargo test 2>&1").front().is_negated);
  CHECK_FALSE(shell::commands_of("cargo test").front().is_negated);
}
