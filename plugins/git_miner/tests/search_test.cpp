#include "search/search.hpp"

#include <map>
#include <set>

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <agent_tools/tool_runner.hpp>
#include <test_support/temporary_folder.hpp>

#include "conversation/trajectory.hpp"
#include "justified.hpp"

using git_miner::Target;

namespace {

using Files = std::map<std::string, std::string>;

struct Outcome {
  std::string calls;    // "grep fn a in *.rs; read src/lib.rs 1+40"
  std::string missing;  // path
  std::string unseen;
  std::optional<git_miner::Drop> drop;
  chat::Example example;
};

std::string told(const git_miner::Call& call) {
  if (const auto* read = std::get_if<git_miner::ReadCall>(&call)) {
    if (read->is_whole) return "read " + read->path;
    return fmt::format("read {} {}+{}", read->path, read->lines.begin + 1, read->lines.count());
  }
  if (const auto* grep = std::get_if<git_miner::GrepCall>(&call))
    return fmt::format("grep {} in {}", grep->pattern, grep->include);
  return "glob " + std::get<git_miner::GlobCall>(call).pattern;
}

// Carries out a search to its end; `printed` is what a command printed before it.
Outcome searched(const Files& files, const std::string& request, std::vector<Target> targets,
                 const std::string& printed = "", git_miner::SearchLimits limits = {},
                 const std::vector<git_miner::UsedName>& names = {},
                 const std::vector<git_miner::ChangedInterface>& interfaces = {},
                 const git_miner::Grounds& grounds = {}, const git_miner::Assumptions& assumptions = {}) {
  const test_support::TemporaryFolder dir;
  std::vector<std::string> paths;
  for (const auto& [path, text] : files) paths.push_back(path);
  const git_miner::Outlines outlines;
  const git_miner::EditPlans plans;
  git_miner::Trajectory trajectory(
      paths, [&](const std::string& path) { return files.at(path); }, outlines, plans, dir.path());
  REQUIRE(trajectory.open("s", request));
  if (!printed.empty()) trajectory.show({{.command = "cargo build", .output = printed, .exit_code = 101}});
  const secrets::Scanner scanner;
  git_miner::Search search(trajectory.files(), trajectory.shown(), request, scanner, limits);
  search.want(std::move(targets));
  search.want_names(names);
  search.want_uses(interfaces);
  search.want_grounds(grounds);
  search.want_assumptions(assumptions);
  Outcome outcome;
  while (true) {
    const auto call = search.next();
    if (!call) outcome.drop = call.error();
    if (!call || !*call) break;
    outcome.calls += (outcome.calls.empty() ? "" : "; ") + told(**call);
    REQUIRE(trajectory.carry_out(**call));
  }
  if (const Target* missing = search.missing()) outcome.missing = missing->path;
  outcome.unseen = search.unseen().value_or("");
  outcome.example = std::move(trajectory).end("done");
  for (const std::string& fault : git_miner::test::unjustified_calls(outcome.example, files))
    FAIL_CHECK(fault);
  return outcome;
}

// `count` functions of ten lines, named f0, f1, ...; the line where one begins is 10 * its number.
std::string functions(int count, const std::string& prefix = "f") {
  std::string text;
  for (int i = 0; i < count; ++i) {
    text += fmt::format("fn {}{}() {{\n", prefix, i);
    for (int line = 0; line < 7; ++line) text += "    step();\n";
    text += "}\n\n";
  }
  return text;
}

}  // namespace

TEST_CASE("a name in the request is searched for, and what is around it is read, not only the place itself") {
  const Files files{{"src/lib.rs", functions(60)}};
  const auto outcome = searched(files, "`f37` must not step.", {{"src/lib.rs", {372, 374}}});
  CHECK(outcome.calls == "grep f37 in *.rs; read src/lib.rs 350+50");
  CHECK(outcome.missing.empty());
}

TEST_CASE("a short file that the request names is read as a whole") {
  const Files files{{"src/lib.rs", functions(5)}, {"src/b.rs", functions(5, "b")}};
  CHECK(searched(files, "Look at `src/b.rs`.", {{"src/b.rs", {12, 13}}}).calls == "read src/b.rs");
}

TEST_CASE("words of prose find names that are spelt as one, whatever their letters") {
  Files files{{"src/a.rs", functions(60)}, {"src/b.rs", functions(60, "b")}};
  files["src/b.rs"] += "pub struct PathPrinter;\n" + functions(30, "c");
  const auto outcome =
      searched(files, "The path printer should not print twice.", {{"src/b.rs", {600, 601}}});
  CHECK(outcome.calls.starts_with("grep (?i)path[_-]?printer in *.rs"));
  CHECK(outcome.missing.empty());
}

