#include "gate.hpp"

#include <condition_variable>
#include <deque>
#include <new>
#include <random>
#include <thread>

#include <doctest/doctest.h>

#include "sample_batches.hpp"

using namespace flowrun::graph;

namespace {

// Records that carry their number in the key; it says when it was let go.
class NumberList final : public RecordList {
 public:
  NumberList(int begin, int end, std::atomic<int>* ended) : at_(begin), end_(end), ended_(ended) {}
  ~NumberList() override {
    if (ended_) ++*ended_;
  }
  std::shared_ptr<Message> next(std::size_t records, std::size_t) override {
    std::vector<sample::Entry> entries;
    for (; at_ < end_ && entries.size() < records; ++at_) entries.push_back({.key = std::to_string(at_)});
    return entries.empty() ? nullptr : sample::message_of(entries);
  }

 private:
  int at_, end_;
  std::atomic<int>* ended_;
};

// Consumers on threads of their own, which drop messages in any order.
class Consumers {
 public:
  explicit Consumers(std::size_t threads) {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this, i] { work(i); });
  }
  ~Consumers() {
    {
      const std::scoped_lock lock(mutex_);
      closing_ = true;
    }
    changed_.notify_all();
    for (auto& thread : threads_) thread.join();
  }
  void put(MessagePtr message) {
    {
      const std::scoped_lock lock(mutex_);
      for (const Record& record : message->records) seen.emplace_back(record.key);
      live_ += message->records.size();
      peak = std::max(peak, live_);
      queue_.push_back(std::move(message));
    }
    changed_.notify_all();
  }
  std::vector<std::string> seen;
  std::size_t peak = 0;

 private:
  void work(std::size_t seed) {
    std::mt19937 random(static_cast<unsigned>(seed));
    while (true) {
      MessagePtr message;
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return closing_ || !queue_.empty(); });
        if (queue_.empty()) return;
        const std::size_t at = random() % queue_.size();
        message = std::move(queue_[at]);
        queue_.erase(queue_.begin() + static_cast<std::ptrdiff_t>(at));
        live_ -= message->records.size();
      }
    }
  }
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<MessagePtr> queue_;
  std::size_t live_ = 0;
  bool closing_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace

TEST_CASE(
    "every record of every list is released once, each list in order, whatever the credits and threads") {
  for (const std::size_t credits : {1, 2, 7, 64}) {
    for (const std::size_t threads : {1, 2, 8}) {
      std::mutex mutex;
      std::condition_variable idle_changed;
      bool idle = false;
      std::atomic<int> lists_ended = 0;
      Outstanding outstanding([&] {
        const std::scoped_lock lock(mutex);
        idle = true;
        idle_changed.notify_all();
      });
      Consumers consumers(threads);
      RunFault fault;
      Gate gate({.records = credits, .bytes = 1 << 30, .batch = [] { return std::size_t{3}; }}, outstanding,
                fault, [&](MessagePtr message) { consumers.put(std::move(message)); });
      outstanding.add();
      std::vector<std::thread> producers;
      for (int p = 0; p < 3; ++p) {
        producers.emplace_back([&, p] {
          for (int list = 0; list < 20; ++list) {
            const int begin = p * 100000 + list * 50;
            gate.add(std::make_unique<NumberList>(begin, begin + list % 7 * 8, &lists_ended));
          }
        });
      }
      for (auto& producer : producers) producer.join();
      outstanding.done();
      {
        std::unique_lock lock(mutex);
        idle_changed.wait(lock, [&] { return idle; });
      }
      std::size_t expected = 0;
      for (int list = 0; list < 20; ++list) expected += static_cast<std::size_t>(3 * (list % 7) * 8);
      CHECK(consumers.seen.size() == expected);
      CHECK(lists_ended == 60);
      CHECK(consumers.peak <= credits);
      std::vector<int> last(3, -1);
      for (const std::string& key : consumers.seen) {
        const int number = std::stoi(key);
        int& previous = last[static_cast<std::size_t>(number / 100000)];
        CHECK(previous < number);
        previous = number;
      }
    }
  }
}

