#include <string>

#include <doctest/doctest.h>

#include <dataset_curator/curator.hpp>
#include <dataset_curator/digest.hpp>

#include "examples.hpp"

namespace {

std::string reason(const dataset_curator::Verdict& verdict) {
  if (const auto* reject = std::get_if<dataset_curator::Reject>(&verdict)) return reject->error.text();
  const auto* drop = std::get_if<dataset_curator::Drop>(&verdict);
  return drop ? std::string(base::name_of(drop->reason)) + ": " + drop->detail : "kept";
}

const std::string key = "sk-proj-Hw4Pn8Qz2Lk6Vt0Xc5Bm9Rj3Df7Gs1Ya4Ue8Io2Nw6Tq0Zx";

}  // namespace

TEST_CASE("a sound example is kept with its digest") {
  dataset_curator::Curator curator;
  const auto verdict = curator.judge(example("a"));
  REQUIRE(std::holds_alternative<dataset_curator::Keep>(verdict));
  CHECK(std::get<dataset_curator::Keep>(verdict).digest == dataset_curator::content_digest(example("a")));
  CHECK(curator.kept() == 1);
}

TEST_CASE("the first of equal examples wins, and the others say which one was kept") {
  dataset_curator::Curator curator;
  CHECK(reason(curator.judge(example("a"))) == "kept");
  CHECK(reason(curator.judge(example("b"))) == "duplicate: the messages are those of \"a\"");
  CHECK(reason(curator.judge(example("c"))) == "duplicate: the messages are those of \"a\"");
  CHECK(reason(curator.judge(example("d", "Another question"))) == "kept");
  CHECK(curator.kept() == 2);
}

TEST_CASE("nothing passes that has more tokens than the trainer takes; what has no number is counted") {
  int counted = 0;
  dataset_curator::Curator curator(
      {.max_tokens = 100, .count = [&](const chat::Example& one) -> base::Result<std::size_t> {
         ++counted;
         if (one.metadata.id == "odd")
           return base::failure("the chat template refuses it", "no user", "mend it");
         return one.metadata.id == "long" ? 101 : 100;
       }});
  chat::Example known = example("known", "One question");
  known.metadata.tokens = 101;
  CHECK(reason(curator.judge(known)) == "too many tokens: tokens 101 (max_tokens 100)");
  CHECK(counted == 0);
  CHECK(reason(curator.judge(example("long"))) == "too many tokens: tokens 101 (max_tokens 100)");
  CHECK(reason(curator.judge(example("odd"))).starts_with("the chat template refuses it"));
  const auto verdict = curator.judge(example("short"));
  REQUIRE(std::holds_alternative<dataset_curator::Keep>(verdict));
  CHECK(std::get<dataset_curator::Keep>(verdict).tokens == 100);
  CHECK(reason(dataset_curator::Curator().judge(known)) == "kept");
}

TEST_CASE("an id is used once") {
  dataset_curator::Curator curator;
  CHECK(reason(curator.judge(example("a"))) == "kept");
  CHECK(reason(curator.judge(example("a", "Another question"))).find("id taken: ") == 0);
}

TEST_CASE("an example that is not valid is rejected with its problems, a long list is cut") {
  dataset_curator::Curator curator;
  chat::Example broken = example("a");
  broken.messages.pop_back();
  REQUIRE(std::holds_alternative<dataset_curator::Reject>(curator.judge(broken)));
  CHECK(reason(curator.judge(broken)).starts_with("not a valid example (message 3 (tool): comes last"));
  for (int i = 0; i < 9; ++i) broken.messages.push_back(user(""));
  CHECK(reason(curator.judge(broken)).contains(" more): "));
  CHECK(reason(curator.judge(example("a"))) == "kept");  // a rejected example does not count as first
}

TEST_CASE("a secret anywhere drops the example; the reason names rule and place and never the value") {
  const auto dropped = [](const std::string& place, auto change) {
    dataset_curator::Curator curator;
    chat::Example e = example("a");
    change(e);
    const std::string text = reason(curator.judge(e));
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
  dataset_curator::Curator curator;
  chat::Example e = example("a");
  e.messages[3].content = "API_KEY=<SECRET:api_key:1>\nmail <SECRET:email:1>";
  CHECK(reason(curator.judge(e)) == "kept");
}
