// What a key led to.
#pragma once

#include <optional>

namespace flowrun::store {

// What does not fit its seal or digest counts as absent, but is told apart so that it can be reported and replaced.
template <class T>
struct Lookup {
  std::optional<T> value;
  bool damaged = false;
};

}  // namespace flowrun::store
