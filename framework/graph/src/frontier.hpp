// How far the work that a level began with has come: what was let in, in order, and how much of its beginning is done.
//
//   sequence   0  1  2  3  4  5  6 ...
//              ■  ■  ■  □  ■  □  □      ■ closed: nothing that descends from it is under way any more
//                       └── below: everything that came of 0, 1 and 2 has arrived where it goes
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

namespace flowrun::graph {

// Thread-safe. What is open must close before the frontier goes.
class Frontier {
 public:
  static constexpr std::uint64_t complete = static_cast<std::uint64_t>(-1);

  // `moved` is called, without a lock, whenever `below` has grown. Set before anything is opened.
  void on_move(std::function<void()> moved) { moved_.push_back(std::move(moved)); }

  std::uint64_t open() {
    const std::scoped_lock lock(mutex_);
    open_.push_back(true);
    return first_ + open_.size() - 1;
  }
  void close(std::uint64_t sequence) {
    {
      const std::scoped_lock lock(mutex_);
      open_[sequence - first_] = false;
      if (open_.front()) return;
      while (!open_.empty() && !open_.front()) {
        open_.pop_front();
        ++first_;
      }
    }
    for (const auto& moved : moved_) moved();
  }
  // Nothing more will be opened.
  void end() {
    {
      const std::scoped_lock lock(mutex_);
      has_ended_ = true;
    }
    for (const auto& moved : moved_) moved();
  }
  // How many were opened since the first that is still open.
  [[nodiscard]] std::size_t span() const {
    const std::scoped_lock lock(mutex_);
    return open_.size();
  }
  // Everything of a smaller sequence is closed; `complete` when everything is.
  [[nodiscard]] std::uint64_t below() const {
    const std::scoped_lock lock(mutex_);
    return has_ended_ && open_.empty() ? complete : first_;
  }

 private:
  mutable std::mutex mutex_;
  std::deque<bool> open_;
  std::uint64_t first_ = 0;
  bool has_ended_ = false;
  std::vector<std::function<void()>> moved_;
};

}  // namespace flowrun::graph
