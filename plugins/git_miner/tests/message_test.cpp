#include <set>

#include <doctest/doctest.h>

#include "change/diagnosis.hpp"
#include "change/judgement.hpp"
#include "change/prose.hpp"
#include "change/references.hpp"
#include "change/scope.hpp"
#include "change/subject.hpp"
#include "conversation/wording.hpp"
#include "filter/message_filter.hpp"
#include "proof/test_runs.hpp"

using git_miner::clean_message;

namespace {

bool anything(std::string_view) { return false; }

// A project where every word leads somewhere.
git_miner::RequestFacts facts() {
  const auto everything = [](std::string_view) { return true; };
  return {.is_refused = anything,
          .leads = {.to_place = everything, .to_addition = everything},
          .place = {},
          .help = {},
          .tests = {},
          .failing = {}};
}

std::expected<std::string, git_miner::DropReason> text_of_request(const git_miner::Message& message,
                                                                  git_miner::Category category,
                                                                  const git_miner::RequestFacts& known,
                                                                  std::uint64_t choice) {
  const auto request = git_miner::request_text(message, category, known, choice);
  if (!request) return std::unexpected(request.error());
  return request->text();
}

std::string reason_of(const std::expected<std::string, git_miner::DropReason>& request) {
  return request ? "" : std::string(base::name_of(request.error()));
}

}  // namespace

TEST_CASE("a subject loses what belongs to the project's bookkeeping") {
  CHECK(clean_message("Fix the parser (#12)").subject == "Fix the parser");
  CHECK(clean_message("Fix the parser, closes #12").subject == "Fix the parser");
  CHECK(clean_message("feat(cli): add a flag. ").subject == "add a flag");
  CHECK(clean_message("feat(cli)!: add a flag").type == git_miner::CommitType::feat);
  CHECK(clean_message("[core] src/lib.rs: Handle empty input").subject == "Handle empty input");
  CHECK(clean_message("Merge pull request #3 from ann/topic\n\nAdd a cache\n").subject == "Add a cache");
  CHECK(clean_message("Fix #12 by checking the length").closes_issue);
}

TEST_CASE("references go with the words that lead to them, or the sentence goes") {
  const auto without = [](std::string_view text) { return git_miner::without_references(text); };
  CHECK(without("Calling head() with nothing panics, as @someone found out:") ==
        "Calling head() with nothing panics:");
  CHECK(without("As reported in #12, the parser panics.") == "the parser panics.");
  CHECK(without("The parser, as @ann noted, panics.") == "The parser panics.");
  CHECK(without("The slowdown introduced in #12 hurts large inputs.") == "The slowdown hurts large inputs.");
  CHECK(without("It panics (see https://host.test/a_b for more).") == "It panics.");
  CHECK(without("It panics since 1a2b3c4d5e.") == "It panics.");
  CHECK(without("See [the manual](https://host.test/m) for details.") == "See the manual for details.");
  CHECK(without("Fix the parser (GH-12)") == "Fix the parser");
  CHECK(without("Fix the parser, closes !45") == "Fix the parser");
  CHECK(without("Use https://host.test/x for lookups") == "");
  CHECK(without("#12 says that it panics.") == "");
  CHECK(without("It was reported in #12.") == "");
  CHECK(without("Thanks to Bob Builder for the report.") == "");
  // No references.
  for (const char* text : {"Mail `ann@demo.test` and `#12` are code, head() and values[0] too.",
                           "x != 12 and #[derive] stay.", "The facade of 1234567 bytes."}) {
    CHECK(without(text) == text);
  }
}

TEST_CASE("sentences end where people end them") {
  CHECK(
      git_miner::sentences_of("It panics, e.g. `a. B` for v1.2. Then (Really. Yes.) it hangs! Why?") ==
      std::vector<std::string>{"It panics, e.g. `a. B` for v1.2.", "Then (Really. Yes.) it hangs!", "Why?"});
}

