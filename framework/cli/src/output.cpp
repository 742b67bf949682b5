#include "output.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <string>
#include <system_error>

#include <base/error.hpp>
#include <report/style.hpp>

namespace flowrun::cli {
namespace {

int first_error = 0;  // errno of the first write to stdout that failed; stdio keeps only that one did

}  // namespace

void survive_closed_pipe() {
  // Unlike SIG_IGN, a handler is not inherited by other programs.
  struct sigaction action {};
  action.sa_handler = [](int) {};
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGPIPE, &action, nullptr);
}

bool print_out(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() && first_error == 0)
    first_error = errno;
  return std::ferror(stdout) == 0;
}

bool flush_out() {
  if (std::fflush(stdout) != 0 && first_error == 0) first_error = errno;
  return std::ferror(stdout) == 0;
}

bool is_of_output(const std::exception& error) {
  if (std::ferror(stdout) == 0) return false;
  const auto* system = dynamic_cast<const std::system_error*>(&error);
  if (system && first_error == 0) first_error = system->code().value();
  return true;
}

graph::ExitCode finish_output(graph::ExitCode code) {
  if (flush_out() && first_error == 0) return code;
  const base::Error error{
      .problem = "cannot write to stdout",
      .why = first_error == 0 ? "a write failed" : std::generic_category().message(first_error),
      .what_to_do = "free some space, or read all that is printed"};
  std::clearerr(stdout);
  first_error = 0;
  report::print_error(error.text());
  return code == graph::ExitCode::all_well ? graph::ExitCode::finished_with_failures : code;
}

}  // namespace flowrun::cli
