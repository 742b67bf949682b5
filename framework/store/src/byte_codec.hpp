// Values packed into the bytes of one column or entry: little-endian integers, digests, and texts with their length.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "store/digest.hpp"

namespace flowrun::store {

template <class Integer>
void put_integer(std::string& bytes, Integer value) {
  char piece[sizeof value];
  for (std::size_t i = 0; i < sizeof value; ++i) piece[i] = static_cast<char>(value >> (8 * i));
  bytes.append(piece, sizeof piece);
}

inline void put_digest(std::string& bytes, const Digest& digest) {
  bytes.append(reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size());
}

inline void put_text(std::string& bytes, std::string_view text) {
  put_integer(bytes, static_cast<std::uint32_t>(text.size()));
  bytes += text;
}

// Reads what was put, in the same order. Past the end it gives zeros and empty texts, and has failed.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  template <class Integer>
  Integer integer() {
    const auto piece = take(sizeof(Integer));
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < piece.size(); ++i)
      value |= std::uint64_t{static_cast<unsigned char>(piece[i])} << (8 * i);
    return static_cast<Integer>(value);
  }

  std::string_view text() { return bytes(integer<std::uint32_t>()); }
  std::string_view bytes(std::size_t size) { return take(size); }

  Digest digest() {
    Digest digest;
    const auto piece = take(digest.bytes.size());
    if (!piece.empty()) std::memcpy(digest.bytes.data(), piece.data(), piece.size());
    return digest;
  }

  [[nodiscard]] bool at_end() const { return bytes_.empty(); }
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  std::string_view take(std::size_t size) {
    if (size > bytes_.size()) {
      failed_ = true;
      bytes_ = {};
      return {};
    }
    const auto piece = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return piece;
  }

  std::string_view bytes_;
  bool failed_ = false;
};

}  // namespace flowrun::store
