#include "output.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <string>
#include <system_error>

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

bool is_of_output(const std::exception& error) {
  if (std::ferror(stdout) == 0) return false;
  const auto* system = dynamic_cast<const std::system_error*>(&error);
  if (system && first_error == 0) first_error = system->code().value();
  return true;
}

base::Result<void> finish_output() {
  if (std::fflush(stdout) != 0 && first_error == 0) first_error = errno;
  if (std::ferror(stdout) == 0 && first_error == 0) return {};
  const std::string why = first_error == 0 ? "a write failed" : std::generic_category().message(first_error);
  std::clearerr(stdout);
  first_error = 0;
  return base::failure("cannot write to stdout", why, "free some space, or read all that is printed");
}

}  // namespace flowrun::cli
