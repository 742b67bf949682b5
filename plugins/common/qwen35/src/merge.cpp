#include "qwen35/merge.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <system_error>

#include <c10/core/GradMode.h>
#include <fmt/format.h>

#include <base/flush.hpp>

#include "new_file.hpp"
#include "norms.hpp"
#include "qwen35/checkpoint.hpp"

namespace qwen35 {
namespace {

namespace fs = std::filesystem;

// By the name of the weight: "model.layers.0.mlp.up_proj.weight".
using Pairs = std::map<std::string, const LoraPair*, std::less<>>;

Pairs pairs_of(const Adapter& adapter, std::string_view prefix) {
  Pairs pairs;
  for (size_t layer = 0; layer < adapter.layers(); ++layer) {
    for (const Module module : all_modules) {
      const LoraPair& pair = adapter.layer(layer)[module];
      if (pair.a.defined())
        pairs.emplace(fmt::format("{}layers.{}.{}.weight", prefix, layer, path_of(module)), &pair);
    }
  }
  return pairs;
}

at::Tensor sum_of(const at::Tensor& weight, const LoraPair& pair, double scale) {
  const at::ScalarType type = wide(weight);
  const at::Tensor added = at::mm(pair.b.cpu().to(type), pair.a.cpu().to(type));
  return added.mul_(scale).add_(weight.to(type)).to(weight.scalar_type()).contiguous();
}

// One file of the model, with the header that it has.
base::Result<void> write_file(const SafetensorsFile& source, const Pairs& pairs, double scale,
                              const fs::path& path) {
  NewFile file(path);
  file.put(source.header());
  for (const std::string& name : source.names_in_order()) {
    const auto pair = pairs.find(name);
    if (pair == pairs.end()) {
      file.put(source.bytes(name));
      continue;
    }
    const auto weight = source.tensor(name);
    if (!weight) return std::unexpected(weight.error());
    file.put(sum_of(*weight, *pair->second, scale));
  }
  return file.finish();
}

base::Result<void> check_pairs(const Checkpoint& checkpoint, const Pairs& pairs) {
  for (const auto& [name, pair] : pairs) {
    const auto weight = checkpoint.tensor(name);
    if (!weight) return std::unexpected(weight.error());
    const bool fits = at::isFloatingType(weight->scalar_type()) && weight->dim() == 2 &&
                      weight->size(0) == pair->b.size(0) && weight->size(1) == pair->a.size(1);
    if (!fits)
      return base::failure("cannot merge the adapter", fmt::format("it does not fit the weight {}", name),
                           "name the model that it was trained for");
  }
  return {};
}

base::Result<void> copy_others(const fs::path& from, const Checkpoint& checkpoint, const fs::path& to) {
  static constexpr std::array<std::string_view, 6> weights = {".safetensors", ".bin",  ".pt",
                                                              ".pth",         ".gguf", ".onnx"};
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(from, error)) {
    const fs::path& file = entry.path();
    const std::string name = file.filename().string();
    const bool is_weights = std::ranges::find(weights, file.extension().string()) != weights.end();
    if (!entry.is_regular_file() || (is_weights && !checkpoint.other_files().contains(name))) continue;
    const fs::path copy = to / file.filename();
    std::error_code failed;
    fs::copy_file(file, copy, fs::copy_options::overwrite_existing, failed);
    if (!failed) failed = base::flush(copy);
    if (failed) return write_error(copy, failed.message());
  }
  if (!error) error = base::flush(to);
  if (error) return write_error(to, error.message());
  return {};
}

}  // namespace

base::Result<void> write_merged(const fs::path& base, const Adapter& adapter, const fs::path& merged) {
  const at::NoGradGuard no_gradients;
  const auto checkpoint = Checkpoint::open(base);
  if (!checkpoint) return std::unexpected(checkpoint.error());
  const Pairs pairs = pairs_of(adapter, checkpoint->prefix());
  if (auto checked = check_pairs(*checkpoint, pairs); !checked) return checked;
  std::error_code failed;
  fs::create_directories(merged, failed);
  if (failed) return write_error(merged, failed.message());
  for (const auto& [name, file] : checkpoint->files())
    if (auto written = write_file(file, pairs, adapter.scale(), merged / name); !written) return written;
  return copy_others(base, *checkpoint, merged);
}

}  // namespace qwen35
