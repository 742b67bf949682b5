#pragma once

#include <base/trimmed.hpp>

namespace git_miner {

using base::trimmed;

}  // namespace git_miner