TEST_CASE("a message falls into blocks, whose lines are those of their kind") {
  using git_miner::Block, git_miner::BlockKind;
  CHECK(git_miner::markdown_blocks(
            "# Why\nA line\nand more:\n\n- one\n  two\n- three\n\n    let a = 1;\n\n      a\n\n"
            "> quoted\n> text\n\n```rust\nfn a() {\n\n    b()\n}\n```\n$ run it\nout\n\n[1]: url\n") ==
        std::vector<Block>{{BlockKind::heading, "# Why"},
                           {BlockKind::paragraph, "A line and more:"},
                           {BlockKind::list, "- one two\n- three"},
                           {BlockKind::code, "```\nlet a = 1;\n\n  a\n```"},
                           {BlockKind::quote, "> quoted text"},
                           {BlockKind::code, "```rust\nfn a() {\n\n    b()\n}\n```"},
                           {BlockKind::code, "```\n$ run it\nout\n```"}});
}

TEST_CASE("sentences about the commit, its author and its deeds are told from those about the program") {
  for (const char* text :
       {"This branch checks the length.", "As discussed, it returns early.", "See below for the numbers.",
        "The previous commit broke it.", "Adds a cache of keys.", "Also fixes the tests.",
        "We now return early.", "The helper was moved to a module.", "I think it is better.",
        "This adds a check.", "The fix is to wait.", "It is now an error."}) {
    CAPTURE(text);
    CHECK(git_miner::speaks_of_the_commit(text));
  }
  for (const char* text : {"Lookups of the same key are frequent.", "Calling head() with nothing panics.",
                           "It ignores empty lines.", "Add a flag for it.", "This causes an endless loop.",
                           "I get an error for empty input.", "The file no longer opens."}) {
    CAPTURE(text);
    CHECK_FALSE(git_miner::speaks_of_the_commit(text));
  }
}

TEST_CASE("a body gives the state of things to a request, and code whole") {
  const auto blocks = [](std::string_view message) {
    std::string all;
    const auto none = [](std::string_view text) { return text.contains("new_name"); };
    for (const auto& block :
         git_miner::request_blocks(clean_message(message).body, none, {.subject = "fix: a panic"}).blocks)
      all += block.text + "|";
    return all;
  };
  CHECK(blocks("Add a cache\n\nLookups of the same key are frequent in large inputs.\n\n"
               "This commit adds a cache. It holds them.\n\n* Add a cache\n* Fix tests\n\n"
               "Signed-off-by: Ann Author <ann@demo.test>\n") ==
        "Lookups of the same key are frequent in large inputs.|");
  CHECK(blocks("fix: a panic\n\nThis fixes a bug where the parser panics for empty input.\n") ==
        "The parser panics for empty input.|");
  CHECK(blocks("fix: a panic\n\nBefore this change, the parser saw no end. However, new_name(x) does.\n") ==
        "The parser saw no end.|");
  CHECK(blocks("fix: a panic\n\n## Motivation\n\nThe parser panics for empty input.\n\n## Solution\n\nCheck "
               "it.\n") == "The parser panics for empty input.|");
  CHECK(blocks("fix: a panic\n\nIt panics for these values:\n\n- none\n- a blank, as in `x`\n") ==
        "It panics for these values:|- none\n- a blank, as in `x`|");
  CHECK(blocks("fix: a panic\n\nThe previous code did not see the end.\n") ==
        "The code did not see the end.|");
  // What announces a lost block goes, and the block behind a lost announcement.
  CHECK(blocks("fix: a panic\n\nThe parser panics. Call it like this:\n\n```\nnew_name(1)\n```\n") ==
        "The parser panics.|");
  CHECK(blocks("fix: a panic\n\nThis commit does:\n\n```\nlet a = 1;\n```\n\nThe parser panics for it.\n") ==
        "The parser panics for it.|");
}

