// A count for each output port of a stage, without an allocation for the usual few.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace flowrun::graph {

class PortCounts {
 public:
  explicit PortCounts(std::size_t ports) : size_(ports) {
    if (ports > few_.size()) many_.resize(ports);
  }
  std::uint64_t& operator[](std::size_t port) { return data()[port]; }
  [[nodiscard]] std::span<std::uint64_t> all() { return {data(), size_}; }
  void clear() {
    for (std::uint64_t& count : all()) count = 0;
  }

 private:
  std::uint64_t* data() { return many_.empty() ? few_.data() : many_.data(); }

  std::size_t size_;
  std::array<std::uint64_t, 2> few_{};
  std::vector<std::uint64_t> many_;
};

}  // namespace flowrun::graph
