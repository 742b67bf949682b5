#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <system_error>
#include <utility>

#include <base/flush.hpp>
#include <base/json_writer.hpp>

#include "dtypes.hpp"
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

bool write_all(const std::filesystem::path& path, const std::string& header, const std::vector<Item>& items) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  const uint64_t length = header.size();
  file.write(reinterpret_cast<const char*>(&length), sizeof length);
  file.write(header.data(), static_cast<std::streamsize>(header.size()));
  for (const Item& item : items) {
    file.write(static_cast<const char*>(item.tensor.const_data_ptr()),
               static_cast<std::streamsize>(item.tensor.nbytes()));
  }
  file.close();
  return file.good();
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

  std::filesystem::path unfinished = path;
  unfinished += ".unfinished";
  std::error_code error;
  const bool written = write_all(unfinished, header_of(items), items);
  if (written) error = base::rename_flushed(unfinished, path);
  if (!written || error) {
    return base::failure("cannot write " + path.string(), error ? error.message() : "the write failed",
                         "check the folder's permissions and the free space");
  }
  return {};
}

}  // namespace qwen35
