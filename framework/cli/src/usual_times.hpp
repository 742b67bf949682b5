// How long a unit of each stage usually takes: what a run says of the time left before it has done one itself.
#pragma once

#include <map>
#include <string>

#include <graph/plan.hpp>
#include <store/store.hpp>

namespace flowrun::cli {

// Seconds, by stage, of the newest of the last ten runs in which units of it ran. Stages without such a run are missing, and all
// where the store cannot be read: nothing depends on it.
std::map<std::string, double> usual_times(const graph::Plan& plan, const store::Store& store);

}  // namespace flowrun::cli