TEST_CASE("a sentence that ends with code goes with it, where its own end is lost") {
  const auto message = clean_message(
      "Prevent a crash of the parser for empty headers\n\nIt crashes for headers without a text. This hasn't "
      "been "
      "detected previously because the spec only contains a test case for\n\n```\n # #\n```\n\nand a parser "
      "always eats one "
      "blank.");
  CHECK(text_of_request(message, git_miner::Category::bug_fix, facts(), 0).value_or("") ==
        "Prevent a crash of the parser for empty headers.\n\nIt crashes for headers without a text.");
}

TEST_CASE("a request that code follows leads to it") {
  CHECK(text_of_request(
            clean_message("Fix the crash of the parser for empty headers\n\n```\nparse(\"#\")\n```"),
            git_miner::Category::bug_fix, facts(),
            0) == "Fix the crash of the parser for empty headers:\n\n```\nparse(\"#\")\n```");
}

TEST_CASE("what a template says to its users is no part of a message") {
  const auto message = clean_message(
      "Fix the parser\n\n<!--\nWhy do you do it? See the issue.\n\nIf so, leave this out.\n-->\nIt panics.");
  REQUIRE(message.body.size() == 1);
  CHECK(message.body[0].text == "It panics.");
}

TEST_CASE("messages that ask for nothing are refused") {
  const auto reason_name = [](std::string_view text) {
    const auto drop = message_drop(clean_message(text), text);
    return drop ? base::name_of(drop->reason) : "";
  };
  const auto evidence = [](std::string_view text) {
    return message_drop(clean_message(text), text)->evidence;
  };
  CHECK(evidence("Bump version to v0.17.0") == "\"Bump\" in the subject \"Bump version to v0.17.0\"");
  CHECK(evidence("docs: explain the cache") == "the type docs in the subject \"explain the cache\"");
  CHECK(evidence("Fix parser") ==
        "words 2 (at least 3), and no body that tells more, in the subject \"Fix parser\"");
  CHECK(reason_name("Fix #254") == "message says too little");
  CHECK(reason_name("fixup! Add a cache") == "unfinished work");
  CHECK(reason_name("wip: add a cache layer") == "unfinished work");
  CHECK(reason_name("Bump version to v0.17.0") == "release or version bump");
  CHECK(reason_name("Prepare to release the crate") == "release or version bump");
  CHECK(reason_name("Update README with examples") == "message speaks of documentation");
  CHECK(reason_name("fix review comments") == "message speaks of the commit");
  CHECK(reason_name("Fix for empty files") == "message is no request");
  CHECK(reason_name("Fix the overflow in the parser") == "");
  CHECK(reason_name("Frame::Array display of values") == "message is no request");
  CHECK(reason_name("New default value for offsets") == "message is no request");
  CHECK(reason_name("Fix issues with `hello_world_elf64`") == "message says too little");
  CHECK(reason_name("Parser of `Table` panics for empty input") == "");
  CHECK(reason_name("Fix bug\n\nThe parser panics whenever the input is an empty file.") == "");
  CHECK(reason_name("Fix bug\n\nThis commit adds a check of the length of the input.") ==
        "message says too little");
  CHECK(reason_name("Wrong offset when skipping lines") == "");
  CHECK(reason_name("Do not print an empty line") == "");
}

TEST_CASE("requests use the plain form of a verb, reports tell the deed") {
  CHECK(git_miner::as_request("Added a cache") == "add a cache");
  CHECK(git_miner::as_request("Fixes the parser") == "fix the parser");
  CHECK(git_miner::as_request("Simplifying the loop") == "simplify the loop");
  CHECK(git_miner::as_request("dropped the lock early") == "drop the lock early");
  CHECK(git_miner::as_request("Fixes the parser and adds a test") == "fix the parser and add a test");
  CHECK(git_miner::as_request("expiration bug") == "");
  CHECK(git_miner::as_report("add a cache") == "Added a cache");
  CHECK(git_miner::as_report("ignore empty lines") == "Now ignores empty lines");
  CHECK(git_miner::as_report("fix the parser and add a test") == "");
}

