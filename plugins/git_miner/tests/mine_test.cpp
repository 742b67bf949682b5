// One commit to one example: what is shown, read and edited.
#include <functional>
#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <git_miner/history.hpp>

#include "justified.hpp"
#include "mined.hpp"

using git_miner::DropReason;
using git_miner::test::check_replay;
using git_miner::test::fixed_lib;
using git_miner::test::Fixture;
using git_miner::test::lib;
using git_miner::test::mined;
using git_miner::test::opened;

namespace {

std::string with_crlf(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? "\r\n" : std::string(1, c);
  return out;
}

}  // namespace

TEST_CASE("a fix becomes a conversation that reads, edits and reports without inventing anything") {
  Fixture fixture;
  const auto parent = fixture.commit_crate(lib);
  fixture.write("src/lib.rs", fixed_lib);
  const auto commit =
      fixture.commit("Fix the panic of first for empty slices (#7)\n\nSigned-off-by: Ann <ann@demo.test>");
  const auto result = mined(fixture, commit);
  REQUIRE(result.example);
  const auto& example = *result.example;
  REQUIRE(example.messages.size() == 9);
  CHECK(example.messages[1].role == chat::Role::user);
  CHECK(example.messages[1].content.contains("panic of first for empty slices"));
  CHECK(!example.messages[1].content.contains("#7"));
  CHECK(!example.messages[1].content.contains("ann@"));
  CHECK(!example.messages[1].content.contains("src/lib.rs"));
  CHECK(example.messages[2].tool_calls.at(0).function.arguments ==
        R"({"pattern":"fn first","include":"*.rs"})");
  CHECK(example.messages[3].content.contains("/workspace/src/lib.rs:\n  Line 1: pub fn first("));
  CHECK(example.messages[4].tool_calls.at(0).function.name == "read");
  CHECK(example.messages[5].content.contains("1: pub fn first"));
  CHECK(example.messages[6].tool_calls.at(0).function.name == "edit");
  CHECK(example.messages[6].content.contains("`first`"));
  CHECK(example.messages[8].content.contains("`first`"));
  CHECK(example.messages[8].weight == 0);  // nobody is to learn to report without checks
  for (std::size_t i = 0; i < 8; ++i) CHECK_FALSE(example.messages[i].weight);
  CHECK(example.metadata.category == chat::Category::bug_fix);
  CHECK(example.metadata.licence == "MIT");
  CHECK(example.metadata.edition == "2021");
  CHECK_FALSE(example.metadata.verified);
  REQUIRE(example.metadata.git);
  CHECK(example.metadata.git->commit == commit);
  CHECK(example.metadata.git->parent == parent);
  CHECK_FALSE(example.metadata.git->evidence.empty());
  check_replay(fixture, commit, example);
}

