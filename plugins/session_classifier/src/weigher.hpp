// Bounds what one session may take in memory: its texts are added up while they are read, and reading ends where there are too
// many.
#pragma once

#include <cstddef>
#include <stdexcept>

#include <fmt/format.h>

#include <session_classifier/store.hpp>

namespace session_classifier::detail {

struct SessionTooLarge : std::runtime_error {
  explicit SessionTooLarge(std::size_t most)
      : std::runtime_error(fmt::format("its texts have more than {} bytes (max_session_bytes)", most)) {}
};

class Weigher {
 public:
  explicit Weigher(std::size_t most) : most_(most) {}

  // Throws SessionTooLarge.
  void add(const Part& part) { add_bytes(bytes_of(part)); }
  void add(const Message& message) { add_bytes(bytes_of(message)); }  // with the parts that it has

 private:
  void add_bytes(std::size_t bytes) {
    bytes_ += bytes;
    if (bytes_ > most_) throw SessionTooLarge(most_);
  }

  std::size_t most_;
  std::size_t bytes_ = 0;
};

}  // namespace session_classifier::detail
