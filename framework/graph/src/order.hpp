// The order key of a record: (path, source position, child numbers), as bytes whose memcmp order is the order
// in which a collector takes records.
//
//   | edge | edge | ...   | source position | child | child | ...
//   | u16  | u16  | ...   | u64             | u32   | u32   |        big-endian
//    nearest edge first                      oldest unit first
//   └──────  path  ─────┘ └───────────── number ──────────────┘
//
// The path lists the position in `from` of every edge back to the source; all records of a message share it. Keys of one
// consumer never run into each other: those with the same path have equally many parts. A stage that emits at most one
// record for each input adds no child number.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

namespace flowrun::graph {

template <class Number>
std::array<char, sizeof(Number)> big_endian(Number number) {
  std::array<char, sizeof(Number)> bytes{};
  for (std::size_t i = bytes.size(); i-- > 0; number = static_cast<Number>(std::uint64_t{number} >> 8))
    bytes[i] = static_cast<char>(number & 0xff);
  return bytes;
}

template <class Number>
std::string big_endian_text(Number number) {
  const auto bytes = big_endian(number);
  return {bytes.data(), bytes.size()};
}

// There is one object for each path of a run, so that equal paths are the same pointer. It lives as long as the path that
// it was made from; the one that is made without arguments is that of a source's items.
class Path {
 public:
  Path() = default;
  ~Path();
  Path(const Path&) = delete;
  Path& operator=(const Path&) = delete;

  [[nodiscard]] std::string_view bytes() const { return bytes_; }
  // This path seen from behind one more edge. Thread-safe, without a lock.
  [[nodiscard]] const Path* through(std::uint16_t position) const;

 private:
  Path(std::string bytes, std::uint16_t position) : bytes_(std::move(bytes)), position_(position) {}
  [[nodiscard]] static const Path* find(const Path* first, const Path* end, std::uint16_t position);

  std::string bytes_;
  std::uint16_t position_ = 0;
  const Path* next_ = nullptr;  // the one that was made from the same path before
  mutable std::atomic<const Path*> longer_ = nullptr;
};

}  // namespace flowrun::graph
