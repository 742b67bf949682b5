#include "gate.hpp"

#include <algorithm>
#include <utility>

namespace flowrun::graph {

std::size_t fitting(std::span<const Record> records, std::size_t at_most, std::size_t bytes) {
  std::size_t count = 0;
  std::size_t sum = 0;
  while (count < std::min(at_most, records.size()) && records[count].port == records.front().port) {
    sum += records[count].bytes;
    if (count > 0 && sum > bytes) break;
    ++count;
  }
  return count;
}

Credit::~Credit() {
  Outstanding& outstanding = gate_.outstanding_;
  if (gate_.frontier_) gate_.frontier_->close(sequence_);
  gate_.give_back(records_, bytes_);
  outstanding.done();
}

Gate::Gate(Limits limits, Outstanding& outstanding, RunFault& fault, Deliver deliver, Frontier* frontier)
    : limits_(std::move(limits)),
      outstanding_(outstanding),
      fault_(fault),
      deliver_(std::move(deliver)),
      frontier_(frontier),
      free_records_(limits_.records) {}

void Gate::add(std::unique_ptr<RecordList> list) {
  outstanding_.add();
  try {
    const std::scoped_lock lock(mutex_);
    lists_.push_back(std::move(list));
  } catch (...) {
    outstanding_.done();
    throw;
  }
  pump();
}

bool Gate::waits_for_credits() const {
  const std::scoped_lock lock(mutex_);
  return !lists_.empty() && free_records_.load(std::memory_order_relaxed) == 0;
}

GateNow Gate::now() const {
  return {.records = limits_.records - free_records_.load(std::memory_order_relaxed),
          .most_records = limits_.records,
          .bytes = used_bytes_.load(std::memory_order_relaxed),
          .most_bytes = limits_.bytes};
}

void Gate::give_back(std::size_t records, std::size_t bytes) {
  used_bytes_.fetch_sub(bytes, std::memory_order_relaxed);
  messages_.fetch_sub(1, std::memory_order_relaxed);
  free_records_.fetch_add(records, std::memory_order_release);
  pump();
}

// One thread pumps; the others leave a mark, which makes it look again.
void Gate::pump() noexcept {
  if (marks_.fetch_add(1, std::memory_order_acq_rel) != 0) return;
  std::size_t seen = 1;
  do {
    while (release_some()) {
    }
  } while (!marks_.compare_exchange_strong(seen, 0, std::memory_order_acq_rel));
}

// Whoever gives a credit back may be anyone, even a destructor: so nothing is thrown.
bool Gate::release_some() noexcept {
  if (!is_broken_) {
    try {
      return let_in();
    } catch (...) {
      fault_.note_exception("records were let into the graph");
      is_broken_ = true;
    }
  }
  return discard_some();
}

// The first list that is there, or null.
RecordList* Gate::first() {
  if (!first_) {
    const std::scoped_lock lock(mutex_);
    if (!lists_.empty()) first_ = lists_.front().get();
  }
  return first_;
}

bool Gate::discard_some() {
  waiting_.reset();
  RecordList* list = first();
  if (!list) return false;
  list->discard();
  if (!list->is_complete()) return false;
  finish_list();
  return true;
}

bool Gate::let_in() {
  const std::size_t free = free_records_.load(std::memory_order_acquire);
  if (free == 0 || messages_.load(std::memory_order_relaxed) >= limits_.messages) return false;
  if (frontier_ && frontier_->span() >= limits_.span) return false;
  if (waiting_) return deliver(std::move(waiting_));
  if (!first()) return false;
  const std::size_t used = used_bytes_.load(std::memory_order_relaxed);
  const std::size_t room = used < limits_.bytes ? limits_.bytes - used : 1;
  auto message = first_->next(std::min(free, limits_.batch()), room);
  if (!message && !first_->is_complete()) return false;
  if (!message) return finish_list(), true;
  return deliver(std::move(message));
}

// Puts the batch off if its bytes are not free: a credit that is still out will pump again.
bool Gate::deliver(std::shared_ptr<Message> message) {
  const std::size_t bytes = bytes_of(message->records);
  const std::size_t used = used_bytes_.load(std::memory_order_acquire);
  if (used > 0 && used + bytes > limits_.bytes) {
    waiting_ = std::move(message);
    return false;
  }
  const std::size_t records = message->records.size();
  messages_.fetch_add(1, std::memory_order_relaxed);
  free_records_.fetch_sub(records, std::memory_order_relaxed);
  used_bytes_.fetch_add(bytes, std::memory_order_relaxed);
  message->credit = std::make_shared<const Credit>(*this, records, bytes, std::move(message->credit));
  if (limits_.tells_when) message->sent = Clock::now();
  deliver_(std::move(message));
  return true;
}

void Gate::finish_list() {
  std::unique_ptr<RecordList> finished;
  {
    const std::scoped_lock lock(mutex_);
    finished = std::move(lists_.front());
    lists_.pop_front();
    first_ = nullptr;
  }
  if (frontier_) frontier_->end();
  finished.reset();  // lets the units' input go, after its last record is downstream
  outstanding_.done();
}

}  // namespace flowrun::graph
