#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include <base/json_writer.hpp>
#include <lora_trainer/settings.hpp>

#include "spelling.hpp"

namespace lora_trainer {
namespace {

// The rest is for what is not counted: the head, what an allocator cannot join, and on a CPU what else runs there.
constexpr double share_for_graphs = 0.6;

double graph_bytes_of(Recompute recompute, std::int64_t free_bytes) {
  switch (recompute) {
    case Recompute::automatic:
      return share_for_graphs * static_cast<double>(free_bytes);
    case Recompute::always:
      return 0;
    case Recompute::never:
      return std::numeric_limits<double>::infinity();
  }
  std::unreachable();
}

}  // namespace

std::string settings_json(const Settings& settings, const Identity& identity) {
  base::JsonWriter json;
  json.begin_object();
  json.member("base_model", settings.base_model);
  json.member("max_seq", settings.max_seq);
  json.member("epochs", settings.epochs);
  json.member("batch_size", settings.batch_size);
  json.member("max_steps", settings.max_steps);
  json.key("learning_rate").raw(spelled(settings.learning_rate));
  json.key("warmup").raw(spelled(settings.warmup));
  json.member("schedule", settings.schedule);
  json.key("weight_decay").raw(spelled(settings.weight_decay));
  json.key("max_grad_norm").raw(spelled(settings.max_grad_norm));
  json.member("rank", settings.rank);
  json.key("alpha").raw(spelled(settings.alpha));
  json.member("targets", settings.targets);
  json.member("precision", settings.precision);
  json.key("recompute");
  if (settings.recompute == Recompute::automatic) {
    json.string(base::name_of(settings.recompute));
  } else {
    json.raw(base::name_of(settings.recompute));  // a truth value, as it was before there was a third
  }
  json.member("validate_every", settings.validate_every);
  json.member("patience", settings.patience);
  json.member("device", settings.device);
  json.member("threads", settings.threads);
  json.member("seed", identity.seed);
  json.member("base_digest", identity.base_digest);
  json.member("train_digest", identity.train_digest);
  json.member("valid_digest", identity.valid_digest);
  if (settings.rslora) json.member("rslora", true);
  if (settings.first_layer > 0) json.member("first_layer", settings.first_layer);
  if (settings.last_layer) json.member("last_layer", *settings.last_layer);
  if (settings.dropout > 0) json.key("dropout").raw(spelled(settings.dropout));
  if (!identity.init_digest.empty()) json.member("init_digest", identity.init_digest);
  json.end_object();
  return std::move(json).take();
}

base::Result<qwen35::AdapterShape> shape_of(const Settings& settings, std::size_t layers) {
  qwen35::AdapterShape shape{.rank = settings.rank, .alpha = settings.alpha, .rslora = settings.rslora};
  if (settings.targets == Targets::all_linear)
    shape.modules.assign(qwen35::all_modules.begin(), qwen35::all_modules.end());
  const auto count = static_cast<std::int64_t>(layers);
  const std::int64_t last = settings.last_layer.value_or(count - 1);
  if (last >= count || settings.first_layer > last)
    return base::failure(fmt::format("there are no layers {} to {}", settings.first_layer, last),
                         fmt::format("the model has the layers 0 to {}", count - 1),
                         "set first_layer and last_layer within these");
  if (last - settings.first_layer + 1 < count)
    for (std::int64_t layer = settings.first_layer; layer <= last; ++layer) shape.layers.push_back(layer);
  return shape;
}

Recipe recipe_of(const Settings& settings, std::int64_t total_steps, std::uint64_t seed,
                 std::int64_t free_bytes) {
  const auto asked = static_cast<std::int64_t>(std::ceil(settings.warmup * static_cast<double>(total_steps)));
  return {.schedule = {.peak = settings.learning_rate,
                       .warmup = std::min(asked, total_steps - 1),
                       .total = total_steps,
                       .decay = settings.schedule},
          .weight_decay = settings.weight_decay,
          .max_gradient_norm = settings.max_grad_norm,
          .dropout = settings.dropout,
          .seed = seed,
          .graph_bytes = graph_bytes_of(settings.recompute, free_bytes)};
}

}  // namespace lora_trainer
