#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <dataset_curator/curator.hpp>
#include <dataset_curator/digest.hpp>
#include <test_support/temporary_folder.hpp>

#include "examples.hpp"

namespace {

std::string reason(const dataset_curator::Verdict& verdict) {
  if (const auto* reject = std::get_if<dataset_curator::Reject>(&verdict)) return reject->error.text();
  const auto* drop = std::get_if<dataset_curator::Drop>(&verdict);
  return drop ? std::string(base::name_of(drop->reason)) + ": " + drop->detail : "kept";
}

const test_support::TemporaryFolder& scratch() {
  static const test_support::TemporaryFolder folder;
  return folder;
}

dataset_curator::Curator settled(const std::vector<chat::Example>& examples,
                                 std::vector<dataset_curator::HeldOut> held_out = {},
                                 dataset_curator::TokenLimit limit = {}) {
  auto curator = dataset_curator::Curator::in(scratch().path(),
                                              {.held_out = std::move(held_out), .limit = std::move(limit)});
  REQUIRE(curator);
  for (const chat::Example& one : examples) REQUIRE(curator->judge(one));
  REQUIRE(curator->settle({}, {.examples_of_file = 0, .repository_share = 1}));
  return std::move(*curator);
}

// What becomes of each.
std::vector<std::string> reasons(const std::vector<chat::Example>& examples) {
  const auto curator = settled(examples);
  std::vector<std::string> result;
  for (std::uint32_t i = 0; i < examples.size(); ++i) result.push_back(reason(curator.verdict(i)));
  return result;
}

std::string reason_of(const chat::Example& example) { return reasons({example})[0]; }

// Longer than what is too short to be compared, and the same but for one word in ten.
std::string question(int variant) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += fmt::format("w{} ", i % 50 == 7 ? 1000 + variant : i);
  return text;
}

const std::string key = "sk-proj-Hw4Pn8Qz2Lk6Vt0Xc5Bm9Rj3Df7Gs1Ya4Ue8Io2Nw6Tq0Zx";

}  // namespace

TEST_CASE("a sound example is kept with its digest") {
  const auto curator = settled({example("a")});
  const auto verdict = curator.verdict(0);
  REQUIRE(std::holds_alternative<dataset_curator::Keep>(verdict));
  CHECK(std::get<dataset_curator::Keep>(verdict).digest == dataset_curator::content_digest(example("a")));
  CHECK(curator.kept() == 1);
}

TEST_CASE(
    "of equal examples the best is kept, in whatever order they come, and the others say which one it is") {
  chat::Example verified = example("z");
  verified.metadata.verified = true;
  verified.metadata.verification = chat::Verification{.commands = {{"cargo test", 0}}, .toolchain = "rustc"};
  CHECK(reasons({example("b"), example("a")}) ==
        std::vector<std::string>{"duplicate: the messages are those of \"a\"", "kept"});
  CHECK(reasons({example("a"), verified, example("d", "Another question")}) ==
        std::vector<std::string>{"duplicate: the messages are those of \"z\"", "kept", "kept"});
}

TEST_CASE(
    "of near duplicates the best is kept: verified, then sessions, commits, generated, then more context, "
    "then by id") {
  const auto of = [](const std::string& id, int variant, chat::Origin origin = chat::Origin::git) {
    chat::Example made = example(id, question(variant));
    set_origin(made.metadata, origin);
    return made;
  };
  chat::Example verified = of("y", 1, chat::Origin::synthetic), longer = of("x", 2);
  verified.metadata.verified = true;
  verified.metadata.verification = chat::Verification{.commands = {{"cargo test", 0}}, .toolchain = "rustc"};
  longer.messages[3].content += " // and more of it";
  const auto kept = [](const chat::Example& a, const chat::Example& b) {
    const auto forth = reasons({a, b}), back = reasons({b, a});
    CHECK(forth[0] == back[1]);
    CHECK(forth[1] == back[0]);
    CHECK((forth[0] == "kept") != (forth[1] == "kept"));
    const std::string& gone = forth[0] == "kept" ? forth[1] : forth[0];
    const std::string id = (forth[0] == "kept" ? a : b).metadata.id;
    CHECK(gone.starts_with("near duplicate: near duplicate of " + id + " (0.8"));
    return id;
  };
  CHECK(kept(of("a", 0), verified) == "y");
  CHECK(kept(of("a", 0), of("b", 1, chat::Origin::session)) == "b");
  CHECK(kept(of("a", 0, chat::Origin::synthetic), of("b", 1)) == "b");
  CHECK(kept(of("a", 0), longer) == "x");
  CHECK(kept(of("b", 0), of("a", 1)) == "a");
}

