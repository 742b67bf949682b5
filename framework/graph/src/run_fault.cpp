#include "run_fault.hpp"

#include <new>

#include <base/error.hpp>

namespace flowrun::graph {

void RunFault::finish() noexcept {
  is_noted_.store(true, std::memory_order_release);
  stop();
}

void RunFault::note_exception(const char* doing) noexcept {
  if (!claim()) return;
  doing_ = doing;
  exception_ = std::current_exception();
  finish();
}

void RunFault::note(const store::Error& error) noexcept {
  if (!claim()) return;
  try {
    store_error_ = error;
  } catch (...) {  // no memory for a copy
    doing_ = "the store was written";
    exception_ = std::current_exception();
  }
  finish();
}

void RunFault::stop_at(const std::string& failure) noexcept {
  try {
    const std::scoped_lock lock(failure_mutex_);
    if (first_failure_ || source_.stop_requested()) return;
    first_failure_ = failure;
  } catch (...) {
    return note_exception("a failure was noted");
  }
  stop();
}

std::optional<std::string> RunFault::first_failure() const {
  const std::scoped_lock lock(failure_mutex_);
  return first_failure_;
}

std::string RunFault::text() const {
  if (store_error_) return store_error_->text();
  base::Error error{.problem = "the run broke off while ",
                    .why = "an exception that is not a std::exception",
                    .what_to_do = "what was finished is kept; mend the cause and run again"};
  error.problem += doing_;
  try {
    if (exception_) std::rethrow_exception(exception_);
  } catch (const std::bad_alloc&) {
    error.why = "out of memory";
    error.what_to_do = "what was finished is kept; give it more memory, or less with --memory, and run again";
  } catch (const std::exception& exception) {
    error.why = exception.what();
  } catch (...) {  // it says nothing
  }
  return error.text();
}

}  // namespace flowrun::graph
