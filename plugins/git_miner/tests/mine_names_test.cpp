// Which names mined examples search for, speak of and keep.
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "mined.hpp"

using git_miner::DropReason;
using git_miner::test::check_replay;
using git_miner::test::Fixture;
using git_miner::test::mined;

namespace {

// A function of so many lines, one of which can be told from the others.
std::string long_function(std::size_t lines, std::size_t special, const std::string& text) {
  std::string all = "pub fn work_through(values: &[i32]) -> i32 {\n    let mut sum = 0;\n";
  for (std::size_t i = 0; i < lines; ++i)
    all += i == special ? text : "    sum += values.get(" + std::to_string(i) + ").copied().unwrap_or(0);\n";
  return all + "    sum\n}\n";
}

// Whether a call of a tool with this text in its arguments comes before the first edit.
bool is_called_first(const chat::Example& example, const std::string& tool, const std::string& text) {
  for (const auto& message : example.messages) {
    for (const auto& call : message.tool_calls) {
      if (call.function.name == "edit") return false;
      if (call.function.name == tool && call.function.arguments.contains(text)) return true;
    }
  }
  return false;
}

// All that the agent says.
std::string said(const chat::Example& example) {
  std::string all;
  for (const auto& message : example.messages) {
    if (message.role == chat::Role::assistant) all += message.content + "\n";
  }
  return all;
}

const std::string many_lines = [] {
  std::string text;
  for (int i = 0; i < 300; ++i) text += "// " + std::to_string(i) + "\n";
  return text;
}();

}  // namespace

TEST_CASE("a field that gets another name is searched for, and leads to its uses") {
  Fixture fixture;
  const auto files = [&](const std::string& name) {
    fixture.write("src/options.rs",
                  "pub struct Options {\n    pub depth: usize,\n    pub " + name + ": usize,\n}\n");
    fixture.write("src/walk.rs",
                  many_lines +
                      "use crate::options::Options;\n\npub fn walk(options: &Options) -> usize {\n"
                      "    options." +
                      name + " + options.depth\n}\n");
    fixture.write("src/show.rs",
                  many_lines +
                      "use crate::options::Options;\n\npub fn show(options: &Options) -> usize {\n"
                      "    options." +
                      name + " * 2\n}\n");
  };
  fixture.commit_crate("pub mod options;\npub mod show;\npub mod walk;\n");
  files("cwd");
  fixture.commit("Prepare the files");
  files("full_path_base");
  const auto commit = fixture.commit("refactor: rename cwd of `Options` to full_path_base");
  const auto result = mined(fixture, commit);
  CAPTURE(result.evidence);
  REQUIRE(result.example);
  check_replay(fixture, commit, *result.example);
  CHECK(is_called_first(*result.example, "grep", "cwd"));
}

TEST_CASE(
    "whoever adds a function without a body to a trait looks who implements it, and drops what nothing "
    "shows") {
  Fixture fixture;
  const auto files = [&](const std::string& declared, const std::string& defined) {
    fixture.write("src/shape.rs", "pub trait Shape {\n    fn area(&self) -> u32;\n" + declared + "}\n");
    fixture.write("src/square.rs", many_lines +
                                       "use crate::shape::Shape;\n\npub struct Square(pub u32);\n\n"
                                       "impl Shape for Square {\n    fn area(&self) -> u32 {\n"
                                       "        self.0 * self.0\n    }\n" +
                                       defined + "}\n");
  };
  fixture.commit_crate("pub mod shape;\npub mod square;\n");
  files("", "");
  fixture.commit("Prepare the files");
  files("    /// How many corners the shape has.\n    fn corner_count(&self) -> u32;\n",
        "\n    fn corner_count(&self) -> u32 {\n        4\n    }\n");
  fixture.write(
      "tests/corners.rs",
      "use demo::shape::Shape;\nuse demo::square::Square;\n\n#[test]\nfn corner_count_of_squares() {\n"
      "    assert_eq!(Square(2).corner_count(), 4);\n}\n");
  const auto commit = fixture.commit("feat: add `corner_count` to the trait `Shape`");
  const auto result = mined(fixture, commit);
  CAPTURE(result.evidence);
  REQUIRE(result.example);
  check_replay(fixture, commit, *result.example);
  CHECK(is_called_first(*result.example, "grep", "impl.* Shape"));
}

