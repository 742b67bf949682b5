#pragma once

#include <base/error.hpp>

namespace git_miner {

// What the machine is to blame for, not the repository.
inline base::Error as_transient(base::Error error) {
  error.is_transient = true;
  return error;
}

}  // namespace git_miner
