// Gradients of an adapter against transformers and peft, clipping and the optimizer.

#include "qwen35/training.hpp"

#include <cmath>

#include <fmt/format.h>

#include "golden.hpp"
#include "qwen35/optimizer.hpp"

namespace {

// Limits of tests/golden/qwen3_5/README.md.
constexpr double loss_limit = 1e-5;
constexpr double gradient_limit = 1e-4;  // of a tensor's largest value

constexpr const char* key_prefix = "base_model.model.model.language_model.";

double largest(const at::Tensor& x) { return x.abs().max().item<double>(); }

// The largest difference of a tensor's gradient, relative to its largest value.
double gradient_deviation(const qwen35::Adapter& adapter, const qwen35::SafetensorsFile& want) {
  double worst = 0;
  for (const auto& [name, value] : adapter.items()) {
    const at::Tensor expected = golden::tensor(want, key_prefix + name);
    worst = std::max(worst, golden::distance(value.grad(), expected) / largest(expected));
  }
  return worst;
}

}  // namespace

TEST_CASE("golden gradients of every A and B are autograd's through transformers and peft") {
  const golden::Json forward("forward.json");
  for (const golden::Variant& variant : golden::variants()) {
    CAPTURE(variant.name);
    const golden::Json info(fmt::format("lora/{}/grads.json", variant.name));
    const auto want = golden::tensors(fmt::format("lora/{}/grads.safetensors", variant.name));
    const qwen35::Model model = golden::model(variant.model);
    qwen35::Adapter adapter = golden::adapter(fmt::format("lora/{}/init", variant.name), model);
    const auto batch = golden::batch(golden::forward_case(forward, variant.model, variant.forward_case));
    const double scale = 1.0 / static_cast<double>(info["loss_tokens"].get_int64().value());
    for (const size_t graphs : {qwen35::no_graphs, qwen35::all_graphs}) {
      adapter.clear_gradients();
      const qwen35::Loss loss = qwen35::add_gradients(model, adapter, batch, scale, graphs);
      const double off = gradient_deviation(adapter, want);
      golden::report(fmt::format("lora/{}/grads", variant.name), off);
      CHECK(std::abs(loss.mean() - info["loss"].get_double().value()) < loss_limit);
      CHECK(off < gradient_limit);
    }
  }
}

TEST_CASE("an adapter of the last layers alone gets the same gradients as in a full one") {
  const golden::Json forward(golden::own("forward.json").string());
  const qwen35::Model model = golden::own_model();
  const auto batch = golden::batch(golden::forward_case(forward, "model", "pair_right_T140"));
  // q_proj exists in the last layer only: the layers before it need no backward pass.
  qwen35::Adapter narrow(model.config(), {.rank = 2, .alpha = 2, .modules = {qwen35::Module::q_proj}});
  qwen35::Adapter wide(
      model.config(),
      {.rank = 2, .alpha = 2, .modules = {qwen35::Module::q_proj, qwen35::Module::in_proj_z}});
  for (qwen35::Adapter* adapter : {&narrow, &wide}) {
    adapter->init(7);
    qwen35::add_gradients(model, *adapter, batch, 1);
  }
  const size_t last = model.config().layers.size() - 1;
  const at::Tensor a = narrow.layer(last)[qwen35::Module::q_proj].b.grad();
  CHECK(largest(a) > 0);
  // init draws in order, so the two A differ: compare with the same A.
  at::NoGradGuard no_gradients;
  wide.layer(last)[qwen35::Module::q_proj].a.copy_(narrow.layer(last)[qwen35::Module::q_proj].a);
  wide.clear_gradients();
  at::AutoGradMode gradients(true);
  qwen35::add_gradients(model, wide, batch, 1);
  CHECK(golden::distance(wide.layer(last)[qwen35::Module::q_proj].b.grad(), a) < 1e-5 * largest(a));
}

TEST_CASE("a batch without a label has no loss and no gradient") {
  const qwen35::Model model = golden::own_model();
  qwen35::Adapter adapter(model.config(), {.rank = 2});
  adapter.init(1);
  const qwen35::Batch batch{{at::ones({1, 5}, at::kLong), {}}, at::full({1, 5}, qwen35::no_label, at::kLong)};
  const qwen35::Loss loss = qwen35::add_gradients(model, adapter, batch, 1);
  CHECK(loss.tokens == 0);
  CHECK(loss.sum == 0);
  CHECK(largest(adapter.gradients()) == 0);
}

TEST_CASE("clipping scales a long gradient to the limit and leaves a short one") {
  const qwen35::Model model = golden::own_model();
  qwen35::Adapter adapter(model.config(), {.rank = 1, .modules = {qwen35::Module::v_proj}});
  adapter.gradients().fill_(3);
  const double before = 3 * std::sqrt(static_cast<double>(adapter.gradients().numel()));
  CHECK(qwen35::clip_gradients(adapter, 1) == doctest::Approx(before));
  CHECK(adapter.gradients().norm().item<double>() == doctest::Approx(1));
  CHECK(qwen35::clip_gradients(adapter, 2) == doctest::Approx(1));
  CHECK(adapter.gradients().norm().item<double>() == doctest::Approx(1));
}

TEST_CASE("an optimizer continues from its moments as if it had not stopped") {
  const qwen35::Model model = golden::own_model();
  qwen35::Adapter one(model.config(), {.rank = 1, .modules = {qwen35::Module::v_proj}});
  qwen35::Adapter two(model.config(), {.rank = 1, .modules = {qwen35::Module::v_proj}});
  qwen35::AdamW whole(one, {}), first(two, {}), second(two, {});
  for (qwen35::Adapter* adapter : {&one, &two}) adapter->gradients().fill_(0.5);
  whole.step(one, 1e-2);
  whole.step(one, 1e-2);
  first.step(two, 1e-2);
  REQUIRE(second.restore(first.moments(), first.steps()));
  second.step(two, 1e-2);
  CHECK(at::equal(one.values(), two.values()));
  CHECK_FALSE(second.restore({at::zeros({1}), at::zeros({1})}, 1));
}
