// Prints tokens per second of a model folder with a rank 16 adapter: evaluation, gradients with and without
// running layers again, reading a prompt, and generation behind it.
//
//   qwen35_speed FOLDER [TOKENS [THREADS]]

#include <chrono>
#include <string>

#include <ATen/Parallel.h>
#include <fmt/format.h>

#include "qwen35/dialogue.hpp"
#include "qwen35/training.hpp"

namespace {

// Best of three, after one that warms up.
template <class Work>
double per_second(int64_t tokens, Work work) {
  double best = 0;
  for (int i = 0; i < 4; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    if (i > 0) best = std::max(best, static_cast<double>(tokens) / took.count());
  }
  return best;
}

}  // namespace

int main(int argc, char** argv) {
  const int64_t tokens = argc > 2 ? std::stoi(argv[2]) : 1024;
  at::set_num_threads(argc > 3 ? std::stoi(argv[3]) : 2);
  const auto model = qwen35::Model::load(argc > 1 ? argv[1] : ".");
  if (!model) {
    fmt::print(stderr, "{}\n", model.error().text());
    return 1;
  }
  qwen35::Adapter adapter(model->config(), {});
  adapter.init(1);
  const at::Tensor ids = at::randint(model->config().vocabulary, {1, tokens}, at::kLong);
  const qwen35::Batch batch{{ids, {}}, ids};
  const double evaluated = per_second(tokens, [&] { qwen35::evaluate(*model, &adapter, batch); });
  const auto trained = [&](qwen35::Keep keep) {
    return per_second(tokens, [&] { qwen35::add_gradients(*model, adapter, batch, 1e-3, keep); });
  };
  const double again = trained(qwen35::Keep::layer_inputs), kept = trained(qwen35::Keep::graphs);
  const auto* first = static_cast<const int64_t*>(ids.const_data_ptr());
  const std::vector<int64_t> prompt(first, first + tokens);
  const double filled =
      per_second(tokens, [&] { qwen35::Dialogue(*model, &adapter).next(prompt, {.max_new_tokens = 1}); });
  qwen35::Dialogue dialogue(*model, &adapter);
  dialogue.next(prompt, {.max_new_tokens = 1});
  const auto made = [&](double temperature) {
    return per_second(64, [&] {
      dialogue.next(prompt, {.max_new_tokens = 64, .sampling = {.temperature = temperature, .top_p = 0.95}});
    });
  };
  const double greedy = made(0), sampled = made(0.2);
  fmt::print(
      "tokens per second, {} tokens, {} threads: forward {:.0f}, gradients {:.0f}, gradients with graphs "
      "kept {:.0f}, prefill {:.0f}, generation behind it {:.0f}, sampled {:.0f}\n",
      tokens, at::get_num_threads(), evaluated, again, kept, filled, greedy, sampled);
}