TEST_CASE("each clause of a subject is a whole sentence of the request") {
  const auto request = [](const char* subject) {
    return text_of_request(git_miner::clean_message(subject), git_miner::Category::refactor, facts(), 2)
        .value_or("");
  };
  CHECK(request("Inline `area`, don't round") == "Could you inline `area`? Don't round.");
  CHECK(request("Inline `area`; remove `edge`") == "Could you inline `area`? Remove `edge`.");
  CHECK(request("Inline `area`, it's used once") == "Could you inline `area`? It's used once.");
  CHECK(request("Inline `a, don't` and `area`") == "Could you inline `a, don't` and `area`?");
  CHECK(request("Inline `area`, `edge` and `size`") == "Could you inline `area`, `edge` and `size`?");
}

TEST_CASE("a symptom is told as such, and a failing test is quoted") {
  const auto symptom = clean_message("Parser of `Table` panics for empty input");
  const git_miner::ReportedTest failing{
      .name = "tests::empty",
      .output = "thread 'tests::empty' panicked at src/lib.rs:2:5:\nindex out of bounds"};
  git_miner::RequestFacts tested = facts();
  tested.failing = failing;
  for (std::uint64_t choice = 0; choice < 120; ++choice) {
    const auto text = text_of_request(symptom, git_miner::Category::bug_fix, facts(), choice).value();
    CHECK(text.contains("arser of `Table` panics for empty input"));
    CHECK(!text.contains("Please fix this: "));
    CHECK(!text.contains(".rs"));
    const auto quoted = text_of_request(symptom, git_miner::Category::bug_fix, tested, choice).value();
    CHECK(quoted.contains("`tests::empty`"));
    CHECK(quoted.contains("```\nthread 'tests::empty' panicked"));
  }
}

TEST_CASE("a subject on which nobody could act alone is no request") {
  const auto request = [](const char* message) {
    return text_of_request(clean_message(message), git_miner::Category::bug_fix, facts(), 0);
  };
  for (const char* bare :
       {"Fix behavior on broken pipe", "Remove unused var", "Improve parsing of the input"})
    CHECK_MESSAGE(!request(bare).has_value(), bare);
  for (const char* told :
       {"Do not print `None` for empty tables", "Exit with an error when the pattern file cannot be read",
        "Fix behavior on broken pipe\n\nThe output loops for ever where the reader is gone."})
    CHECK_MESSAGE(request(told).has_value(), told);
}

TEST_CASE("a fix without a symptom and an addition without its behaviour are refused") {
  const auto reason = [](const char* message, git_miner::Category category) {
    return reason_of(text_of_request(clean_message(message), category, facts(), 0));
  };
  for (const char* bare :
       {"Fix illegal option in the preview window of `fzf`", "Fix incorrect `follows_from` bounds",
        "Fix the output of --count-matches\n\nThe spans are those of the lines.",
        "Use `try_with` for the dispatcher of threads"})
    CHECK_MESSAGE(reason(bare, git_miner::Category::bug_fix) == "message tells no symptom", bare);
  for (const char* told :
       {"Fix `LogTracer` not honoring max level filters", "Throw an error when a folder is viewed",
        "Fix the output of --count-matches\n\nWith look-ahead some matches are not counted."})
    CHECK_MESSAGE(reason(told, git_miner::Category::bug_fix).empty(), told);
  for (const char* bare : {"Add the option -n/--length", "Implement various --border styles",
                           "Add `Base` to `Printer`", "Support const values for `target`"})
    CHECK_MESSAGE(reason(bare, git_miner::Category::feature) == "message tells no behaviour", bare);
  for (const char* told :
       {"Add --no-color to disable ANSI sequences", "Add the alias '-l' for '-n/--length'",
        "Implement `Display` for `DisplayValue`", "Make `Writer::new()` public",
        "Add --no-filename\n\nWhen this flag is set, a filename is never shown for a match."})
    CHECK_MESSAGE(reason(told, git_miner::Category::feature).empty(), told);
}

