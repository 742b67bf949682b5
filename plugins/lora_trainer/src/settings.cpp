#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <json_text/quoted.hpp>

#include <lora_trainer/settings.hpp>

namespace lora_trainer {

std::string settings_json(const Settings& s, const Identity& of) {
  return fmt::format(
      R"({{"base_model":{},"max_seq":{},"epochs":{},"batch_size":{},"learning_rate":{},"warmup":{},"schedule":{},"weight_decay":{},"max_grad_norm":{},"rank":{},"alpha":{},"targets":{},"precision":{},"recompute":{},"validate_every":{},"device":{},"threads":{},"seed":{},"base_digest":{},"train_digest":{},"valid_digest":{}}})",
      json_text::quoted(s.base_model), s.max_seq, s.epochs, s.batch_size, s.learning_rate, s.warmup,
      json_text::quoted(s.schedule), s.weight_decay, s.max_grad_norm, s.rank, s.alpha,
      json_text::quoted(s.targets), json_text::quoted(s.precision), s.recompute, s.validate_every,
      json_text::quoted(s.device), s.threads, of.seed, json_text::quoted(of.base_digest),
      json_text::quoted(of.train_digest), json_text::quoted(of.valid_digest));
}

qwen35::AdapterShape shape_of(const Settings& settings) {
  qwen35::AdapterShape shape{.rank = settings.rank, .alpha = settings.alpha};
  if (settings.targets == "all_linear")
    shape.modules.assign(qwen35::all_modules.begin(), qwen35::all_modules.end());
  return shape;
}

Recipe recipe_of(const Settings& settings, std::int64_t total_steps) {
  const auto asked = static_cast<std::int64_t>(std::ceil(settings.warmup * static_cast<double>(total_steps)));
  return {.schedule = {.peak = settings.learning_rate,
                       .warmup = std::min(asked, total_steps - 1),
                       .total = total_steps,
                       .decay = settings.schedule == "constant" ? qwen35::Decay::constant
                                : settings.schedule == "linear" ? qwen35::Decay::linear
                                                                : qwen35::Decay::cosine},
          .weight_decay = settings.weight_decay,
          .max_gradient_norm = settings.max_grad_norm,
          .keep = settings.recompute ? qwen35::Keep::layer_inputs : qwen35::Keep::graphs};
}

}  // namespace lora_trainer
