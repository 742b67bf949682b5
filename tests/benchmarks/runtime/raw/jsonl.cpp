// The JSONL job as a plain oneTBB flow graph: read -> parse -> keep -> add and format -> sequencer -> write.
//
// usage: jsonl IN OUT [-j THREADS] [-b RECORDS_A_MESSAGE] [-c CREDITS]
#include <cstdio>
#include <exception>
#include <memory>

#include <oneapi/tbb/flow_graph.h>
#include <oneapi/tbb/global_control.h>

#include "credit.hpp"
#include "example.hpp"
#include "line_reader.hpp"
#include "options.hpp"

namespace {

namespace tbb_flow = oneapi::tbb::flow;

struct Work;
using Message = std::shared_ptr<Work>;
using Limiter = tbb_flow::limiter_node<Message, int>;

// One message: some records on their way through the stages.
struct Work {
  std::uint64_t number;
  raw::Credit<Limiter> credit;
  std::string chunk;
  std::vector<raw::Example> examples;
  std::string lines;
  Work(std::uint64_t place, Limiter& limiter, std::string text)
      : number(place), credit(limiter), chunk(std::move(text)) {}
};

Message parse(Message work) {
  raw::each_line(work->chunk, [&](std::string_view line, std::size_t room) {
    work->examples.push_back(raw::parse_example(line, room));
  });
  return work;
}

Message keep(Message work) {
  std::erase_if(work->examples, [](const raw::Example& example) { return example.score < 0.3; });
  return work;
}

Message add(Message work) {
  work->lines.reserve(work->chunk.size() + 64);
  for (raw::Example& example : work->examples) {
    example.turns = static_cast<std::int64_t>(example.messages.size());
    example.bucket = example.tokens >= 450 ? "long" : "short";
    raw::put_example(work->lines, example);
  }
  return work;
}

void run(const raw::Options& options) {
  raw::LineReader reader(options.words[0], options.batch);
  bench::BufferedFile out(options.words[1]);
  tbb_flow::graph graph;
  Limiter limiter(graph, options.credits);
  std::uint64_t next = 0;
  tbb_flow::input_node<Message> source(graph, [&](oneapi::tbb::flow_control& control) -> Message {
    std::string chunk;
    if (reader.next(chunk)) return std::make_shared<Work>(next++, limiter, std::move(chunk));
    control.stop();
    return {};
  });
  using Stage = tbb_flow::function_node<Message, Message>;
  Stage parser(graph, tbb_flow::unlimited, parse);
  Stage keeper(graph, tbb_flow::unlimited, keep);
  Stage adder(graph, tbb_flow::unlimited, add);
  tbb_flow::sequencer_node<Message> order(graph, [](const Message& work) { return work->number; });
  tbb_flow::function_node<Message> sink(graph, tbb_flow::serial,
                                        [&](const Message& work) { out.put(work->lines); });
  tbb_flow::make_edge(source, limiter);
  tbb_flow::make_edge(limiter, parser);
  tbb_flow::make_edge(parser, keeper);
  tbb_flow::make_edge(keeper, adder);
  tbb_flow::make_edge(adder, order);
  tbb_flow::make_edge(order, sink);
  source.activate();
  graph.wait_for_all();
  out.flush();
}

}  // namespace

int main(int argc, char** argv) try {
  const raw::Options options = raw::read_options(argc, argv);
  if (options.words.size() != 2) throw std::invalid_argument("IN and OUT are missing");
  const oneapi::tbb::global_control limit(oneapi::tbb::global_control::max_allowed_parallelism,
                                          options.threads);
  run(options);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "jsonl: %s\n", error.what());
  return 1;
}
