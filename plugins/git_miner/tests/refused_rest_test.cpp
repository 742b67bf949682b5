// Changes that leave something as it was that the request means too; each with a near miss that is learnt.
#include <doctest/doctest.h>

#include "mined.hpp"
#include "refused.hpp"

using git_miner::DropReason;
using git_miner::test::apart;
using git_miner::test::check_edits;
using git_miner::test::feature;
using git_miner::test::fix;
using git_miner::test::fixed_lib;
using git_miner::test::Fixture;
using git_miner::test::lib;
using git_miner::test::mined;

namespace {

using Files = std::vector<std::pair<std::string, std::string>>;

// Of a commit that leaves these files behind, where those were before.
std::optional<DropReason> reason(const Files& before, const Files& after, const std::string& message) {
  Fixture fixture;
  fixture.commit_crate(lib);
  for (const auto& [path, text] : before) fixture.write(path, text);
  fixture.commit("Prepare the files");
  for (const auto& [path, text] : after) fixture.write(path, text);
  const auto result = mined(fixture, fixture.commit(message));
  return result.reason;
}

}  // namespace

TEST_CASE("an edit that is made at two of three equal places is not whole") {
  const auto named = [](const std::string& name, bool is_guarded) {
    const std::string guard =
        "    if values.is_empty() || values[0] < 0 {\n        panic!(\"none\");\n    }\n";
    return "pub fn " + name + "(values: &[i32]) -> i32 {\n" + (is_guarded ? guard : "") +
           "    values.iter().map(|value| value + 1).sum()\n}\n\n";
  };
  const std::string three = named("first_sum", true) + named("next_sum", true) + named("last_sum", true);
  check_edits({{three, named("first_sum", false) + named("next_sum", false) + named("last_sum", true),
                DropReason::incomplete_fix},
               {three, named("first_sum", false) + named("next_sum", false) + named("last_sum", false),
                std::nullopt}},
              "fix: prevent a panic of `first_sum`, `next_sum` and `last_sum` for empty slices");
}

TEST_CASE("a line that a fix takes away and another file keeps is not whole") {
  const std::string old_line = "        \"zsh\" => \"%%{}\".to_string(),\n";
  const auto shell = [&](const std::string& name, const std::string& line) {
    return "pub fn " + name + "(shell: &str) -> String {\n    match shell {\n" + line +
           "        other => other.to_string(),\n    }\n}\n";
  };
  const std::string message = "fix: `escape` panics for the shell zsh";
  const std::string other = "src/memory.rs",
                    new_line = "        \"zsh\" => \"%{}\".to_string(),\n        \"\" => String::new(),\n";
  CHECK(reason({{"src/lib.rs", shell("escape", old_line)}, {other, shell("escape_memory", old_line)}},
               {{"src/lib.rs", shell("escape", new_line)}}, message) == DropReason::incomplete_fix);
  CHECK_FALSE(reason({{"src/lib.rs", shell("escape", old_line)}, {other, shell("escape_memory", new_line)}},
                     {{"src/lib.rs", shell("escape", new_line)}}, message));
}

TEST_CASE("a crate that is removed and still used is left behind") {
  const std::string head =
      "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nedition = \"2021\"\nlicense = \"MIT\"\n\n";
  const std::string use = "pub fn is_shown() -> bool {\n    atty::is(atty::Stream::Stdout)\n}\n";
  const std::string std_use =
      "use std::io::IsTerminal;\n\npub fn is_shown() -> bool {\n    std::io::stdout().is_terminal()\n}\n";
  const auto with = [&](const std::string& other) {
    return reason({{"Cargo.toml", head + "[dependencies]\natty = \"0.2\"\n"},
                   {"src/lib.rs", use},
                   {"src/other.rs", other}},
                  {{"Cargo.toml", head}, {"src/lib.rs", std_use}}, "Replace atty with std");
  };
  CHECK(with("#[cfg(feature = \"atty\")]\npub fn shown() {}\n") == DropReason::left_behind);
  CHECK_FALSE(with("pub fn shown() {}\n"));
}

TEST_CASE("a trait is implemented for what the request says") {
  const auto with = [](const std::string& trait) {
    const std::string result = trait == "From" ? "Self" : "Result<Self, ()>";
    const std::string body = trait == "From" ? "Label(text)" : "Ok(Label(text))";
    return reason(
        {{"src/lib.rs", "pub struct Label(pub String);\n"}},
        {{"src/lib.rs", "pub struct Label(pub String);\n\nimpl " + trait + "<String> for Label {\n" +
                            (trait == "From" ? "" : "    type Error = ();\n\n") + "    fn " +
                            (trait == "From" ? "from" : "try_from") + "(text: String) -> " + result +
                            " {\n        " + body + "\n    }\n}\n"}},
        "feat: implement From<String> for `Label`\n\nUsers should get a `Label` of each `String`.");
  };
  CHECK(with("TryFrom") == DropReason::message_leads_nowhere);
  CHECK_FALSE(with("From"));
}

