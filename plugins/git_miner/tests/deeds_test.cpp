// What is told of a change: which items come, go, and are there under another name or in another file.
#include "change/deeds.hpp"

#include <algorithm>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "conversation/file_sentence.hpp"
#include "deeds_told.hpp"

using git_miner::test::DeedsTold;

namespace {

const std::string area =
    "fn area(w: u32, h: u32) -> u32 {\n    let w = w.min(100).max(2);\n    let h = h.min(100).max(2);\n    w "
    "* "
    "h\n}\n";

std::string told(const std::string& before, const std::string& after) {
  const auto one = rust_code::SourceFile::parse(before), other = rust_code::SourceFile::parse(after);
  REQUIRE(one);
  REQUIRE(other);
  return git_miner::file_sentence(git_miner::deeds_between("src/a.rs", *one, *other), 1);
}

std::string with(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

}  // namespace

TEST_CASE("a new name is neither an addition nor a removal") {
  CHECK(told(area, with(area, "area", "size")) == "In `src/a.rs`, I renamed `area` to `size`.");
  CHECK(told(area, with(with(area, "area", "size"), "max(2)", "max(3)")) ==
        "In `src/a.rs`, I replaced `area` by `size`.");
  const std::string type =
      "pub struct Job {\n    pub id: u32,\n}\n\nimpl Job {\n    fn id(&self) -> u32 {\n        self.id\n    "
      "}\n\n    fn "
      "next(&self) -> u32 {\n        self.id + 1\n    }\n}\n";
  CHECK(told(type, with(type, "Job", "Task")) == "In `src/a.rs`, I renamed `Job` to `Task`.");
  const std::string dropped = type + "\nimpl Drop for Job {\n    fn drop(&mut self) {}\n}\n";
  CHECK(told(dropped, with(dropped, "Job", "Task")) == "In `src/a.rs`, I renamed `Job` to `Task`.");
  CHECK(told(type, with(with(type, "Job", "Task"), "+ 1", "+ 2")) ==
        "In `src/a.rs`, I changed `Task::next` and renamed `Job` to `Task`.");
}

TEST_CASE("what comes with a type goes without saying, and what has a twin was there") {
  const std::string job = "struct Job(u8);\n\nimpl Job {\n    fn run() {}\n}\n";
  CHECK(told(job, with(with(job, "u8", "u16"), "{}", "{ stop() }")) ==
        "In `src/a.rs`, I changed `Job` and `Job::run`.");
  CHECK(told(area, area + "struct Job;\n\nimpl Job {\n    fn run() {}\n}\n") ==
        "In `src/a.rs`, I added `Job`.");
  CHECK(told(area + "struct Job;\n",
             area + "struct Job;\n\nimpl Drop for Job {\n    fn drop(&mut self) {}\n}\n") ==
        "In `src/a.rs`, I added `<Job as Drop>`.");
  CHECK(told("struct Raw;\n",
             "struct Raw;\n\nimpl Default for Box<Raw> {\n    fn default() -> Self {\n        "
             "Raw.into()\n    }\n}\n") == "In `src/a.rs`, I added `<Box<Raw> as Default>`.");
  CHECK(told(area, area + "struct Job<T>(T);\n\nimpl Drop for Job<u8> {\n    fn drop(&mut self) {}\n}\n") ==
        "In `src/a.rs`, I added `Job`.");
  CHECK(told("#[cfg(unix)]\nfn a() {}\n", "#[cfg(unix)]\nfn a() {}\n#[cfg(windows)]\nfn a() {}\n") ==
        "In `src/a.rs`, I changed `a`.");
  CHECK(told("const A: u8 = 1;\n\nfn a() -> u8 {\n    A\n}\n",
             "fn a() -> u8 {\n    const A: u8 = 1;\n    A\n}\n") == "In `src/a.rs`, I changed `a`.");
  CHECK(told("use std::io;\n" + area, "use std::fs;\n" + area) == "I changed the imports of `src/a.rs`.");
  CHECK(told(area, "// A comment.\n" + area) == "I changed `src/a.rs`.");
  CHECK(told(area, "mod b;\n" + area) == "In `src/a.rs`, I declared the module `b`.");
  CHECK(told("pub mod b;\nuse std::io;\n" + area, "use std::fs;\n" + area) ==
        "In `src/a.rs`, I removed the declaration of the module `b`.");
  CHECK(told("mod b;\nmod c;\n" + area, "pub mod b;\nmod c;\n" + area) ==
        "In `src/a.rs`, I changed the declaration of the module `b`.");
  const std::string test = "#[cfg(test)]\nmod tests {\n    #[test]\n    fn one() {}\n}\n";
  CHECK(told(test, with(test, "    fn one() {}",
                        "    fn one() {}\n\n    #[test]\n    fn two() {\n        "
                        "one();\n    }\n\n    fn help() {}")) ==
        "In `src/a.rs`, I added the helper `tests::help` and added the test `tests::two`.");
}

TEST_CASE("an impl with other arguments is the same one") {
  const std::string impl =
      "impl Matcher<u8> for F {\n    fn eq(&self) -> bool {\n        self.one == self.two && self.three\n    "
      "}\n\n"
      "    fn ne(&self) -> bool {\n        self.one != self.two || self.three\n    }\n}\n";
  CHECK(told(impl, with(with(impl, "<u8>", "<u8, u16>"), "|| self.three", "|| self.four")) ==
        "In `src/a.rs`, I changed `<F as Matcher<u8, u16>>::ne` and `<F as Matcher<u8, u16>>`.");
}

TEST_CASE("a manifest is told by its dependencies and tables") {
  const auto deeds = git_miner::manifest_deeds(
      "[package]\nname = \"a\"\n[dependencies]\nclap = \"3\"\nlog = \"1\"\n",
      "[package]\nname = \"a\"\n[features]\nfast = []\n[dependencies]\nclap = \"4\"\nmemchr = \"2\"\n");
  CHECK(deeds.added == std::vector<std::string>{"memchr"});
  CHECK(deeds.removed == std::vector<std::string>{"log"});
  CHECK(deeds.changed == std::vector<std::string>{"clap"});
  CHECK(deeds.tables == std::vector<std::string>{"features"});
}

TEST_CASE("the checker of what is told sees each untruth") {
  const std::map<std::string, std::string> before{
      {"src/a.rs", "fn old() {}\nfn kept() {}\nfn gone() {}\nfn goes() {}\n"}, {"src/b.rs", "fn b() {}\n"}};
  const std::map<std::string, std::string> after{
      {"src/a.rs", "fn new() {}\nfn kept() { b(); }\nfn come() {}\n"},
      {"src/b.rs", "fn b() {}\nfn goes() {}\n"},
      {"src/c.rs", "fn c() {}\n"}};
  const auto faults = [&](const std::string& a, const std::string& b = "moved `goes` there from `src/a.rs`",
                          const std::string& c = "In the new file `src/c.rs`, I added `c`.") {
    DeedsTold told;
    for (const char* path : {"src/a.rs", "src/b.rs", "src/c.rs"}) told.touched(path);
    told.say(fmt::format("In `src/a.rs`, I {}. In `src/b.rs`, I {}. {} `cargo test` passes.", a, b, c), true);
    return told.untrue(before, after).size();
  };
  CHECK(faults("added `come`, changed `kept`, renamed `old` to `new`, and removed `gone`") == 0);
  CHECK(faults("added `kept`") == 1);
  CHECK(faults("added `gone`") == 1);
  CHECK(faults("changed `come`") == 1);
  CHECK(faults("removed `kept`") == 1);
  CHECK(faults("renamed `kept` to `new`") == 1);
  CHECK(faults("renamed `old` to `kept`") == 1);
  CHECK(faults("changed `kept`", "moved `b` there from `src/a.rs`") == 1);
  CHECK(faults("changed `kept`", "moved `come` there from `src/a.rs`") == 1);
  CHECK(faults("changed `kept`", "changed `b`", "In the new file `src/b.rs`, I added `goes`.") == 2);
  CHECK(faults("changed `kept`", "changed `b`", "I changed `src/d.rs`.") == 2);
}

TEST_CASE("the checker of what is told knows declarations of modules from imports") {
  const std::map<std::string, std::string> before{{"src/a.rs", "mod b;\nmod c;\nmod e;\nuse std::io;\n"}},
      after{{"src/a.rs", "pub mod c;\nmod d;\nmod e;\nuse std::fs;\n"}};
  const auto faults = [&](const std::string& deed) {
    DeedsTold told;
    told.touched("src/a.rs");
    told.say(deed, true);
    return told.untrue(before, after).size();
  };
  CHECK(faults("In `src/a.rs`, I declared the module `d`, removed the declaration of the module `b`, and "
               "changed the declaration of the module `c`.") == 0);
  CHECK(faults("I declared the module `e` in `src/a.rs`.") == 1);
  CHECK(faults("I removed the declaration of the module `c` in `src/a.rs`.") == 1);
  CHECK(faults("I changed the declaration of the module `b` in `src/a.rs`.") == 1);
  CHECK(faults("I changed the imports of `src/a.rs`.") == 1);
}
