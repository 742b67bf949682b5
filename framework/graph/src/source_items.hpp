// What a source's `discover` listed, in its order. Items that it could not list are counted as they come.
#pragma once

#include <algorithm>
#include <deque>
#include <string>
#include <unordered_set>

#include <flow/stream.hpp>

#include "gate.hpp"
#include "stage_run.hpp"

namespace flowrun::graph {

class SourceItems final : public RecordList, public flow::ItemList {
 public:
  explicit SourceItems(StageRun& stage) : stage_(stage) {}

  void add(std::string key, std::string fingerprint, std::shared_ptr<const void> item) override {
    stage_.counters.received.add(1);
    if (!keys_.insert(key).second) {
      return reject(key, {.problem = "the source listed an item twice",
                          .why = key,
                          .what_to_do = "give every item its own key"});
    }
    items_.push_back({std::move(key), std::move(fingerprint), std::move(item)});
  }
  void drop(std::string, std::string reason) override {
    stage_.counters.received.add(1);
    stage_.counters.drop(reason);
  }
  void fail(std::string key, base::Error error) override {
    stage_.counters.received.add(1);
    reject(key, error);
  }

  std::shared_ptr<Message> next(std::size_t records, std::size_t /*bytes*/) override {
    if (items_.empty()) return nullptr;
    auto batch = std::make_shared<Batch>();
    const std::size_t count = std::min(records, items_.size());
    batch->items.reserve(count);  // records point into it
    for (; batch->own.size() < count; items_.pop_front()) batch->own.push_back(record_of(*batch));
    auto message = std::make_shared<Message>();
    message->path = &stage_.services.begin;
    message->records = batch->own;
    message->batch = std::move(batch);
    return message;
  }
  [[nodiscard]] const std::deque<SourceItem>& items() const { return items_; }

 private:
  // Of the first item, which moves into the batch.
  Record record_of(Batch& batch) {
    const SourceItem& item = batch.items.emplace_back(std::move(items_.front()));
    const auto position = big_endian(position_++);
    return {.key = item.key,
            .number = batch.arena.copy({position.data(), position.size()}),
            .item = &item,
            .bytes = sizeof(Record) + sizeof(SourceItem) + item.key.size() + item.fingerprint.size()};
  }

  void reject(const std::string& key, const base::Error& error) {
    stage_.counters.failed.add(1);
    stage_.services.tell(&Observer::unit_failed, stage_.plan.name, key, error);
  }

  StageRun& stage_;
  std::unordered_set<std::string> keys_;
  std::deque<SourceItem> items_;
  std::uint64_t position_ = 0;
};

}  // namespace flowrun::graph