TEST_CASE("an example with a thing of a crate that the project never used is none") {
  const auto reason = [](const std::string& used) {
    Fixture fixture;
    fixture.commit_crate(git_miner::test::lib + used);
    fixture.write("Cargo.toml",
                  "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nedition = \"2021\"\nlicense = \"MIT\"\n\n"
                  "[dev-dependencies]\nsnapbox = \"0.6\"\n");
    fixture.commit("Prepare the files");
    fixture.write("src/lib.rs", git_miner::test::fixed_lib + used);
    fixture.write("tests/first.rs",
                  "#[test]\nfn first_of_none() {\n    snapbox::assert_data_eq(demo::first(&[]), 0);\n}\n");
    return mined(fixture, fixture.commit("fix: `first` panics for empty slices")).reason;
  };
  CHECK(reason("") == DropReason::unseen_name);
  CHECK_FALSE(reason("\n#[test]\nfn last_of_one() {\n    snapbox::assert_data_eq(last(&[1]), 1);\n}\n"));
}

TEST_CASE("an example with a name that neither the project nor std has shown is none") {
  const auto reason = [](const std::string& shown, const std::string& zero, const std::string& used = "") {
    Fixture fixture;
    fixture.commit_crate(git_miner::test::lib + shown);
    std::string fixed = git_miner::test::fixed_lib;
    fixed.replace(fixed.find("return 0"), 8, "return " + zero);
    fixture.write("src/lib.rs", fixed + shown);
    fixture.write("tests/first.rs",
                  "#[test]\nfn first_of_none() {\n    assert_eq!(demo::first(&[]), 0);\n}\n" + used);
    return mined(fixture, fixture.commit("fix: `first` panics for empty slices")).reason;
  };
  const std::string foreign = "i32::from(::hyper::Status::Gone)";
  CHECK(reason("", foreign) == DropReason::unseen_name);
  CHECK_FALSE(reason("\npub fn gone() -> ::hyper::Status {\n    ::hyper::Status::Gone\n}\n", foreign));
  CHECK_FALSE(reason("", "0_i32.saturating_sub(i32::from(u8::MIN))"));
  CHECK_FALSE(
      reason("", "{\n            let zero = |value: i32| value - value;\n            zero(1)\n        }"));
  // A test that comes with the request says itself what it uses.
  CHECK_FALSE(reason("", "0", "\n#[test]\nfn gone() {\n    let _ = ::hyper::Status::Gone;\n}\n"));
}

TEST_CASE("a type that a test builds by its fields is read, and how a function begins that is called anew") {
  const std::string point =
      "pub struct Point {\n    pub across: i32,\n    pub down: i32,\n}\n\n"
      "pub fn area_of(\n    left: i32,\n    top: i32,\n    right: i32,\n    low: i32,\n) -> i32 {\n    "
      "(right - left) * (low - "
      "top)\n}\n";
  Fixture fixture;
  fixture.commit_crate("pub mod point;\n\npub mod size;\n");
  fixture.write("src/point.rs", many_lines + point);
  const std::string use = "use crate::point::{area_of, Point};\n\n";
  fixture.write("src/size.rs",
                use + "pub fn width(from: &Point, to: &Point) -> i32 {\n    from.across - to.across\n}\n");
  fixture.commit("Prepare the files");
  fixture.write(
      "src/size.rs",
      use +
          "pub fn width(from: &Point, to: &Point) -> i32 {\n    area_of(from.across, 0, to.across, 1)\n}\n\n"
          "#[test]\nfn width_is_no_less_than_zero() {\n    let from = Point { across: 1, down: 0 };\n"
          "    let to = Point { across: 2, down: 0 };\n    assert_eq!(width(&from, &to), 1);\n}\n");
  const auto commit =
      fixture.commit("fix: prevent a panic of `width` when the points stand in reverse order");
  const auto result = mined(fixture, commit);
  CAPTURE(result.evidence);
  REQUIRE(result.example);
  check_replay(fixture, commit, *result.example);
  const auto has_shown = [&](std::string_view text) {
    return std::ranges::any_of(result.example->messages, [&](const chat::Message& message) {
      return message.role == chat::Role::tool && message.content.contains(text);
    });
  };
  CHECK(has_shown("pub struct Point {"));
  CHECK(has_shown("    low: i32,"));
}

