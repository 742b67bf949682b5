// What a collector reads: its whole input once all of it is there, or a stream while records still come.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include <flow/stream.hpp>
#include <store/digest.hpp>

#include "frontier.hpp"
#include "intake.hpp"
#include "left_out_parts.hpp"
#include "rejects.hpp"
#include "working_wait.hpp"

namespace flowrun::graph {

class CollectorInput : public flow::RecordStream {
 public:
  virtual ~CollectorInput() = default;
  std::optional<Record> next() final;
  void rewind() override;
  void drop(std::string reason, std::string evidence) override {
    dropped_.add(std::move(reason), last_key_, std::move(evidence), keeps_dropped_);
  }
  void reject(flow::Error error) override { rejected_.add(last_key_, error); }
  // The collector wants no more: waits until all of the input is there. Throws Failure.
  virtual void finish_reading() {}

  // Throws Failure.
  [[nodiscard]] const std::vector<flow::Account>& accounts() const final;

  // Where the books of the stages before the collector will stand once its input has ended.
  void show_accounts(const std::vector<flow::Account>& accounts) { accounts_ = &accounts; }
  // Keeps which records were dropped, and why, as the store has them with a unit; else they are only counted.
  void keep_dropped() { keeps_dropped_ = true; }

  [[nodiscard]] const ReasonCounts& dropped() const { return dropped_.counts(); }
  [[nodiscard]] const std::vector<store::LeftOut>& dropped_records() const { return dropped_.kept(); }
  [[nodiscard]] const Rejects& rejected() const { return rejected_; }
  // How many different records were given out.
  [[nodiscard]] std::uint64_t taken() const { return taken_; }

 protected:
  CollectorInput(Intake& intake, std::stop_token stop) : intake_(intake), stop_(std::move(stop)) {}

  Intake& intake_;
  const std::stop_token stop_;

 private:
  // Nothing at the end. Throws Failure.
  virtual std::optional<Taken> take() = 0;

  std::uint64_t position_ = 0, taken_ = 0;
  std::shared_ptr<const Content> last_;
  std::string_view last_key_;  // in the batch of last_
  bool keeps_dropped_ = false;
  bool has_ended_ = false;
  const std::vector<flow::Account>* accounts_ = nullptr;
  LeftOutParts dropped_;
  Rejects rejected_;
};

// All of it, as often as the collector likes.
class WholeInput final : public CollectorInput {
 public:
  WholeInput(Intake& intake, std::stop_token stop)
      : CollectorInput(intake, std::move(stop)), reader_(intake.read()) {}
  void rewind() override;

 private:
  std::optional<Taken> take() override;
  std::unique_ptr<IntakeReader> reader_;
};

// Each record as soon as nothing can come before it, once. Whoever reads works for the level while it waits.
class StreamedInput final : public CollectorInput {
 public:
  // A path along which records will come, and how far that has come. In the order of paths.
  struct Expected {
    const Path* path;
    Frontier* frontier;
  };
  // With `keyed`, the digest of all inputs in order is taken on the way; it is whole after finish_reading().
  StreamedInput(Intake& intake, std::vector<Expected> expected, bool keyed, std::stop_token stop);
  void rewind() override;
  void finish_reading() override {
    while (take()) {
    }
  }

  // The level has ended. If the input is not wanted, because of what happened upstream, the reader gets an error instead of
  // the end. Thread-safe.
  void finish(bool is_wanted);
  [[nodiscard]] store::Digest digest_of_all() { return hasher_.finish(); }

 private:
  enum class Ending { open, wanted, unwanted };
  std::optional<Taken> take() override;
  bool take_bucket();

  const std::vector<Expected> expected_;
  const bool keyed_;
  std::size_t at_ = 0;  // the first path that may still bring something
  std::optional<Bucket> bucket_;
  std::optional<BucketCursor> cursor_;
  store::Hasher hasher_;
  std::atomic<Ending> ending_ = Ending::open;
  WorkingWait wait_;
  std::stop_callback<std::function<void()>> on_stop_;
};

// Digest of all inputs in order: their keys and contents.
base::Result<store::Digest> digest_of_all(Intake& intake);

}  // namespace flowrun::graph
