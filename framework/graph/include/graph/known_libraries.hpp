// A library whose bytes changed while its build id did not is damaged, or not what it says: it must not be loaded.
#pragma once

#include <base/error.hpp>
#include <graph/plan.hpp>
#include <store/store.hpp>

namespace flowrun::graph {

// Compares the libraries of the plan's stages with what the store knows of their builds, and remembers new ones. A file is
// read only if it is not the one that was read last (its place, size or times changed). The error names the library.
base::Result<void> check_known_libraries(const Plan& plan, store::Store& store);

}  // namespace flowrun::graph