TEST_CASE("a long function is read from its head where that is near, and named only where it was shown") {
  const std::string
      before = "    sum += values[stride_of(values)];\n",
      after = "    if let Some(last) = values.get(stride_of(values)) {\n        sum += last;\n    }\n";
  for (const std::size_t line : {25, 150}) {
    CAPTURE(line);
    Fixture fixture;
    fixture.commit_crate(many_lines + long_function(250, line, before));
    fixture.write("src/lib.rs", many_lines + long_function(250, line, after));
    const auto commit = fixture.commit("fix: prevent a panic at stride_of(values) for empty values");
    const auto result = mined(fixture, commit);
    CAPTURE(result.evidence);
    REQUIRE(result.example);
    check_replay(fixture, commit, *result.example);
    const std::string text = said(*result.example);
    CAPTURE(text);
    CHECK(text.contains("`work_through`") == (line == 25));
    CHECK(text.contains("`src/lib.rs`"));
  }
}

TEST_CASE("the request for a rename says of what, or is none") {
  const auto request = [](const std::string& message) {
    Fixture fixture;
    fixture.commit_crate("pub mod dirwalker;\n\npub fn run() -> i32 {\n    dirwalker::walk_it() + 1\n}\n");
    fixture.write("src/dirwalker.rs",
                  "pub fn walk_it() -> i32 {\n    17\n}\n\npub fn stop() -> i32 {\n    3\n}\n");
    fixture.commit("Prepare the files");
    fixture.git({"mv", "src/dirwalker.rs", "src/dir_walker.rs"});
    fixture.write("src/lib.rs",
                  "pub mod dir_walker;\n\npub fn run() -> i32 {\n    dir_walker::walk_it() + 1\n}\n");
    const auto result = mined(fixture, fixture.commit(message));
    return result.example ? result.example->messages[1].content : std::string(base::name_of(*result.reason));
  };
  const std::string body = "\n\nFelt like this file was missing an '_'";
  for (const std::string subject :
       {"Rename file: dirwalker -> dir_walker", "Rename dirwalker to dir_walker"}) {
    const std::string text = request(subject + body);
    CAPTURE(text);
    CHECK(text.contains("dirwalker"));
    CHECK(text.contains("dir_walker"));  // the name that is wished
  }
  CHECK(request("Move dirwalker to a file that is found more easily" + body)
            .contains("ove dirwalker to a file"));
  CHECK(request("Move the file elsewhere, please" + body) ==
        base::name_of(DropReason::message_leads_nowhere));
  CHECK(request("Rename the file to dir_walker" + body) == base::name_of(DropReason::message_leads_nowhere));
}

TEST_CASE("a move goes to what is there, or to what is said to be a place") {
  const auto reason = [](const std::string& message) {
    Fixture fixture;
    const std::string edge = "pub fn edge(w: u32) -> u32 {\n    w.checked_add(7).unwrap_or(9) * 4\n}\n";
    fixture.commit_crate("pub mod shapes;\n\n" + edge);
    fixture.write("src/shapes.rs", "pub fn two() -> u32 {\n    2\n}\n");
    fixture.commit("Prepare the files");
    fixture.write("src/lib.rs", "pub mod shapes;\npub mod sides;\n");
    fixture.write("src/sides.rs", edge);
    if (message.contains("shapes")) {
      std::filesystem::remove(fixture.folder() / "src/sides.rs");
      fixture.write("src/lib.rs", "pub mod shapes;\n");
      fixture.write("src/shapes.rs", edge + "\npub fn two() -> u32 {\n    2\n}\n");
    }
    const auto result = mined(fixture, fixture.commit(message));
    return result.reason ? std::string(base::name_of(*result.reason)) : "";
  };
  CHECK(reason("Move edge to Sides") == base::name_of(DropReason::message_no_end));
  CHECK(reason("Move edge to its own module") == "");
  CHECK(reason("Move edge to shapes") == "");
}

