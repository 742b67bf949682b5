#include "repository/git_program.hpp"

#include <array>
#include <iterator>
#include <string_view>
#include <utility>

#include "repository/host_program.hpp"

namespace git_miner {
namespace {

// Nothing that asks.
const std::vector<std::pair<std::string, std::string>> without_questions{
    {"GIT_TERMINAL_PROMPT", "0"},
    {"GIT_ASKPASS", "true"},
    {"SSH_ASKPASS", "true"},
    {"GIT_OPTIONAL_LOCKS", "0"},
    {"GIT_SSH_COMMAND", "ssh -oBatchMode=yes"}};

constexpr std::array settings = {
    "core.hooksPath=/dev/null", "core.fsmonitor=false", "core.askPass=true", "core.pager=cat", "gc.auto=0",
    "maintenance.auto=false", "protocol.ext.allow=never", "submodule.recurse=false",
    "fetch.recurseSubmodules=false", "transfer.fsckObjects=true", "advice.detachedHead=false",
    "init.defaultBranch=main",  // where the HEAD of a clone leads if the origin has none
    // Harmless oddities of old histories, written by old versions of git and by importers.
    "fetch.fsck.zeroPaddedFilemode=ignore", "fetch.fsck.badTimezone=ignore",
    "fetch.fsck.missingSpaceBeforeDate=ignore", "fetch.fsck.missingTaggerEntry=ignore",
    "fetch.fsck.missingSpaceBeforeEmail=ignore", "fetch.fsck.missingEmail=ignore"};

}  // namespace

base::Result<GitProgram> GitProgram::find(std::chrono::milliseconds wall, std::stop_token stop) {
  std::string path = on_path("git");
  if (path.empty()) {
    return base::failure("cannot read git repositories", "the program git is not on the PATH",
                         "install git (apt-get install git)");
  }
  return GitProgram(std::move(path), wall, std::move(stop));
}

base::Result<GitProgram::Result> GitProgram::run(std::vector<std::string> arguments) const {
  std::vector<std::string> argv{path_, "--no-replace-objects"};
  for (const char* setting : settings) {
    argv.emplace_back("-c");
    argv.emplace_back(setting);
  }
  argv.insert(argv.end(), std::make_move_iterator(arguments.begin()),
              std::make_move_iterator(arguments.end()));
  auto outcome = run_host_program(argv, wall_, stop_, without_questions);
  if (!outcome) return std::unexpected(outcome.error());
  return Result{.succeeded = outcome->succeeded(),
                .timed_out = outcome->ending == sandbox::Ending::timed_out,
                .stopped = outcome->ending == sandbox::Ending::stopped,
                .killed = outcome->ending == sandbox::Ending::signalled,
                .out = std::move(outcome->stdout_text),
                .err = std::move(outcome->stderr_text)};
}

std::string GitProgram::version() const {
  constexpr std::string_view begin = "git version ";
  const auto told = run({"--version"});
  if (!told || !told->out.starts_with(begin)) return "unknown";
  return told->out.substr(begin.size(), told->out.find_first_of(" \n", begin.size()) - begin.size());
}

}  // namespace git_miner
