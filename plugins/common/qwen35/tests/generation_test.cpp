// Generation with caches.

#include "qwen35/generation.hpp"

#include <cmath>

#include "golden.hpp"

namespace {

using simdjson::dom::element;

constexpr double probability_limit = 1e-4;

const std::vector<std::vector<int64_t>> prompts = {{307, 1795, 320}, {5, 6, 7, 8, 9, 10, 11, 12, 13}, {1480}};

}  // namespace

TEST_CASE("golden greedy tokens are transformers', with and without the adapter") {
  const golden::Json greedy("greedy.json");
  const qwen35::Model model = golden::model(greedy["model"].get_string().value());
  const qwen35::Adapter adapter = golden::adapter(greedy["adapter"].get_string().value(), model);
  const qwen35::GenerationSettings settings{.max_new_tokens = greedy["max_new_tokens"].get_int64().value()};
  double worst = 0;
  for (const element prompt : golden::list(greedy["prompts"])) {
    for (const std::string variant : {"adapter", "base"}) {
      CAPTURE(variant);
      const element want = prompt[variant].value();
      const auto got = qwen35::generate(model, variant == "adapter" ? &adapter : nullptr,
                                        {golden::numbers(prompt["prompt_ids"].value())}, settings);
      CHECK(got[0].tokens == golden::numbers(want["tokens"].value()));
      CHECK(got[0].ended == qwen35::Ended::length);
      simdjson::dom::element probabilities;  // of the adapter only
      if (want["max_logprob"].get(probabilities)) continue;
      size_t i = 0;
      for (const element probability : golden::list(probabilities)) {
        worst = std::max(worst, std::abs(got[0].log_probabilities[i++] - probability.get_double().value()));
      }
    }
  }
  golden::report("greedy log-probabilities", worst);
  CHECK(worst < probability_limit);
}

TEST_CASE("one forward pass gives the logits of prefill and single steps") {
  const golden::Json forward(golden::own("forward.json").string());
  const qwen35::Model model = golden::own_model();
  const at::Tensor ids = golden::batch(golden::forward_case(forward, "model", "single_T77")).tokens.ids;
  const at::Tensor whole = model.logits(model.final_norm(model.hidden({ids, {}}, nullptr)));
  qwen35::Cache cache{.capacity = 77};
  std::vector<at::Tensor> parts;
  const int64_t cuts[] = {0, 2, 66, 75, 76, 77};
  for (size_t i = 0; i + 1 < std::size(cuts); ++i) {
    const at::Tensor part = ids.narrow(1, cuts[i], cuts[i + 1] - cuts[i]);
    parts.push_back(model.logits(model.final_norm(model.extend({part, {}}, nullptr, cache))));
  }
  CHECK(golden::distance(at::cat(parts, 1), whole) < 1e-4);
}

TEST_CASE("a row's greedy tokens do not depend on the rows beside it") {
  const qwen35::Model model = golden::own_model();
  const qwen35::GenerationSettings settings{.max_new_tokens = 12};
  const auto together = qwen35::generate(model, nullptr, prompts, settings);
  for (size_t i = 0; i < prompts.size(); ++i) {
    CHECK(together[i].tokens == qwen35::generate(model, nullptr, {prompts[i]}, settings)[0].tokens);
  }
}

TEST_CASE("a stop id ends its row and is its last token") {
  const qwen35::Model model = golden::own_model();
  qwen35::GenerationSettings settings{.max_new_tokens = 8};
  const auto free = qwen35::generate(model, nullptr, prompts, settings);
  settings.stop_ids = {free[0].tokens[3]};
  const auto stopped = qwen35::generate(model, nullptr, prompts, settings);
  CHECK(stopped[0].ended == qwen35::Ended::stop_id);
  CHECK(stopped[0].tokens.back() == settings.stop_ids[0]);
  CHECK(stopped[0].tokens.size() <= 4);
  CHECK(stopped[1].tokens == free[1].tokens);
}

TEST_CASE("cancelling keeps what was made") {
  const qwen35::Model model = golden::own_model();
  int left = 3;
  const qwen35::GenerationSettings settings{.max_new_tokens = 8, .cancelled = [&] { return left-- == 0; }};
  const auto made = qwen35::generate(model, nullptr, prompts, settings);
  CHECK(made[0].tokens.size() == 3);
  CHECK(made[0].ended == qwen35::Ended::cancelled);
}

TEST_CASE("sampling repeats with its seed and differs with another") {
  const qwen35::Model model = golden::own_model();
  qwen35::GenerationSettings settings{.max_new_tokens = 16,
                                      .sampling = {.temperature = 1.5, .top_p = 0.95, .seed = 4}};
  const auto one = qwen35::generate(model, nullptr, prompts, settings);
  CHECK(one[0].tokens == qwen35::generate(model, nullptr, prompts, settings)[0].tokens);
  settings.sampling.seed = 5;
  CHECK(one[0].tokens != qwen35::generate(model, nullptr, prompts, settings)[0].tokens);
}

TEST_CASE("a tiny top_p and a top_k of one leave only the likeliest token") {
  const qwen35::Model model = golden::own_model();
  qwen35::GenerationSettings settings{.max_new_tokens = 8};
  const auto greedy = qwen35::generate(model, nullptr, prompts, settings);
  settings.sampling = {.temperature = 2, .top_p = 1e-9, .seed = 1};
  CHECK(qwen35::generate(model, nullptr, prompts, settings)[1].tokens == greedy[1].tokens);
  settings.sampling = {.temperature = 2, .top_k = 1, .seed = 1};
  CHECK(qwen35::generate(model, nullptr, prompts, settings)[1].tokens == greedy[1].tokens);
}
