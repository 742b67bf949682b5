#include <cerrno>
#include <optional>

#include <fmt/core.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sandbox/run.hpp>

#include "arguments.hpp"
#include "child.hpp"
#include "failed_start.hpp"
#include "process_limits.hpp"
#include "run_with.hpp"
#include "supervisor.hpp"
#include "syscall_filter.hpp"
#include "usage.hpp"
#include "user.hpp"

namespace sandbox {
namespace {

using std::chrono::milliseconds;

// How often the writable binds are measured: at least this far apart, and a twentieth of the time at most.
constexpr milliseconds disk_interval{250};
constexpr int disk_share = 20;

base::Error bad_request(std::string why, std::string what_to_do) {
  return {"cannot run a command in the sandbox", std::move(why), std::move(what_to_do)};
}

std::optional<base::Error> problem_of(const Request& request) {
  if (request.argv.empty()) return bad_request("no command is given", "give one");
  for (const auto& bind : request.binds) {
    if (!bind.host.is_absolute() || !bind.inside.is_absolute())
      return bad_request(bind.host.string() + " and its place inside must be absolute",
                         "give absolute paths");
    std::error_code error;
    if (!std::filesystem::exists(bind.host, error))
      return bad_request(bind.host.string() + " is not there", "bind only files and folders that exist");
  }
  for (const auto& [key, value] : request.environment) {
    if (key.empty() || key.contains('=') || (key + value).contains('\0'))
      return bad_request("the variable '" + key + "' cannot be set", "rename it");
  }
  return std::nullopt;
}

class UsageSampler {
 public:
  explicit UsageSampler(const Request& request) : request_(request) {}

  std::optional<Ending> operator()(pid_t process) {
    if (private_memory(process) > request_.limits.memory) return Ending::out_of_memory;
    const auto begin = Clock::now();
    if (begin < next_disk_) return std::nullopt;
    if (disk_is_full()) return Ending::out_of_disk;
    next_disk_ = Clock::now() + std::max<Clock::duration>(disk_interval, disk_share * (Clock::now() - begin));
    return std::nullopt;
  }

  bool disk_is_full() const {
    std::uint64_t left = request_.limits.disk;
    for (const auto& bind : request_.binds) {
      if (bind.access == Access::read_only) continue;
      const auto used = occupied(bind.host, left);
      if (used > left) return true;
      left -= used;
    }
    return false;
  }

 private:
  using Clock = std::chrono::steady_clock;
  const Request& request_;
  Clock::time_point next_disk_ = Clock::now() + disk_interval;
};

enum class Sandboxed { no, yes };

base::Result<Outcome> outcome_of(Seen seen, Sandboxed sandboxed) {
  Outcome outcome;
  outcome.truncated = seen.truncated;
  outcome.wall = seen.wall;
  if (seen.forced && (sandboxed == Sandboxed::no || seen.started || *seen.forced == Ending::stopped)) {
    outcome.ending = *seen.forced;
  } else if (seen.exit_code) {
    constexpr int signals = 64;
    const bool signalled = *seen.exit_code > 128 && *seen.exit_code <= 128 + signals;
    outcome.ending = signalled ? Ending::signalled : Ending::exited;
    outcome.exit_code = *seen.exit_code;
  } else if (seen.err.starts_with("bwrap: execvp ")) {
    outcome.ending = Ending::could_not_start;
  } else {
    const bool late = seen.forced == Ending::timed_out;
    return std::unexpected(
        explain_failed_start(late ? "bubblewrap made no sandbox in time" : seen.err, this_host()));
  }
  outcome.stdout_text = std::move(seen.out);
  outcome.stderr_text = std::move(seen.err);
  return outcome;
}

std::string joined_by_nul(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text.append(word).push_back('\0');
  return text;
}

struct Descriptors {
  Pipe out, err, status;
  Pipe block;  // a socket pair: writing to one whose reader is gone raises no SIGPIPE
  Fd input, filter, options, users, groups;