TEST_CASE("an addition of which nothing is told is asked for with its help") {
  git_miner::RequestFacts known = facts();
  known.help = {"The help of `--length` should say: \"Read only N bytes.\""};
  CHECK(text_of_request(clean_message("Add the option --length"), git_miner::Category::feature, known, 0) ==
        "Add the option --length.\n\nThe help of `--length` should say: "
        "\"Read only N bytes.\"");
}

TEST_CASE("a scope that names a place of the project stays in words") {
  git_miner::RequestFacts known = facts();
  known.place = "the `ignore` crate";
  const auto request = [&](const char* message, std::uint64_t choice) {
    return text_of_request(clean_message(message), git_miner::Category::bug_fix, known, choice).value();
  };
  CHECK(request("Fix symlinks being followed on Windows unasked", 1) ==
        "In the `ignore` crate, please fix symlinks being followed on Windows unasked.");
  CHECK(request("Don't follow symlinks on Windows", 0) ==
        "In the `ignore` crate, don't follow symlinks on Windows.");
  CHECK(request("Fix symlinks being followed in `ignore`", 0) == "Fix symlinks being followed in `ignore`.");
  const std::vector<std::string> paths{"Cargo.toml",
                                       "crates/ignore/Cargo.toml",
                                       "crates/ignore/src/types.rs",
                                       "tracing-core/Cargo.toml",
                                       "tracing-core/src/lib.rs",
                                       "src/complete/fish.rs"};
  using git_miner::place_of;
  CHECK(place_of("ignore", paths, {"crates/ignore/src/types.rs"}) == "the `ignore` crate");
  CHECK(place_of("ignore/types", paths, {"crates/ignore/src/types.rs"}) ==
        "the `types` module of the `ignore` crate");
  CHECK(place_of("core", paths, {"tracing-core/src/lib.rs"}) == "the `tracing-core` crate");
  CHECK(place_of("complete/fish", paths, {"src/complete/fish.rs"}) == "the `fish` module");
  CHECK(place_of("complete", paths, {"src/complete/fish.rs", "src/complete/zsh.rs", "src/main.rs"}) ==
        "the `complete` module");
  CHECK(place_of("deps", paths, {"src/complete/fish.rs"}).empty());
}

TEST_CASE("a scope is no place where most of the changed sources are elsewhere") {
  const std::vector<std::string> paths{
      "Cargo.toml",   "crates/ignore/Cargo.toml", "crates/ignore/src/types.rs",
      "src/bytes.rs", "src/unicode.rs",           "tests/api.rs"};
  using git_miner::place_of;
  CHECK(place_of("api", paths, {"src/bytes.rs", "src/unicode.rs"}).empty());
  CHECK(place_of("api", paths, {}).empty());
  CHECK(place_of("bytes", paths, {"src/bytes.rs", "src/unicode.rs"}).empty());
  CHECK(place_of("ignore", paths, {"src/bytes.rs"}).empty());
  CHECK(place_of("ignore/bytes", paths, {"crates/ignore/src/types.rs"}) == "the `ignore` crate");
  CHECK(place_of("crates", paths, {"crates/ignore/src/types.rs"}).empty());
}

TEST_CASE("a title that is followed by other titles is refused") {
  const auto is_refused = [](std::string_view text) {
    const auto drop = message_drop(clean_message(text), text);
    return drop && base::name_of(drop->reason) == "message tells of several changes";
  };
  CHECK(is_refused("Replace `a` with `b`\n\n* Replace `a` with `b`\n\n* Change ports to numbers\n"));
  CHECK(is_refused("Add a status to the trace\n\nAlso removes the old counter of spans."));
  CHECK_FALSE(is_refused("Replace `a` with `b`\n\n* Replace `a` with `b`\n\n* fix clippy\n* add tests\n"));
  CHECK_FALSE(is_refused("Add a status to the trace\n\nI also considered a counter of spans."));
}

