// What commands answer, on stdout: a full disk or a reader that is gone must not look like success.
#pragma once

#include <exception>
#include <string_view>

#include <graph/exit_code.hpp>

namespace flowrun::cli {

// A reader that closes the pipe becomes an error of the write, instead of the end of the process. Programs that are
// started inherit nothing of it.
void survive_closed_pipe();

// False once something could not be written; nobody needs to go on then.
bool print_out(std::string_view text);

// Hands over what is buffered, for who reads along or compares it with stderr. False as print_out.
bool flush_out();

// Whether the exception came from a write to stdout; finish_output then tells it.
bool is_of_output(const std::exception& error);

// Hands over what is buffered. The error of anything that was written since the last call is told on stderr, and makes
// `code` one of failure if it was of success.
graph::ExitCode finish_output(graph::ExitCode code);

}  // namespace flowrun::cli
