#include "stop_signals.hpp"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

#include <unistd.h>

#include <graph/exit_code.hpp>
#include <report/style.hpp>

namespace flowrun::cli {
namespace {

std::atomic<int> signal_pipe = -1;  // a handler can reach nothing else

extern "C" void on_stop_signal(int) {
  static std::atomic<int> count = 0;
  if (count.fetch_add(1) > 0)
    ::_exit(std::to_underlying(graph::ExitCode::interrupted));  // the store is consistent at any moment
  const int saved = errno;
  const char byte = 1;
  (void)!::write(signal_pipe, &byte, 1);
  errno = saved;
}

}  // namespace

StopSignals::StopSignals() {
  if (::pipe(pipe_) != 0) throw std::system_error(errno, std::generic_category(), "cannot make a pipe");
  signal_pipe = pipe_[1];
  thread_ = std::thread([this] { watch(); });
  struct sigaction action {};
  action.sa_handler = on_stop_signal;
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

StopSignals::~StopSignals() {
  ::signal(SIGINT, SIG_DFL);
  ::signal(SIGTERM, SIG_DFL);
  const char byte = 0;
  (void)!::write(pipe_[1], &byte, 1);
  thread_.join();
  ::close(pipe_[0]);
  ::close(pipe_[1]);
}

void StopSignals::watch() {
  char byte = 0;
  while (::read(pipe_[0], &byte, 1) == 1 && byte == 1) {
    report::print_note("stopping: work in flight may finish; again to leave at once");
    source_.request_stop();
  }
}

}  // namespace flowrun::cli
