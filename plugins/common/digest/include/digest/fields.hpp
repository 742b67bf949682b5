// SHA-256 of several texts, each delimited by its length: moving a boundary changes the digest.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include <digest/sha256.hpp>

namespace digest {

class Fields {
 public:
  void add(std::string_view field);
  std::string hex() { return sha_.hex(); }  // once, at the end

 private:
  Sha256 sha_;
};

std::string fields_hex(std::initializer_list<std::string_view> fields);

}  // namespace digest