TEST_CASE("what gets another name is a thing of the project") {
  const auto renamed = [](const std::string& front, const std::string& new_front) {
    const auto text = [](const std::string& name) {
      return "fn find(mode: &" + name + ") -> &" + name +
             " {\n    mode\n}\n\npub fn count() -> usize {\n    let mode = " + name +
             "::default();\n    std::mem::size_of_val(find(&mode))\n}\n";
    };
    return reason({{"src/lib.rs", front + text("Mode")}}, {{"src/lib.rs", new_front + text("Kind")}},
                  "Rename `Mode` to `Kind`");
  };
  CHECK(renamed("use rustc_ast::Mode;\n\n", "use rustc_ast::Kind;\n\n") == DropReason::no_clear_class);
  CHECK_FALSE(renamed("#[derive(Default)]\nstruct Mode;\n\n", "#[derive(Default)]\nstruct Kind;\n\n"));
}

TEST_CASE("what users of a library can name stays within their reach when it moves") {
  const std::string type =
      "pub struct Place {\n    pub line: u32,\n}\n\nimpl Place {\n    pub fn next(&self) -> u32 {\n        "
      "self.line + 1\n"
      "    }\n}\n";
  const std::string use = "\npub fn first_line() -> u32 {\n    Place { line: 1 }.next()\n}\n";
  const auto moved = [&](const std::string& front) {
    return reason({{"src/lib.rs", type + use}}, {{"src/lib.rs", front + use}, {"src/place.rs", type}},
                  "Extract `Place` to its own module");
  };
  CHECK(moved("mod place;\n\nuse place::Place;\n") == DropReason::beside_request);
  CHECK_FALSE(moved("mod place;\n\npub use place::Place;\n"));
}

TEST_CASE("another order of the same items is layout") {
  const std::string one = "pub fn one() -> i32 {\n    1\n}\n", two = "pub fn two() -> i32 {\n    2\n}\n";
  check_edits({{one + "\n" + two, two + "\n" + one, DropReason::only_layout}}, "Move `one` below `two`");
}

TEST_CASE("a fix that brings a feature of cargo is none") {
  const std::string head =
      "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nedition = \"2021\"\nlicense = \"MIT\"\n";
  CHECK(reason({{"Cargo.toml", head}},
               {{"Cargo.toml", head + "\n[features]\nstrict = []\n"}, {"src/lib.rs", fixed_lib}},
               fix) == DropReason::low_confidence);
}

TEST_CASE("another order of bounds is layout") {
  const auto bound = [](const std::string& bounds) {
    return apart + "pub fn size<T>(value: &T) -> usize\nwhere\n    T: " + bounds +
           ",\n{\n    value.len()\n}\n";
  };
  check_edits({{lib + bound("Copy + Into<u8> + Len"), fixed_lib + bound("Len + Copy + Into<u8>"),
                DropReason::changes_layout},
               {lib + bound("Copy + Into<u8> + Len"), fixed_lib + bound("Len + Copy + Into<u16>"),
                DropReason::beside_request}},
              fix);
}

TEST_CASE("a trait that has to agree with one by hand is not derived") {
  const auto with = [](const std::string& derived) {
    const std::string type = "#[derive(" + derived + ")]\npub struct Label(pub String);\n";
    return reason({{"src/lib.rs", type}},
                  {{"src/lib.rs", type + "\nimpl PartialEq for Label {\n    fn "
                                         "eq(&self, other: &Self) -> bool {\n        self.0.len() == "
                                         "other.0.len()\n    }\n}\n"}},
                  "feat: implement PartialEq for `Label`\n\nUsers should get equal labels where their texts "
                  "are as long.");
  };
  CHECK(with("Debug, Hash") == DropReason::mixes_derives);
  CHECK_FALSE(with("Debug"));
}

TEST_CASE("an example of the documentation ends") {
  const auto documented = [](const std::string& end) {
    return "\n/// Gives the second number.\n///\n/// ```\n/// assert_eq!(demo::second(&[1, 2]), Some(2));\n" +
           end + "pub fn second(values: &[i32]) -> Option<i32> {\n    values.get(1).copied()\n}\n";
  };
  check_edits({{lib, lib + documented(""), DropReason::breaks_documentation},
               {lib, lib + documented("/// ```\n"), std::nullopt}},
              feature);
}
