// Options of the raw programs, each a letter with a positive number: -j 2 -n 1000.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

#include <unistd.h>

namespace raw {

struct Options {
  std::uint64_t threads = 1;          // -j
  std::uint64_t records = 1'000'000;  // -n
  std::uint64_t batch = 1;            // -b, records a message
  std::uint64_t length = 4;           // -l, nodes of the chain
  std::uint64_t copies = 1000;        // -m, records for each
  std::uint64_t credits = 64;         // -c
  std::vector<std::string> words;     // what is no option
};

inline std::uint64_t& option(Options& options, int letter) {
  switch (letter) {
    case 'j':
      return options.threads;
    case 'n':
      return options.records;
    case 'b':
      return options.batch;
    case 'l':
      return options.length;
    case 'm':
      return options.copies;
    case 'c':
      return options.credits;
    default:
      throw std::invalid_argument("unknown option");
  }
}

inline Options read_options(int argc, char** argv) {
  Options options;
  for (int letter = 0; (letter = getopt(argc, argv, "j:n:b:l:m:c:")) != -1;) {
    std::uint64_t& value = option(options, letter);
    value = std::strtoull(optarg, nullptr, 10);
    if (value == 0) throw std::invalid_argument("not a positive number: " + std::string(optarg));
  }
  options.words.assign(argv + optind, argv + argc);
  return options;
}

}  // namespace raw
