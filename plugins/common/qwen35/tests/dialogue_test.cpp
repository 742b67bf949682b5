// Generation over several turns equals generation from the start.

#include "qwen35/dialogue.hpp"

#include "golden.hpp"

namespace {

using simdjson::dom::element;

using Ids = std::vector<int64_t>;

Ids joined(Ids ids, const Ids& more) {
  ids.insert(ids.end(), more.begin(), more.end());
  return ids;
}

int64_t size_of(const Ids& ids) { return static_cast<int64_t>(ids.size()); }

// Ids of the tiny model's vocabulary without a pattern.
Ids some_ids(size_t count, int64_t start) {
  Ids ids;
  for (size_t i = 0; i < count; ++i) ids.push_back((start + static_cast<int64_t>(i * i) * 37) % 2000 + 5);
  return ids;
}

Ids fresh_run(const qwen35::Model& model, const qwen35::Adapter* adapter, const Ids& prompt,
              const qwen35::GenerationSettings& settings) {
  return qwen35::generate(model, adapter, {prompt}, settings)[0].tokens;
}

}  // namespace

TEST_CASE("golden greedy tokens of a first turn are transformers', with and without the adapter") {
  const golden::Json greedy("greedy.json");
  const qwen35::Model model = golden::model(greedy["model"].get_string().value());
  const qwen35::Adapter adapter = golden::adapter(greedy["adapter"].get_string().value(), model);
  const qwen35::GenerationSettings settings{.max_new_tokens = greedy["max_new_tokens"].get_int64().value()};
  for (const element prompt : golden::list(greedy["prompts"])) {
    for (const std::string variant : {"adapter", "base"}) {
      CAPTURE(variant);
      qwen35::Dialogue dialogue(model, variant == "adapter" ? &adapter : nullptr);
      const auto made = dialogue.next(golden::numbers(prompt["prompt_ids"].value()), settings);
      CHECK(made.tokens == golden::numbers(prompt[variant].value()["tokens"].value()));
      CHECK(made.ended == qwen35::Ended::length);
    }
  }
}

TEST_CASE("three turns give the tokens of fresh runs, and only new tokens are run") {
  for (const auto& [name, variant] :
       {std::pair("model", "attn_mlp"), std::pair("model_bf16", "bf16_attn_mlp")}) {
    CAPTURE(name);
    const qwen35::Model model = golden::own_model(name);
    const qwen35::Adapter adapter =
        golden::adapter(golden::own(std::string("lora/") + variant + "/init").string(), model);
    const qwen35::GenerationSettings settings{.max_new_tokens = 20};
    qwen35::Dialogue dialogue(model, &adapter);
    Ids prompt = some_ids(70, 11);
    for (const size_t more : {1u, 90u, 7u}) {
      const Ids expected = fresh_run(model, &adapter, prompt, settings);
      CHECK(dialogue.next(prompt, settings).tokens == expected);
      prompt = joined(prompt, expected);
      CHECK(dialogue.seen() == Ids(prompt.begin(), prompt.end() - 1));
      CHECK(dialogue.tokens_run() == size_of(prompt) - 1);
      prompt = joined(prompt, some_ids(more, 500));
    }
  }
}

TEST_CASE("a prompt that goes another way after the last prompt continues from there") {
  const qwen35::Model model = golden::own_model();
  const qwen35::GenerationSettings settings{.max_new_tokens = 12};
  qwen35::Dialogue dialogue(model, nullptr);
  const Ids first = some_ids(66, 3);
  const Ids made = dialogue.next(first, settings).tokens;
  // Generated, but written otherwise; then the very same prompt again.
  for (const Ids& prompt : {joined(first, some_ids(9, 1)), first}) {
    const int64_t before = dialogue.tokens_run();
    const Ids expected = fresh_run(model, nullptr, prompt, settings);
    CHECK(dialogue.next(prompt, settings).tokens == expected);
    if (prompt != first) CHECK(dialogue.tokens_run() - before == 1 + 9 + 11);
  }
  CHECK(dialogue.next(first, settings).tokens == made);
  const int64_t before = dialogue.tokens_run();
  CHECK(dialogue.next(first, settings).tokens == made);
  CHECK(dialogue.tokens_run() - before == 12);
}

TEST_CASE("a prompt that does not begin with what was seen starts anew") {
  const qwen35::Model model = golden::own_model();
  const qwen35::GenerationSettings settings{.max_new_tokens = 12};
  qwen35::Dialogue dialogue(model, nullptr);
  dialogue.next(some_ids(40, 3), settings);
  for (const Ids& prompt : {some_ids(30, 4), some_ids(7, 3), Ids{5}}) {
    const int64_t before = dialogue.tokens_run();
    CHECK(dialogue.next(prompt, settings).tokens == fresh_run(model, nullptr, prompt, settings));
    CHECK(dialogue.tokens_run() - before == size_of(prompt) + 11);
  }
}

TEST_CASE("a prompt of several pieces gives the tokens of one run") {
  const qwen35::Model model = golden::own_model();
  const qwen35::GenerationSettings settings{.max_new_tokens = 8};
  const Ids prompt = some_ids(4500, 17);
  int asked = 0;
  qwen35::GenerationSettings counted = settings;
  counted.cancelled = [&asked] { return ++asked < 0; };
  qwen35::Dialogue dialogue(model, nullptr);
  CHECK(dialogue.next(prompt, counted).tokens == fresh_run(model, nullptr, prompt, settings));
  CHECK(asked == 3 + 8);
}

TEST_CASE("what is cancelled in the middle of a prompt or of a text can go on") {
  const qwen35::Model model = golden::own_model();
  const qwen35::GenerationSettings whole{.max_new_tokens = 8};
  const Ids prompt = some_ids(2100, 17);
  const Ids expected = fresh_run(model, nullptr, prompt, whole);
  for (const int after : {0, 1, 2, 4}) {
    CAPTURE(after);
    qwen35::GenerationSettings settings = whole;
    settings.cancelled = [left = after]() mutable { return left-- == 0; };
    qwen35::Dialogue dialogue(model, nullptr);
    const auto made = dialogue.next(prompt, settings);
    CHECK(made.ended == qwen35::Ended::cancelled);
    CHECK(made.tokens.size() == static_cast<size_t>(std::max(after - 2, 0)));
    CHECK(dialogue.next(prompt, whole).tokens == expected);
  }
}

TEST_CASE("an id outside the vocabulary throws, and the dialogue can go on") {
  const qwen35::Model model = golden::own_model();
  const qwen35::GenerationSettings settings{.max_new_tokens = 4};
  qwen35::Dialogue dialogue(model, nullptr);
  const Ids prompt = some_ids(30, 3);
  const Ids expected = dialogue.next(prompt, settings).tokens;
  CHECK_THROWS(dialogue.next(joined(prompt, {1'000'000, 1}), settings));
  CHECK(dialogue.next(prompt, settings).tokens == expected);
}
