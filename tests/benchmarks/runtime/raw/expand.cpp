// Many records from each: source -> function_node that makes a list of COPIES records -> sequencer -> serial sink. The
// credits bound the lists, each record is an allocation of its own, and the order is that of the source.
//
// usage: expand [-j THREADS] [-n ITEMS] [-m COPIES] [-c CREDITS]
// Prints the number of records and the checksum over their order as JSON.
#include <cstdio>
#include <memory>

#include <oneapi/tbb/flow_graph.h>

#include "credit.hpp"
#include "program.hpp"

namespace {

namespace tbb_flow = oneapi::tbb::flow;

struct Record {
  std::uint64_t value;
};

struct List;
using Message = std::shared_ptr<List>;
using Limiter = tbb_flow::limiter_node<Message, int>;

struct List {
  std::uint64_t item;
  raw::Credit<Limiter> credit;
  std::vector<std::shared_ptr<const Record>> records;
  List(std::uint64_t number, Limiter& limiter) : item(number), credit(limiter) {}
};

Message expand(Message list, std::uint64_t copies) {
  list->records.reserve(copies);
  for (std::uint64_t i = 0; i < copies; ++i)
    list->records.push_back(std::make_shared<const Record>(list->item * copies + i));
  return list;
}

void run(const raw::Options& options) {
  tbb_flow::graph graph;
  Limiter limiter(graph, options.credits);
  std::uint64_t next = 0;
  tbb_flow::input_node<Message> source(graph, [&](oneapi::tbb::flow_control& control) -> Message {
    if (next >= options.records) {
      control.stop();
      return {};
    }
    return std::make_shared<List>(next++, limiter);
  });
  tbb_flow::function_node<Message, Message> worker(
      graph, tbb_flow::unlimited, [&](Message list) { return expand(std::move(list), options.copies); });
  tbb_flow::sequencer_node<Message> order(graph, [](const Message& list) { return list->item; });
  std::uint64_t count = 0;
  std::uint64_t checksum = 0;
  tbb_flow::function_node<Message> sink(graph, tbb_flow::serial, [&](const Message& list) {
    for (const auto& record : list->records) {
      ++count;
      checksum = (checksum * 31 + record->value) & 0xffff'ffff'ffff;
    }
  });
  tbb_flow::make_edge(source, limiter);
  tbb_flow::make_edge(limiter, worker);
  tbb_flow::make_edge(worker, order);
  tbb_flow::make_edge(order, sink);
  source.activate();
  graph.wait_for_all();
  std::printf("{\"count\":%llu,\"checksum\":%llu}\n", static_cast<unsigned long long>(count),
              static_cast<unsigned long long>(checksum));
}

}  // namespace

int main(int argc, char** argv) { return raw::run_program("expand", argc, argv, run); }
