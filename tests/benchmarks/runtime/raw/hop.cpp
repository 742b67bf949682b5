// What a hop costs in a plain oneTBB flow graph: source -> LENGTH function_nodes -> serial sink. A message is one
// shared_ptr that owns its records and the credit.
//
// usage: hop [-j THREADS] [-n RECORDS] [-b RECORDS_A_MESSAGE] [-l LENGTH] [-c CREDITS]
// Prints the number of records and the sum of their values as JSON.
#include <algorithm>
#include <cstdio>
#include <list>
#include <memory>

#include <oneapi/tbb/flow_graph.h>

#include "credit.hpp"
#include "program.hpp"

namespace {

namespace tbb_flow = oneapi::tbb::flow;

struct Record {
  std::uint64_t value;
  char body[56];
};

// A record of its own needs no second allocation, which a list of one would.
struct One {
  Record record;
  One(std::uint64_t first, std::uint64_t) : record{first, {}} {}
  [[nodiscard]] const Record* begin() const { return &record; }
  [[nodiscard]] const Record* end() const { return &record + 1; }
};

struct Many {
  std::vector<Record> records;
  Many(std::uint64_t first, std::uint64_t count) {
    records.reserve(count);
    for (std::uint64_t i = 0; i < count; ++i) records.push_back({first + i, {}});
  }
  [[nodiscard]] auto begin() const { return records.begin(); }
  [[nodiscard]] auto end() const { return records.end(); }
};

template <class Records>
void run(const raw::Options& options) {
  using Limiter = tbb_flow::limiter_node<std::shared_ptr<void>, int>;
  struct Owner {
    Records records;
    raw::Credit<Limiter> credit;
    Owner(std::uint64_t first, std::uint64_t count, Limiter& limiter)
        : records(first, count), credit(limiter) {}
  };
  using Message = std::shared_ptr<void>;
  tbb_flow::graph graph;
  Limiter limiter(graph, options.credits);
  std::uint64_t next = 0;
  tbb_flow::input_node<Message> source(graph, [&](oneapi::tbb::flow_control& control) -> Message {
    if (next >= options.records) {
      control.stop();
      return {};
    }
    const std::uint64_t count = std::min(options.batch, options.records - next);
    return std::make_shared<Owner>(std::exchange(next, next + count), count, limiter);
  });
  std::list<tbb_flow::function_node<Message, Message>> chain;
  for (std::uint64_t i = 0; i < options.length; ++i)
    chain.emplace_back(graph, tbb_flow::unlimited, [](const Message& message) { return message; });
  std::uint64_t count = 0;
  std::uint64_t sum = 0;
  tbb_flow::function_node<Message> sink(graph, tbb_flow::serial, [&](const Message& message) {
    for (const Record& record : static_cast<const Owner*>(message.get())->records) {
      ++count;
      sum += record.value;
    }
  });
  tbb_flow::make_edge(source, limiter);
  tbb_flow::make_edge(limiter, chain.front());
  for (auto node = chain.begin(); std::next(node) != chain.end(); ++node)
    tbb_flow::make_edge(*node, *std::next(node));
  tbb_flow::make_edge(chain.back(), sink);
  source.activate();
  graph.wait_for_all();
  std::printf("{\"count\":%llu,\"sum\":%llu}\n", static_cast<unsigned long long>(count),
              static_cast<unsigned long long>(sum));
}

}  // namespace

int main(int argc, char** argv) {
  return raw::run_program("hop", argc, argv, [](const raw::Options& options) {
    options.batch == 1 ? run<One>(options) : run<Many>(options);
  });
}
