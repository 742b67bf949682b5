#include <doctest/doctest.h>
#include <sys/stat.h>

#include <agent_tools/tool_runner.hpp>
#include <test_support/temporary_folder.hpp>

using agent_tools::BashOutcome;
using agent_tools::BashRequest;
using agent_tools::Form;
using agent_tools::RunnerOptions;
using agent_tools::ToolResult;
using agent_tools::ToolRunner;

namespace {

namespace fs = std::filesystem;

struct Bench {
  test_support::TemporaryFolder dir;
  fs::path folder = dir / "ws";

  explicit Bench(Form form = Form::opencode) {
    fs::create_directories(folder);
    options.workspace = folder;
    options.form = form;
  }
  void file(const std::string& name, const std::string& text) const {
    test_support::write_file(folder / name, text);
  }
  std::string file(const std::string& name) const { return test_support::read_file(folder / name); }
  ToolResult run(const std::string& tool, const std::string& arguments) {
    if (!runner) {
      auto opened = ToolRunner::open(options);
      REQUIRE(opened);
      runner = std::make_unique<ToolRunner>(*std::move(opened));
    }
    return runner->run(tool, arguments);
  }
  RunnerOptions options;
  std::unique_ptr<ToolRunner> runner;
};

const std::string outside_suffix = " (it is outside the workspace): use a path below /workspace";

}  // namespace

TEST_CASE("read shows a file under the neutral root, by absolute, relative and real path") {
  Bench bench;
  bench.file("src/lib.rs", "mod a;\n");
  const std::string expected =
      "<path>/workspace/src/lib.rs</path>\n<type>file</type>\n<content>\n1: mod a;\n\n(End of file - total 1 "
      "lines)\n</content>";
  CHECK(bench.run("read", R"({"filePath":"/workspace/src/lib.rs"})").text == expected);
  CHECK(bench.run("read", R"({"filePath":"src/lib.rs"})").text == expected);
  CHECK(bench.run("read", R"({"filePath":")" + (bench.folder / "src/lib.rs").string() + "\"}").text ==
        expected);
  CHECK(bench.run("read", R"({"filePath":"/workspace/src/lib.rs","offset":1,"limit":1.0})").text == expected);
}

TEST_CASE("read lists a directory") {
  Bench bench;
  bench.file("src/lib.rs", "");
  bench.file("Cargo.toml", "");
  const ToolResult result = bench.run("read", R"({"filePath":"/workspace"})");
  CHECK(result.ok);
  CHECK(result.text ==
        "<path>/workspace</path>\n<type>directory</type>\n<entries>\nCargo.toml\nsrc/\n\n(2 "
        "entries)\n</entries>");
}

TEST_CASE("read of a missing file suggests names, of a binary file refuses") {
  Bench bench;
  bench.file("src/frame.rs", "");
  bench.file("a.wasm", "x");
  const ToolResult missing = bench.run("read", R"({"filePath":"/workspace/src/frames.rs"})");
  CHECK_FALSE(missing.ok);
  CHECK(missing.text == "File not found: /workspace/src/frames.rs");
  CHECK(bench.run("read", R"({"filePath":"/workspace/src/Frame"})").text ==
        "File not found: /workspace/src/Frame\n\nDid you mean one of these?\n/workspace/src/frame.rs");
  CHECK(bench.run("read", R"({"filePath":"/workspace/no/where.rs"})").text ==
        "File not found: /workspace/no/where.rs");
  CHECK(bench.run("read", R"({"filePath":"/workspace/a.wasm"})").text ==
        "Cannot read binary file: /workspace/a.wasm");
}

TEST_CASE("edit replaces one exact occurrence") {
  Bench bench;
  bench.file("a.rs", "let a = 1;\nlet b = 1;\n");
  const ToolResult done =
      bench.run("edit", R"({"filePath":"/workspace/a.rs","oldString":"a = 1","newString":"a = $1 \\n"})");
  CHECK(done.ok);
  CHECK(done.text == "Edit applied successfully.");
  CHECK(bench.file("a.rs") == "let a = $1 \\n;\nlet b = 1;\n");
}

