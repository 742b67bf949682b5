#include "lost_units.hpp"

#include <unistd.h>

#include "at_work.hpp"

namespace flowrun::graph {

void LostUnits::add(const void* unit, std::string name) {
  const std::scoped_lock lock(mutex_);
  running_.emplace_back(unit, std::move(name));
}

void LostUnits::stay_away(const void* unit) noexcept {
  own_slot().stage = nullptr;
  {
    const std::scoped_lock lock(mutex_);
    std::erase_if(running_, [&](const auto& one) { return one.first == unit; });
    changed_.notify_all();
  }
  for (;;) ::pause();
}

std::vector<std::string> LostUnits::wait(std::chrono::milliseconds at_most) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, at_most, [this] { return running_.empty(); });
  std::vector<std::string> names;
  for (const auto& [unit, name] : running_) names.push_back(name);
  return names;
}

}  // namespace flowrun::graph
