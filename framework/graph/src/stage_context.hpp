// The Context of a stage at work: on the units of one message, one after the other, or in `open` or `discover`.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <flow/context.hpp>
#include <store/digest.hpp>
#include <store/error.hpp>

#include "batch.hpp"
#include "blocking_executor.hpp"
#include "clock.hpp"
#include "metric_points.hpp"

namespace flowrun::graph {

class StageRun;

class StageContext final : public flow::Context {
 public:
  // For `open` and `discover`, until a unit begins.
  StageContext(StageRun& stage, std::stop_token stop);
  ~StageContext() { end_unit(); }
  StageContext(const StageContext&) = delete;
  StageContext& operator=(const StageContext&) = delete;

  // `path` and the record's number are its order.
  void begin_unit(const Record& record, const Path& path) {
    record_ = &record;
    path_ = &path;
  }
  // Where the pointer to the record lies, for whoever looks at another thread's work (at_work.hpp).
  static const Record* const* place_of_record(const StageContext* context) { return &context->record_; }
  // Of the unit at hand: the name of its working folder, if it has a key, and its own stop token, if its time is limited.
  void name_working_folder(const store::Digest& place) { place_ = place; }
  void stop_by(std::stop_token stop) { stop_ = std::move(stop); }
  // When what its metrics are timed by began: the unit, of a stage whose units have no keys its message. Forgets the points
  // before.
  void begin_metrics(Clock::time_point begin) {
    metrics_begin_ = begin;
    if (has_metrics_) (void)take_metrics();
  }
  // What the unit at hand gave; of a stage whose units are kept, else nothing.
  std::vector<store::MetricPoint> take_metrics();
  // The attempt was given up: nothing that it says is told any more, and it holds nothing. Thread-safe.
  void mute();
  // Removes what the attempt had for itself.
  void end_unit() {
    place_.reset();
    holds_.clear();
    if (folders_) remove_scratch();
  }
  // The unit is done: there is nothing to resume. Before end_unit.
  void remove_working_folder();

  [[nodiscard]] std::stop_token stop_token() const override { return stop_; }
  void log(flow::LogLevel level, std::string_view text) override;
  const std::filesystem::path& scratch() override;
  const std::filesystem::path& working_folder() override;
  const std::filesystem::path& shared_folder(std::string_view name) override;
  [[nodiscard]] base::Result<flow::Held> hold() override;
  [[nodiscard]] base::Result<flow::Held> hold(std::string_view resource) override;
  void progress(std::uint64_t done, std::uint64_t total, std::string_view unit) override;
  void metric(std::string_view name, double value) override;
  [[nodiscard]] std::uint64_t seed() const override;
  base::Result<std::string> content_digest(const std::filesystem::path& path) override;
  [[nodiscard]] base::Result<std::filesystem::path> path_of(const flow::Object& object) const override;

 private:
  // What stands in `may_hold` from `first` on, `count` of it.
  base::Result<flow::Held> hold(std::size_t first, std::size_t count);
  [[nodiscard]] std::string record_key() const { return std::string(record_ ? record_->key : ""); }
  [[nodiscard]] store::Digest working_place() const;
  [[nodiscard]] std::filesystem::path root() const;  // of working and shared folders
  void remove_scratch();

  StageRun& stage_;
  std::stop_token stop_;
  const Record* record_ = nullptr;  // the unit's input; null in `open` and `discover`
  const Path* path_ = nullptr;
  std::optional<store::Digest> place_;
  std::atomic<bool> is_muted_ = false;

  struct Folders {  // that were asked for; few units do
    std::filesystem::path scratch, working;
    std::map<std::string, std::filesystem::path, std::less<>> shared;
  };
  Folders& folders();
  Clock::time_point metrics_begin_ = Clock::now();
  std::atomic<bool> has_metrics_ = false;
  std::mutex mutex_;                                   // of what follows
  std::vector<std::weak_ptr<Resources::Hold>> holds_;  // that the unit asked for
  MetricPoints metrics_;
  std::unique_ptr<Folders> folders_;
};

}  // namespace flowrun::graph
