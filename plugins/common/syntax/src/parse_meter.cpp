#include "parse_meter.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace syntax {
namespace {

// What a thread's parser has allocated so far; a parse looks at the difference.
thread_local std::uint64_t bytes_allocated = 0;

void* counted_malloc(std::size_t size) {
  bytes_allocated += size;
  return std::malloc(size);
}

void* counted_calloc(std::size_t count, std::size_t size) {
  bytes_allocated += count * size;
  return std::calloc(count, size);
}

void* counted_realloc(void* memory, std::size_t size) {
  bytes_allocated += size;
  return std::realloc(memory, size);
}

constexpr std::uint64_t steps_per_callback = 100;  // parser.c, OP_COUNT_PER_PARSER_TIMEOUT_CHECK
constexpr std::uint32_t chunk = 1024;              // bytes handed out at once, so that reading again is seen
constexpr std::size_t small_file = 4096;           // smaller ones get as much work as this

}  // namespace

void count_parser_allocations() {
  ts_set_allocator(counted_malloc, counted_calloc, counted_realloc, std::free);
}

ParseMeter::ParseMeter(std::string_view source, std::uint64_t max_work_per_byte)
    : source_(source), bytes_allocated_before_(bytes_allocated) {
  const std::uint64_t bytes = std::max(source.size(), small_file);
  const std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  limit_ = max_work_per_byte == 0 ? most : bytes * std::min(max_work_per_byte, most / bytes);
}

TSInput ParseMeter::input() {
  return {.payload = this, .read = read, .encoding = TSInputEncodingUTF8, .decode = nullptr};
}

TSParseOptions ParseMeter::options() { return {.payload = this, .progress_callback = is_over}; }

std::uint64_t ParseMeter::work() const {
  return steps_ + bytes_read_ + (bytes_allocated - bytes_allocated_before_) / 8;
}

const char* ParseMeter::read(void* meter, std::uint32_t offset, TSPoint, std::uint32_t* size) {
  auto& self = *static_cast<ParseMeter*>(meter);
  const std::string_view source = self.source_;
  // Between two looks at the meter each of a hundred tokens may be read to the end: end the file instead.
  const bool at_end = offset >= source.size() || self.is_exceeded();
  *size = at_end ? 0 : static_cast<std::uint32_t>(std::min<std::size_t>(chunk, source.size() - offset));
  self.bytes_read_ += *size;
  return at_end ? "" : source.data() + offset;
}

bool ParseMeter::is_over(TSParseState* state) {
  auto& self = *static_cast<ParseMeter*>(state->payload);
  self.steps_ += steps_per_callback;
  return self.is_exceeded();
}

}  // namespace syntax