TEST_CASE("a word that stands in any text leads nowhere") {
  Files files{{"src/a.rs", functions(60)}};
  files["src/a.rs"] += "// This can lead to a mistake in the implementation.\n" + functions(60, "c");
  const auto outcome =
      searched(files, "This can lead to a wrong implementation.", {{"src/a.rs", {600, 601}}});
  CHECK_FALSE(outcome.calls.contains("lead"));
  CHECK_FALSE(outcome.calls.contains("implementation"));
}

TEST_CASE("what a compiler names is read without a search") {
  const Files files{{"src/lib.rs", functions(60)}};
  const auto outcome = searched(files, "It does not build.", {{"src/lib.rs", {372, 374}}},
                                "error[E0425]: cannot find function\n  --> src/lib.rs:373:5\n");
  CHECK(outcome.calls == "read src/lib.rs 350+50");
}

TEST_CASE("a caller is found by the name of what was read") {
  Files files{{"src/a.rs", functions(60)}, {"src/b.rs", functions(60, "b")}};
  files["src/a.rs"].replace(files["src/a.rs"].find("fn f37"), 6, "fn parse_all");
  files["src/b.rs"].replace(files["src/b.rs"].find("fn b20() {\n    step"), 18, "fn b20() {\n    parse_all");
  const auto outcome = searched(files, "`parse_all` should take a limit.",
                                {{"src/a.rs", {370, 371}}, {"src/b.rs", {201, 202}}});
  CHECK(outcome.calls == "grep parse_all in *.rs; read src/a.rs 350+50; read src/b.rs 180+50");
}

TEST_CASE("what a search found is read where it names what leads on") {
  Files files{{"src/a.rs", functions(60)}, {"src/b.rs", functions(60, "b")}};
  files["src/a.rs"].replace(files["src/a.rs"].find("fn f37() {\n    step();"), 22,
                            "fn print_all() {\n  write_columns();");
  files["src/b.rs"].replace(files["src/b.rs"].find("fn b20"), 6, "fn write_columns");
  CHECK(searched(files, "`print_all` drops the last.", {{"src/b.rs", {201, 202}}}).calls ==
        "grep print_all in *.rs; read src/a.rs 350+50; grep fn write_columns in *.rs; read src/b.rs 180+50");
}

TEST_CASE("the last tests of a long file are reached once its length is known") {
  const Files files{{"src/lib.rs", functions(300) + "mod tests {\n" + functions(2, "t") + "}\n"}};
  const auto outcome = searched(files, "See `src/lib.rs`.", {{"src/lib.rs", {3018, 3019}}});
  CHECK(outcome.calls == "read src/lib.rs 1+80; read src/lib.rs 3000+30");
  CHECK(searched(files, "See `src/lib.rs`.", {{"src/lib.rs", {2985, 2986}}}).missing == "src/lib.rs");
}

TEST_CASE("the head of a file is read for its imports, after the place that a search found") {
  const Files files{{"src/lib.rs", "use std::io;\n\n" + functions(60)}};
  const Target place{"src/lib.rs", {374, 376}};
  const auto outcome = searched(files, "`f37` must not step.", {{"src/lib.rs", {0, 1}}, place});
  CHECK(outcome.calls == "grep f37 in *.rs; read src/lib.rs 360+40; read src/lib.rs 1+20");
  CHECK(searched(files, "`f37` must not step.", {{"src/lib.rs", {14, 15}}, place}).missing == "src/lib.rs");
}

TEST_CASE("one reads on to the end of a function, or to what is near") {
  std::string text = functions(20) + "fn run_all() {\n";
  for (int i = 0; i < 170; ++i) text += "    step();\n";
  text += "}\n\n" + functions(40, "g");
  const Files files{{"src/lib.rs", text}};
  const Target begin{"src/lib.rs", {202, 203}};
  const auto with = [&](std::size_t line) {
    return searched(files, "`run_all` steps twice.", {begin, {"src/lib.rs", {line, line + 1}}}).missing;
  };
  CHECK(with(290).empty());
  CHECK(with(460) == "src/lib.rs");
}

TEST_CASE("a word that stands by the way, or in many lines, leads nowhere") {
  Files files{{"src/c.rs", ""}, {"src/d.rs", ""}};
  files["src/a.rs"] = functions(60);
  files["src/b.rs"] = functions(60, "b") + "fn last() {\n    say(\"route\");\n}\n";
  const Target place{"src/b.rs", {601, 602}};
  CHECK(searched(files, "The first route is lost.", {place}).calls.starts_with("grep route in *.rs; read "));
  CHECK(searched(files, "It is lost. Seen at the route.", {place}).missing == "src/b.rs");
  CHECK(searched(files, "It is lost. Seen at the route, and no other route.", {place}).missing.empty());
  for (int i = 0; i < 16; ++i) files["src/a.rs"] += "// A route.\n";
  CHECK(searched(files, "The first route is lost.", {place}).missing == "src/b.rs");
}

