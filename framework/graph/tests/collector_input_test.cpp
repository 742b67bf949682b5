#include "collector_input.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <random>
#include <thread>

#include <doctest/doctest.h>

#include <flow/result.hpp>
#include <store/store.hpp>
#include <test_support/temporary_folder.hpp>

#include "gate.hpp"
#include "sample_batches.hpp"

using namespace flowrun::graph;

namespace {

// Numbers from `begin` on, as a gate lets them in.
class NumberList final : public RecordList {
 public:
  NumberList(std::uint64_t begin, std::uint64_t end, const Path* path) : at_(begin), end_(end), path_(path) {}
  std::shared_ptr<Message> next(std::size_t records, std::size_t) override {
    std::vector<sample::Entry> entries;
    for (; at_ < end_ && entries.size() < records; ++at_) entries.push_back({at_, std::to_string(at_)});
    return entries.empty() ? nullptr : sample::message_of(entries, path_);
  }

 private:
  std::uint64_t at_, end_;
  const Path* path_;
};

Gate::Limits limits_of(std::size_t records, std::size_t batch) {
  return {.records = records, .bytes = 1 << 20, .batch = [batch] { return batch; }};
}

// An intake that two gates lead to, along two paths, and what reads it meanwhile.
struct Streaming {
  explicit Streaming(const std::function<void(MessagePtr)>& deliver, bool keyed = false)
      : first(limits_of(16, 3), outstanding, fault, deliver, &frontiers[0]),
        second(limits_of(16, 2), outstanding, fault, deliver, &frontiers[1]),
        input(intake, {{paths[0], &frontiers[0]}, {paths[1], &frontiers[1]}}, keyed, stop.get_token()) {
    outstanding.add();  // until all has been let in
  }
  void let_in(std::uint64_t of_first, std::uint64_t of_second) {
    second.add(std::make_unique<NumberList>(of_first, of_first + of_second, paths[1]));
    first.add(std::make_unique<NumberList>(0, of_first, paths[0]));
  }
  std::vector<std::string> keys() {
    std::vector<std::string> keys;
    while (const auto record = input.next()) keys.push_back(record->key);
    return keys;
  }

  test_support::TemporaryFolder folder;
  flowrun::store::Store store = std::move(*flowrun::store::Store::open(folder / "store"));
  Memory memory{1};
  Intake intake{folder / "tmp", store, memory};
  Path begin;
  std::array<const Path*, 2> paths = {begin.through(0), begin.through(1)};
  std::array<Frontier, 2> frontiers;
  std::stop_source stop;
  RunFault fault;
  Outstanding outstanding{[this] { input.finish(is_wanted); }};
  Gate first, second;
  StreamedInput input;
  bool is_wanted = true;
};

// Threads that bring messages to the intake in any order.
class Carriers {
 public:
  explicit Carriers(std::size_t threads) {
    for (std::size_t i = 0; i < threads; ++i) {
      threads_.emplace_back([this, i](const std::stop_token& stop) { work(stop, static_cast<unsigned>(i)); });
    }
  }
  void put(MessagePtr message) {
    {
      const std::scoped_lock lock(mutex_);
      queue_.push_back(std::move(message));
    }
    changed_.notify_one();
  }
  void carry_to(Intake& intake) { intake_ = &intake; }

 private:
  void work(const std::stop_token& stop, unsigned seed) {
    std::mt19937 random(seed);
    while (true) {
      MessagePtr message;
      {
        std::unique_lock lock(mutex_);
        if (!changed_.wait(lock, stop, [this] { return !queue_.empty(); })) return;
        const std::size_t at = random() % queue_.size();
        message = std::move(queue_[at]);
        queue_.erase(queue_.begin() + static_cast<std::ptrdiff_t>(at));
      }
      intake_.load()->add(*message, *message->path);
    }
  }
  std::atomic<Intake*> intake_ = nullptr;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<MessagePtr> queue_;
  std::vector<std::jthread> threads_;
};

std::vector<std::string> numbers_below(std::uint64_t end) {
  std::vector<std::string> numbers;
  for (std::uint64_t i = 0; i < end; ++i) numbers.push_back(std::to_string(i));
  return numbers;
}

}  // namespace

TEST_CASE("a streamed input gives all records in order, while threads bring them in any") {
  for (const std::size_t threads : {1, 2, 5}) {
    Carriers* to = nullptr;
    Streaming streaming([&](MessagePtr message) { to->put(std::move(message)); }, true);
    Carriers carriers(threads);
    to = &carriers;
    carriers.carry_to(streaming.intake);
    std::jthread filler([&] {
      streaming.let_in(700, 500);
      streaming.outstanding.done();
    });
    CHECK(streaming.keys() == numbers_below(1200));
    CHECK(streaming.input.taken() == 1200);
  }
}

TEST_CASE("the key of a streamed input is that of the same input when all of it is there") {
  std::vector<MessagePtr> messages;
  Streaming streaming([&](MessagePtr message) { messages.push_back(std::move(message)); }, true);
  streaming.let_in(9, 4);
  Intake other(streaming.folder / "tmp", streaming.store, streaming.memory);
  for (const MessagePtr& message : messages) {
    streaming.intake.add(*message, *message->path);
    other.add(*message, *message->path);
  }
  messages.clear();
  streaming.outstanding.done();
  CHECK(streaming.keys() == numbers_below(13));
  CHECK(digest_of_all(other) == streaming.input.digest_of_all());
}

TEST_CASE("a record is read as soon as nothing can come before it") {
  std::deque<MessagePtr> messages;  // of the second path, then of the first
  Streaming streaming([&](MessagePtr message) { messages.push_back(std::move(message)); });
  streaming.let_in(6, 2);
  REQUIRE(messages.size() == 3);
  const auto bring = [&](std::size_t index) {
    streaming.intake.add(*messages[index], *messages[index]->path);
    messages.erase(messages.begin() + static_cast<std::ptrdiff_t>(index));
  };
  bring(0);
  bring(0);  // the first three of the first path
  for (const char* key : {"0", "1", "2"}) CHECK(streaming.input.next()->key == key);
  bring(0);
  streaming.outstanding.done();
  CHECK(streaming.keys() == std::vector<std::string>{"3", "4", "5", "6", "7"});
}

TEST_CASE("who reads a streamed input learns that it is not wanted or that the run is being stopped") {
  const auto ignore = [](const MessagePtr&) {};
  Streaming unwanted(ignore);
  unwanted.is_wanted = false;
  unwanted.outstanding.done();
  CHECK_THROWS_AS(unwanted.input.next(), flow::Failure);
  Streaming stopped(ignore);
  const std::jthread stopper([&] { stopped.stop.request_stop(); });
  CHECK_THROWS_AS(stopped.input.next(), flow::Failure);
  Streaming rewound(ignore);
  CHECK_THROWS_AS(rewound.input.rewind(), flow::Failure);
}