TEST_CASE("what is in the evaluation set or on a block list goes, and takes nothing else with it") {
  const std::vector<dataset_curator::HeldOut> held_out = {
      {.name = "task t", .texts = {{"", "Never teach this very sentence."}}},
      {.by = dataset_curator::HeldOutBy::block_list, .name = "block list own.txt:1", .commits = {"abcdef0"}}};
  chat::Example blocked = example("c");
  blocked.metadata.git->commit = "abcdef0123abcdef0123abcdef0123abcdef0123";
  const auto curator = settled(
      {example("a", question(0) + "never teach this very sentence"), example("b", question(1)), blocked},
      held_out);
  CHECK(reason(curator.verdict(0)) == "in the evaluation set: task t: 1 runs of 5 words in common");
  CHECK(reason(curator.verdict(1)) == "kept");
  CHECK(reason(curator.verdict(2)) == "on the block list: block list own.txt:1: commit abcdef0");
}

TEST_CASE("an id is used once") {
  const auto both = reasons({example("a"), example("a", "Another question, which is longer")});
  CHECK(both[0] == "id taken: another example with other messages is called \"a\", too");
  CHECK(both[1] == "kept");  // it has more context
}

TEST_CASE("an example that is not valid is rejected with its problems, a long list is cut") {
  chat::Example broken = example("a");
  broken.messages.pop_back();
  CHECK(reason_of(broken).starts_with("not a valid example (message 3 (tool): comes last"));
  chat::Example longer = broken;
  for (int i = 0; i < 9; ++i) longer.messages.push_back(user(""));
  const auto all = reasons({broken, longer, example("a")});
  CHECK(all[1].contains(" more): "));
  CHECK(all[2] == "kept");  // a rejected example does not take its id
}

TEST_CASE("a record that is no example has its place among the verdicts") {
  auto curator = dataset_curator::Curator::in(scratch().path());
  REQUIRE(curator);
  curator->reject({.problem = "broken", .why = {}, .what_to_do = {}});
  REQUIRE(curator->judge(example("a")));
  REQUIRE(curator->settle({}, {}));
  CHECK(reason(curator->verdict(0)) == "broken");
  CHECK(reason(curator->verdict(1)) == "kept");
  CHECK(curator->kept() == 1);
}

