// What a run and the command answer; scripts rely on the numbers, which framework/cli/usage.txt documents.
#pragma once

namespace flowrun::graph {

enum class ExitCode : int {
  all_well = 0,
  finished_with_failures = 1,  // above a stage's tolerance, or something was not published or not written
  usage_error = 2,             // the command line or the file is wrong
  broken_promise = 3,          // the ledger does not balance, or the run broke off by an exception of its own
  load_error = 4,              // a plugin cannot be loaded
  interrupted = 130            // 128 + SIGINT, as shells say it
};

}  // namespace flowrun::graph
