// Prints what rollouts cost: tokens per second of open rollouts that generate together against one after the other,
// measured on the CPU, and what an H100 would give, computed from bytes and kernels.
//
//   qwen35_rollout_speed [FOLDER [THREADS [TOKENS]]]
//
// FOLDER: of a model; without, or "", one of 8 layers with random weights is made. TOKENS of each rollout, default 48.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>
#include <fmt/format.h>

#include "counting/op_counts.hpp"
#include "qwen35/dialogue_batch.hpp"
#include "random_model.hpp"
#include "timing.hpp"

namespace {

using qwen35::LayerKind;
using qwen35::ModelConfig;
using Ids = std::vector<int64_t>;
using Clock = std::chrono::steady_clock;

// ---- measured ----

ModelConfig shape(size_t layers, int64_t hidden) {
  ModelConfig config{.hidden = hidden,
                     .intermediate = 3 * hidden,
                     .vocabulary = 32 * hidden,
                     .heads = hidden / 64,
                     .kv_heads = std::max<int64_t>(1, hidden / 256),
                     .head_dim = 64,
                     .rotary_dim = 16,
                     .rope_theta = 1e7,
                     .linear_key_heads = std::max<int64_t>(1, hidden / 128),
                     .linear_value_heads = std::max<int64_t>(1, hidden / 64),
                     .linear_key_dim = 64,
                     .linear_value_dim = 64,
                     .conv_kernel = 4,
                     .norm_epsilon = 1e-6};
  for (size_t i = 0; i < layers; ++i)
    config.layers.push_back(i % 4 == 3 ? LayerKind::full_attention : LayerKind::linear_attention);
  return config;
}

qwen35::Model loaded(const std::filesystem::path& folder) {
  auto model = qwen35::Model::load(folder);
  if (!model) throw std::runtime_error(model.error().text());
  return *std::move(model);
}

// Of different lengths, 128 to 512 ids.
Ids prompt(const qwen35::Model& model, size_t row) {
  const int64_t length = 128 + static_cast<int64_t>(row * 149 % 385);
  const at::Tensor ids = at::randint(model.config().vocabulary, {length}, at::kLong);
  const auto* first = static_cast<const int64_t*>(ids.const_data_ptr());
  return {first, first + length};
}

// As a rollout by itself was generated: one row, its logits on the host.
class Alone {
 public:
  Alone(const qwen35::Model& model, const qwen35::Adapter* adapter, const Ids& prompt, int64_t tokens)
      : model_(model), adapter_(adapter), tokens_(tokens) {
    const at::Tensor ids = at::tensor(prompt, at::kLong).unsqueeze(0);
    const int64_t last = ids.size(1) - 1;
    read_.capacity = ids.size(1) + tokens;
    model.extend({ids.narrow(1, 0, last), {}}, adapter, read_);
    last_ = ids.narrow(1, last, 1);
  }

  double seconds() const {
    qwen35::Cache cache = read_;  // appended to at the same place each time; states are replaced
    at::Tensor next = last_;
    double sum = 0;
    const auto begin = Clock::now();
    for (int64_t i = 0; i < tokens_; ++i) {
      const at::Tensor x = model_.extend({next, {}}, adapter_, cache);
      const at::Tensor logits = model_.logits(model_.final_norm(x.select(1, 0))).to(at::kCPU, at::kFloat);
      const auto id = logits[0].argmax().item<int64_t>();
      sum += (logits[0][id] - logits.logsumexp(1)[0]).item<double>();
      next = at::full({1, 1}, id, at::kLong);
    }
    const std::chrono::duration<double> took = Clock::now() - begin;
    return std::isfinite(sum) ? took.count() : throw std::runtime_error("the model gives no numbers");
  }