TEST_CASE("of many tests those are opened of which the request speaks") {
  Files files{{"src/lib.rs", "pub fn f() {}\n"}};
  for (const char* name : {"walk", "print", "globs", "color"})
    files["tests/" + std::string(name) + ".rs"] = functions(2);
  const std::vector<Target> places{{"src/lib.rs", {0, 1}}, {"tests/walk.rs", {2, 3}}};
  CHECK(searched(files, "See `src/lib.rs`.", places).missing == "tests/walk.rs");
  CHECK(searched(files, "The walk of `src/lib.rs` ends too soon.", places).missing.empty());
  files.erase("tests/color.rs");
  CHECK(searched(files, "See `src/lib.rs`.", places).missing.empty());
}

TEST_CASE("a long file is looked over by its functions where the request speaks of one, else read on") {
  Files files{{"src/lib.rs", functions(60)},
              {"src/list.rs", "const A: &[u8] = &[\n" + std::string(600, '\n') + "];\n"}};
  files["src/lib.rs"].replace(files["src/lib.rs"].find("fn f37"), 6, "fn last_step");
  CHECK(searched(files, "A step is lost, see `src/lib.rs`.", {{"src/lib.rs", {372, 374}}}).calls ==
        "grep ^fn  in lib.rs; read src/lib.rs 350+50");
  CHECK(searched(files, "See `src/lib.rs`.", {{"src/lib.rs", {372, 374}}}).calls ==
        "read src/lib.rs 1+150; read src/lib.rs 151+150; read src/lib.rs 301+150");
  CHECK(searched(files, "See `src/list.rs`.", {{"src/list.rs", {372, 374}}}).calls ==
        "read src/list.rs 1+150; read src/list.rs 151+150; read src/list.rs 301+90");
}

TEST_CASE("a listing of files opens none of them") {
  const Files files{{"src/main.rs", "mod cache;\n\nfn main() {}\n"},
                    {"src/cache.rs", "fn evict() {}\n"},
                    {"src/log.rs", "fn log() {}\n"},
                    {"src/net.rs", "fn net() {}\n"}};
  CHECK(searched(files, "It is slow.", {{"src/cache.rs", {0, 1}}}).missing == "src/cache.rs");
  CHECK(searched(files, "It is slow.", {{"src/main.rs", {2, 3}}, {"src/cache.rs", {0, 1}}}).calls ==
        "glob src/**/*.rs; read src/main.rs; read src/cache.rs");  // its module was read
  CHECK(searched(files, "The cache is slow.", {{"src/cache.rs", {0, 1}}}).calls ==
        "glob **/cache.rs; read src/cache.rs");
}

TEST_CASE("of a workspace no package is looked into that nothing names") {
  Files files;
  for (const char* package : {"crates/search/", "crates/print/", "crates/walk/", "crates/globs/"}) {
    files[package + std::string("Cargo.toml")] = "[package]\n";
    files[package + std::string("src/lib.rs")] = functions(3);
  }
  CHECK(searched(files, "It is slow.", {{"crates/print/src/lib.rs", {1, 2}}}).missing ==
        "crates/print/src/lib.rs");
  const auto named =
      searched(files, "In the `print` crate a step is lost.", {{"crates/print/src/lib.rs", {1, 2}}});
  CHECK(named.missing.empty());
  CHECK_FALSE(named.calls.contains("crates/search"));
}

TEST_CASE("what the request names is searched for even where it leads on only later") {
  Files files{{"src/walk.rs", "use crate::errors::fail;\n\nstruct WalkDir;\n\n" + functions(2)},
              {"src/errors.rs", "pub fn fail() {}\n" + functions(2, "e")}};
  const auto outcome = searched(files, "`WalkDir` hides the depth.", {{"src/errors.rs", {0, 1}}});
  CHECK(outcome.calls.starts_with("grep WalkDir in *.rs"));
}

TEST_CASE("a function that is wished for goes where those are that are named alike") {
  const Files files{{"src/a.rs", functions(60)},
                    {"src/b.rs", functions(60, "b") + "fn sort_by_key() {}\n" + functions(60, "c")}};
  const Target place{"src/b.rs", {601, 602}};
  CHECK(searched(files, "Add `sort_by_cached_key`.", {place})
            .calls.starts_with("grep fn sort_by in *.rs; read "));
}

