#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <base/json_text.hpp>

#include "dtype_names.hpp"
#include "qwen35/safetensors.hpp"

namespace qwen35 {
namespace {

constexpr std::array<std::pair<std::string_view, at::ScalarType>, 10> dtypes = {{{"F64", at::kDouble},
                                                                                 {"F32", at::kFloat},
                                                                                 {"F16", at::kHalf},
                                                                                 {"BF16", at::kBFloat16},
                                                                                 {"I64", at::kLong},
                                                                                 {"I32", at::kInt},
                                                                                 {"I16", at::kShort},
                                                                                 {"I8", at::kChar},
                                                                                 {"U8", at::kByte},
                                                                                 {"BOOL", at::kBool}}};
constexpr size_t alignment = 8;

struct Item {
  const std::string* name;
  at::Tensor tensor;  // on the CPU, contiguous
};

std::string header_of(const std::vector<Item>& items) {
  std::string json = R"({"__metadata__":{"format":"pt"})";
  size_t offset = 0;
  for (const auto& [name, tensor] : items) {
    const size_t end = offset + tensor.nbytes();
    fmt::format_to(std::back_inserter(json), R"(,{}:{{"dtype":"{}","shape":[{}],"data_offsets":[{},{}]}})",
                   base::json_string(*name), name_of_dtype(tensor.scalar_type()),
                   fmt::join(tensor.sizes(), ","), offset, end);
    offset = end;
  }
  json += '}';
  json.append((alignment - json.size() % alignment) % alignment, ' ');
  return json;
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

std::optional<at::ScalarType> dtype_of_name(std::string_view name) {
  const auto* found = std::ranges::find(dtypes, name, &std::pair<std::string_view, at::ScalarType>::first);
  return found == dtypes.end() ? std::nullopt : std::optional(found->second);
}

std::string_view name_of_dtype(at::ScalarType dtype) {
  const auto* found = std::ranges::find(dtypes, dtype, &std::pair<std::string_view, at::ScalarType>::second);
  return found == dtypes.end() ? std::string_view() : found->first;
}

base::Result<void> write_safetensors(const std::filesystem::path& path, const NamedTensors& tensors) {
  std::vector<Item> items;
  for (const auto& [name, tensor] : tensors) {
    if (name_of_dtype(tensor.scalar_type()).empty()) {
      return std::unexpected(base::Error{fmt::format("cannot write tensor {}", name),
                                         "its dtype has no name in safetensors",
                                         "convert it to F32 or BF16"});
    }
    items.push_back({&name, tensor.detach().cpu().contiguous()});
  }
  std::ranges::stable_sort(items, std::greater{},
                           [](const Item& item) { return item.tensor.element_size(); });

  std::filesystem::path unfinished = path;
  unfinished += ".unfinished";
  std::error_code error;
  const bool written = write_all(unfinished, header_of(items), items);
  if (written) std::filesystem::rename(unfinished, path, error);
  if (!written || error) {
    return std::unexpected(base::Error{"cannot write " + path.string(),
                                       error ? error.message() : "the write failed",
                                       "check the folder's permissions and the free space"});
  }
  return {};
}

}  // namespace qwen35
