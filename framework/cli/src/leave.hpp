// Leaving the process without taking anything down, because threads of stages still use it.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include <graph/exit_code.hpp>
#include <store/store.hpp>

namespace flowrun::cli {

// Does `work` on a thread of its own. False if it did not end in time, or there is no thread for it. What has not ended goes
// on, so that everything it uses must last until the process is left.
bool ends_within(std::chrono::milliseconds time, std::function<void()> work) noexcept;

// Says why, hands over what is buffered for the store and stdout, and ends the process; also if one of them takes nothing.
[[noreturn]] void leave(store::Store& store, graph::ExitCode code, const std::string& why);

}  // namespace flowrun::cli
