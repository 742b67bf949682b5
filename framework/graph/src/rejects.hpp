// The parts of an input that were at fault: which, and why.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <base/error.hpp>
#include <store/unit.hpp>

namespace flowrun::graph {

// Counts all and keeps the first so many, since a file may have millions of bad lines.
class Rejects {
 public:
  static constexpr std::size_t most_kept = 1000;

  Rejects() = default;
  Rejects(std::vector<store::Reject> kept, std::uint64_t count) : kept_(std::move(kept)), count_(count) {}

  void add(std::string_view part, const base::Error& error) {
    ++count_;
    is_transient_ |= error.is_transient;
    if (kept_.size() < most_kept) kept_.push_back({std::string(part), error.text()});
  }
  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] const std::vector<store::Reject>& kept() const { return kept_; }
  // Of one of them at least: another try may find it mended.
  [[nodiscard]] bool is_transient() const { return is_transient_; }

 private:
  std::vector<store::Reject> kept_;
  std::uint64_t count_ = 0;
  bool is_transient_ = false;
};

}  // namespace flowrun::graph
