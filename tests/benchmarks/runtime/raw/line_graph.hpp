// A job on the lines of a file as a plain oneTBB flow graph: read -> steps -> sequencer -> write.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <oneapi/tbb/flow_graph.h>

#include "credit.hpp"
#include "line_reader.hpp"
#include "options.hpp"

namespace raw {

// One message: some records on their way through the steps. `Records` is what a job makes of the chunk.
template <class Records>
struct Work {
  using Message = std::shared_ptr<Work>;
  using Limiter = oneapi::tbb::flow::limiter_node<Message, int>;

  std::uint64_t number;
  Credit<Limiter> credit;
  std::string chunk;
  Records records;
  std::string lines;  // to be written
  Work(std::uint64_t place, Limiter& limiter, std::string text)
      : number(place), credit(limiter), chunk(std::move(text)) {}
};

// Reads the file options.words[0] and writes options.words[1]. Throws std::invalid_argument and std::system_error.
template <class Records>
void run_line_graph(const Options& options, const std::vector<void (*)(Work<Records>&)>& steps) {
  namespace tbb_flow = oneapi::tbb::flow;
  using Message = Work<Records>::Message;
  using Limiter = Work<Records>::Limiter;
  if (options.words.size() != 2) throw std::invalid_argument("IN and OUT are missing");
  LineReader reader(options.words[0], options.batch);
  bench::BufferedFile out(options.words[1]);
  tbb_flow::graph graph;
  Limiter limiter(graph, options.credits);
  std::uint64_t next = 0;
  tbb_flow::input_node<Message> source(graph, [&](oneapi::tbb::flow_control& control) -> Message {
    std::string chunk;
    if (reader.next(chunk)) return std::make_shared<Work<Records>>(next++, limiter, std::move(chunk));
    control.stop();
    return {};
  });
  tbb_flow::make_edge(source, limiter);
  tbb_flow::sender<Message>* last = &limiter;
  std::list<tbb_flow::function_node<Message, Message>> nodes;
  for (const auto step : steps) {
    auto& node = nodes.emplace_back(graph, tbb_flow::unlimited, [step](Message work) {
      step(*work);
      return work;
    });
    tbb_flow::make_edge(*std::exchange(last, &node), node);
  }
  tbb_flow::sequencer_node<Message> order(graph, [](const Message& work) { return work->number; });
  tbb_flow::function_node<Message> sink(graph, tbb_flow::serial,
                                        [&](const Message& work) { out.put(work->lines); });
  tbb_flow::make_edge(*last, order);
  tbb_flow::make_edge(order, sink);
  source.activate();
  graph.wait_for_all();
  out.flush();
}

}  // namespace raw