TEST_CASE("a verb leads to what is named by its stem") {
  const Files files{{"src/a.rs", functions(60)}, {"src/b.rs", functions(60, "b") + "fn migrate() {}\n"}};
  CHECK(searched(files, "It fails when migrating.", {{"src/b.rs", {600, 601}}})
            .calls.starts_with("grep migrat in *.rs"));
}

TEST_CASE("the loop around a place is read whole where its function is too long") {
  std::string text = "fn first() {\n    step();\n}\n\nfn run_all() {\n";
  for (int i = 0; i < 200; ++i) text += "    step();\n";
  text += "    let mut is_last = false;\n    for item in items {\n";
  for (int i = 0; i < 60; ++i) text += i == 50 ? "        visit_item(item);\n" : "        step();\n";
  text += "    }\n}\n";
  const auto outcome =
      searched({{"src/lib.rs", text}}, "`visit_item` is called twice.", {{"src/lib.rs", {256, 258}}});
  CHECK(outcome.calls == "grep visit_item in *.rs; read src/lib.rs 190+80");
}

TEST_CASE(
    "what the new code uses is looked up first: by its name where it was seen, else by what its file "
    "offers") {
  using git_miner::NameUse;
  const Files files{
      {"src/main.rs", "mod client;\n\nfn main() {\n    client::connect();\n}\n"},
      {"src/client.rs", functions(60) + "pub async fn publish(channel: &str) {}\n\npub struct Message {\n"
                                        "    pub channel: String,\n}\n"}};
  const std::string request = "Add a command to `src/main.rs`.";
  CHECK(searched(files, request, {{"src/main.rs", {3, 4}}}, "", {}, {{"publish", NameUse::call}}).calls ==
        "read src/main.rs; grep pub (async )?fn  in client.rs");
  CHECK(searched(files, request + " It shall `publish`.", {{"src/main.rs", {3, 4}}}, "", {},
                 {{"publish", NameUse::call}})
            .calls == "read src/main.rs; grep fn publish\\b in *.rs");
  CHECK(searched(files, request, {{"src/main.rs", {3, 4}}}, "", {}, {{"channel", NameUse::field}}).calls ==
        "read src/main.rs; grep pub (struct|enum|trait|type|const|static|mod)  in client.rs; read "
        "src/client.rs 590+20");
  CHECK(searched(files, request, {{"src/main.rs", {3, 4}}}, "", {}, {{"connect", NameUse::call}}).calls ==
        "read src/main.rs");
  const Files hidden{{"src/main.rs", "fn main() {}\n"},
                     {"src/client.rs", "pub fn publish() {}\n"},
                     {"src/log.rs", "fn log() {}\n"},
                     {"src/net.rs", "fn net() {}\n"}};
  CHECK(searched(hidden, request, {{"src/main.rs", {0, 1}}}, "", {}, {{"publish", NameUse::call}}).missing ==
        "src/client.rs");
}

TEST_CASE("the uses of what changes its signature are searched for, unless they are in sight") {
  Files files{{"src/a.rs", functions(60)}, {"src/b.rs", functions(5, "b")}};
  const git_miner::ChangedInterface changed{.path = "src/a.rs", .name = "f37", .type = "", .pattern = ""};
  const std::string request = "See `src/a.rs`: `f37` is wrong in it.";
  CHECK(searched(files, request, {{"src/a.rs", {370, 371}}}, "", {}, {}, {changed}).calls ==
        "grep f37 in a.rs; read src/a.rs 350+50; grep \\bf37\\b in *.rs");
  auto own = changed;
  own.is_private = true;
  own.path = "src/b.rs";
  own.name = "b2";
  CHECK(searched(files, "See `src/b.rs`.", {{"src/b.rs", {20, 21}}}, "", {}, {}, {own}).calls ==
        "read src/b.rs");
}

TEST_CASE("the type is read whose impl gets a function, and of what its new code takes a field") {
  const Files files{{"src/store.rs", "pub struct Store {\n    items: Vec<u8>,\n}\n\n" + functions(60) +
                                         "impl Store {\n    pub fn len(&self) -> usize {\n        "
                                         "self.items.len()\n    }\n}\n"}};
  const std::string request = "Add `Store::clear`; see `src/store.rs`.";
  const auto calls = [&](const git_miner::Grounds& grounds) {
    const auto outcome = searched(files, request, {{"src/store.rs", {607, 608}}}, "", {}, {}, {}, grounds);
    CHECK(outcome.missing.empty());
    return outcome.calls;
  };
  const std::string places = calls({});
  CHECK_FALSE(places.contains("read src/store.rs 1+"));
  CHECK(calls({.types = {{"Store", {"src/store.rs"}}}}).contains("read src/store.rs 1+"));
  CHECK(calls({.fields = {{"src/store.rs", "self", "count", "Store", "", ""}}})
            .contains("read src/store.rs 1+"));
  CHECK(calls({.fields = {{"src/store.rs", "self", "items", "Store", "", ""}}}) == places);
}

