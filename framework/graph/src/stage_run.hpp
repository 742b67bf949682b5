// One stage during one run: its object, its key, its counters and its state.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include <flow/account.hpp>
#include <flow/stage_object.hpp>
#include <graph/ledger.hpp>
#include <graph/plan.hpp>
#include <graph/run_options.hpp>
#include <graph/run_report.hpp>
#include <plugins/loader.hpp>
#include <store/store.hpp>

#include "blocking_executor.hpp"
#include "clock.hpp"
#include "content.hpp"
#include "lost_units.hpp"
#include "memory.hpp"
#include "order.hpp"
#include "rejects.hpp"
#include "run_fault.hpp"
#include "timers.hpp"
#include "working_folders.hpp"

namespace flowrun::graph {

// What all stages of a run share. Everything in it outlives the run's records.
struct RunServices {
  const Plan& plan;
  const RunOptions& options;
  store::Store& store;
  std::filesystem::path store_path;
  plugins::Loader& loader;
  Timers& timers;
  RunFault& fault;
  LostUnits& lost;
  Memory& lists;              // what queued output lists may hold
  Memory& intakes;            // what waits for collectors and later levels
  const Path& begin;          // of a record whose level begins with it
  std::filesystem::path tmp;  // for what does not outlive the run
  store::RunId run = 0;
  std::stop_token stop;  // of the whole run: the fault's
  mutable std::atomic<std::uint64_t> progress_calls = 0;
  mutable WorkingFolders working_folders = {};
  mutable Resources resources{plan.resources};

  [[nodiscard]] store::FileMemory& file_memory() const {
    return options.file_memory ? *options.file_memory : store.file_memory();
  }

  // What an observer throws ends the run, and nothing else: whoever tells goes on.
  template <class... Parameters, class... Arguments>
  void tell(void (Observer::*event)(Parameters...), const Arguments&... arguments) const noexcept {
    for (Observer* observer : options.observers) {
      try {
        (observer->*event)(arguments...);
      } catch (...) {
        fault.note_exception("it showed what happens");
      }
    }
  }
};

class Intake;
class StageContext;

class StageRun {
 public:
  StageRun(const RunServices& services, std::size_t index);
  ~StageRun();

  const RunServices& services;
  const std::size_t index;
  const PlannedStage& plan;
  StageCounters counters;
  std::atomic<std::uint64_t> restored_of_other_build = 0;
  bool is_selected = false;                  // set before the run begins
  std::atomic<bool> is_listed = false;       // of a source: no more items will come
  bool has_queue = false;                    // messages wait for a worker; set before the first one
  std::atomic<bool> has_lost_units = false;  // whose threads may still be in its code

  // What became of the stage, and the stage that is the cause where it is held. Thread-safe: whoever watches the run
  // reads the books while levels end.
  void end(StageStatus status, std::string held_by = {});
  [[nodiscard]] StageStatus status() const;
  [[nodiscard]] std::string held_by() const;

  // Opens the library, constructs and opens the stage at the first call; later calls give the same answer.
  // Thread-safe.
  base::Result<flow::StageObject*> object();
  [[nodiscard]] bool has_load_error() const { return has_load_error_; }
  // Something went wrong that no single record stands for, such as a listing. The first error is kept.
  // Thread-safe.
  void fail(base::Error error);
  [[nodiscard]] std::optional<base::Error> error() const;
  void close();

  // The `once` inputs, null where an optional one is not connected. Set before the first unit.
  void set_once(std::vector<std::shared_ptr<const Content>> once);
  [[nodiscard]] bool has_once_inputs() const { return has_once_inputs_; }
  // Their digests, one "port=hex" a line, and the lines of set_accounts. Call it after set_once.
  [[nodiscard]] std::string once_summary() const;

  // The books of the stages before one that reads them: before its key is asked for.
  void set_accounts(std::vector<flow::Account> accounts);
  [[nodiscard]] const std::vector<flow::Account>& accounts() const { return accounts_; }

