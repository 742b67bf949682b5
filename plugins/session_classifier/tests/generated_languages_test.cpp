// Hundreds of turns in known languages: precision and recall of "Rust work".
#include <algorithm>
#include <iostream>

#include <fmt/format.h>

#include <session_classifier/classify.hpp>

#include "generated_runs.hpp"
#include "support.hpp"

namespace {

using session_classifier::Verdict;
using test::Random;
using test::SessionBuilder;

std::string object(std::vector<base::JsonMember> members) {
  return base::Json::of_object(std::move(members)).dump();
}

std::string text(const std::string& key, const std::string& value) {
  return object({{key, base::Json::of_string(value)}});
}

void write(SessionBuilder& builder, const std::string& file, const std::string& content) {
  builder.assistant("", "tool-calls")
      .tool("write",
            object({{"filePath", base::Json::of_string(file)}, {"content", base::Json::of_string(content)}}),
            "");
}

void edit(SessionBuilder& builder, const std::string& file, const std::string& content) {
  builder.assistant("", "tool-calls")
      .tool(
          "edit",
          object({{"filePath", base::Json::of_string(file)}, {"newString", base::Json::of_string(content)}}),
          "");
}

void run(SessionBuilder& builder, const std::string& command, const std::string& output,
         std::int64_t exit = 0) {
  builder.assistant("", "tool-calls").tool("bash", text("command", command), output, exit);
}

void read(SessionBuilder& builder, const std::string& file, const std::string& output = "") {
  builder.assistant("", "tool-calls").tool("read", text("filePath", file), output);
}

const std::vector<std::string>& rust_pieces() {
  static const std::vector<std::string> pieces = {
      "pub fn level(raw: u16) -> u16 {\n    raw / 1023 * 100\n}\n",
      "    (u32::from(raw) * 100 / 1023) as u16",
      "        Some(value) => value,\n        None => return Err(Error::Missing),\n",
      "    pub name: String,\n    pub size: usize,\n",
      "use crate::store::Store;\n\nmod parse;\n",
      "    let total: usize = parts.iter().map(|p| p.len()).sum();\n    if total > 3 { return; }\n",
      "    #[test]\n    fn half() {\n        assert_eq!(level(512), 50);\n    }\n",
      "    fn next(&mut self) -> Option<Self::Item> {\n        self.inner.next().map(|(k, _)| k)\n    }\n",
      "where\n    T: Clone + Send,\n",
      "x + 1"};
  return pieces;
}

// Files with the ending of Rust that are something else.
const std::vector<std::string>& other_pieces() {
  static const std::vector<std::string> pieces = {
      "#pragma version(1)\n#pragma rs java_package_name(com.example.blur)\n\nfloat gain;\nuchar4 "
      "__attribute__((kernel)) "
      "scale(uchar4 in, uint32_t x, uint32_t y) {\n  float4 f = rsUnpackColor8888(in);\n  f.rgb = f.rgb * "
      "gain;\n  return "
      "rsPackColorTo8888(f);\n}\n",
      "<?xml version=\"1.0\"?>\n<resources>\n  <string name=\"app\">Gauge</string>\n  <string "
      "name=\"unit\">percent "
      "of full scale</string>\n</resources>\n",
      "/* Readings of a gauge, in percent of its full scale.\n   All of them are taken while nothing moves; "
      "see "
      "the manual,\n   chapter four, about the places where that does not hold. */\n#ifndef GAUGE_H\n#define "
      "GAUGE_H\n\nextern unsigned level (const char *name, int raw) __attribute__ ((nonnull (1)));\n#endif\n",
      "import { level } from './level';\n\nexport default function gauge(raw) {\n  const value = "
      "level(raw);\n  "
      "return `${value} %`;\n}\nmodule.exports = { gauge };\n",
      "def level(raw):\n    \"\"\"Percent of full scale.\"\"\"\n    return raw * 100 // 1023\n\nclass "
      "Gauge:\n    def "
      "__init__(self, name):\n        self.name = name\n"};
  return pieces;
}

void rust_run(Random& random, SessionBuilder& builder) {
  const auto call = call_of(
      random, run_of(random, random.chance(70) ? test::Tool::test : test::Tool::clippy, random.chance(70)));
  run(builder, call.command, call.output, call.exit.value_or(0));
}

std::string rust_turn(Random& random, SessionBuilder& builder) {
  const std::size_t kind = random.below(10);
  if (kind == 0) {  // to be explained
    read(builder, "/home/dev/gauge/src/lib.rs");
    read(builder, "/home/dev/gauge/Cargo.toml");
    return "reading";
  }
  if (kind == 1) {
    run(builder,
        random.of<std::string>(
            {"make check", "just ci", "docker compose run app test", "nix flake check", "./ci.sh"}),
        [&] {
          std::string all;
          for (const auto& line : run_of(random, test::Tool::test, random.chance(50)).lines)
            all += line.text + "\n";
          return all;
        }());
    return "a wrapper alone";
  }
  if (kind == 2) {
    run(builder, "cargo add serde --features derive",
        "    Updating crates.io index\n      Adding serde v1.0.219\n");
    return "a dependency";
  }
  for (std::size_t i = 0; i < 1 + random.below(3); ++i) {
    const std::string file =
        random.of<std::string>({"src/lib.rs", "src/main.rs", "tests/gauge.rs", "build.rs"});
    random.chance(30) ? write(builder, file, rust_pieces()[0])
                      : edit(builder, file, random.of(rust_pieces()));
  }
  if (random.chance(20)) run(builder, "sed -i 's/a/b/' src/lib.rs", "");
  if (random.chance(80)) rust_run(random, builder);
  std::string story = "edits";
  for (const char* file :
       {"README.md", "CHANGELOG.md", ".github/workflows/ci.yml", "Cargo.toml", "tests/data.json"}) {
    if (!random.chance(15)) continue;
    edit(builder, file, "x");
    story += std::string(", ") + file;
  }
  if (random.chance(40)) read(builder, random.of<std::string>({"package.json", "docs/a.md", "scripts/x.py"}));
  return story;
}

std::string other_turn(Random& random, SessionBuilder& builder) {
  if (random.chance(15)) {
    const std::string content = random.of(other_pieces());
    write(builder, "app/src/main/rs/filter.rs", content);
    return "no Rust in a .rs file: " + content.substr(0, 20);
  }
  const auto file = random.of<std::string>({"README.md",
                                            ".github/workflows/ci.yml",
                                            "migrations/1.sql",
                                            "infra/main.tf",
                                            "scripts/release.sh",
                                            "tools/x.pl",
                                            "analysis/fit.R",
                                            "web/app.ts",
                                            "app.py",
                                            "main.go",
                                            "flake.nix",
                                            "Dockerfile",
                                            "config.star",
                                            "level.odin",
                                            "a.cue",
                                            "docs/guide.md",
                                            "deploy.yaml",
                                            "settings.toml",
                                            "Main.purs",
                                            "x.gleam",
                                            "top.vhd",
                                            "run.nu",
                                            "Gauge.jl"});
  const bool by_command = random.chance(20);
  if (by_command) run(builder, "sed -i 's/old/new/' " + file, "");
  for (std::size_t i = 0; !by_command && i < 1 + random.below(3); ++i) edit(builder, file, "changed text");
  for (std::size_t i = 0; i < random.below(3); ++i)
    read(builder, random.of<std::string>({"src/lib.rs", "src/main.rs", "Cargo.toml", "Cargo.lock"}));
  if (random.chance(30))
    run(builder, "grep -rn level src/lib.rs src/main.rs", "src/lib.rs:1: pub fn level\n");
  if (random.chance(20)) run(builder, "cat notes.txt", "error[E0277]: x\n --> src/lib.rs:1:1\n");
  if (random.chance(20))
    run(builder,
        random.of<std::string>({"npm test", "pytest", "terraform plan", "psql -f a.sql", "Rscript a.R"}),
        "ok\n");
  if (random.chance(20)) run(builder, "cargo --version", "cargo 1.90.0\n");
  if (random.chance(10)) rust_run(random, builder);
  return file;
}

}  // namespace