 private:
  const qwen35::Model& model_;
  const qwen35::Adapter* adapter_;
  int64_t tokens_;
  qwen35::Cache read_;
  at::Tensor last_;
};

// The dialogues have read their prompts, and go back to their ends.
double seconds_together(const qwen35::Model& model, const qwen35::Adapter* adapter,
                        std::vector<qwen35::Dialogue>& dialogues, const std::vector<Ids>& prompts,
                        int64_t tokens, double temperature) {
  qwen35::DialogueBatch batch(model, adapter);
  const auto begin = Clock::now();
  for (size_t i = 0; i < prompts.size(); ++i) {
    batch.join(
        dialogues[i], prompts[i],
        {.max_new_tokens = tokens, .sampling = {.temperature = temperature, .top_p = 0.95, .seed = i}});
  }
  while (batch.size() > 0) batch.step();
  const std::chrono::duration<double> took = Clock::now() - begin;
  return took.count();
}

void measure(const qwen35::Model& model, int64_t tokens) {
  const at::NoGradGuard no_gradients;
  qwen35::Adapter trained(model.config(), {});
  trained.init(1);
  const qwen35::Adapter adapter = trained.frozen(at::kFloat);
  fmt::print(
      "| open rollouts | one after the other, tokens/s | together | times (spread) | together, temperature "
      "0.2 |\n"
      "|---:|---:|---:|---:|---:|\n");
  for (const size_t rows : {1u, 4u, 16u}) {
    std::vector<Ids> prompts;
    std::vector<Alone> each;
    std::vector<qwen35::Dialogue> dialogues(rows, qwen35::Dialogue(model, &adapter));
    for (size_t i = 0; i < rows; ++i) {
      prompts.push_back(prompt(model, i));
      each.emplace_back(model, &trained, prompts[i], tokens);
      dialogues[i].next(prompts[i], {.max_new_tokens = 1});
    }
    std::vector<double> alone, together, sampled, times;
    constexpr int rounds = 5;
    for (int round = 0; round <= rounds; ++round) {  // the first warms up
      double one_by_one = 0;
      for (const Alone& one : each) one_by_one += one.seconds();
      const double batched = seconds_together(model, &adapter, dialogues, prompts, tokens, 0);
      const double drawn = seconds_together(model, &adapter, dialogues, prompts, tokens, 0.2);
      if (round == 0) continue;
      const auto all = static_cast<double>(tokens * static_cast<int64_t>(rows));
      alone.push_back(all / one_by_one);
      together.push_back(all / batched);
      sampled.push_back(all / drawn);
      times.push_back(one_by_one / batched);
    }
    fmt::print("| {} | {:.0f} | {:.0f} | {:.2f} ({:.2f}-{:.2f}) | {:.0f} |\n", rows, median(alone),
               median(together), median(times), std::ranges::min(times), std::ranges::max(times),
               median(sampled));
    std::fflush(stdout);
  }
}

// ---- computed ----

// Of one step that gives each of so many rows a token.
int64_t kernels_of_step(const qwen35::Model& model, const qwen35::Adapter* adapter, size_t rows) {
  std::vector<qwen35::Dialogue> dialogues(rows, qwen35::Dialogue(model, adapter));
  qwen35::DialogueBatch batch(model, adapter);
  for (size_t i = 0; i < rows; ++i) batch.join(dialogues[i], prompt(model, i), {.max_new_tokens = 1000});
  for (size_t i = 0; i < rows + 2; ++i) batch.step();
  const qwen35::counting::OpCounter counter;
  batch.step();
  return total(counter.costs()).kernels;
}

// Values of all projections and the head; of the embedding a step reads the rows of its tokens alone.
double parameters(const ModelConfig& config) {
  double sum = static_cast<double>(config.vocabulary) * static_cast<double>(config.hidden);
  for (const LayerKind kind : config.layers) {
    for (const qwen35::Module module : qwen35::all_modules) {
      const auto [out, in] = shape_of(config, module);
      if (has_module(kind, module)) sum += static_cast<double>(out) * static_cast<double>(in);
    }
  }
  return sum;
}

void compute() {
  constexpr double bandwidth = 3.35e12;    // bytes a second, H100 SXM
  constexpr double reached = 0.8;          // of it, by kernels that only move bytes
  constexpr double launch = 4.5e-6;        // seconds, from an operator of torch
  constexpr double graph_launch = 1.2e-6;  // seconds between kernels of a CUDA graph
  constexpr double state_passes =
      5;  // over the states in a step: decay and update read and write, products read
  const ModelConfig config = qwen35_27b();
  const double weights = 2 * parameters(config);
  const auto caches = [&](int64_t tokens) {
    return static_cast<double>(qwen35::cache_bytes(config, at::kBFloat16, tokens));
  };
  // Kernels depend on layers and rows, not on sizes.
  const qwen35::Model small = random_model(shape(config.layers.size(), 128), at::kFloat);
  qwen35::Adapter adapter(small.config(), {});
  adapter.init(1);
  fmt::print(
      "| rows | tokens each | kernels | read, GB | memory, ms | launches, ms | tokens/s | with a graph, "
      "tokens/s | "
      "caches, GB |\n|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
  for (const size_t rows : {1u, 4u, 8u, 16u}) {
    const auto kernels = static_cast<double>(kernels_of_step(small, &adapter, rows));
    const auto n = static_cast<double>(rows);
    for (const int64_t tokens : {8192, 32768}) {
      const double read = weights + n * (caches(tokens) - caches(0) + state_passes * caches(0));
      const double memory = read / (bandwidth * reached);
      const double launches = kernels * launch;
      // The host launches ahead of the device: the slower of the two decides.
      fmt::print("| {} | {} | {:.0f} | {:.1f} | {:.1f} | {:.1f} | {:.0f} | {:.0f} | {:.1f} |\n", rows, tokens,
                 kernels, read * 1e-9, memory * 1e3, launches * 1e3, n / std::max(memory, launches),
                 n / std::max(memory, kernels * graph_launch), n * caches(tokens) * 1e-9);
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  at::set_num_threads(argc > 2 ? std::stoi(argv[2]) : 2);
  const int64_t tokens = argc > 3 ? std::stoll(argv[3]) : 48;
  const std::string folder = argc > 1 ? argv[1] : "";
  try {
    measure(folder.empty() ? random_model(shape(8, 512), at::kFloat) : loaded(folder), tokens);
    fmt::print("\n");
    compute();
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
