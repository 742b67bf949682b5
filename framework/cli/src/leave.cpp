#include "leave.hpp"

#include <cstdlib>
#include <future>
#include <memory>
#include <thread>
#include <utility>

#include <report/style.hpp>

#include "output.hpp"

namespace flowrun::cli {

bool ends_within(std::chrono::milliseconds time, std::function<void()> work) noexcept {
  try {
    const auto done = std::make_shared<std::promise<void>>();
    const auto ended = done->get_future();
    std::thread([done, work = std::move(work)] {
      work();
      done->set_value();
    }).detach();
    return ended.wait_for(time) == std::future_status::ready;
  } catch (...) {
    return false;
  }
}

void leave(store::Store& store, graph::ExitCode code, const std::string& why) {
  constexpr std::chrono::seconds time(5);
  report::print_note(why);
  if (!ends_within(time, [&store] { (void)store.flush(); }))
    report::print_warning("the store does not end writing: what it has not written by now is computed anew");
  graph::ExitCode code_with_output = code;
  if (ends_within(time, [&code_with_output, code] { code_with_output = finish_output(code); }))
    code = code_with_output;
  else if (code == graph::ExitCode::all_well)
    code = graph::ExitCode::finished_with_failures;
  std::_Exit(std::to_underlying(code));
}

}  // namespace flowrun::cli
