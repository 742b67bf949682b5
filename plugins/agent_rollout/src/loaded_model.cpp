#include <algorithm>
#include <utility>

#include <agent_rollout/loaded_model.hpp>
#include <qwen35/adapter_files.hpp>
#include <qwen35/device.hpp>

namespace agent_rollout {

base::Result<std::unique_ptr<LoadedModel>> LoadedModel::load(const ModelSettings& settings,
                                                             std::shared_ptr<const void> device) {
  const auto place = qwen35::open_device(settings.device);
  if (!place) return std::unexpected(place.error());
  const at::ScalarType dtype = qwen35::dtype_of(settings.precision);
  auto model = qwen35::Model::load(settings.folder, dtype, *place);
  if (!model) return std::unexpected(std::move(model.error()));
  std::optional<qwen35::Adapter> adapter;
  if (!settings.adapter.empty()) {
    const auto read = qwen35::read_adapter(settings.adapter, model->config(), *place);
    if (!read) return std::unexpected(read.error());
    adapter = read->frozen(dtype);
  }
  return std::unique_ptr<LoadedModel>(
      new LoadedModel(settings, std::move(device), *std::move(model), std::move(adapter)));
}

LoadedModel::LoadedModel(const ModelSettings& settings, std::shared_ptr<const void> device,
                         qwen35::Model model, std::optional<qwen35::Adapter> adapter)
    : device_(std::move(device)),
      model_(std::move(model)),
      adapter_(std::move(adapter)),
      seats_(seats_for(model_.config(), settings, qwen35::free_memory(model_.options().device()))),
      server_(model_, adapter_ ? &*adapter_ : nullptr, {.seats = seats_, .threads = settings.threads}) {}

std::size_t seats_for(const qwen35::ModelConfig& config, const ModelSettings& settings,
                      std::int64_t free_bytes) {
  // The rest is for what a step needs, and for a cache that is copied as it grows.
  constexpr double share = 0.8;
  const at::ScalarType dtype = qwen35::dtype_of(settings.precision);
  // States are kept at three places: of the sequence, at its mark, and together with those of the others.
  const std::int64_t bytes =
      qwen35::cache_bytes(config, dtype, settings.max_context) + 2 * qwen35::cache_bytes(config, dtype, 0);
  const double fitting = share * static_cast<double>(free_bytes) / static_cast<double>(bytes);
  return static_cast<std::size_t>(std::clamp(fitting, 1.0, static_cast<double>(most_seats)));
}

}  // namespace agent_rollout