TEST_CASE("bytes bound what is in flight, and a record larger than the pool passes alone") {
  class Sized final : public RecordList {
   public:
    std::shared_ptr<Message> next(std::size_t, std::size_t) override {
      if (at_ == 6) return nullptr;
      const std::string key = std::to_string(at_);
      return sample::message_of({{.key = key, .json = std::string(at_++ == 2 ? 5000 : 400, 'x')}});
    }

   private:
    int at_ = 0;
  };
  bool idle = false;
  Outstanding outstanding([&] { idle = true; });
  std::deque<MessagePtr> live;
  std::size_t peak_bytes = 0;
  RunFault fault;
  Gate gate({.records = 100, .bytes = 2000, .batch = [] { return std::size_t{1}; }}, outstanding, fault,
            [&](MessagePtr message) {
              live.push_back(std::move(message));
              std::size_t bytes = 0;
              for (const auto& one : live) bytes += bytes_of(one->records);
              if (live.size() > 1) peak_bytes = std::max(peak_bytes, bytes);
            });
  outstanding.add();
  gate.add(std::make_unique<Sized>());
  CHECK(gate.now().records == live.size());
  CHECK(gate.now().bytes == peak_bytes);
  std::string order;
  bool big_was_alone = false;
  while (!live.empty()) {
    const MessagePtr gone = std::move(live.front());
    live.pop_front();
    if (gone->records[0].key == "2") big_was_alone = live.empty();
    order += gone->records[0].key;
  }
  outstanding.done();
  CHECK(order == "012345");
  CHECK(big_was_alone);
  CHECK(peak_bytes <= 2000);
  CHECK(gate.now().records == 0);
  CHECK(gate.now().bytes == 0);
  CHECK(idle);
}

TEST_CASE("a gate whose graph throws lets nothing more in, discards what waits, and the level ends") {
  for (const int at : {0, 5, 29}) {
    CAPTURE(at);
    bool idle = false;
    Outstanding outstanding([&] { idle = true; });
    RunFault fault;
    std::atomic<int> lists_ended = 0;
    std::deque<MessagePtr> live;
    int delivered = 0;
    Gate gate({.records = 4, .bytes = 1 << 20, .batch = [] { return std::size_t{1}; }}, outstanding, fault,
              [&](MessagePtr message) {
                if (delivered++ == at) throw std::bad_alloc();
                live.push_back(std::move(message));
              });
    outstanding.add();
    for (int list = 0; list < 3; ++list) gate.add(std::make_unique<NumberList>(0, 10, &lists_ended));
    while (!live.empty()) {
      const MessagePtr gone = std::move(live.front());
      live.pop_front();
    }
    outstanding.done();
    CHECK(idle);
    CHECK(delivered == at + 1);
    CHECK(lists_ended == 3);
    CHECK(fault.token().stop_requested());
    CHECK(fault.text().contains("(out of memory)"));
  }
}

TEST_CASE("a message takes as many records as the bytes allow, of one port, and at least one") {
  const std::vector<Record> records = {
      {.bytes = 10, .port = 0}, {.bytes = 10, .port = 0}, {.bytes = 10, .port = 0}, {.bytes = 10, .port = 1}};
  CHECK(fitting(records, 16, 1000) == 3);
  CHECK(fitting(records, 2, 1000) == 2);
  CHECK(fitting(records, 16, 25) == 2);
  CHECK(fitting(records, 16, 1) == 1);
  CHECK(fitting({}, 16, 1) == 0);
}

TEST_CASE("a frontier is at the first thing that is still open, and complete when all are closed") {
  Frontier frontier;
  int moves = 0;
  frontier.on_move([&] { ++moves; });
  for (std::uint64_t i = 0; i < 4; ++i) CHECK(frontier.open() == i);
  frontier.close(1);
  CHECK(frontier.below() == 0);
  CHECK(moves == 0);
  frontier.close(0);
  CHECK(frontier.below() == 2);
  CHECK(moves == 1);
  frontier.close(2);
  frontier.end();
  CHECK(frontier.below() == 3);
  frontier.close(3);
  CHECK(frontier.below() == Frontier::complete);
}
