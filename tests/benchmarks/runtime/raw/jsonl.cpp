// The JSONL job by hand: parse -> keep -> add and format.
//
// usage: jsonl IN OUT [-j THREADS] [-b RECORDS_A_MESSAGE] [-c CREDITS]
#include "example.hpp"
#include "line_graph.hpp"
#include "program.hpp"

namespace {

using Work = raw::Work<std::vector<raw::Example>>;

void parse(Work& work) {
  raw::each_line(work.chunk, [&](std::string_view line, std::size_t room) {
    work.records.push_back(raw::parse_example(line, room));
  });
}

void keep(Work& work) {
  std::erase_if(work.records, [](const raw::Example& example) { return example.score < 0.3; });
}

void add(Work& work) {
  work.lines.reserve(work.chunk.size() + 64);
  for (raw::Example& example : work.records) {
    example.turns = static_cast<std::int64_t>(example.messages.size());
    example.bucket = example.tokens >= 450 ? "long" : "short";
    raw::put_example(work.lines, example);
  }
}

}  // namespace

int main(int argc, char** argv) {
  return raw::run_program("jsonl", argc, argv, [](const raw::Options& options) {
    raw::run_line_graph<std::vector<raw::Example>>(options, {parse, keep, add});
  });
}