TEST_CASE("an edit that cannot be made changes nothing and says why") {
  Bench bench;
  bench.file("a.rs", "aaa\n");
  const auto text_of = [&](const std::string& rest) {
    const ToolResult result = bench.run("edit", R"({"filePath":"/workspace/a.rs",)" + rest + "}");
    CHECK_FALSE(result.ok);
    return result.text;
  };
  CHECK(text_of(R"("oldString":"b","newString":"c")") ==
        "Could not find oldString in the file. It must match exactly, including whitespace, indentation, and "
        "line "
        "endings.");
  CHECK(text_of(R"("oldString":"b","newString":"c","replaceAll":true)")
            .starts_with("Could not find oldString"));
  CHECK(text_of(R"("oldString":"aa","newString":"c")").starts_with("Found multiple matches for oldString."));
  CHECK(text_of(R"("oldString":"a","newString":"a")") ==
        "No changes to apply: oldString and newString are identical.");
  CHECK(text_of(R"("oldString":"","newString":"a")").starts_with("oldString cannot be empty"));
  CHECK(bench.file("a.rs") == "aaa\n");
  CHECK(bench.run("edit", R"({"filePath":"/workspace/b.rs","oldString":"a","newString":"b"})").text ==
        "File /workspace/b.rs not found");
  CHECK(bench.run("edit", R"({"filePath":"/workspace","oldString":"a","newString":"b"})").text ==
        "Path is a directory, not a file: /workspace");
  CHECK(bench.run("edit", R"({"filePath":"","oldString":"a","newString":"b"})").text ==
        "filePath is required");
}

TEST_CASE("replaceAll replaces every occurrence, an empty oldString makes a new file") {
  Bench bench;
  bench.file("a.rs", "x x\nx");
  CHECK(
      bench
          .run("edit", R"({"filePath":"/workspace/a.rs","oldString":"x","newString":"xx","replaceAll":true})")
          .ok);
  CHECK(bench.file("a.rs") == "xx xx\nxx");
  CHECK(bench.run("edit", R"({"filePath":"/workspace/new/b.rs","oldString":"","newString":"fn b() {}\n"})")
            .text == "Edit applied successfully.");
  CHECK(bench.file("new/b.rs") == "fn b() {}\n");
}

TEST_CASE("edits of a file with CRLF line ends keep them") {
  Bench bench;
  bench.file("a.rs", "one\r\ntwo\r\nthree\r\n");
  CHECK(bench.run("edit", R"({"filePath":"/workspace/a.rs","oldString":"one\ntwo","newString":"1\n2"})").ok);
  CHECK(bench.run("edit", R"({"filePath":"/workspace/a.rs","oldString":"2\r\nthree","newString":"2\r\n3"})")
            .ok);
  CHECK(bench.file("a.rs") == "1\r\n2\r\n3\r\n");
  bench.file("b.rs", "one\ntwo\n");
  CHECK(bench.run("edit", R"({"filePath":"/workspace/b.rs","oldString":"one\r\ntwo","newString":"1\r\n2"})")
            .ok);
  CHECK(bench.file("b.rs") == "1\n2\n");
}

TEST_CASE("write makes and replaces files") {
  Bench bench;
  CHECK(bench.run("write", R"({"content":"long text","filePath":"/workspace/x/y/a.rs"})").text ==
        "Wrote file successfully.");
  CHECK(bench.run("write", R"({"filePath":"/workspace/x/y/a.rs","content":"a"})").ok);
  CHECK(bench.file("x/y/a.rs") == "a");
  CHECK_FALSE(bench.run("write", R"({"filePath":"/workspace/x","content":"a"})").ok);
}