TEST_CASE(
    "replaying gives the commit's files, whatever their line ends and names, and whatever was moved or "
    "deleted") {
  struct Case {
    const char* name;
    std::function<void(const Fixture&)> before, change;
  };
  const std::vector<Case> cases{
      {"CRLF", [](const Fixture& f) { f.write("src/lib.rs", with_crlf(lib)); },
       [](const Fixture& f) { f.write("src/lib.rs", with_crlf(fixed_lib)); }},
      {"no final line feed", [](const Fixture& f) { f.write("src/lib.rs", lib.substr(0, lib.size() - 1)); },
       [](const Fixture& f) { f.write("src/lib.rs", fixed_lib.substr(0, fixed_lib.size() - 1)); }},
      {"final line feed added",
       [](const Fixture& f) { f.write("src/lib.rs", lib.substr(0, lib.size() - 1)); },
       [](const Fixture& f) {
         std::string text = lib;
         f.write("src/lib.rs", text.insert(text.rfind("    values"),
                                           "    if values.is_empty() {\n        return 0;\n    }\n"));
       }},
      {"unicode", [](const Fixture& f) { f.write("src/lib.rs", "// Grüße, 世界 🦀\n" + lib); },
       [](const Fixture& f) { f.write("src/lib.rs", "// Grüße, 世界 🦀 é\n" + fixed_lib); }},
      {"rename into a new folder", [](const Fixture& f) { f.write("src/old.rs", lib); },
       [](const Fixture& f) {
         std::filesystem::remove(f.folder() / "src/old.rs");
         f.write("src/deep/new.rs", fixed_lib);
       }},
      {"delete", [](const Fixture& f) { f.write("src/gone.rs", "// nothing any more\n"); },
       [](const Fixture& f) {
         std::filesystem::remove(f.folder() / "src/gone.rs");
         f.write("src/lib.rs", fixed_lib);
       }},
      {"new file and an empty one that is filled", [](const Fixture& f) { f.write("src/empty.rs", ""); },
       [](const Fixture& f) {
         f.write("src/lib.rs", fixed_lib);
         f.write("src/empty.rs", "pub const EMPTY: u8 = 1;\n");
         f.write("notes.txt", "no line end");
       }},
      {"repeated lines", [](const Fixture& f) { f.write("src/twin.rs", lib + lib + lib); },
       [](const Fixture& f) { f.write("src/twin.rs", fixed_lib + fixed_lib + fixed_lib); }}};
  for (const Case& one : cases) {
    CAPTURE(one.name);
    Fixture fixture;
    fixture.commit_crate(lib);
    one.before(fixture);
    fixture.commit("Prepare the files");
    one.change(fixture);
    const auto commit = fixture.commit("fix: prevent a panic of first or last for empty slices");
    const auto result = mined(fixture, commit);
    INFO(std::string(one.name) << " " << result.evidence);
    REQUIRE(result.example);
    check_replay(fixture, commit, *result.example);
  }
}

TEST_CASE("random edits of a long file replay, and only lines that were read are edited") {
  std::mt19937_64 random(7);
  Fixture fixture;
  std::vector<std::string> lines;
  for (int i = 0; i < 500; ++i) {
    lines.push_back(i % 5 == 4   ? "}"
                    : i % 5 == 0 ? "fn digit" + std::to_string(i / 5) + "() {"
                                 : "    let _ = " + std::to_string(i) + ";");
  }
  const auto text = [&] {
    std::string all;
    for (const auto& line : lines) all += line + "\n";
    return all;
  };
  fixture.commit_crate(text());
  for (int round = 0; round < 6; ++round) {
    std::string changed;
    for (int i = 0; i < 6; ++i) {
      const std::size_t digit = random() % 100, line = digit * 5 + 1 + random() % 3;
      changed += (i == 0 ? "`digit" : ", `digit") + std::to_string(digit) + "`";
      lines[line] =
          "    if total(" + std::to_string(line) + ") { let _ = " + std::to_string(random() % 3) + "; }";
    }
    fixture.write("src/lib.rs", text());
    const auto commit = fixture.commit("fix: don't give a wrong total in " + changed + " when it is round " +
                                       std::to_string(round));
    const auto result = mined(fixture, commit);
    INFO(result.evidence);
    REQUIRE(result.example);
    check_replay(fixture, commit, *result.example);
  }
}