TEST_CASE("a secret anywhere drops the example; the reason names rule and place and never the value") {
  const auto dropped = [](const std::string& place, auto change) {
    chat::Example e = example("a");
    change(e);
    const std::string text = reason_of(e);
    CAPTURE(text);
    CHECK(text.ends_with(": found by openai-api-key in " + place));
    CHECK(!text.contains(key.substr(0, 12)));
  };
  dropped("messages[1].content", [](auto& e) { e.messages[1].content = "use " + key; });
  dropped("messages[3].content", [](auto& e) { e.messages[3].content = "KEY=" + key; });
  dropped("messages[2].reasoning_content",
          [](auto& e) { e.messages[2].reasoning_content = e.messages[4].reasoning_content = key; });
  dropped("messages[2].tool_calls[0].function.arguments", [](auto& e) {
    e.messages[2].tool_calls[0].function.arguments = "{\"a\":{\"b\":[\"x\\n" + key + "\"]}}";
  });
  dropped("messages[2].tool_calls[0].function.arguments", [](auto& e) {
    e.messages[2].tool_calls[0].function.arguments = "{\"a\":\"\\u0073k" + key.substr(2) + "\"}";
  });
  dropped("tools[0]", [](auto& e) { e.tools[0] = "{\"description\":\"" + key + "\"}"; });
  dropped("metadata.verification.commands", [](auto& e) {
    e.metadata.verification =
        chat::Verification{.commands = {{"KEY=" + key + " cargo test", 0}}, .toolchain = "rustc 1.95.0"};
  });
  dropped("metadata.verification.left_out", [](auto& e) {
    e.metadata.verification = chat::Verification{.commands = {{"cargo test", 0}},
                                                 .left_out = {{"cargo clippy", "it needs " + key}},
                                                 .toolchain = "rustc 1.95.0"};
  });
}

TEST_CASE("commit hashes in the metadata are no secrets, redacted text is none") {
  chat::Example e = example("a");
  e.messages[3].content = "API_KEY=<SECRET:api_key:1>\nmail <SECRET:email:1>";
  CHECK(reason_of(e) == "kept");
}

TEST_CASE("nothing passes that has more tokens than the trainer takes; what has no number is counted") {
  std::vector<std::string> counted;
  const auto count = [&](const chat::Example& one) -> base::Result<std::size_t> {
    counted.push_back(one.metadata.id);
    if (one.metadata.id == "odd") return base::failure("the chat template refuses it", "no user", "mend it");
    return one.metadata.id == "long" ? 101 : 100;
  };
  chat::Example known = example("known", "One question");
  known.metadata.tokens = 101;
  const std::vector<chat::Example> all{known, example("long", question(1)), example("odd", question(2)),
                                       example("short", question(3))};
  const auto curator = settled(all, {}, {.max_tokens = 100, .count = count});
  CHECK(reason(curator.verdict(0)) == "too many tokens: tokens 101 (max_tokens 100)");
  CHECK(reason(curator.verdict(1)) == "too many tokens: tokens 101 (max_tokens 100)");
  CHECK(reason(curator.verdict(2)).starts_with("the chat template refuses it"));
  const auto verdict = curator.verdict(3);
  REQUIRE(std::holds_alternative<dataset_curator::Keep>(verdict));
  CHECK(std::get<dataset_curator::Keep>(verdict).tokens == 100);
  CHECK(counted == std::vector<std::string>{"long", "odd", "short"});
  CHECK(reason_of(known) == "kept");
}

namespace {

std::vector<std::string> reviewed(const std::vector<chat::Example>& examples, const std::string& yaml,
                                  dataset_curator::ReviewCounts* counts = nullptr,
                                  const dataset_curator::QuotaOptions& quota = {.examples_of_file = 0,
                                                                                .repository_share = 1},
                                  dataset_curator::FindBreach breach = {}) {
  auto review = dataset_curator::Review::read(yaml, "review.yaml");
  REQUIRE(review);
  auto curator = dataset_curator::Curator::in(scratch().path(),
                                              {.breach = std::move(breach), .review = std::move(*review)});
  REQUIRE(curator);
  for (const chat::Example& one : examples) REQUIRE(curator->judge(one));
  REQUIRE(curator->settle({}, quota));
  if (counts) *counts = curator->review_counts();
  std::vector<std::string> result;
  for (std::uint32_t i = 0; i < examples.size(); ++i) result.push_back(reason(curator->verdict(i)));
  return result;
}

}  // namespace