TEST_CASE("a type is read that new code names first in its file, and the function of it that is called") {
  const std::string walker = functions(30, "w") + "pub struct Walker {\n    next: u8,\n}\n\n" +
                             functions(30, "y") +
                             "impl Walker {\n    pub fn step(&mut self) "
                             "-> u8 {\n        self.next\n    }\n}\n" +
                             functions(30, "x");
  const Files files{
      {"src/walk.rs", walker},
      {"src/store.rs", "pub fn resume_walk() -> walk::Walker {\n    go()\n}\n\n" + functions(60)}};
  // In `resume_walk`, which names the type already, or in `f40`.
  const auto calls = [&](git_miner::TypeUse use, const std::string& where) {
    const std::string request = "Let `" + where + "` of `src/store.rs` take steps; see `src/walk.rs`.";
    const std::size_t line = where == "resume_walk" ? 1 : 405;
    use.path = "src/store.rs";
    git_miner::Grounds grounds;
    grounds.uses.types = {use};
    const auto outcome =
        searched(files, request, {{"src/store.rs", {line, line + 1}}}, "", {}, {}, {}, grounds);
    CHECK(outcome.missing.empty());
    return outcome.calls;
  };
  const git_miner::TypeUse walk{
      .path = "", .name = "Walker", .module = "walk", .spelling = "walk::Walker", .functions = {}};
  CHECK_FALSE(calls(walk, "resume_walk").contains("read src/walk.rs"));  // what was read of the file has it
  CHECK(calls(walk, "f40").contains("read src/walk.rs"));
  auto called = walk;
  called.functions = {"step"};
  CHECK_FALSE(calls(walk, "f40").contains("fn step"));
  CHECK(calls(called, "f40").contains("fn step"));
  auto foreign = walk;
  foreign.module = "regex";
  foreign.spelling = "regex::Walker";
  CHECK_FALSE(calls(foreign, "f40").contains("read src/walk.rs"));
}

TEST_CASE("what is not a variant's own payload is read where its field is taken") {
  const std::string types = "pub enum Slot {\n    Free(FreeSlot),\n    Full(u8),\n}\n\n" + functions(60) +
                            "pub struct FreeSlot {\n    key: u8,\n}\n";
  const Files files{{"src/slot.rs", types}};
  const auto outcome = searched(files, "Change the slots of `src/slot.rs`.", {{"src/slot.rs", {1, 3}}}, "",
                                {}, {}, {}, {.fields = {{"src/slot.rs", "slot", "key", "", "Free", ""}}});
  CHECK(outcome.missing.empty());
  CHECK(outcome.calls.contains("struct|enum|trait"));
  CHECK(outcome.calls.contains("read src/slot.rs 59"));
}

TEST_CASE("what a field holds is read where new code takes a field of that") {
  const Files files{{"src/store.rs", "pub struct Store {\n    graph: Graph<u8>,\n}\n"},
                    {"src/graph.rs", functions(60) + "pub struct Graph<T> {\n    edges: Vec<T>,\n}\n"}};
  const auto outcome = searched(files, "Change `src/store.rs`.", {{"src/store.rs", {1, 2}}}, "", {}, {}, {},
                                {.fields = {{"src/store.rs", "self.graph", "edges", "Store", "", "graph"}}});
  CHECK(outcome.missing.empty());
  CHECK(outcome.calls.contains("read src/graph.rs 5"));
}

TEST_CASE("a trait to which nothing leads is missing") {
  const Files files{{"src/main.rs", "pub struct Circle(u8);\n"},
                    {"src/shape.rs", "pub trait Shape {}\n"},
                    {"src/log.rs", "fn log() {}\n"},
                    {"src/net.rs", "fn net() {}\n"}};
  const auto outcome = searched(files, "Change `src/main.rs`.", {{"src/main.rs", {0, 1}}}, "", {}, {}, {},
                                {.traits = {{"Shape", {}}}});
  CHECK(outcome.missing == "src/shape.rs");
}

TEST_CASE("a trait is read before it is implemented, and how others implement it") {
  const Files files{{"src/main.rs", "mod shape;\nmod square;\n\npub struct Circle(u8);\n"},
                    {"src/shape.rs", functions(60) + "pub trait Shape {\n    fn area(&self) -> u8;\n}\n"},
                    {"src/square.rs", functions(60) + "impl Shape for Square {\n    fn area(&self) -> u8 {\n"
                                                      "        4\n    }\n}\n"}};
  const auto outcome = searched(files, "Implement `Shape` in `src/main.rs`.", {{"src/main.rs", {3, 4}}}, "",
                                {}, {}, {}, {.traits = {{"Shape", {"area"}}}});
  CHECK(outcome.missing.empty());
  CHECK(outcome.calls.contains("read src/shape.rs"));
  CHECK(outcome.calls.contains("read src/square.rs"));
}

