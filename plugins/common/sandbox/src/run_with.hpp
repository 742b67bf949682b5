// run(), with the program named that makes the sandbox.
#pragma once

#include <chrono>
#include <stop_token>
#include <string>

#include <base/error.hpp>
#include <sandbox/outcome.hpp>
#include <sandbox/request.hpp>

namespace sandbox {

struct Bubblewrap {
  std::string program;  // absolute; empty if it is not installed
  // How long it may take to make a sandbox; some 40 ms are usual.
  std::chrono::milliseconds start{30'000};
};

base::Result<Outcome> run_with(const Bubblewrap& bubblewrap, const Request& request, std::stop_token stop);

}  // namespace sandbox