  // The key of one unit. `input` is the digest of the input record, of a source item's fingerprint, or of all
  // inputs of a collector. Call it after set_once and set_accounts.
  [[nodiscard]] store::Digest unit_key(std::string_view record_key, const store::Digest& input) const;
  [[nodiscard]] std::uint64_t seed_of(std::string_view record_key) const;
  // The parts of the key that all units share, one "name=value" a line.
  [[nodiscard]] const std::string& key_summary() const { return key_summary_; }

  // Where the records of a port go if all of it are intakes, none another stage. Set before the first unit.
  void goes_only_to(std::size_t port, std::vector<const Intake*> intakes) {
    only_takers_[port] = std::move(intakes);
  }
  // Whether nobody who takes records of the port wants anything but their JSON.
  [[nodiscard]] bool json_is_enough(std::size_t port) const;

  // Tells the observers which parts of a unit's input were rejected. `key` is that of the input; "" if each part is a record.
  void tell_rejects(std::string_view key, const Rejects& rejects) const;

  // Remembers that the units had their place in this run. Thread-safe.
  void record_units(std::vector<store::RunUnit> units);
  store::Result<void> flush_units();

  // Notes what a thread did from `begin` until now, for whoever asked for spans; `text` as Span has it.
  void note_span(SpanKind kind, Clock::time_point begin, std::string_view text = {},
                 std::uint64_t records = 1) const noexcept {
    if (services.options.spans) add_span(kind, begin, Clock::now(), text, records);
  }
  void add_span(SpanKind kind, Clock::time_point begin, Clock::time_point end, std::string_view text,
                std::uint64_t records) const noexcept;
  // That a unit waited for what it needs, if that took long enough to be a wait.
  void note_wait(Clock::time_point begin, std::span<const flow::ResourceNeed> needs) const;
  // Now, if somebody asked for spans: the time is not looked at for nothing.
  [[nodiscard]] Clock::time_point span_begin() const {
    return services.options.spans ? Clock::now() : Clock::time_point();
  }

  // Time keeping of units that ran one after the other. Thread-safe.
  void add_unit_time(Clock::time_point begin, Clock::time_point end, std::uint64_t units);
  [[nodiscard]] StageReport report() const;
  // Seconds since the last unit that ran has ended; 0 if none has.
  [[nodiscard]] double seconds_since_unit(Clock::time_point now) const;
  [[nodiscard]] bool is_over_tolerance() const;
  // Where it is: what exceeds what, and the setting that would let the run go on.
  [[nodiscard]] std::optional<base::Error> over_tolerance() const;
  // Whether what the store has of a unit is taken; else each is computed anew.
  [[nodiscard]] bool may_restore() const { return !plan.about().is_volatile && !is_forced_; }
  // True if a unit that has had `attempts` attempts, the last of which failed, gets another one.
  [[nodiscard]] bool may_retry(int attempts) const;
  // How long to wait before it.
  [[nodiscard]] std::chrono::milliseconds backoff(int attempts) const;

 private:
  base::Result<void> make_object();
  [[nodiscard]] bool has_too_many_rejects() const;

  const bool is_forced_;
  std::once_flag made_;
  std::unique_ptr<StageContext> open_context_;  // its scratch folder lasts until the stage is closed
  std::unique_ptr<flow::StageObject> object_;
  std::optional<base::Error> object_error_;
  std::atomic<bool> has_load_error_ = false;
  std::vector<std::shared_ptr<const Content>> once_;
  std::vector<store::Digest> once_digests_;
  bool has_once_inputs_ = false;
  std::vector<flow::Account> accounts_;
  std::string account_lines_;
  std::string key_summary_;

  std::vector<std::vector<const Intake*>> only_takers_;  // by port; empty where others take from it, too

  std::mutex units_mutex_;
  std::vector<store::RunUnit> units_;

  mutable std::mutex outcome_mutex_;
  std::optional<base::Error> error_;
  StageStatus status_ = StageStatus::not_selected;
  std::string held_by_;

  Counter busy_ns_, units_run_;
  std::atomic<std::uint64_t> first_ns_ = 0;  // when the first unit began; 0 = none has
  Latest last_ns_;
};

}  // namespace flowrun::graph
