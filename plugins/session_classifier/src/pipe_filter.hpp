// What a filter behind a check lets through.
#pragma once

#include <cstddef>

#include <session_classifier/command_checks.hpp>

namespace session_classifier::detail {

// True if a failure of the check could be missing from what the filter printed, when cargo's own errors go through it,
// too (`joined`), or nowhere. `lines` is how many lines were printed.
bool may_hide_failure(const shell::Command& filter, const CheckRun& check, bool joined, std::size_t lines);

}  // namespace session_classifier::detail
