#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include <base/json_writer.hpp>

#include "dtypes.hpp"
#include "new_file.hpp"
#include "qwen35/safetensors.hpp"

namespace qwen35 {
namespace {

constexpr size_t alignment = 8;

struct Item {
  const std::string* name;
  at::Tensor tensor;  // on the CPU, contiguous
  Dtype dtype;
};

std::string header_of(const std::vector<Item>& items) {
  base::JsonWriter json;
  json.begin_object();
  json.key("__metadata__").begin_object().member("format", "pt").end_object();
  size_t offset = 0;
  for (const auto& [name, tensor, dtype] : items) {
    const size_t end = offset + tensor.nbytes();
    json.key(*name).begin_object();
    json.member("dtype", dtype).member("shape", tensor.sizes());
    json.member("data_offsets", std::array{offset, end}).end_object();
    offset = end;
  }
  std::string header = std::move(json.end_object()).take();
  header.append((alignment - header.size() % alignment) % alignment, ' ');
  return header;
}

}  // namespace

base::Result<void> write_safetensors(const std::filesystem::path& path, const NamedTensors& tensors) {
  std::vector<Item> items;
  for (const auto& [name, tensor] : tensors) {
    const auto dtype = stored_dtype_of(tensor.scalar_type());
    if (!dtype) {
      return base::failure("cannot write tensor " + name, "its dtype has no name in safetensors",
                           "convert it to F32 or BF16");
    }
    items.push_back({&name, tensor.detach().cpu().contiguous(), *dtype});
  }
  std::ranges::stable_sort(items, std::greater{},
                           [](const Item& item) { return item.tensor.element_size(); });

  const std::string header = header_of(items);
  const uint64_t length = header.size();
  NewFile file(path);
  file.put(std::string_view(reinterpret_cast<const char*>(&length), sizeof length));
  file.put(header);
  for (const Item& item : items) file.put(item.tensor);
  return file.finish();
}

}  // namespace qwen35
