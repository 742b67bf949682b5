// The filter by hand: the score of each line is looked up, and lines that score high enough are copied.
//
// usage: filter IN OUT [-j THREADS] [-b RECORDS_A_MESSAGE] [-c CREDITS]
#include "line_graph.hpp"
#include "program.hpp"

namespace {

using Lines = std::vector<std::string_view>;
using Work = raw::Work<Lines>;

double score_of(std::string_view line, std::size_t room) {
  thread_local simdjson::ondemand::parser parser;
  auto document = parser.iterate(simdjson::padded_string_view(line.data(), line.size(), room));
  return document.find_field("score").get_double();
}

void keep(Work& work) {
  raw::each_line(work.chunk, [&](std::string_view line, std::size_t room) {
    if (score_of(line, room) >= 0.3) work.records.push_back(line);
  });
}

void copy(Work& work) {
  work.lines.reserve(work.chunk.size());
  for (const std::string_view line : work.records) {
    work.lines += line;
    work.lines += '\n';
  }
}

}  // namespace

int main(int argc, char** argv) {
  return raw::run_program("filter", argc, argv, [](const raw::Options& options) {
    raw::run_line_graph<Lines>(options, {keep, copy});
  });
}
