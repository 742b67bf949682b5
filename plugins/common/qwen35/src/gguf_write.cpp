#include "gguf_write.hpp"

#include <bit>
#include <utility>

#include "new_file.hpp"

namespace qwen35 {
namespace {

static_assert(std::endian::native == std::endian::little, "GGUF files are little-endian");

constexpr std::uint32_t version = 3, type_f32 = 6, type_string = 8, tensor_f32 = 0;
constexpr std::uint64_t alignment = 32;  // the format's default

template <class Number>
void put(std::string& bytes, Number number) {
  bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
}

void put_text(std::string& bytes, std::string_view text) {
  put<std::uint64_t>(bytes, text.size());
  bytes += text;
}

std::uint64_t padding(std::uint64_t size) { return (alignment - size % alignment) % alignment; }

}  // namespace

void GgufWriter::add(std::string_view key, std::string_view text) {
  put_text(values_, key);
  put(values_, type_string);
  put_text(values_, text);
  ++value_count_;
}

void GgufWriter::add(std::string_view key, float value) {
  put_text(values_, key);
  put(values_, type_f32);
  put(values_, value);
  ++value_count_;
}

void GgufWriter::add_tensor(std::string name, const at::Tensor& tensor) {
  items_.push_back(
      {std::move(name), tensor.detach().to(at::TensorOptions(at::kFloat).device(at::kCPU)).contiguous()});
}

base::Result<void> GgufWriter::write(const std::filesystem::path& path) const {
  std::string head = "GGUF";
  put(head, version);
  put<std::uint64_t>(head, items_.size());
  put(head, value_count_);
  head += values_;
  std::uint64_t offset = 0;
  for (const auto& [name, tensor] : items_) {
    put_text(head, name);
    put<std::uint32_t>(head, 2);
    put<std::uint64_t>(head, static_cast<std::uint64_t>(tensor.size(1)));
    put<std::uint64_t>(head, static_cast<std::uint64_t>(tensor.size(0)));
    put(head, tensor_f32);
    put(head, offset);
    offset += tensor.nbytes() + padding(tensor.nbytes());
  }
  head.append(padding(head.size()), '\0');

  NewFile file(path);
  file.put(head);
  for (const Item& item : items_) {
    file.put(item.tensor);
    file.put(std::string(padding(item.tensor.nbytes()), '\0'));
  }
  return file.finish();
}

}  // namespace qwen35