  static base::Result<Descriptors> create(const Request& request, const std::vector<Bind>& binds) {
    Descriptors result;
    for (Pipe* pipe : {&result.out, &result.err, &result.status}) {
      auto made = make_pipe();
      if (!made) return std::unexpected(made.error());
      *pipe = std::move(*made);
    }
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
      return std::unexpected(system_error("cannot open a pipe", errno));
    result.block = {Fd(ends[0]), Fd(ends[1])};
    // Bubblewrap's options go by descriptor, so that the sandbox cannot read them in /proc/1/cmdline.
    const std::pair<Fd*, std::string> texts[] = {
        {&result.input, request.stdin_text},
        {&result.filter, syscall_filter()},
        {&result.options, joined_by_nul(bubblewrap_options(request, binds))},
        {&result.users, users_file()},
        {&result.groups, groups_file()}};
    for (const auto& [fd, text] : texts) {
      auto made = readable_text(text);
      if (!made) return std::unexpected(made.error());
      *fd = std::move(*made);
    }
    return result;
  }
};

}  // namespace

base::Result<Outcome> run(const Request& request, std::stop_token stop) {
  return run_with({system_program("bwrap")}, request, stop);
}

base::Result<void> probe() {
  Request request;
  request.argv = {"true"};
  request.environment = {{"PATH", "/usr/bin:/bin"}};
  request.limits.wall = milliseconds(10'000);
  const auto outcome = run(request);
  if (!outcome) return std::unexpected(outcome.error());
  if (outcome->succeeded()) return {};
  return std::unexpected(bad_request(fmt::format("/usr/bin/true {} there: {}", base::name_of(outcome->ending),
                                                 outcome->stderr_text.substr(0, 300)),
                                     "look whether this machine is overloaded or its /usr damaged"));
}

base::Result<Outcome> run_with(const Bubblewrap& bubblewrap, const Request& request, std::stop_token stop) {
  if (bubblewrap.program.empty())
    return base::failure("cannot run foreign code", "bubblewrap is not installed",
                         "install the package bubblewrap (apt-get install bubblewrap)");
  if (auto problem = problem_of(request)) return std::unexpected(*std::move(problem));
  std::optional<Staging> staging;
  if (running_as_root()) {
    for (const auto& bind : request.binds) {
      if (bind.access == Access::read_only) continue;
      if (auto given = give_to_nobody(bind.host); !given) return std::unexpected(given.error());
    }
    auto staged = Staging::create(request.binds);
    if (!staged) return std::unexpected(staged.error());
    staging.emplace(*std::move(staged));
  }
  auto fds = Descriptors::create(request, staging ? staging->binds() : request.binds);
  if (!fds) return std::unexpected(fds.error());

  std::vector<std::string> argv = staging ? staging->command() : std::vector<std::string>{};
  argv.insert(argv.end(), {bubblewrap.program, "--args", std::to_string(arguments_fd), "--"});
  argv.insert(argv.end(), request.argv.begin(), request.argv.end());
  auto child = spawn(
      argv, host_environment,
      {fds->input.get(), fds->out.write.get(), fds->err.write.get(), fds->status.write.get(),
       fds->block.read.get(), fds->filter.get(), fds->options.get(), fds->users.get(), fds->groups.get()});
  if (!child) return std::unexpected(child.error());
  for (Fd* fd : {&fds->out.write, &fds->err.write, &fds->status.write, &fds->block.read}) fd->reset();

  const auto start = [&](pid_t process) -> base::Result<void> {
    if (auto limited = limit_process(process, request.limits); !limited) return limited;
    if (::send(fds->block.write.get(), "1", 1, MSG_NOSIGNAL) != 1)
      return std::unexpected(system_error("cannot start the sandboxed command", errno));
    fds->block.write.reset();
    return {};
  };
  const UsageSampler usage(request);
  auto seen = supervise(*std::move(child),
                        {std::move(fds->out.read), std::move(fds->err.read), std::move(fds->status.read)},
                        {request.limits.wall, request.limits.output, stop, start, usage, bubblewrap.start});
  if (!seen) return std::unexpected(seen.error());
  // A short command may have ended before the first sample.
  if (seen->started && !seen->forced && usage.disk_is_full()) seen->forced = Ending::out_of_disk;
  return outcome_of(*std::move(seen), Sandboxed::yes);
}

base::Result<Outcome> run_trusted(const std::vector<std::string>& argv,
                                  const std::vector<std::pair<std::string, std::string>>& environment,
                                  std::chrono::milliseconds wall, std::stop_token stop) {
  auto out = make_pipe();
  auto err = make_pipe();
  if (!out || !err) return std::unexpected(out ? err.error() : out.error());
  if (argv.empty() || ::access(argv[0].c_str(), X_OK) != 0)
    return std::unexpected(system_error("cannot start " + (argv.empty() ? "nothing" : argv[0]), errno));
  // It dies with the thread that waits for it: what outlives a killed run would disturb the next.
  std::vector<std::string> dying{system_program("setpriv"), "--pdeathsig", "KILL", "--"};
  dying.insert(dying.end(), argv.begin(), argv.end());
  auto child = spawn(dying, environment, {-1, out->write.get(), err->write.get()});
  if (!child) return std::unexpected(child.error());
  out->write.reset();
  err->write.reset();
  auto seen = supervise(*std::move(child), {std::move(out->read), std::move(err->read), Fd()},
                        {wall, Limits{}.output, stop, {}, {}});
  if (!seen) return std::unexpected(seen.error());
  const int status = seen->wait_status;
  if (!seen->forced) seen->exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return outcome_of(*std::move(seen), Sandboxed::no);
}

}  // namespace sandbox