TEST_CASE("nothing outside the workspace is read or written") {
  Bench bench;
  test_support::write_file(bench.dir / "secret.txt", "secret");
  test_support::write_file(bench.dir / "wsx/secret.txt", "secret");
  fs::create_symlink(bench.dir / "secret.txt", bench.folder / "link.txt");
  fs::create_directory_symlink(bench.dir.path(), bench.folder / "up");
  fs::create_symlink(bench.dir / "new.txt", bench.folder / "dangling.txt");
  for (const std::string path :
       {"/etc/passwd", "../secret.txt", "/workspace/../secret.txt", "/workspace/link.txt",
        "/workspace/up/secret.txt", "/workspace2/secret.txt", "/workspace/a/../../secret.txt"}) {
    for (const std::string tool : {"read", "edit", "write"}) {
      const ToolResult result = bench.run(
          tool, R"({"filePath":")" + path + R"(","oldString":"secret","newString":"x","content":"x"})");
      CHECK_FALSE(result.ok);
      CHECK_MESSAGE(result.text.ends_with(outside_suffix), path, " ", result.text);
    }
  }
  CHECK_FALSE(bench.run("write", R"({"filePath":"/workspace/dangling.txt","content":"x"})").ok);
  CHECK_FALSE(fs::exists(bench.dir / "new.txt"));
  CHECK(test_support::read_file(bench.dir / "secret.txt") == "secret");
  CHECK(bench.run("read", R"({"filePath":"/etc/passwd"})").text == "Cannot use /etc/passwd" + outside_suffix);
  CHECK(bench.run("grep", R"({"pattern":"secret"})").text == "No files found");
  CHECK(bench.run("grep", R"({"pattern":"secret","path":"/"})").text == "Cannot use /" + outside_suffix);
  CHECK(bench.run("glob", R"({"pattern":"*","path":".."})").text == "Cannot use /" + outside_suffix);
  CHECK(bench.run("read", R"({"filePath":"/workspace/a\u0000b"})").text.ends_with(outside_suffix));
}

TEST_CASE("links inside the workspace are followed") {
  Bench bench;
  bench.file("real/a.rs", "a\n");
  fs::create_directory_symlink("real", bench.folder / "alias");
  CHECK(bench.run("read", R"({"filePath":"/workspace/alias/a.rs"})").text.contains("1: a\n"));
  CHECK(bench.run("edit", R"({"filePath":"/workspace/alias/a.rs","oldString":"a","newString":"b"})").ok);
  CHECK(bench.file("real/a.rs") == "b\n");
}

TEST_CASE("a path that the system refuses is told with the system's reason") {
  Bench bench;
  fs::create_symlink("loop", bench.folder / "loop");
  CHECK(bench.run("read", R"({"filePath":"/workspace/loop"})")
            .text.starts_with("Cannot use /workspace/loop (Too many"));
  const ToolResult result = bench.run("read", R"({"filePath":"/workspace/)" + std::string(300, 'x') + "\"}");
  CHECK_FALSE(result.ok);
  CHECK(result.text.contains("(File name too long)"));
}

TEST_CASE("a pipe is refused instead of waited for") {
  Bench bench;
  REQUIRE(::mkfifo((bench.folder / "pipe").c_str(), 0600) == 0);
  CHECK(bench.run("read", R"({"filePath":"/workspace/pipe"})").text ==
        "Cannot use /workspace/pipe (it is no regular file): use another file or bash");
  CHECK_FALSE(bench.run("write", R"({"filePath":"/workspace/pipe","content":"x"})").ok);
}

