// SHA-256 digests: the names of everything the store keeps, and the keys under which it finds it.
//
// Format: FIPS 180-4. A digest of plain bytes equals what `sha256sum` prints.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

struct evp_md_ctx_st;  // OpenSSL's EVP_MD_CTX

namespace flowrun::store {

struct Digest {
  std::array<std::byte, 32> bytes{};

  [[nodiscard]] std::string hex() const;  // 64 lower-case digits
  // Nothing unless `text` is 64 hexadecimal digits, in either case.
  [[nodiscard]] static std::optional<Digest> from_hex(std::string_view text);
  [[nodiscard]] bool is_zero() const { return *this == Digest{}; }

  friend auto operator<=>(const Digest&, const Digest&) = default;
};

// Digests pieces one after the other. One thread at a time; different hashers are independent.
//
//   const auto key = Hasher().field(stage_type).number(version).digest(input).finish();
//
// `field`, `number` and `digest` write a tag, and a length where it is not fixed, so that two different
// sequences of such calls never feed the same bytes. `update` feeds bytes as they are.
class Hasher {
 public:
  Hasher() = default;

  Hasher& update(std::span<const std::byte> bytes);
  Hasher& update(std::string_view bytes) { return update(std::as_bytes(std::span(bytes))); }
  Hasher& field(std::string_view bytes);
  Hasher& number(std::uint64_t value);
  Hasher& digest(const Digest& value);

  // The digest of everything since construction or the last finish or reset; the hasher starts anew.
  [[nodiscard]] Digest finish();
  void reset();

 private:
  struct FreeContext {
    void operator()(evp_md_ctx_st* context) const;
  };
  void spill();

  // Small inputs never leave this buffer until finish: a call into OpenSSL costs more than hashing them.
  std::array<std::byte, 512> buffer_;
  std::size_t used_ = 0;
  bool spilled_ = false;
  std::unique_ptr<evp_md_ctx_st, FreeContext> context_;  // made when the buffer first overflows
};

[[nodiscard]] Digest digest_of(std::string_view bytes);

}  // namespace flowrun::store

template <>
struct std::hash<flowrun::store::Digest> {
  std::size_t operator()(const flowrun::store::Digest& digest) const noexcept {
    std::size_t head;
    std::memcpy(&head, digest.bytes.data(), sizeof head);
    return head;
  }
};
