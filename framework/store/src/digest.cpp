#include "store/digest.hpp"

#include <algorithm>
#include <new>
#include <stdexcept>
#include <utility>

#include <openssl/evp.h>

namespace flowrun::store {
namespace {

// Fetching an algorithm by name takes locks and a search: once a process. Never freed, because thread-local
// contexts may outlive any static destructor.
const EVP_MD* sha256() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA2-256", nullptr);
  if (!algorithm) throw std::runtime_error("OpenSSL offers no SHA-256");
  return algorithm;
}

void check(int result) {
  if (result != 1) throw std::runtime_error("OpenSSL could not compute a SHA-256 digest");
}

EVP_MD_CTX* new_context() {
  auto* context = EVP_MD_CTX_new();
  if (!context) throw std::bad_alloc();
  return context;
}

struct ThreadContext {
  ThreadContext() : context(new_context()) {}
  ~ThreadContext() { EVP_MD_CTX_free(context); }
  ThreadContext(const ThreadContext&) = delete;
  ThreadContext& operator=(const ThreadContext&) = delete;
  EVP_MD_CTX* context;
};

Digest final_digest(EVP_MD_CTX* context) {
  Digest digest;
  check(EVP_DigestFinal_ex(context, reinterpret_cast<unsigned char*>(digest.bytes.data()), nullptr));
  return digest;
}

Digest digest_at_once(const void* data, std::size_t size) {
  thread_local ThreadContext thread;
  check(EVP_DigestInit_ex2(thread.context, sha256(), nullptr));
  check(EVP_DigestUpdate(thread.context, data, size));
  return final_digest(thread.context);
}

std::array<std::byte, 9> tagged(char tag, std::uint64_t value) {
  std::array<std::byte, 9> framed;
  framed[0] = static_cast<std::byte>(tag);
  for (std::size_t i = 0; i < 8; ++i) framed[i + 1] = static_cast<std::byte>(value >> (8 * i));
  return framed;
}

int hex_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

}  // namespace

std::string Digest::hex() const {
  constexpr auto digits = "0123456789abcdef";
  std::string text;
  text.reserve(64);
  for (const auto byte : bytes) {
    text += digits[std::to_integer<unsigned>(byte) >> 4];
    text += digits[std::to_integer<unsigned>(byte) & 15];
  }
  return text;
}

std::optional<Digest> Digest::from_hex(std::string_view text) {
  Digest digest;
  if (text.size() != 2 * digest.bytes.size()) return std::nullopt;
  for (std::size_t i = 0; i < digest.bytes.size(); ++i) {
    const int high = hex_value(text[2 * i]);
    const int low = hex_value(text[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    digest.bytes[i] = static_cast<std::byte>(16 * high + low);
  }
  return digest;
}

void Hasher::FreeContext::operator()(evp_md_ctx_st* context) const { EVP_MD_CTX_free(context); }

void Hasher::spill() {
  if (!context_) context_.reset(new_context());
  if (!spilled_) check(EVP_DigestInit_ex2(context_.get(), sha256(), nullptr));
  spilled_ = true;
  check(EVP_DigestUpdate(context_.get(), buffer_.data(), used_));
  used_ = 0;
}

Hasher& Hasher::update(std::span<const std::byte> bytes) {
  if (bytes.size() > buffer_.size() - used_) {
    spill();
    if (bytes.size() >= buffer_.size()) {
      check(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()));
      return *this;
    }
  }
  std::copy(bytes.begin(), bytes.end(), buffer_.begin() + static_cast<std::ptrdiff_t>(used_));
  used_ += bytes.size();
  return *this;
}

Hasher& Hasher::field(std::string_view bytes) {
  update(tagged('f', bytes.size()));
  return update(bytes);
}

Hasher& Hasher::number(std::uint64_t value) { return update(tagged('n', value)); }

Hasher& Hasher::digest(const Digest& value) {
  const auto tag = static_cast<std::byte>('d');
  update(std::span(&tag, 1));
  return update(value.bytes);
}

Digest Hasher::finish() {
  const auto size = std::exchange(used_, 0);
  if (!spilled_) return digest_at_once(buffer_.data(), size);
  spilled_ = false;
  check(EVP_DigestUpdate(context_.get(), buffer_.data(), size));
  return final_digest(context_.get());
}

void Hasher::reset() {
  used_ = 0;
  spilled_ = false;
}

Digest digest_of(std::string_view bytes) { return digest_at_once(bytes.data(), bytes.size()); }

}  // namespace flowrun::store
