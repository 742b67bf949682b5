#include "source_items.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace flowrun::graph {
namespace {

// Items that wait to be let in, beyond which the source is made to wait.
constexpr std::size_t least_bytes = 1 << 16;
constexpr std::size_t most_bytes = 16 << 20;

// Items that are let in together, if the source lists quickly enough.
constexpr std::size_t company = 16;
constexpr std::chrono::milliseconds patience(1);

}  // namespace

ItemQueue::ItemQueue(StageRun& stage, std::function<void()> came)
    : ItemCounter(stage),
      came_(std::move(came)),
      most_bytes_(std::clamp(stage.services.lists.limit() / 4, least_bytes, most_bytes)),
      on_stop_(stage.services.stop, [this] {
        const std::scoped_lock lock(mutex_);
        has_room_.notify_all();
      }) {}

void ItemQueue::take(SourceItem item) {
  bool is_awaited = false;
  {
    std::unique_lock lock(mutex_);
    if (bytes_ >= most_bytes_ && std::exchange(is_awaited_, false)) {
      lock.unlock();
      came_();
      lock.lock();
    }
    has_room_.wait(lock, [&] { return bytes_ < most_bytes_ || stage_.services.stop.stop_requested(); });
    bytes_ += bytes_of_item(item);
    items_.push_back(std::move(item));
    // A few at once are let in at less cost. What waits for company is told with the next item or the end, at the
    // latest.
    const auto now = coarse_now();
    is_awaited = is_awaited_ && (items_.size() >= company || now - told_ > patience);
    if (is_awaited) is_awaited_ = false, told_ = now;
  }
  if (is_awaited) came_();  // else the gate looks again by itself, when a credit comes back
}

void ItemQueue::complete() noexcept {
  const std::scoped_lock lock(mutex_);
  is_complete_ = true;
}

void ItemQueue::discard() {
  const std::scoped_lock lock(mutex_);
  items_.clear();
  bytes_ = 0;
  has_room_.notify_all();
}

bool ItemQueue::is_complete() const {
  const std::scoped_lock lock(mutex_);
  return is_complete_ && items_.empty();
}

std::shared_ptr<Message> ItemQueue::next(std::size_t records, std::size_t /*bytes*/) {
  std::vector<SourceItem> taken;
  {
    const std::scoped_lock lock(mutex_);
    for (; taken.size() < records && !items_.empty(); items_.pop_front()) {
      bytes_ -= bytes_of_item(items_.front());
      taken.push_back(std::move(items_.front()));
    }
    is_awaited_ = taken.empty();
    has_room_.notify_all();
  }
  if (taken.empty()) return nullptr;
  auto batch = std::make_shared<Batch>();
  batch->items.reserve(taken.size());  // records point into it
  for (SourceItem& item : taken) batch->own.push_back(record_of(*batch, std::move(item)));
  auto message = std::make_shared<Message>();
  message->path = &stage_.services.begin;
  message->records = batch->own;
  message->batch = std::move(batch);
  return message;
}

Record ItemQueue::record_of(Batch& batch, SourceItem item) {
  const SourceItem& kept = batch.items.emplace_back(std::move(item));
  const auto position = big_endian(position_++);
  return {.key = kept.key,
          .number = batch.arena.copy({position.data(), position.size()}),
          .item = &kept,
          .bytes = sizeof(Record) + bytes_of_item(kept)};
}

}  // namespace flowrun::graph
