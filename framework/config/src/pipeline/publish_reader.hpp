// The entries below `publish`.
#pragma once

#include <vector>

#include <config/pipeline.hpp>

namespace flowrun::config {

// NAME: STAGE[.PORT], or NAME: {from: STAGE[.PORT], allow_empty: true}. What could be read; mistakes are reported.
std::vector<Published> read_publish(const Entry& publish, Diagnostics& diagnostics);

}  // namespace flowrun::config
