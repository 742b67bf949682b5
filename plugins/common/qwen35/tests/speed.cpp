// Prints tokens per second of a model folder with a rank 16 adapter: training steps with and without running layers again,
// with the time of their parts and their memory, reading a prompt, and generation behind it.
//
//   qwen35_speed FOLDER [TOKENS [THREADS]]

#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <ATen/Parallel.h>
#include <fmt/format.h>

#include "qwen35/dialogue.hpp"
#include "qwen35/optimizer.hpp"
#include "qwen35/training.hpp"
#include "timing.hpp"

namespace {

// Median of five, after one that warms up.
template <class Work>
double per_second(int64_t tokens, Work work) {
  work();
  std::vector<double> taken;
  for (int i = 0; i < 5; ++i) taken.push_back(seconds_of(work));
  return static_cast<double>(tokens) / median(taken);
}

// KiB of a line of /proc/self/status.
int64_t status(std::string_view name) {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with(name)) return std::stoll(line.substr(name.size() + 1));
  return 0;
}

// A step as the trainer makes it. MiB: what the process holds at most above `held`, in KiB.
void print_training(const qwen35::Model& model, qwen35::Adapter& adapter, const qwen35::Batch& batch,
                    size_t graphs, std::string_view name, int64_t held) {
  qwen35::AdamW optimizer(adapter, {});
  std::vector<double> steps, gradients, clips, updates;
  const auto step = [&] {
    adapter.clear_gradients();
    gradients.push_back(seconds_of([&] { qwen35::add_gradients(model, adapter, batch, 1e-3, graphs); }));
    clips.push_back(seconds_of([&] { qwen35::clip_gradients(adapter, 1); }));
    updates.push_back(seconds_of([&] { optimizer.step(adapter, 1e-4); }));
  };
  std::ofstream("/proc/self/clear_refs") << "5\n";  // the peak begins anew
  step();                                           // warms up
  const int64_t grown = (status("VmHWM") - held) / 1024;
  gradients.clear(), clips.clear(), updates.clear();
  for (int i = 0; i < 5; ++i) steps.push_back(seconds_of(step));
  const double all = median(steps);
  fmt::print(
      "training, {}: {:.0f} tokens/s; a step {:.3f} s, forward and backward {:.3f} s, clip {:.4f} s, "
      "optimizer {:.4f} s; "
      "{} MiB\n",
      name, static_cast<double>(batch.tokens.ids.numel()) / all, all, median(gradients), median(clips),
      median(updates), grown);
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
  fmt::print("{} tokens, {} threads\n", tokens, at::get_num_threads());
  const int64_t held = status("VmRSS");
  // What needs least comes first, since the allocator keeps what it was given.
  print_training(*model, adapter, batch, qwen35::no_graphs, "layers run again", held);
  print_training(*model, adapter, batch, qwen35::all_graphs, "graphs kept", held);
  const double evaluated = per_second(tokens, [&] { qwen35::evaluate(*model, &adapter, batch); });
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
  fmt::print("tokens/s: forward {:.0f}, prefill {:.0f}, generation behind it {:.0f}, sampled {:.0f}\n",
             evaluated, filled, greedy, sampled);
}
