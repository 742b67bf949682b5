// What a source's `discover` listed, in its order. Items that it could not list are counted as they come.
#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <cstring>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include <base/printable.hpp>
#include <base/utf8.hpp>
#include <flow/stream.hpp>
#include <store/digest.hpp>

#include "clock.hpp"
#include "gate.hpp"
#include "kept_evidence.hpp"
#include "stage_run.hpp"
#include "unlisted_units.hpp"

namespace flowrun::graph {

// Counts what comes, and refuses an item that came before. Used by one thread.
class ItemCounter : public flow::ItemList {
 public:
  explicit ItemCounter(StageRun& stage)
      : stage_(stage), left_(stage.services.options.limit_of(stage.plan.name)) {}

  void add(std::string key, std::string fingerprint, std::shared_ptr<const void> item) final {
    if (left_ == 0) return;
    ++stage_.counters.received;
    if (!base::is_utf8(key)) {
      return count_bad(
          key, flow::rejection({.problem = "the key of an item is not UTF-8",
                                .why = base::printable_line(key),
                                .what_to_do = "rename what the source lists, or let it make the key UTF-8"}));
    }
    if (!keys_.insert(half_of(store::digest_of(key))).second) {
      return count_bad(key, {.problem = "the source listed an item twice",
                             .why = key,
                             .what_to_do = "give every item its own key"});
    }
    --left_;
    ++listed_;
    take({std::move(key), std::move(fingerprint), std::move(item)});
  }
  void drop(std::string key, std::string reason, std::string evidence) final {
    if (left_ == 0) return;
    ++stage_.counters.received;
    stage_.counters.drop(reason);
    if (!stage_.plan.is_cached) return;
    note_unlisted(std::move(key), {.outcome = store::Outcome::dropped,
                                   .reason = std::move(reason),
                                   .evidence = kept_evidence(std::move(evidence))});
  }
  void fail(std::string key, base::Error error) final {
    if (left_ == 0) return;
    ++stage_.counters.received;
    count_bad(key, error);
  }

 protected:
  ~ItemCounter() = default;

  StageRun& stage_;
  UnlistedUnits unlisted_{stage_};

 private:
  virtual void take(SourceItem item) = 0;
  // There is a batch of what was not listed.
  virtual void take_unlisted() {}

  // Half a digest tells keys apart, and is all that is kept of them: a source may list millions.
  using HalfDigest = std::array<std::uint64_t, 2>;
  struct Hash {
    std::size_t operator()(const HalfDigest& half) const { return half[0]; }
  };
  static HalfDigest half_of(const store::Digest& digest) {
    HalfDigest half;
    std::memcpy(half.data(), digest.bytes.data(), sizeof half);
    return half;
  }
  void count_bad(const std::string& key, const base::Error& error) {
    ++(error.is_rejection ? stage_.counters.rejected : stage_.counters.failed);
    stage_.services.tell(error.is_rejection ? &Observer::unit_rejected : &Observer::unit_failed,
                         stage_.plan.name, key, error);
    if (error.is_transient || !stage_.plan.is_cached) return;
    note_unlisted(key, {.outcome = error.is_rejection ? store::Outcome::rejected : store::Outcome::failed,
                        .reason = error.text()});
  }
  void note_unlisted(std::string key, store::UnitRecord record) {
    unlisted_.add(listed_ > 0 ? listed_ - 1 : 0, std::move(key), std::move(record));
    if (unlisted_.is_full()) take_unlisted();
  }

  std::unordered_set<HalfDigest, Hash> keys_;
  std::uint64_t listed_ = 0;
  std::size_t
      left_;  // items that may still be listed; what comes after the last of them is not part of the run
};

// All of them at once.
class SourceItems final : public ItemCounter {
 public:
  explicit SourceItems(StageRun& stage) : ItemCounter(stage) {}
  [[nodiscard]] const std::deque<SourceItem>& items() const { return items_; }
  [[nodiscard]] const std::vector<store::RunUnit>& unlisted() const { return unlisted_.units(); }

 private:
  void take(SourceItem item) override { items_.push_back(std::move(item)); }
  std::deque<SourceItem> items_;
};

// A list that a gate empties while the source still fills it. When as many wait as may, the source waits.
// One side fills it, the other empties it.
// NOLINTNEXTLINE(misc-multiple-inheritance)
class ItemQueue final : public RecordList, public ItemCounter {
 public:
  // `came` is called when there is a new item for the gate.
  ItemQueue(StageRun& stage, std::function<void()> came);

  // Keeps what was not listed. Before complete.
  void write_unlisted() { unlisted_.write(); }
  // No more items will come. By the thread that lists, which pumps the gate afterwards: that may be through with the queue,
  // and destroy it, as soon as it is complete.
  void complete() noexcept;

  std::shared_ptr<Message> next(std::size_t records, std::size_t bytes) override;
  [[nodiscard]] bool is_complete() const override;
  void discard() override;

 private:
  void take(SourceItem item) override;
  void take_unlisted() override { unlisted_.write(); }
  static std::size_t bytes_of_item(const SourceItem& item) {
    return sizeof(SourceItem) + item.key.size() + item.fingerprint.size();
  }
  Record record_of(Batch& batch, SourceItem item);

  const std::function<void()> came_;
  const std::size_t most_bytes_;
  mutable std::mutex mutex_;
  std::condition_variable has_room_;
  std::deque<SourceItem> items_;
  std::size_t bytes_ = 0;
  bool is_complete_ = false;
  bool is_awaited_ = false;  // the gate asked for more than there was
  Clock::time_point told_;   // when it was told of some
  std::uint64_t position_ = 0;
  std::stop_callback<std::function<void()>> on_stop_;
};

}  // namespace flowrun::graph
