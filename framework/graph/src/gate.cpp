#include "gate.hpp"

#include <utility>

namespace flowrun::graph {

Gate::Gate(Limits limits, Outstanding& outstanding, Deliver deliver)
    : limits_(limits),
      outstanding_(outstanding),
      deliver_(std::move(deliver)),
      free_records_(limits.records) {}

void Gate::add(std::unique_ptr<RecordList> list) {
  outstanding_.add();
  {
    const std::scoped_lock lock(mutex_);
    lists_.push_back(std::move(list));
  }
  pump();
}

void Gate::give_back(std::size_t bytes) {
  {
    const std::scoped_lock lock(mutex_);
    ++free_records_;
    used_bytes_ -= bytes;
  }
  pump();
}

// One thread pumps; the others leave a mark, which makes it look again.
void Gate::pump() {
  if (marks_.fetch_add(1, std::memory_order_acq_rel) != 0) return;
  std::size_t seen = 1;
  do {
    while (release_some()) {
    }
  } while (!marks_.compare_exchange_strong(seen, 0, std::memory_order_acq_rel));
}

bool Gate::release_some() {
  std::unique_ptr<RecordList> finished;
  std::vector<Record> batch = take_batch(finished);
  const bool progress = finished || !batch.empty();
  if (!batch.empty()) deliver_(std::move(batch));
  if (finished) {
    finished.reset();  // lets the unit's input go, after its last record is downstream
    outstanding_.done();
  }
  return progress;
}

std::vector<Record> Gate::take_batch(std::unique_ptr<RecordList>& finished) {
  const std::scoped_lock lock(mutex_);
  std::vector<Record> batch;
  while (!lists_.empty() && free_records_ > 0 && batch.size() < limits_.batch) {
    std::optional<Record> record = waiting_ ? std::exchange(waiting_, std::nullopt) : lists_.front()->next();
    if (!record) {
      finished = std::move(lists_.front());
      lists_.pop_front();
      break;
    }
    const std::size_t bytes = record->bytes();
    if (used_bytes_ > 0 && used_bytes_ + bytes > limits_.bytes) {
      waiting_ = std::move(record);
      break;
    }
    --free_records_;
    used_bytes_ += bytes;
    record->credit = std::make_shared<const Credit>(*this, bytes);
    if (record->item) record->open_item = record->credit;
    batch.push_back(std::move(*record));
  }
  return batch;
}

}  // namespace flowrun::graph
