// Invented examples with copies among them, to see how many are found.
//
// The code is drawn from a small grammar of Rust, so that no two pieces have one shape, but for what is planted.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include <chat/example.hpp>

namespace planted {

class Random {  // the same numbers everywhere, which std's distributions are not
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  std::size_t below(std::size_t limit) { return next() % limit; }
  bool chance(unsigned percent) { return below(100) < percent; }
  template <class Range>
  const auto& one_of(const Range& range) {
    return range[below(std::size(range))];
  }

 private:
  std::uint64_t state_;
};

// What an example is made of; it is written out by `example`.
struct Work {
  std::vector<std::string> request;                 // sentences
  std::vector<std::vector<std::string>> functions;  // each its lines: a head, statements, "}"
  std::vector<std::string> report;
  std::string path;
  std::string file;  // what is read before
};

Work work(Random& random);
chat::Example example(const Work& work, std::string id, chat::Origin origin = chat::Origin::git);

// Copies that are no news.
chat::Example with_other_ids_and_blanks(chat::Example example, std::string id);
Work renamed(const Work& work, Random& random);    // every name, in code, request and report
Work reordered(const Work& work, Random& random);  // functions, and the statements in them
Work cut(const Work& work);                        // the last fifth of code and report is missing

// Others that look alike, and must stay.
Work other_task_on_the_file(const Work& work,
                            Random& random);  // the same file was read, another edit was made
Work other_task_with_the_skeleton(const Work& work, Random& random);  // half of the functions are the same
Work with_tests(const Work& work, Random& random);  // the frame of tests that everybody writes

struct Set {
  std::vector<chat::Example> examples;  // in a drawn order
  std::vector<std::string> copies;      // ids of those that must go, or whose original must
  std::vector<std::string> copied;      // of each copy its original
};
// `copies` of `count` examples are planted, of each kind as many; each fourth of the others looks like one before it.
Set set(std::size_t count, std::size_t copies, std::uint64_t seed);

// How many copies are found: they, or their originals, are among the ids that were dropped.
std::size_t copies_found(const Set& set, const std::set<std::string>& dropped);

}  // namespace planted
