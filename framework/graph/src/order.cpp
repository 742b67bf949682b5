#include "order.hpp"

#include <memory>

namespace flowrun::graph {

Path::~Path() {
  for (const Path* path = longer_.load(); path;) {
    const std::unique_ptr<const Path> gone(path);
    path = path->next_;
  }
}

const Path* Path::find(const Path* first, const Path* end, std::uint16_t position) {
  for (const Path* path = first; path != end; path = path->next_) {
    if (path->position_ == position) return path;
  }
  return nullptr;
}

const Path* Path::through(std::uint16_t position) const {
  const Path* first = longer_.load(std::memory_order_acquire);
  if (const Path* found = find(first, nullptr, position)) return found;
  std::unique_ptr<Path> made(new Path(big_endian_text(position) + bytes_, position));
  while (true) {
    made->next_ = first;
    if (longer_.compare_exchange_weak(first, made.get(), std::memory_order_acq_rel,
                                      std::memory_order_acquire))
      return made.release();
    if (const Path* found = find(first, made->next_, position)) return found;
  }
}

}  // namespace flowrun::graph