TEST_CASE("what the review drops goes, with its copies, and nothing else") {
  dataset_curator::ReviewCounts counts;
  CHECK(reviewed({example("a"), example("b"), example("c", "Another question")},
                 "drop:\n  - {id: b, why: wrong}\n  - x\n", &counts) ==
        std::vector<std::string>{"duplicate: the messages are those of \"b\", which the review drops",
                                 "dropped by the review: review.yaml:2: wrong", "kept"});
  CHECK(counts.dropped == 1);
  CHECK(counts.not_there == std::vector<std::string>{"x"});
}

TEST_CASE("what the review keeps wins over likeness, shape, quotas and the house style") {
  CHECK(reviewed({example("a"), example("b")}, "keep: [b]\n") ==
        std::vector<std::string>{"duplicate: the messages are those of \"b\"", "kept"});
  const std::vector<chat::Example> alike = {example("a", question(1)), example("b", question(2))};
  CHECK(reviewed(alike, "")[1].starts_with("near duplicate: near duplicate of a"));
  CHECK(reviewed(alike, "keep: [b]\n")[0].starts_with("near duplicate: near duplicate of b"));
  CHECK(reviewed(alike, "keep: [a, b]\n") == std::vector<std::string>{"kept", "kept"});
  auto line = dataset_curator::read_quota("origin.* 1");
  REQUIRE(line);
  const dataset_curator::QuotaOptions one{.examples_of_file = 0, .repository_share = 1, .lines = {*line}};
  const std::vector<chat::Example> two = {example("a"), example("b", "Another question")};
  for (const std::string wanted : {"a", "b"}) {
    const auto became = reviewed(two, "keep: [" + wanted + "]\n", nullptr, one);
    CHECK(became[wanted == "a" ? 0 : 1] == "kept");
    CHECK(became[wanted == "a" ? 1 : 0].starts_with("enough examples of its origin: "));
  }
  const auto breach = [](const chat::Example&) { return std::string("unwrap: src/lib.rs:3"); };
  CHECK(reviewed(two, "keep: [b]\n", nullptr, one, breach) ==
        std::vector<std::string>{"breaks the house style: unwrap: src/lib.rs:3", "kept"});
}

TEST_CASE("what the review keeps does not win over damage, secrets, length and what is held out") {
  chat::Example secret = example("a", "use " + key), broken = example("b"), held = example("c", question(5));
  broken.messages.pop_back();
  dataset_curator::ReviewCounts counts;
  const auto became = reviewed({secret, broken}, "keep: [a, b]\n", &counts);
  CHECK(became[0].starts_with("holds what looks like a secret or personal data: "));
  CHECK(became[1].starts_with("not a valid example"));
  CHECK(counts.kept == 0);
  CHECK(counts.overruled == std::vector<std::string>{"a", "b"});
  auto review = dataset_curator::Review::read("keep: [c]\n", "review.yaml");
  REQUIRE(review);
  const dataset_curator::HeldOut task{.name = "task t", .texts = {{"", question(5)}}};
  auto curator = dataset_curator::Curator::in(scratch().path(), {.held_out = {task}, .review = *review});
  REQUIRE(curator);
  REQUIRE(curator->judge(held));
  REQUIRE(curator->settle({}, {}));
  CHECK(reason(curator->verdict(0)).starts_with("in the evaluation set: "));
  CHECK(reason(curator->verdict(0)).ends_with("; kept by review.yaml:1 in vain"));
  CHECK(curator->review_counts().overruled == std::vector<std::string>{"c"});
}

TEST_CASE("an example is judged as the review has edited it, and rejected where an edit does not fit") {
  const std::string mend = "edit:\n  - {id: a, message: 1, old: " + key + ", new: the key}\n";
  dataset_curator::ReviewCounts counts;
  CHECK(reviewed({example("a", "use " + key)}, mend, &counts)[0] == "kept");
  CHECK(counts.edited == 1);
  CHECK(reviewed({example("a", "use nothing")}, mend, &counts)[0].starts_with("review.yaml:2 does not fit"));
  CHECK(counts.edited == 0);
  CHECK(counts.misfits == std::vector<std::string>{"a"});
}
