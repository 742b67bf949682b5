#include "notes.hpp"

#include <utility>

#include <fmt/format.h>

namespace flowrun::store {

void Notes::add(std::string note) {
  const std::lock_guard lock(mutex_);
  if (notes_.size() < most_)
    notes_.push_back(std::move(note));
  else
    ++more_;
}

std::vector<std::string> Notes::all() const {
  const std::lock_guard lock(mutex_);
  auto notes = notes_;
  if (more_ > 0) notes.push_back(fmt::format("... and {} more notes on the store", more_));
  return notes;
}

}  // namespace flowrun::store
