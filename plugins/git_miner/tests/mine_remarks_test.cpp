// What is said before an edit.
#include <map>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <rust_code/compare.hpp>

#include "mined.hpp"

using git_miner::test::Files;
using git_miner::test::fixed_lib;
using git_miner::test::Fixture;
using git_miner::test::lib;
using git_miner::test::mined;

namespace {

// What an edit of a Rust file does to its items, by name: "added", "deleted", "changed".
std::map<std::string, std::string> deeds_of(const std::string& before, const std::string& after) {
  const auto old_file = rust_code::SourceFile::parse(before), new_file = rust_code::SourceFile::parse(after);
  REQUIRE(old_file);
  REQUIRE(new_file);
  const auto items = rust_code::compare(*old_file, *new_file);
  std::map<std::string, std::string> deeds;
  for (const auto& change : items.changed) deeds[items.after[change.after].path] = "changed";
  for (const std::size_t index : items.added) deeds[items.after[index].path] = "added";
  for (const std::size_t index : items.deleted) deeds[items.before[index].path] = "deleted";
  return deeds;
}

std::vector<std::string> quoted(const std::string& text) {
  std::vector<std::string> names;
  for (std::size_t begin = text.find('`'); begin != text.npos;) {
    const std::size_t end = text.find('`', begin + 1);
    names.push_back(text.substr(begin + 1, end - begin - 1));
    begin = text.find('`', end + 1);
  }
  return names;
}

// The file that the first edit or write of a message changes.
std::string edited_path(const chat::Message& message) {
  for (const auto& call : message.tool_calls) {
    const std::string& text = call.function.arguments;
    const std::size_t begin = text.find("/workspace/");
    if ((call.function.name == "edit" || call.function.name == "write") && begin != text.npos)
      return text.substr(begin + 11, text.find('"', begin) - begin - 11);
  }
  return "";
}

}  // namespace

TEST_CASE("what is said before an edit is what the edit does") {
  struct Case {
    const char* name;
    const char* message;
    Files before, after;
  };
  const std::string root_manifest =
      "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nlicense = \"MIT\"\n\n[dependencies]\n";
  const std::string member_manifest =
      "[package]\nname = \"part\"\nversion = \"0.1.0\"\nlicense = \"MIT\"\n\n[dependencies]\n";
  const std::vector<Case> cases{
      {"changed", "fix: first panics for empty slices", {{"src/lib.rs", lib}}, {{"src/lib.rs", fixed_lib}}},
      {"added and changed",
       "fix: first panics for empty slices",
       {{"src/lib.rs", lib}},
       {{"src/lib.rs", fixed_lib + "\nfn is_short(values: &[i32]) -> bool {\n    values.is_empty()\n}\n"}}},
      {"deleted",
       "refactor: remove the superfluous function b of `src/a.rs`",
       {{"src/lib.rs", "mod a;\n"}, {"src/a.rs", "fn a() {}\n\nfn b() {\n    a();\n}\n"}},
       {{"src/lib.rs", "mod a;\n"}, {"src/a.rs", "fn a() {}\n"}}},
      {"new file",
       "feat: add a module of pairs to `src/lib.rs`",
       {{"src/lib.rs", lib}},
       {{"src/lib.rs", "mod pair;\n" + lib}, {"src/pair.rs", "pub struct Pair {\n    pub a: i32,\n}\n"}}},
      {"tests beside",
       "fix: first panics for empty slices",
       {{"src/lib.rs", lib}},
       {{"src/lib.rs", fixed_lib},
        {"tests/first.rs", "#[test]\nfn first_of_none() {\n    assert_eq!(demo::first(&[]), 0);\n}\n"}}},
      {"two manifests",
       "Use memchr to find bytes in the member",
       {{"Cargo.toml", root_manifest},
        {"part/Cargo.toml", member_manifest},
        {"src/lib.rs", lib},
        {"part/src/lib.rs", "fn find() {}\n"}},
       {{"Cargo.toml", root_manifest + "\n[features]\nmemchr = []\n"},
        {"part/Cargo.toml", member_manifest + "memchr = \"2\"\n"},
        {"src/lib.rs", lib},
        {"part/src/lib.rs", "fn find() {\n    memchr::memchr(0, &[]);\n}\n"}}}};
  std::size_t remarks = 0;
  for (const Case& one : cases) {
    for (int round = 0; round < 6; ++round) {  // the words depend on the commit's id
      CAPTURE(one.name);
      Fixture fixture;
      fixture.commit_crate(lib);
      Files before = one.before, after = one.after;
      before.try_emplace("Cargo.toml", root_manifest);
      after.try_emplace("Cargo.toml", root_manifest);
      for (const auto& [path, text] : before) fixture.write(path, text);
      fixture.write("notes.md", std::to_string(round));
      fixture.commit("Prepare the files");
      for (const auto& [path, text] : after) fixture.write(path, text);
      const auto result = mined(fixture, fixture.commit(one.message));
      CAPTURE(result.evidence);
      REQUIRE(result.example);
      for (const auto& message : result.example->messages) {
        const std::string path = edited_path(message);
        if (message.role != chat::Role::assistant || path.empty() || message.content.empty()) continue;
        ++remarks;
        CAPTURE(message.content);
        const bool is_manifest = path.ends_with("Cargo.toml");
        const auto deeds =
            is_manifest ? std::map<std::string, std::string>() : deeds_of(before[path], after[path]);
        for (const std::string& name : quoted(message.content)) {
          if (name == path) continue;
          CAPTURE(name);
          if (is_manifest) {  // a crate that comes, what is taken from it, or the file that takes it
            CHECK((!before[path].contains(name) || after.contains(name)));
            CHECK((after[path].contains(name) || (after.contains(name) && after[name].contains("memchr"))));
            continue;
          }
          REQUIRE(deeds.contains(name));
          for (const char* word : {"Adding", "A new file", "New in", "A new test", "For the tests"}) {
            if (!message.content.starts_with(word)) continue;
            CHECK(deeds.at(name) == "added");
            CHECK(message.tool_calls.front().function.arguments.contains(name.substr(name.rfind(':') + 1)));
          }
          for (const char* word : {"Removing", "I'll edit", "Now to"}) {
            if (message.content.starts_with(word))
              CHECK(deeds.at(name) == (std::string_view(word) == "Removing" ? "deleted" : "changed"));
          }
        }
      }
    }
  }
  CHECK(remarks >= 40);
}