TEST_CASE("what a commit says of the program after it is asked for") {
  using git_miner::as_wish, git_miner::Deeds;
  CHECK(as_wish("This changes the meaning of `-C` to \"show it\".", Deeds::are_not) ==
        "Change the meaning of `-C` to \"show it\".");
  CHECK(as_wish("`list` now returns an error.", Deeds::are_not) == "`list` should return an error.");
  CHECK(as_wish("With this flag, names can now be hidden.", Deeds::are_not) ==
        "Names should be able to be hidden.");
  CHECK(as_wish("This makes patterns match those of git.", Deeds::are_not) ==
        "Make patterns match those of git.");
  CHECK(as_wish("This commit adds a status to the trace.", Deeds::are_wanted) ==
        "Add a status to the trace.");
  CHECK(as_wish("This commit adds a check of the length.", Deeds::are_not).empty());
  CHECK(as_wish("We now print an error.", Deeds::are_not).empty());
  CHECK(as_wish("The parser panics.", Deeds::are_wanted).empty());
}

TEST_CASE("the cause, the remedy and what was measured are no part of a request") {
  using git_miner::without_diagnosis;
  CHECK(without_diagnosis("The file is not closed, because `a` calls `b`.") == "The file is not closed.");
  for (const char* told :
       {"The problem here was that `finish()` bails out.", "This is caused by assigning work in turn.",
        "The state machine should be set back to probe.", "We only cut the first literal.",
        "The unit tests have been expanded.", "This is a hack.", "Both are faster than before.",
        "Obviously we shouldn't do that."})
    CHECK_MESSAGE(without_diagnosis(told).empty(), told);
  for (const char* told : {"The first arguments are searched last.", "We should not check any parents.",
                           "It panics because of an empty file.", "An error is expected here."})
    CHECK_MESSAGE(!without_diagnosis(told).empty(), told);
  CHECK(git_miner::is_measurement("```\n$ time a\n\nreal    0.692\n```"));
  CHECK(git_miner::has_drawing("T1: \u2588 \u2588\u2588 \u2560\u2550\u2550"));
  CHECK_FALSE(git_miner::has_drawing("It prints `\u2500\u2500` twice."));
}

TEST_CASE("whether the work should be done is no part of a request that lacks the reasons") {
  using git_miner::judgement_of;
  for (const char* one :
       {"This isn't *strictly* needed.", "Not strictly necessary.", "It would be nice to have.",
        "I'm not sure if it is worth it.", "This is also quite useful.", "It might be overkill for now."})
    CHECK_MESSAGE(judgement_of(one, "Add `first`").is_one, one);
  for (const char* other :
       {"This is useful for sparse tables.", "It is optional.", "This should not be needed.",
        "It is needed to read empty files.", "The parser is not needed.", "It is not printed."})
    CHECK_MESSAGE(!judgement_of(other, "Add `first`").is_one, other);
  CHECK_FALSE(judgement_of("It is not needed.", "Remove `first`").is_one);
  const auto body = [](const char* message) {
    const git_miner::NameTest none = [](std::string_view) { return false; };
    return git_miner::request_blocks(clean_message(message).body, none,
                                     {.subject = "Add `first`", .deeds = git_miner::Deeds::are_wanted});
  };
  CHECK(body("Add `first`\n\nThis isn't *strictly* needed because of `get`, but we might as well.")
            .blocks.empty());
  CHECK(body("Add `first`\n\nIt is very useful. I tried it in the commit before.").blocks.empty());
  CHECK_FALSE(body("Add `first`\n\nThis isn't needed.").is_whole);
  CHECK(body("Add `first`\n\nThis isn't needed. It should return the first entry.").is_whole);
  CHECK(body("Add `first`\n\nThis would be nice to have.").is_whole);
}

TEST_CASE("what the subject says is not said again") {
  const auto message = clean_message(
      "Add a cache of `keys` to find them faster (#3)\n\nkeys: Add a cache of `keys` to find them faster\n\n"
      "* keys: add a cache of `keys` to find them faster\n");
  CHECK(text_of_request(message, git_miner::Category::feature, facts(), 0) ==
        "Add a cache of `keys` to find them faster.");
}

