// What is kept between the passes, and that it changes no gradient.

#include "qwen35/graph_memory.hpp"

#include "golden.hpp"
#include "qwen35/training.hpp"

TEST_CASE("the gradients are the same to the bit, however many layers keep their graphs") {
  const qwen35::Model model = golden::own_model();
  qwen35::Adapter adapter = golden::adapter(golden::own("lora/all_linear/init").string(), model);
  const at::Tensor ids = at::arange(70).view({1, 70});
  const auto gradients = [&](size_t graphs) {
    adapter.clear_gradients();
    qwen35::add_gradients(model, adapter, {.tokens = {.ids = ids, .mask = {}}, .labels = ids}, 1, graphs);
    return adapter.gradients().clone();
  };
  const at::Tensor want = gradients(qwen35::no_graphs);
  CHECK(want.abs().max().item<double>() > 0);
  for (size_t graphs = 1; graphs <= model.config().layers.size(); ++graphs)
    CHECK(at::equal(gradients(graphs), want));
  CHECK(at::equal(gradients(qwen35::all_graphs), want));
}

TEST_CASE("measuring what graphs hold leaves the adapter as it was") {
  const qwen35::Model model = golden::own_model();
  qwen35::Adapter adapter = golden::adapter(golden::own("lora/all_linear/init").string(), model);
  adapter.gradients().fill_(3);
  const at::Tensor values = adapter.values().detach().clone();
  const qwen35::GraphMemory memory = qwen35::measure_graphs(model, adapter);
  CHECK(at::equal(adapter.values().detach(), values));
  CHECK(at::equal(adapter.gradients(), at::full_like(adapter.gradients(), 3)));
  CHECK(memory.input == doctest::Approx(4.0 * static_cast<double>(model.config().hidden)));
  // The MLP alone keeps its gate, the gate's silu, and their product with the other half.
  for (const double graph : memory.graphs)
    CHECK(graph > 4 * 3.0 * static_cast<double>(model.config().intermediate));
  CHECK(memory.working > 0);
}

TEST_CASE("as many graphs are kept as fit, from the last layer on") {
  using enum qwen35::LayerKind;
  qwen35::ModelConfig config;
  config.layers = {linear_attention, full_attention, linear_attention, full_attention};
  const qwen35::GraphMemory memory{.graphs = {10, 20}, .working = 5, .input = 1};
  const auto fit = [&](double bytes) { return qwen35::graphs_that_fit(memory, config, 100, bytes); };
  const double beside = 100 * (5 + 4 * 1);
  CHECK(fit(0) == 0);
  CHECK(fit(beside + 1999) == 0);
  CHECK(fit(beside + 2000) == 1);
  CHECK(fit(beside + 2999) == 1);
  CHECK(fit(beside + 3000) == 2);
  CHECK(fit(beside + 5000) == 3);
  CHECK(fit(beside + 6000) == 4);
  CHECK(fit(1e12) == 4);
}