TEST_CASE("an example that is too long reads less, and is dropped where that does not help") {
  Fixture fixture;
  std::string far;
  for (int i = 0; i < 30; ++i)
    far += "pub fn f" + std::to_string(i) + "() -> i32 {\n    0\n}\n\n// apart\n\n";
  fixture.commit_crate(far + lib);
  fixture.write("src/lib.rs", far + fixed_lib);
  const auto commit = fixture.commit("fix: prevent a panic of first for empty slices");
  const auto counter = std::make_shared<const token_count::Counter>(token_count::Counter::estimate());
  const auto tokens = [&](std::size_t most) {
    const git_miner::Miner miner({"demo", "0123"},
                                 {.system_prompt = "s", .tokens = {.counter = counter, .max_tokens = most}});
    auto result = miner.mine(opened(fixture), {.commit = commit}, fixture.scratch());
    REQUIRE(result);
    if (!result->example) return result->evidence;
    check_replay(fixture, commit, *result->example);
    CHECK_FALSE(result->example->metadata.tokens);  // an estimate is none
    return std::to_string(*counter->of_chat(result->example->messages, result->example->tools));
  };
  const std::size_t whole = std::stoul(tokens(100'000)), shorter = std::stoul(tokens(whole - 1));
  CHECK(shorter < whole);
  const std::string evidence = tokens(500);
  CHECK(evidence.starts_with("tokens "));
  CHECK(evidence.ends_with(" (max_tokens 500)"));
}

TEST_CASE("the calls of the sample repositories follow from what was shown, and fit") {
  const auto counter = std::make_shared<const token_count::Counter>(token_count::Counter::estimate());
  const git_miner::Miner miner({"sample", "0123"}, {.system_prompt = "s", .tokens = {.counter = counter}});
  std::size_t examples = 0;
  for (const char* name : {"hexyl.bundle", "indexmap.bundle"}) {
    const Fixture fixture;
    const auto mirror = git_miner::update_mirror(std::string(SAMPLES "/") + name, {.cache = fixture.cache()});
    REQUIRE(mirror);
    const auto repository = git_miner::Repository::open(mirror->path);
    REQUIRE(repository);
    const auto history = git_miner::list_commits(*repository, git_miner::FirstParent::automatic);
    REQUIRE(history);
    for (const auto& commit : history->commits) {
      CAPTURE(commit.id);
      const auto result =
          miner.mine(*repository, {.commit = commit.id, .reverted = commit.reverted}, fixture.scratch());
      REQUIRE(result);
      if (!result->example) continue;
      ++examples;
      for (const std::string& fault : git_miner::test::unjustified_calls(
               *result->example,
               git_miner::test::files_at(*repository, result->example->metadata.git->parent)))
        FAIL_CHECK(fault);
      CHECK(*counter->of_chat(result->example->messages, result->example->tools) <= 8192);
    }
  }
  CHECK(examples >= 12);
}

TEST_CASE("what new code calls is looked up before, or the commit is not learnt") {
  const auto lib_with = [](const std::string& guard) {
    return "pub mod greeting;\n\npub fn greet(name: &str) -> String {\n" + guard +
           "    name.to_string()\n}\n";
  };
  for (const std::string name : {"polite_form", "hearty_form"}) {
    CAPTURE(name);
    Fixture fixture;
    fixture.commit_crate(lib_with(""));
    fixture.write("src/greeting.rs", "pub fn polite_form() -> String {\n    String::new()\n}\n");
    fixture.write("src/deep/salutation.rs", "pub fn hearty_form() -> String {\n    String::new()\n}\n");
    for (const char* file : {"src/log.rs", "src/net.rs", "src/pool.rs"})
      fixture.write(file, "fn nothing() {}\n");
    fixture.commit("Prepare the files");
    const bool is_hidden = name == "hearty_form";
    const std::string module = is_hidden ? "crate::deep::salutation::" : "greeting::";
    fixture.write("src/lib.rs",
                  lib_with("    if name.is_empty() {\n        return " + module + name + "();\n    }\n"));
    const auto commit = fixture.commit("fix: don't return an empty text of greet for empty names");
    const auto result = mined(fixture, commit);
    CAPTURE(result.evidence);
    if (is_hidden) {
      CHECK(result.reason == DropReason::no_way_to_name);
      continue;
    }
    REQUIRE(result.example);
    check_replay(fixture, commit, *result.example);
    bool is_shown = false;
    for (const auto& message : result.example->messages) {
      is_shown |= message.role == chat::Role::tool && message.content.contains("pub fn polite_form()");
      for (const auto& call : message.tool_calls) CHECK((call.function.name != "edit" || is_shown));
    }
  }
}