TEST_CASE("what a request sets as a model is what there is of it") {
  using git_miner::Model;
  using git_miner::models_in;
  CHECK(models_in("Could you add Default for Box<RawValue>?\n\nEquivalent behavior to Default for Value.",
                  {}) == std::set<Model>{{true, "Default", "RawValue", ""}, {true, "Default", "Value", ""}});
  CHECK(models_in("Could you add `Set::shift` based on map's method?", {"shift"}) ==
        std::set<Model>{{false, "shift", "", "map"}, {false, "shift", "Set", ""}});
  CHECK(models_in("I'd like you to add it.\n\nThe documentation of `f` should say: \"Like `g`.\"", {"f"})
            .empty());
  const Files files{{"src/set.rs", "pub struct Set;\n"},
                    {"src/map.rs", functions(60) + "impl Map {\n    pub fn shift(&mut self) {}\n}\n"}};
  const auto outcome =
      searched(files, "Add `Set::shift` to `src/set.rs`, based on map's method.", {{"src/set.rs", {0, 1}}},
               "", {}, {}, {}, {.models = {{false, "shift", "", "map"}, {false, "shift", "Set", ""}}});
  CHECK(outcome.missing.empty());
  CHECK(outcome.calls.contains("read src/map.rs"));
}

TEST_CASE("a thing of a crate is looked up in the manifest and where the project uses it, or stays unseen") {
  Files files{{"Cargo.toml", "[dev-dependencies]\nitertools = \"0.12\"\n"}, {"src/a.rs", functions(60)}};
  const auto outcome_for = [&](const git_miner::Assumptions& assumptions) {
    return searched(files, "`f37` must not step.", {{"src/a.rs", {372, 374}}}, "", {}, {}, {}, {},
                    assumptions);
  };
  git_miner::Assumptions assumptions;
  assumptions.crates = {{"src/a.rs", "itertools", ""}, {"src/a.rs", "itertools", "assert_equal"}};
  CHECK(outcome_for(assumptions).unseen == "assert_equal of itertools in src/a.rs");
  files["src/b.rs"] = functions(30, "b") + "fn c() {\n    itertools::assert_equal(b1(), b2());\n}\n";
  const auto outcome = outcome_for(assumptions);
  CHECK(outcome.calls.contains("read Cargo.toml; grep itertools:: in *.rs"));
  CHECK(outcome.missing.empty());
  CHECK(outcome.unseen.empty());
  SUBCASE("a module of the project is none") {
    assumptions.crates = {{"src/a.rs", "shapes", ""}, {"src/a.rs", "shapes", "Round"}};
    CHECK(outcome_for(assumptions).unseen.empty());
    CHECK_FALSE(outcome_for(assumptions).calls.contains("Cargo.toml"));
  }
}

TEST_CASE("a function of a trait is read where the project defines the trait") {
  Files files{
      {"src/a.rs", functions(60)},
      {"src/visit.rs", functions(60, "b") + "pub trait Visit {\n    fn depth_hint(&self) -> usize;\n}\n"}};
  files["src/a.rs"] += "impl crate::visit::Visit for Tree {\n}\n";
  git_miner::Assumptions assumptions;
  assumptions.trait_functions = {{"src/a.rs", "Visit", "depth_hint"}, {"src/a.rs", "Foreign", "size_hint"}};
  const auto outcome = searched(files, "The `Tree` must be a deeper `Visit`.", {{"src/a.rs", {600, 601}}}, "",
                                {}, {}, {}, {}, assumptions);
  CHECK(outcome.calls.contains("read src/visit.rs 5"));
  CHECK(outcome.missing.empty());
  CHECK(outcome.unseen.empty());
}

TEST_CASE("a macro of the project is read before it is called, unless a call of it was shown") {
  Files files{{"src/a.rs", functions(60)},
              {"src/macros.rs", functions(60, "b") + "macro_rules! expect {\n    ($e:expr) => { $e };\n}\n"}};
  files["src/a.rs"] += "fn g() {\n    f1().expect();\n}\n";
  git_miner::Assumptions assumptions;
  assumptions.macros = {{"src/a.rs", "expect"}, {"src/a.rs", "println"}};
  const auto calls = [&] {
    const auto outcome = searched(files, "`g` must not step: `macros.rs` knows.", {{"src/a.rs", {601, 602}}},
                                  "", {}, {}, {}, {}, assumptions);
    CHECK(outcome.missing.empty());
    return outcome.calls;
  };
  CHECK(calls().contains("read src/macros.rs 5"));
  files["src/a.rs"] += "fn h() {\n    expect!(f2());\n}\n";
  CHECK_FALSE(calls().contains("macros.rs 5"));
}

