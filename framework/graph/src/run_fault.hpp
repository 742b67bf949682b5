// What broke the run itself, as opposed to a record or a stage: an exception where none may be, or a store that cannot be
// written. Whoever meets it notes it; the run is stopped, and its report says what was noted first.
#pragma once

#include <atomic>
#include <exception>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include <graph/exit_code.hpp>
#include <store/error.hpp>

namespace flowrun::graph {

// Thread-safe. Nothing throws, even where no memory is left.
class RunFault {
 public:
  RunFault() = default;
  RunFault(const RunFault&) = delete;
  RunFault& operator=(const RunFault&) = delete;

  // Call it where an exception was caught. `doing` is a literal: what the run was at, such as
  // "a timer went off".
  void note_exception(const char* doing) noexcept;
  // The store could not keep what was done.
  void note(const store::Error& error) noexcept;
  // Asks everything that the run does to end. Also what a user who stops the run asks for.
  void stop() noexcept { source_.request_stop(); }

  // Nothing is broken, but no more is wanted after the first failure, which `failure` names.
  void stop_at(const std::string& failure) noexcept;
  [[nodiscard]] std::optional<std::string> first_failure() const;

  [[nodiscard]] bool is_noted() const { return is_noted_.load(std::memory_order_acquire); }
  [[nodiscard]] std::stop_token token() const { return source_.get_token(); }

  // Once it is noted:
  [[nodiscard]] ExitCode exit_code() const {
    return store_error_ ? ExitCode::finished_with_failures : ExitCode::broken_promise;
  }
  // The store's error, if that is what was noted.
  [[nodiscard]] const std::optional<store::Error>& store_error() const { return store_error_; }
  // What was noted, as text.
  [[nodiscard]] std::string text() const;

 private:
  bool claim() noexcept { return !is_claimed_.exchange(true); }
  void finish() noexcept;

  std::stop_source source_;
  std::atomic<bool> is_claimed_ = false, is_noted_ = false;
  const char* doing_ = nullptr;
  std::exception_ptr exception_;
  std::optional<store::Error> store_error_;
  mutable std::mutex failure_mutex_;
  std::optional<std::string> first_failure_;
};

}  // namespace flowrun::graph
