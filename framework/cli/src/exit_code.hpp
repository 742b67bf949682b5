#pragma once

namespace flowrun::cli {

// What the process answers; scripts rely on it.
enum ExitCode : int {
  all_well = 0,
  finished_with_failures = 1,  // above a stage's tolerance
  usage_error = 2,             // the command line or the file is wrong
  broken_promise = 3,          // the ledger does not balance
  load_error = 4,              // a plugin cannot be loaded
  interrupted = 130
};

}  // namespace flowrun::cli
