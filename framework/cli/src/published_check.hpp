// flowrun check --published FILE: whether results stand as they were written, and belong together.
#pragma once

#include <string>

#include <graph/exit_code.hpp>
#include <graph/run_report.hpp>

#include "options.hpp"

namespace flowrun::cli {

// "score was made from adapter 1a2b3c4d…, and adapter is now 9f8e7d6c…".
std::string story_of(const graph::Mismatch& mismatch);

// Exit code 1 if a result is not as it was written, or was made from another than the one that stands there. Reads what is
// published and no store, and loads no plugin.
graph::ExitCode check_published(const FileOptions& options, bool json);

}  // namespace flowrun::cli
