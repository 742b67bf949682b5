// Units that were given up because they did not end when their time was over. Nothing can end a thread that is in the code
// of a stage: it keeps what it uses (which is never destroyed), and what it makes is not looked at.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace flowrun::graph {

// Thread-safe.
class LostUnits {
 public:
  // `unit` tells it from others; `name` is for people.
  void add(const void* unit, std::string name);
  // By the thread of the unit, when it comes back after all. The others have gone on without it, and have taken down what it
  // would return to.
  [[noreturn]] void stay_away(const void* unit) noexcept;
  // Waits for a while until all have come back. The names of those that have not.
  std::vector<std::string> wait(std::chrono::milliseconds at_most);

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::pair<const void*, std::string>> running_;
};

}  // namespace flowrun::graph
