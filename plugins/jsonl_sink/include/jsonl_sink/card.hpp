// What the description of a data set tells beside what can be seen in its lines.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <chat/example.hpp>
#include <jsonl_sink/spelling.hpp>
#include <jsonl_sink/storage.hpp>

namespace jsonl_sink {

struct Dropped {
  std::string reason;
  std::uint64_t examples = 0;
};

// A stage before the data set: what came to it, and what became of that.
struct FunnelStage {
  using Counts = std::map<std::string, std::uint64_t>;  // by reason

  std::string stage;  // its type
  int version = 0;
  std::uint64_t received = 0;  // = emitted + rejected + failed + the sum of `dropped`
  std::uint64_t emitted = 0, rejected = 0, failed = 0;
  Counts dropped;
  Counts left_out;                                             // parts of what was emitted
  std::uint64_t rejected_parts = 0;                            // likewise
  std::vector<std::pair<std::string, std::uint64_t>> records;  // that it gave, by port
  std::string settings = "{}";                                 // text of one JSON object
};

// How many examples there should be; both ends belong to it.
struct Range {
  std::uint64_t least = 0, most = 0;
};

// What the set was meant to hold.
struct Targets {
  std::map<chat::Origin, Range> origins;
  std::optional<Range> examples;
  std::optional<std::uint64_t> tokens;  // about so many

  bool empty() const { return origins.empty() && !examples && !tokens; }
};

struct Card {
  std::string title = "Data set";
  std::string summary;                   // a paragraph of Markdown for the card; "" for none
  std::optional<std::string> tokenizer;  // whose tokens were counted
  std::string settings = "{}";           // text of one JSON object, written to dataset.json on one line
  std::string split_rule;                // a sentence or two for the card; "" for none
  std::vector<Dropped> dropped;          // by the curator, listed in this order
  std::string review;                    // what became of a review, for the card; "" for none
  std::vector<FunnelStage> funnel;       // in this order
  Targets targets;
  Spelling spelling;  // of the lines
  // Filled in by the writer.
  Storage storage;
  std::string doubt;  // why the numbers of tokens are not those of the tokenizer; "" where they are
};

}  // namespace jsonl_sink
