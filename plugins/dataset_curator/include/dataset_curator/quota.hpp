// How much of a data set may come from one place: a model that sees one file or repository again and again learns that.
//
// Of commits alone. A file gives at most so many examples that change it, and a repository at most a share of those that are
// left: repository_share, or where there are few repositories 1.5 times an even part. Verified examples come first, then
// those that came first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <chat/example.hpp>

namespace dataset_curator {

struct QuotaOptions {
  std::uint64_t examples_of_file = 3;  // 0 = any number
  double repository_share = 0.15;      // of the examples of commits, above 0; 1 = all
};

// Not for several threads at once.
class Quota {
 public:
  // Examples of other origins do not count.
  void add(std::uint32_t number, const chat::Example& example);

  // Of those that are too many: by number, what they are too many of ("examples that change src/lib.rs 3 (max_per_file 3)").
  struct Over {
    std::map<std::uint32_t, std::string> files, repositories;
  };
  // Those that `is_left` says no to do not count.
  Over over(
      const QuotaOptions& options,
      const std::function<bool(std::uint32_t)>& is_left = [](std::uint32_t) { return true; }) const;

 private:
  struct Entry {
    std::uint32_t number = 0;
    std::string repository;
    std::vector<std::string> files;
    bool is_verified = false;
  };
  std::vector<Entry> entries_;
};

}  // namespace dataset_curator