TEST_CASE("a method of what a field holds is read, unless its like was") {
  const std::string types =
      "pub struct Error {\n    inner: Inner,\n}\n\npub struct Inner {\n    context: FlatMap,\n}\n\n";
  Files files{
      {"src/a.rs", types + "impl Error {\n    fn f(&self) {}\n}\n"},
      {"src/flat_map.rs",
       functions(60, "b") + "pub struct FlatMap;\n\nimpl FlatMap {\n    pub fn remove(&mut self) {}\n}\n"}};
  git_miner::Assumptions assumptions;
  assumptions.methods = {{"src/a.rs", "Error", {"inner", "context"}, "remove", "self.inner.context.remove"}};
  const auto calls = [&] {
    const auto outcome =
        searched(files, "See `src/a.rs`.", {{"src/a.rs", {9, 10}}}, "", {}, {}, {}, {}, assumptions);
    CHECK(outcome.missing.empty());
    return outcome.calls;
  };
  CHECK(calls().contains("read src/flat_map.rs 5"));
  files["src/a.rs"] +=
      "impl Error {\n    fn g(&mut self) {\n        self.inner.context.remove();\n    }\n}\n";
  CHECK_FALSE(calls().contains("flat_map"));
}

TEST_CASE("what has more uses than can be looked at does not change") {
  std::string text = "fn step() {}\n";
  const Files files{{"src/a.rs", text + functions(60)}};
  const auto outcome = searched(files, "`step` is wrong. See `src/a.rs`.", {{"src/a.rs", {0, 1}}}, "", {}, {},
                                {{.path = "src/a.rs", .name = "step", .type = "", .pattern = ""}});
  REQUIRE(outcome.drop);
  CHECK(outcome.drop->evidence == "uses of step of src/a.rs");
}

TEST_CASE("a place to which nothing leads is missing") {
  const Files files{{"src/lib.rs", "const A: &[u8] = &[\n" + std::string(3000, '\n') + "];\n"}};
  CHECK(searched(files, "See `src/lib.rs`.", {{"src/lib.rs", {1500, 1501}}}).missing == "src/lib.rs");
}

TEST_CASE("the folder of a new file is looked at first") {
  const Files files{
      {"src/lib.rs", "pub mod a;\n"}, {"src/net/a.rs", "fn a() {}\n"}, {"tests/it.rs", "fn t() {}\n"}};
  const auto outcome = searched(files, "`src/lib.rs` lacks a client.", {{"src/net/client.rs", {}}});
  CHECK(outcome.calls == "glob src/**/*.rs");
  CHECK(outcome.missing.empty());
}

TEST_CASE("a search shows no secret, and what is read leaves personal data out") {
  const std::string key = "ghp_" + std::string("0123456789abcdefghijABCDEFGHIJ012345");
  const Files files{
      {"src/lib.rs", "const LIMIT_KEY: &str = \"" + key + "\";\n" + functions(60) + "fn limit_key() {}\n"}};
  const auto outcome =
      searched(files, "`limit_key` is wrong. See `src/lib.rs`.", {{"src/lib.rs", {601, 602}}});
  for (const auto& message : outcome.example.messages) CHECK_FALSE(message.content.contains(key));
  const Files manifest{{"Cargo.toml",
                        "[package]\nname = \"demo\"\nauthors = [\"Ann <ann@demo.test>\"]\n\n"
                        "[dependencies]\nlog = \"1\"\n"}};
  const auto read = searched(manifest, "Drop `log` from `Cargo.toml`.", {{"Cargo.toml", {5, 6}}});
  CHECK(read.missing.empty());
  CHECK(read.calls == "grep log in Cargo.toml; read Cargo.toml 4+7");
  for (const auto& message : read.example.messages) CHECK_FALSE(message.content.contains("ann@"));
  const auto refused = searched(manifest, "Change the authors in `Cargo.toml`.", {{"Cargo.toml", {2, 3}}});
  REQUIRE(refused.drop);
  CHECK(refused.drop->reason == git_miner::DropReason::personal_data_in_code);
}

