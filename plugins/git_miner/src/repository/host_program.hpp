// Programs of this machine that fetch: git and curl.
#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <base/error.hpp>
#include <sandbox/outcome.hpp>

namespace git_miner {

// The absolute path; "" if there is none on the PATH.
std::string on_path(const std::string& program);

// With what programs need to reach what the user can reach (proxies, certificates, keys), and `more`. Errors are transient.
base::Result<sandbox::Outcome> run_host_program(const std::vector<std::string>& argv,
                                                std::chrono::milliseconds wall, const std::stop_token& stop,
                                                std::vector<std::pair<std::string, std::string>> more = {});

}  // namespace git_miner
