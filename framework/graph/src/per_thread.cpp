#include <mutex>
#include <vector>

#include <graph/per_thread.hpp>

namespace flowrun::graph {
namespace {

// Numbers come back when their threads end, so that starting many threads one after the other does not use them up.
class Numbers {
 public:
  std::size_t take() {
    const std::scoped_lock lock(mutex_);
    if (!returned_.empty()) {
      const std::size_t number = returned_.back();
      returned_.pop_back();
      return number;
    }
    return next_ + 1 < thread_numbers ? next_++ : thread_numbers - 1;
  }
  void give_back(std::size_t number) {
    const std::scoped_lock lock(mutex_);
    if (number + 1 < thread_numbers) returned_.push_back(number);
  }

 private:
  std::mutex mutex_;
  std::size_t next_ = 0;
  std::vector<std::size_t> returned_;
};

Numbers& numbers() {
  static auto* all = new Numbers;  // threads may end after everything else
  return *all;
}

struct Own {
  std::size_t number = numbers().take();
  ~Own() { numbers().give_back(number); }
};

}  // namespace

std::size_t thread_number() {
  thread_local const Own own;
  return own.number;
}

}  // namespace flowrun::graph