TEST_CASE("grep finds lines in the order of paths and leaves out what .gitignore and .git hide") {
  Bench bench;
  bench.file(".gitignore", "target/\n*.log\n!keep.log\n");
  bench.file("b.rs", "fn x() {}\n// x\n");
  bench.file("a/c.rs", "x");
  bench.file("a/x.md", "x\n");
  bench.file("a/.gitignore", "/hidden.rs\n");
  bench.file("a/hidden.rs", "x\n");
  bench.file("target/d.rs", "x\n");
  bench.file("e.log", "x\n");
  bench.file("keep.log", "nothing\n");
  bench.file(".git/config", "x\n");
  bench.file("bin.rs", std::string("x\0", 2));
  CHECK(bench.run("grep", R"({"pattern":"\\bx\\b","include":"*.rs"})").text ==
        "Found 4 matches\n/workspace/a/c.rs:\n  Line 1: x\n\n/workspace/a/hidden.rs:\n  Line 1: x\n\n\n"
        "/workspace/b.rs:\n  Line 1: fn x() {}\n\n  Line 2: // x\n");
  CHECK(bench.run("grep", R"({"pattern":"x","path":"a"})").text ==
        "Found 2 matches\n/workspace/a/c.rs:\n  Line 1: x\n\n/workspace/a/x.md:\n  Line 1: x\n");
  CHECK(bench.run("grep", R"({"pattern":"zzz"})").text == "No files found");
  CHECK(bench.run("grep", R"({"pattern":"x","path":"none"})").text == "Search path not found: none");
  CHECK(bench.run("grep", R"({"pattern":""})").text == "pattern is required");
  const ToolResult broken = bench.run("grep", R"({"pattern":"a(b"})");
  CHECK_FALSE(broken.ok);
  CHECK(broken.text.starts_with("Cannot search for a(b ("));
}

TEST_CASE("glob finds files by pattern") {
  Bench bench;
  bench.file(".gitignore", "target\n");
  for (const char* name : {"src/lib.rs", "src/a/mod.rs", "tests/t.rs", "Cargo.toml", "target/x.rs"})
    bench.file(name, "");
  const auto found = [&](const std::string& pattern) {
    return bench.run("glob", R"({"pattern":")" + pattern + "\"}").text;
  };
  CHECK(found("**/*.rs") == "/workspace/src/a/mod.rs\n/workspace/src/lib.rs\n/workspace/tests/t.rs");
  CHECK(found("*.rs") == found("**/*.rs"));
  CHECK(found("src/*.rs") == "/workspace/src/lib.rs");
  CHECK(found("src/**") == "/workspace/src/a/mod.rs\n/workspace/src/lib.rs");
  CHECK(found("{src,tests}/*.rs") == "/workspace/src/lib.rs\n/workspace/tests/t.rs");
  CHECK(found("[A-C]argo.tom?") == "/workspace/Cargo.toml");
  CHECK(found("[") == "No files found");
  CHECK(bench.run("glob", R"({"pattern":"*.rs","path":"/workspace/src/a"})").text ==
        "/workspace/src/a/mod.rs");
  CHECK(bench.run("glob", R"({"pattern":"*","path":"/workspace/Cargo.toml"})").text ==
        "glob path must be a directory: /workspace/Cargo.toml");
}

