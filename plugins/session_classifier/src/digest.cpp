#include "digest.hpp"

#include <array>
#include <new>

#include <fmt/format.h>
#include <openssl/evp.h>

namespace session_classifier::detail {

Digest::Digest() : context_(EVP_MD_CTX_new()) {
  if (context_ == nullptr || EVP_DigestInit_ex(context_, EVP_sha256(), nullptr) != 1) throw std::bad_alloc();
}

Digest::~Digest() { EVP_MD_CTX_free(context_); }

void Digest::add(std::string_view field) {
  const std::string length = fmt::format("{}:", field.size());
  EVP_DigestUpdate(context_, length.data(), length.size());
  EVP_DigestUpdate(context_, field.data(), field.size());
}

std::string Digest::hex() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  EVP_DigestFinal_ex(context_, bytes.data(), &size);
  std::string text;
  for (unsigned i = 0; i < size; ++i) text += fmt::format("{:02x}", bytes[i]);
  return text;
}

std::string digest_of(std::initializer_list<std::string_view> fields) {
  Digest digest;
  for (const std::string_view field : fields) digest.add(field);
  return digest.hex();
}

}  // namespace session_classifier::detail
