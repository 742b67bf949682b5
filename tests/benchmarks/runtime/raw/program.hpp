// What the main functions of the raw programs share.
#pragma once

#include <cstdio>
#include <exception>

#include <oneapi/tbb/global_control.h>

#include "options.hpp"

namespace raw {

// The exit code of `run(options)` with as many threads as the options say; what it throws is printed.
int run_program(const char* name, int argc, char** argv, auto run) try {
  const Options options = read_options(argc, argv);
  const oneapi::tbb::global_control limit(oneapi::tbb::global_control::max_allowed_parallelism,
                                          options.threads);
  run(options);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s: %s\n", name, error.what());
  return 1;
}

}  // namespace raw
