#include "qwen35/dropout.hpp"

#include "golden.hpp"
#include "qwen35/training.hpp"

TEST_CASE("dropout leaves out the share that it was given, and keeps the mean") {
  const at::Tensor ones = at::ones({400, 500});
  for (const double share : {0.05, 0.5, 0.9}) {
    CAPTURE(share);
    const at::Tensor kept = qwen35::dropped(ones, {.share = share, .key = 7});
    const double zeros = kept.eq(0).sum().item<double>() / 200'000;
    CHECK(zeros == doctest::Approx(share).epsilon(0.01));
    CHECK(at::allclose(kept.index({kept.ne(0)}), at::full({1}, 1 / (1 - share))));
    // No row and no column has more of it than chance gives.
    CHECK(kept.eq(0).to(at::kFloat).mean(0).sub(share).abs().max().item<double>() < 0.12);
    CHECK(kept.eq(0).to(at::kFloat).mean(1).sub(share).abs().max().item<double>() < 0.12);
  }
  CHECK(qwen35::dropped(ones, {}).is_same(ones));
}

TEST_CASE("what dropout leaves out depends on its key alone") {
  const at::Tensor ones = at::ones({100, 100});
  const auto stays = [&](uint64_t key) { return qwen35::dropped(ones, {.share = 0.5, .key = key}).ne(0); };
  CHECK(at::equal(stays(1), stays(1)));
  for (const uint64_t other : {2ull, 3ull, ~0ull}) {
    const double equal = stays(1).eq(stays(other)).to(at::kFloat).mean().item<double>();
    CHECK(equal == doctest::Approx(0.5).epsilon(0.05));
  }
  CHECK(qwen35::mixed({1, 2}) != qwen35::mixed({2, 1}));
}

TEST_CASE("a layer that runs again in the backward pass leaves out the same") {
  const qwen35::Model model = golden::own_model();
  const auto gradients = [&](size_t graphs, qwen35::Dropout dropout) {
    qwen35::Adapter adapter = golden::adapter(golden::own("lora/all_linear/init").string(), model);
    adapter.set_dropout(dropout);
    const at::Tensor ids = at::arange(40).view({1, 40});
    const auto loss =
        qwen35::add_gradients(model, adapter, {.tokens = {.ids = ids, .mask = {}}, .labels = ids}, 1, graphs);
    CHECK(loss.tokens == 39);
    return adapter.gradients().clone();
  };
  const qwen35::Dropout dropout{.share = 0.3, .key = 5};
  const at::Tensor kept = gradients(qwen35::all_graphs, dropout);
  CHECK(at::equal(kept, gradients(qwen35::no_graphs, dropout)));
  CHECK_FALSE(at::equal(kept, gradients(qwen35::all_graphs, {})));
  CHECK_FALSE(at::equal(kept, gradients(qwen35::all_graphs, {.share = 0.3, .key = 6})));
}
