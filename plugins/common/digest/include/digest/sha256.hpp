// SHA-256 (FIPS 180-4) as 64 lower-case hex digits.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace digest {

class Sha256 {
 public:
  Sha256();
  void update(std::string_view bytes);
  std::string hex();  // once, at the end

 private:
  struct Free {
    void operator()(void* context) const;
  };
  std::unique_ptr<void, Free> context_;
};

std::string sha256_hex(std::string_view bytes);

}  // namespace digest
