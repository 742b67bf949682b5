#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <lora_trainer/first_adapter.hpp>

namespace lora_trainer {
namespace {

std::string layers_text(const std::vector<std::int64_t>& layers) {
  return layers.empty() ? "all" : fmt::format("{}", fmt::join(layers, ", "));
}

std::vector<std::string_view> modules_of(const qwen35::AdapterShape& shape) {
  std::vector<std::string_view> names;
  for (const qwen35::Module module : shape.modules) names.push_back(base::name_of(module));
  std::ranges::sort(names);
  return names;
}

// "its rank is 8, and that of the settings 16"; "" if nothing differs.
std::string difference(const qwen35::AdapterShape& its, const qwen35::AdapterShape& ours) {
  std::string text;
  const auto compare = [&](std::string_view what, const auto& one, const auto& other) {
    if (one != other)
      text +=
          fmt::format("{}its {} is {}, and in the settings {}", text.empty() ? "" : "; ", what, one, other);
  };
  compare("rank", its.rank, ours.rank);
  compare("alpha", its.alpha, ours.alpha);
  compare("rslora", its.rslora, ours.rslora);
  compare("list of modules", fmt::format("{}", fmt::join(modules_of(its), ", ")),
          fmt::format("{}", fmt::join(modules_of(ours), ", ")));
  compare("list of layers", layers_text(its.layers), layers_text(ours.layers));
  return text;
}

}  // namespace

base::Result<qwen35::Adapter> first_adapter(const qwen35::Model& model, const Settings& settings,
                                            std::uint64_t seed,
                                            const std::optional<std::filesystem::path>& from) {
  auto shape = shape_of(settings, model.config().layers.size());
  if (!shape) return std::unexpected(std::move(shape.error()));
  if (!from) {
    qwen35::Adapter adapter(model.config(), std::move(*shape), model.options().device());
    adapter.init(seed);
    return adapter;
  }
  auto read = qwen35::read_adapter(*from, model.config(), model.options().device());
  if (!read) return read;
  if (std::string differs = difference(read->shape(), *shape); !differs.empty())
    return base::failure("cannot go on with the adapter in " + from->string(), std::move(differs),
                         "set rank, alpha, rslora, targets, first_layer and last_layer as it has them");
  return read;
}

}  // namespace lora_trainer