TEST_CASE("of generated turns, Rust work is told from other work") {
  Random random(14);
  constexpr int turns = 2000;
  int hits = 0, taken = 0, missed = 0, left = 0, shown = 0;
  for (int i = 0; i < turns; ++i) {
    SessionBuilder builder;
    builder.user("Please fix the Rust crate in src/lib.rs with cargo");
    const bool rust = random.chance(50);
    const std::string story = rust ? rust_turn(random, builder) : other_turn(random, builder);
    builder.assistant("Done.");
    const auto evidence = session_classifier::evidence_of(builder.session().messages);
    const bool accepted = verdict_of(evidence) == Verdict::accept;
    ++(rust ? (accepted ? hits : missed) : (accepted ? taken : left));
    if (accepted != rust && ++shown <= 25)
      std::cout << (rust ? "missed: " : "taken for Rust: ") << story << " (" << weights_text(evidence)
                << ")\n";
  }
  const double precision = static_cast<double>(hits) / (hits + taken);
  const double recall = static_cast<double>(hits) / (hits + missed);
  std::cout << fmt::format(
      "Rust work: accepted {}, missed {}; other work: accepted {}, left {}; precision {:.4f}, recall "
      "{:.4f}\n",
      hits, missed, taken, left, precision, recall);
  CHECK(precision >= 0.98);
  CHECK(recall >= 0.98);
}
