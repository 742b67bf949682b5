// What the runtime offers a stage while it works.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

#include <base/enum_names.hpp>
#include <flow/result.hpp>
#include <flow/values.hpp>

namespace flow {

enum class LogLevel { debug, info, warning, error };
constexpr auto enum_names(LogLevel) { return base::names("debug", "info", "warning", "error"); }

// What a unit holds of the pipeline's resources, see Context::hold. Given back with the last copy.
class Held {
 public:
  explicit Held(std::shared_ptr<const void> holds) : holds_(std::move(holds)) {}

 private:
  std::shared_ptr<const void> holds_;
};

// One context belongs to one attempt of one unit (or to `open` or `discover`). It must not be used after the
// call. Its functions may be called from any thread of that attempt.
class Context {
 public:
  // Set when the run is being stopped or the unit's time is up. Long work looks at it often: some ten seconds later the unit
  // is given up, or the process left.
  [[nodiscard]] virtual std::stop_token stop_token() const = 0;

  // One line of text; stage and record are added by the runtime.
  virtual void log(LogLevel level, std::string_view text) = 0;

  // A folder of this attempt alone, made at the first call and removed with all it holds after the attempt.
  // That of `open` lasts until the stage is closed.
  virtual const std::filesystem::path& scratch() = 0;

  // A folder that survives for the next attempt or run of the same unit, for resuming. One attempt uses it at
  // a time.
  virtual const std::filesystem::path& working_folder() = 0;

  // A folder of the store that every stage and run shares under this name ([a-z0-9_]+), for what is costly to
  // prepare and can be prepared again, such as compiled crates. It survives; several units and processes use
  // it at once, so they lock what they write there.
  virtual const std::filesystem::path& shared_folder(std::string_view name) = 0;

  // All that the stage's `may_hold` names, at once: for a part of a unit's work, where `needs` is for all of it. Waits until it
  // is free. Errors: the unit is to stop; the stage names nothing; the unit holds it already.
  [[nodiscard]] virtual base::Result<Held> hold() = 0;

  // How far this unit is; `total` 0 = unknown. `unit` is what is counted, and behind a comma what else is to be said:
  // (12, 23, "training step, loss 1.34") is shown as "training step 12 of 23, loss 1.34". With neither number it is what the
  // unit is at: (0, 0, "fetching crates").
  virtual void progress(std::uint64_t done, std::uint64_t total, std::string_view unit) = 0;

  // One point of a time series for plots. Metrics belong to the unit at hand, never to content: the store keeps them with
  // what a cached unit gave, and a run that restores it shows them again. Of more than 100,000 points of a unit every second
  // one of each name is left out, again and again. Those of `open` and `discover` are shown only.
  virtual void metric(std::string_view name, double value) = 0;

  // digest(run seed, stage type, record key): the only source of randomness that keeps a stage deterministic.
  [[nodiscard]] virtual std::uint64_t seed() const = 0;

  // SHA-256 (64 hex digits) of a file's or folder's content; remembered by the store, so that files that did
  // not change are not read again.
  virtual base::Result<std::string> content_digest(const std::filesystem::path& path) = 0;

  // Where the content of a received object lies; read-only, valid during the run.
  [[nodiscard]] virtual base::Result<std::filesystem::path> path_of(const Object& object) const = 0;

  // One of what `may_hold` names, and what stands before it there may be held already: so units that hold one thing and
  // wait for another never wait for each other. May be kept beyond the unit, as long as the stage is open, where what it stands
  // for is shared by several units (a model on a GPU). Waits and fails as hold() does; also for what stands before
  // something that the unit holds.
  [[nodiscard]] virtual base::Result<Held> hold(std::string_view resource) = 0;

 protected:
  ~Context() = default;
};

}  // namespace flow