TEST_CASE("a function is written only where the type that it is of was read") {
  Fixture fixture;
  const std::string types =
      "pub enum Slot {\n    Free(FreeSlot),\n    Full(u8),\n}\n\n" + many_lines +
      "pub struct FreeSlot {\n    key: u8,\n}\n\nimpl FreeSlot {\n    pub fn key(&self) -> u8 {\n"
      "        self.key\n    }\n}\n\n" +
      many_lines;
  const std::string impl =
      "impl Slot {\n    pub fn key(&self) -> u8 {\n        match self {\n"
      "            Slot::Free(slot) => slot.key(),\n            Slot::Full(key) => *key,\n"
      "        }\n    }\n";
  fixture.commit_crate("pub mod slot;\n");
  fixture.write("src/slot.rs", types + impl + "}\n");
  fixture.commit("Prepare the files");
  fixture.write(
      "src/slot.rs",
      types + impl +
          "\n    pub fn next_key(&self) -> u8 {\n        match self {\n"
          "            Slot::Free(slot) => slot.key + 1,\n            Slot::Full(key) => *key + 1,\n"
          "        }\n    }\n}\n");
  const auto commit = fixture.commit("feat: add `Slot::next_key`");
  const auto result = mined(fixture, commit);
  CAPTURE(result.evidence);
  REQUIRE(result.example);
  check_replay(fixture, commit, *result.example);
  std::string shown;
  for (const auto& message : result.example->messages) shown += message.content;
  CHECK(shown.contains("pub struct FreeSlot {\n"));
  CHECK(shown.contains("Full(u8),\n"));
}

TEST_CASE("what is to move is what moves, and what is to go says whose it is") {
  const auto reason = [](const std::string& before, const std::string& after, const std::string& moved,
                         const std::string& message) {
    Fixture fixture;
    fixture.commit_crate(before);
    fixture.write("src/lib.rs", after);
    if (!moved.empty()) fixture.write("src/shapes.rs", moved);
    const auto result = mined(fixture, fixture.commit(message));
    return result.reason ? std::string(base::name_of(*result.reason)) : "";
  };
  const std::string area = "pub fn area_of(w: u32, h: u32) -> u32 {\n    w.min(100) * h.min(100)\n}\n";
  const std::string edge = "pub fn edge_of(w: u32) -> u32 {\n    w.checked_add(7).unwrap_or(9) * 4\n}\n";
  const std::string front = "pub mod shapes;\npub use shapes::edge_of;\n\n";
  CHECK(reason(area + "\n" + edge, front + area, edge, "Move `edge_of` to a module of shapes") == "");
  CHECK(reason(area + "\n" + edge, front + area, edge, "Move the area to a module of shapes") ==
        base::name_of(DropReason::message_no_end));
  const std::string macro = "macro_rules! area_of {\n    ($w:expr) => {\n        $w * $w\n    };\n}\n";
  CHECK(reason(macro + "\n" + edge, front + macro, edge, "Move the area macro to a module of shapes") ==
        base::name_of(DropReason::message_no_end));
  const std::string method = "    fn is_flat(&self) -> bool {\n        self.size() == 0\n    }\n";
  const auto shapes = [&](const std::string& of_box) {
    return "pub trait Shape {\n    fn size(&self) -> u32;\n\n" + method +
           "}\n\npub struct Box(u32);\n\nimpl Shape for Box {\n    fn size(&self) -> u32 {\n        self.0\n "
           "   }\n" +
           of_box + "}\n";
  };
  CHECK(reason(shapes("\n" + method), shapes(""), "", "Remove the redundant `is_flat` of boxes") ==
        base::name_of(DropReason::message_no_end));
  CHECK(reason(shapes("\n" + method), shapes(""), "", "Remove the redundant `Box::is_flat`") == "");
}