TEST_CASE("a request stops before the names that it must not have") {
  git_miner::RequestFacts known = facts();
  known.is_refused = [](std::string_view text) { return text.contains("new_name"); };
  const auto request = [&](std::string_view message) {
    return text_of_request(clean_message(message), git_miner::Category::bug_fix, known, 0).value_or("");
  };
  CHECK(request("Prevent an overflow of `len` for empty tables by calling `new_name`") ==
        "Prevent an overflow of `len` for empty tables.");
  CHECK_FALSE(
      text_of_request(clean_message("Rename `Column` to `new_name`"), git_miner::Category::refactor, known, 0)
          .has_value());
  CHECK(request("Replace the map with `new_name`") == "");
  CHECK(request("Use `new_name` in the parser\n\nThe parser panics whenever the input is empty.") ==
        "The parser panics whenever the input is empty.\n\nPlease fix that.");
}

namespace {

std::vector<git_miner::FileDeeds> changed_first() {
  git_miner::FileDeeds file;
  file.path = "src/lib.rs";
  file.items = {{.deed = git_miner::Deed::changed, .name = "first"}};
  return {file};
}

}  // namespace

TEST_CASE("the report of a proved change says what the runs have shown, another says nothing of runs") {
  const auto deeds = changed_first();
  const std::string red =
      "running 1 test\ntest tests::empty ... FAILED\n\nfailures:\n\n---- tests::empty stdout ----\n\n"
      "thread 'tests::empty' panicked at src/lib.rs:2:5:\nindex out of bounds\nnote: run with "
      "`RUST_BACKTRACE=1` environment variable to display a backtrace\n\n\nfailures:\n    tests::empty\n\n"
      "test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out\n";
  const std::string green =
      "running 1 test\ntest tests::empty ... ok\n\n"
      "test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n";
  const git_miner::Proof proof{.tests_first = {{"src/lib.rs", "x"}},
                               .before = {{"cargo test", red, 101}},
                               .after = {{"cargo build", "", 0}, {"cargo test", green, 0}},
                               .toolchain = {}};
  const auto failing = git_miner::failing_tests(proof);
  REQUIRE(failing.size() == 1);
  CHECK(failing[0].name == "tests::empty");
  CHECK(failing[0].output == "thread 'tests::empty' panicked at src/lib.rs:2:5:\nindex out of bounds");
  std::set<std::string> texts;
  for (std::uint64_t choice = 0; choice < 120; ++choice) {
    const auto message = clean_message("Fix the panic of first for empty slices");
    const auto text = git_miner::report_text(message, deeds, &proof, choice);
    CHECK(text.contains("`tests::empty`"));
    CHECK(text.contains("one test"));
    texts.insert(text);
    const auto unproved = git_miner::report_text(message, deeds, nullptr, choice);
    CHECK(unproved.contains("`first`"));
    for (const char* word : {"cargo", "tested", "pass", "built", "compile"}) CHECK(!unproved.contains(word));
  }
  CHECK(texts.size() >= 6);
}

TEST_CASE("a report names the checks that ran, and what was left out") {
  const auto deeds = changed_first();
  const git_miner::Proof proof{
      .kind = git_miner::ProofKind::built,
      .after = {{"cargo fmt --check", "", 0}, {"cargo build", "", 0}},
      .left_out = {{"cargo clippy", "it failed before as well", {{"cargo clippy", "error", 101}}},
                   {"cargo doc", "it failed before as well"}},
      .toolchain = {}};
  for (std::uint64_t choice = 0; choice < 120; ++choice) {
    const auto text = git_miner::report_text(clean_message("Fix the panic of first for empty slices"), deeds,
                                             &proof, choice);
    CHECK(text.contains("`cargo fmt --check` and `cargo build` pass"));
    CHECK((text.contains("no tests") || text.contains("No tests")));
    CHECK(text.ends_with(
        "`cargo clippy` is left out: it failed before the first edit, as shown. `cargo doc` was not run."));
    CHECK(git_miner::words_of(text).size() <= 120);
  }
}
