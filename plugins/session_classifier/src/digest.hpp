// SHA-256 in hexadecimal digits.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace session_classifier::detail {

class Digest {
 public:
  Digest();
  ~Digest();
  Digest(const Digest&) = delete;
  Digest& operator=(const Digest&) = delete;

  // Each field is delimited by its length, so that moving a boundary changes the digest.
  void add(std::string_view field);
  std::string hex();  // ends the digest

 private:
  evp_md_ctx_st* context_;
};

std::string digest_of(std::initializer_list<std::string_view> fields);

}  // namespace session_classifier::detail
