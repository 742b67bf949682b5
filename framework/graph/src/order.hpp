// The order key of a record: (path, source position, child numbers), as bytes whose memcmp order is the order
// in which a collector takes records.
//
//   | edge | edge | ...   | source position | child | child | ...
//   | u16  | u16  | ...   | u64             | u32   | u32   |        big-endian
//    nearest edge first                      oldest unit first
//
// A record's order is counted from its producer; going through an edge puts that edge's position in `from` in
// front. Keys of one consumer never run into each other: those with the same edges have equally many of them.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace flowrun::graph {

class Order {
 public:
  Order() = default;
  static Order of_source(std::uint64_t position) { return Order(big_endian(position)); }
  static Order of_bytes(std::string_view bytes) { return Order(std::string(bytes)); }

  [[nodiscard]] Order child(std::uint32_t number) const { return Order(bytes_ + big_endian(number)); }
  [[nodiscard]] Order through_edge(std::uint16_t position) const {
    return Order(big_endian(position) + bytes_);
  }
  [[nodiscard]] std::string_view bytes() const { return bytes_; }

  friend auto operator<=>(const Order&, const Order&) = default;

 private:
  explicit Order(std::string bytes) : bytes_(std::move(bytes)) {}

  template <class Number>
  static std::string big_endian(Number number) {
    std::string bytes(sizeof(Number), '\0');
    for (std::size_t i = sizeof(Number); i-- > 0;
         number = static_cast<Number>(static_cast<std::uint64_t>(number) >> 8)) {
      bytes[i] = static_cast<char>(number & 0xff);
    }
    return bytes;
  }

  std::string bytes_;  // compares as unsigned bytes: char_traits<char>::compare is memcmp
};

}  // namespace flowrun::graph