TEST_CASE("bash goes to the caller with the model's paths, or with real ones") {
  Bench bench;
  bench.file("sub/x", "");
  BashRequest seen;
  bench.options.bash = [&](const BashRequest& request) {
    seen = request;
    return BashOutcome{.output = "in " + bench.folder.string() + "/sub\n", .exit = 101};
  };
  const ToolResult result = bench.run("bash", R"({"command":"ls /workspace","workdir":"sub","timeout":5})");
  CHECK(seen.command == "ls /workspace");
  CHECK(seen.workdir == "/workspace/sub");
  CHECK(seen.timeout_ms == 5);
  CHECK(result.ok);
  CHECK(result.exit == 101);
  CHECK(result.text == "in /workspace/sub\n");

  bench.options.bash_sees_root = false;
  bench.runner.reset();
  bench.run("bash", R"({"command":"ls /workspace","description":"old habit"})");
  CHECK(seen.command == "ls " + fs::canonical(bench.folder).string());
  CHECK(seen.workdir == fs::canonical(bench.folder).string());
  CHECK(seen.timeout_ms == 120'000);
}

TEST_CASE("commands that were stopped say so") {
  Bench bench;
  bench.options.bash = [](const BashRequest&) { return BashOutcome{.timed_out = true, .aborted = true}; };
  const ToolResult result = bench.run("bash", R"({"command":"sleep 9","timeout":7})");
  CHECK(result.ok);
  CHECK_FALSE(result.exit);
  CHECK(result.text.starts_with(
      "(no output)\n\n<shell_metadata>\nshell tool terminated command after exceeding "
      "timeout 7 ms."));
  CHECK(result.text.ends_with("\nUser aborted the command\n</shell_metadata>"));
}

TEST_CASE("a long output is saved where the model can read it but not write") {
  Bench bench;
  fs::create_directories(bench.dir / "out");
  bench.options.tool_output = bench.dir / "out";
  std::string output = "first\n";
  for (int i = 0; i < 3000; ++i) output += "line\n";
  bench.options.bash = [&](const BashRequest&) { return BashOutcome{.output = output, .exit = 0}; };
  const std::string path = "/home/user/.local/share/opencode/tool-output/tool_000001";
  CHECK(bench.run("bash", R"({"command":"x"})")
            .text.starts_with("...output truncated...\n\nFull output saved to: " + path + "\n\nline\n"));
  CHECK(bench.run("read", R"({"filePath":")" + path + R"(","limit":1})").text.contains("1: first\n"));
  CHECK_FALSE(bench.run("write", R"({"filePath":")" + path + R"(","content":"x"})").ok);
  CHECK(test_support::read_file(bench.dir / "out/tool_000001") == output);
}

TEST_CASE("wrong calls are answered, not thrown") {
  Bench bench;
  const auto text_of = [&](const std::string& tool, const std::string& arguments) {
    const ToolResult result = bench.run(tool, arguments);
    CHECK_FALSE(result.ok);
    return result.text;
  };
  const auto fault = [](const std::string& tool, const std::string& issue) {
    return "The " + tool + " tool was called with invalid arguments: SchemaError(" + issue +
           ").\nPlease rewrite the input so it satisfies the expected schema.";
  };
  CHECK(text_of("read", R"({"path":"a"})") == fault("read", "Missing key\n  at [\"filePath\"]"));
  CHECK(text_of("write", R"({"content":{"a":[1, 2]},"filePath":"x"})") ==
        fault("write", "Expected string, got {\"a\":[1,2]}\n  at [\"content\"]"));
  CHECK(text_of("read", R"({"filePath":"a","offset":[42,75]})") ==
        fault("read", "Expected number | undefined, got [42,75]\n  at [\"offset\"]"));
  CHECK(text_of("read", R"({"filePath":"a","limit":"10"})") ==
        fault("read", "Expected number | undefined, got \"10\"\n  at [\"limit\"]"));
  CHECK(text_of("read", R"({"filePath":"a","limit":1.5})").contains("Expected an integer, got 1.5"));
  CHECK(text_of("read", R"({"filePath":"a","offset":-1})").contains("greater than or equal to 0"));
  CHECK(text_of("read", "[]").contains("Expected object, got []"));
  CHECK(text_of("edit", R"({"filePath":"a","oldString":"b","newString":null})") ==
        fault("edit", "Expected string, got null\n  at [\"newString\"]"));
  CHECK(text_of("read", R"({"filePath":)")
            .starts_with(
                "The arguments provided to the tool are invalid: Invalid input for tool read: JSON parsing "
                "failed: Text: {\"filePath\":.\nError message: "));
  CHECK(text_of("list", "{}") ==
        "The arguments provided to the tool are invalid: Model tried to call unavailable tool 'list'. "
        "Available tools: "
        "edit, glob, grep, invalid, read, write.");
  CHECK(text_of("bash", R"({"command":"ls"})").contains("unavailable tool 'bash'"));
}

TEST_CASE("in the plain form read gives the bare contents and only its three tools exist") {
  Bench bench(Form::plain);
  bench.file("a.rs", "fn a() {}\n");
  CHECK(bench.run("read", R"({"filePath":"/workspace/a.rs"})").text == "fn a() {}\n");
  CHECK(bench.run("edit", R"({"filePath":"/workspace/a.rs","oldString":"a","newString":"b"})").text ==
        "Edit applied successfully");
  CHECK(bench.run("grep", R"({"pattern":"a"})").text.ends_with("Available tools: edit, invalid, read."));
}

TEST_CASE("a folder that cannot be a workspace is refused") {
  CHECK_FALSE(ToolRunner::open({.workspace = "/"}));
  CHECK_FALSE(ToolRunner::open({.workspace = "/no/such/folder"}));
  const test_support::TemporaryFolder dir;
  test_support::write_file(dir / "file", "");
  CHECK_FALSE(ToolRunner::open({.workspace = dir / "file"}));
}

TEST_CASE("names that are no UTF-8 are shown with replacement characters") {
  Bench bench;
  bench.file("src/caf\xe9.rs", "fn odd() {}\n");
  const std::string shown = "caf\xef\xbf\xbd.rs";
  CHECK(bench.run("read", R"({"filePath":"/workspace/src"})").text.contains(shown));
  CHECK(bench.run("glob", R"({"pattern":"**"})").text.contains(shown));
  CHECK(bench.run("grep", R"({"pattern":"odd"})").text.contains(shown));
}