TEST_CASE("searches in the files that they find answer as in the whole project") {
  Files files{{"src/a.rs", functions(60)},        {"src/b.rs", functions(60, "b")},
              {"src/deep/b.rs", "fn b37() {}\n"}, {"target/b.rs", "fn b37() {}\n"},
              {".gitignore", "/target\n"},        {"notes.md", "fn b37() {}\n"},
              {"tests/it.rs", functions(40, "t")}};
  const std::string request = "`b37` must not step, and needs a test.";
  const auto outcome = searched(
      files, request, {{"src/b.rs", {372, 374}}, {"tests/it.rs", {396, 398}}, {"benches/speed.rs", {}}});
  CHECK(outcome.missing.empty());
  const test_support::TemporaryFolder whole;
  for (const auto& [path, text] : files) test_support::write_file(whole / path, text);
  auto runner = agent_tools::ToolRunner::open({.workspace = whole.path()});
  REQUIRE(runner);
  std::size_t compared = 0;
  for (std::size_t i = 0; i < outcome.example.messages.size(); ++i) {
    for (const auto& call : outcome.example.messages[i].tool_calls) {
      CHECK(runner->run(call.function.name, call.function.arguments).text ==
            outcome.example.messages[i + 1].content);
      ++compared;
    }
  }
  CHECK(compared >= 4);
}

TEST_CASE("limits make what is read shorter") {
  const Files files{{"src/lib.rs", functions(15)}};
  const auto outcome = searched(files, "See `f12` in `src/lib.rs`.", {{"src/lib.rs", {122, 124}}}, "",
                                {.whole_lines = 20, .item_lines = 0, .margin = 2});
  CHECK(outcome.calls == "grep f12 in lib.rs; read src/lib.rs 110+20");
}

TEST_CASE("where the request says to look is not what one looks for, and words with hyphens are prose") {
  std::set<std::string> patterns;
  for (const auto& phrase : git_miner::search_phrases(
           "In the `walk` module of the `ignore` crate, replace the `glob` crate by a non-obvious one."))
    patterns.insert(phrase.pattern);
  CHECK_FALSE(patterns.contains("walk"));
  CHECK_FALSE(patterns.contains("ignore"));
  CHECK(patterns.contains("glob"));
  for (const auto& phrase : git_miner::search_phrases("The help should say: \"Print each max_depth by it.\""))
    patterns.insert(phrase.pattern);
  CHECK_FALSE(patterns.contains("max_depth"));  // it is wanted, and nowhere yet
  for (const auto& phrase :
       git_miner::search_phrases("next_str/next_bytes of src/old_name.rs print \"no max_depth\"."))
    patterns.insert(phrase.pattern);
  CHECK(patterns.contains("next_str"));
  CHECK(patterns.contains("next_bytes"));
  CHECK(patterns.contains("max_depth"));
  CHECK_FALSE(patterns.contains("old_name"));
  CHECK_FALSE(patterns.contains("each"));
  CHECK(patterns.contains("(?i)non[_-]?obvious"));
}

TEST_CASE("neither the language of a quotation nor the folders of a path are searched for") {
  std::set<std::string> patterns;
  for (const auto& phrase :
       git_miner::search_phrases("Add this to `src/inner/parse.rs`:\n\n```rust\n// Note that it_is "
                                 "gone.\nassert_eq!(next_key(\"tests/data/no_key.txt\"), 1);\n```"))
    patterns.insert(phrase.pattern);
  for (const auto& phrase : git_miner::search_phrases(
           "It fails:\n\n```rust\nlet text = \"The `odd` text\\nThe_end\";\n```\n\nSee `next_key`."))
    patterns.insert(phrase.pattern);
  CHECK_FALSE(patterns.contains("The_end"));
  for (const char* idle : {"rust", "src", "inner", "tests", "data", "no_key", "Note", "it_is"})
    CHECK_FALSE_MESSAGE(patterns.contains(idle), idle);
  CHECK(patterns.contains("next_key"));
}

TEST_CASE("a request's phrases are its names, options, quotes and telling words") {
  std::map<std::string, git_miner::SearchPhrase::Kind> found;
  for (const auto& phrase :
       git_miner::search_phrases("Please fix `--max-count` of LineBuffer when \"no such "
                                 "file\" is printed for the hidden glob matches and an alias, "
                                 "see src/app.rs and io::copy_all(x)."))
    found[phrase.pattern] = phrase.kind;
  using Kind = git_miner::SearchPhrase::Kind;
  CHECK(found.at("max[_-]count") == Kind::code);
  CHECK(found.at("LineBuffer") == Kind::code);
  CHECK(found.at("no such file") == Kind::code);
  CHECK(found.at("copy_all") == Kind::code);
  CHECK(found.at("(?i)hidden[_-]?glob") == Kind::pair);
  CHECK(found.at("(?i)hidden") == Kind::prose);
  CHECK(found.at("(?i)alias") == Kind::prose);
  CHECK_FALSE(found.contains("(?i)please"));
  CHECK_FALSE(found.contains("(?i)when"));
  CHECK_FALSE(found.contains("app"));
}
