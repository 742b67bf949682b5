// What the machine has.
#pragma once

#include <cstddef>

namespace flowrun::graph {

// Bytes of memory that this process may use: the machine's, or less where a control group says so.
std::size_t memory_of_machine();

}  // namespace flowrun::graph
