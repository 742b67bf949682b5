#include "repository/host_program.hpp"

#include <algorithm>
#include <cstdlib>

#include <unistd.h>

#include <sandbox/run.hpp>

#include "repository/transient.hpp"

namespace git_miner {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

}  // namespace

std::string on_path(const std::string& program) {
  std::string path = variable("PATH");
  if (path.empty()) path = "/usr/local/bin:/usr/bin:/bin";
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find(':', begin), path.size());
    const std::string candidate = path.substr(begin, end - begin) + "/" + program;
    if (candidate.front() == '/' && ::access(candidate.c_str(), X_OK) == 0) return candidate;
    begin = end + 1;
  }
  return "";
}

base::Result<sandbox::Outcome> run_host_program(const std::vector<std::string>& argv,
                                                std::chrono::milliseconds wall, const std::stop_token& stop,
                                                std::vector<std::pair<std::string, std::string>> more) {
  more.emplace_back("LC_ALL", "C.UTF-8");
  for (const char* name :
       {"PATH", "HOME", "XDG_CONFIG_HOME", "SSH_AUTH_SOCK", "http_proxy", "https_proxy", "no_proxy",
        "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"}) {
    if (std::string value = variable(name); !value.empty()) more.emplace_back(name, std::move(value));
  }
  auto outcome = sandbox::run_trusted(argv, more, wall, stop);
  if (!outcome) return std::unexpected(as_transient(outcome.error()));
  return outcome;
}

}  // namespace git_miner
