#include "safetensors_header.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <simdjson.h>

namespace qwen35 {
namespace {

namespace dom = simdjson::dom;

static_assert(std::endian::native == std::endian::little, "safetensors files are little-endian");

constexpr uint64_t max_header = 100'000'000;  // the limit of the reference reader

std::unexpected<base::Error> fault(const std::string& file, std::string why) {
  return base::failure("cannot read " + file, std::move(why),
                       "fetch the file again, or write it again with safetensors");
}

// Elements of the shape times bytes each, or false where that leaves 64 bits.
bool size_of(const TensorEntry& entry, uint64_t& size) {
  size = bytes_of(entry.dtype);
  for (const int64_t extent : entry.shape) {
    if (__builtin_mul_overflow(size, static_cast<uint64_t>(extent), &size)) return false;
  }
  return true;
}

// An empty text, or what is wrong. `data` is the number of bytes after the header.
std::string read_entry(const dom::object& object, uint64_t data, TensorEntry& entry) {
  std::string_view name;
  if (object["dtype"].get(name)) return "has no dtype";
  const auto dtype = base::enum_of<Dtype>(name);
  if (!dtype) return fmt::format("has the unknown dtype {}", name);
  entry.dtype = *dtype;
  dom::array shape, offsets;
  if (object["shape"].get(shape)) return "has no shape";
  for (const dom::element value : shape) {
    int64_t extent = 0;
    if (value.get(extent) || extent < 0) return "has a shape that is not a list of sizes";
    entry.shape.push_back(extent);
  }
  uint64_t begin = 0, end = 0;
  if (object["data_offsets"].get(offsets) || offsets.size() != 2 || offsets.at(0).get(begin) ||
      offsets.at(1).get(end)) {
    return "has no pair of data_offsets";
  }
  if (begin > end || end > data)
    return fmt::format("reaches from {} to {} of {} data bytes", begin, end, data);
  uint64_t size = 0;
  if (!size_of(entry, size) || size != end - begin) {
    return fmt::format("takes {} bytes, which its shape and dtype do not", end - begin);
  }
  entry.begin = begin;
  entry.size = size;
  return {};
}

// The offsets are still relative to the data.
std::string cover_fault(const std::vector<TensorEntry>& entries, uint64_t data) {
  uint64_t covered = 0;
  for (const TensorEntry& entry : entries) {
    if (entry.begin < covered) return fmt::format("tensor {} overlaps another", entry.name);
    if (entry.begin > covered)
      return fmt::format("{} bytes before tensor {} belong to none", entry.begin - covered, entry.name);
    covered = entry.begin + entry.size;
  }
  return covered == data ? std::string()
                         : fmt::format("{} bytes at the end belong to no tensor", data - covered);
}

}  // namespace

base::Result<std::vector<TensorEntry>> parse_safetensors_header(std::string_view file,
                                                                const std::string& name) {
  uint64_t length = 0;
  if (file.size() < sizeof length) return fault(name, "it is shorter than a safetensors header");
  std::memcpy(&length, file.data(), sizeof length);
  if (length > max_header || length > file.size() - sizeof length) {
    return fault(name, fmt::format("it claims a header of {} bytes", length));
  }
  const std::string_view json = file.substr(sizeof length, length);
  if (!json.starts_with('{')) return fault(name, "its header is not a JSON object");
  dom::parser parser;
  dom::object root;
  if (const auto error = parser.parse(json.data(), json.size()).get(root)) {
    return fault(name, fmt::format("its header is not a JSON object: {}", simdjson::error_message(error)));
  }

  const uint64_t data_start = sizeof length + length;
  const uint64_t data = file.size() - data_start;
  std::vector<TensorEntry> entries;
  std::set<std::string_view> names;
  for (const auto& [key, value] : root) {
    if (!names.insert(key).second) return fault(name, fmt::format("tensor {} is named twice", key));
    if (key == "__metadata__") continue;
    TensorEntry& entry = entries.emplace_back(TensorEntry{.name = std::string(key)});
    dom::object object;
    const std::string wrong =
        value.get(object) ? "is not described by an object" : read_entry(object, data, entry);
    if (!wrong.empty()) return fault(name, fmt::format("tensor {} {}", key, wrong));
  }
  std::ranges::sort(entries, {}, [](const TensorEntry& e) { return std::pair(e.begin, e.begin + e.size); });
  if (std::string wrong = cover_fault(entries, data); !wrong.empty()) return fault(name, std::move(wrong));
  for (TensorEntry& entry : entries) entry.begin += data_start;
  return entries;
}

}  // namespace qwen35
