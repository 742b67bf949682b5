// What a source's `discover` listed, in its order. Items that it could not list are counted as they come.
#pragma once

#include <set>
#include <string>
#include <vector>

#include <flow/stream.hpp>

#include "gate.hpp"
#include "stage_run.hpp"

namespace flowrun::graph {

class SourceItems final : public RecordList, public flow::ItemList {
 public:
  explicit SourceItems(StageRun& stage) : stage_(stage) {}

  void add(std::string key, std::string fingerprint, std::shared_ptr<const void> item) override {
    stage_.counters.received.fetch_add(1, std::memory_order_relaxed);
    if (!keys_.insert(key).second) {
      return reject(key, {.problem = "the source listed an item twice",
                          .why = key,
                          .what_to_do = "give every item its own key"});
    }
    auto shared = std::make_shared<const SourceItem>(SourceItem{std::move(fingerprint), std::move(item)});
    items_.push_back(
        {.key = std::move(key), .order = Order::of_source(items_.size()), .item = std::move(shared)});
  }
  void drop(std::string, std::string reason) override {
    stage_.counters.received.fetch_add(1, std::memory_order_relaxed);
    stage_.counters.drop(reason);
  }
  void fail(std::string key, base::Error error) override {
    stage_.counters.received.fetch_add(1, std::memory_order_relaxed);
    reject(key, error);
  }
  std::optional<Record> next() override {
    if (at_ == items_.size()) return std::nullopt;
    return std::move(items_[at_++]);
  }

 private:
  void reject(const std::string& key, const base::Error& error) {
    stage_.counters.failed.fetch_add(1, std::memory_order_relaxed);
    stage_.services.tell(&Observer::unit_failed, stage_.plan.name, key, error);
  }

  StageRun& stage_;
  std::set<std::string> keys_;
  std::vector<Record> items_;
  std::size_t at_ = 0;
};

}  // namespace flowrun::graph
