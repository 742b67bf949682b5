// Measures the work of one run of the parser, to stop it on text that no limit of size would: counted, not
// timed, so that the outcome is the same on every machine and under any load.
//
// tree-sitter's time is linear for sound and for most broken text. Two kinds of text make it quadratic: errors
// side by side, which it merges into one ever larger node, copied each time; and openings of literals without
// an end, each read to the end of the file. The first shows in the bytes it allocates, the second in those it
// reads, and a grammar that tries many readings at once in its steps.
#pragma once

#include <cstdint>
#include <string_view>

#include <tree_sitter/api.h>

namespace syntax {

// Has all allocations of tree-sitter counted, per thread. Once, before tree-sitter is used.
void count_parser_allocations();

// Feeds one source to one parse on this thread.
class ParseMeter {
 public:
  ParseMeter(std::string_view source, std::uint64_t max_work_per_byte);

  TSInput input();
  TSParseOptions options();
  bool is_exceeded() const { return work() > limit_; }
  std::uint64_t work() const;  // so far; see syntax::parse

 private:
  static const char* read(void* meter, std::uint32_t offset, TSPoint position, std::uint32_t* size);
  static bool is_over(TSParseState* state);

  std::string_view source_;
  std::uint64_t limit_;
  std::uint64_t bytes_allocated_before_;
  std::uint64_t bytes_read_ = 0;
  std::uint64_t steps_ = 0;
};

}  // namespace syntax
