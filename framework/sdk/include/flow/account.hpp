// What became of everything that came to a stage, for collectors that tell of the stages before them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace flow {

// The books of one stage in one run, whether its units ran or were restored:
// received = emitted + rejected + failed + the sum of `dropped`.
struct Account {
  using Counts = std::map<std::string, std::uint64_t>;  // by reason

  std::string stage;  // its type: "git_miner"; the node's name belongs to the pipeline file
  int version = 0;
  bool is_source = false;
  std::uint64_t received = 0;  // records; of a source items
  std::uint64_t emitted = 0;   // those of them that gave a record or more
  std::uint64_t rejected = 0, failed = 0;
  Counts dropped;
  Counts left_out;  // parts of what was emitted that gave no record, such as turns of a session
  std::uint64_t rejected_parts = 0;                            // parts of it that were at fault
  std::vector<std::pair<std::string, std::uint64_t>> records;  // that it gave, by port
  // One JSON object: the parameters that its results depend on, of files and folders the digest of their content, and the
  // numbers and flags that decide what a source lists. Neither secrets nor places.
  std::string settings = "{}";

  friend bool operator==(const Account&, const Account&) = default;
};

}  // namespace flow
