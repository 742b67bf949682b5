// What the user should read about the store, gathered until someone prints it. Safe from many threads.
#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <vector>

namespace flowrun::store {

class Notes {
 public:
  void add(std::string note);
  [[nodiscard]] std::vector<std::string> all() const;

 private:
  // A damaged disk can spoil thousands of rows: after these, they are counted only.
  static constexpr std::size_t most_ = 16;

  mutable std::mutex mutex_;
  std::vector<std::string> notes_;
  std::size_t more_ = 0;
};

}  // namespace flowrun::store
