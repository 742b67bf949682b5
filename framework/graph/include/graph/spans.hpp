// What the threads of a run did when, for whoever draws it.
//
// Each thread gathers what it did by itself, without locks. Short spans of one kind and stage that follow each other become
// one, so that there are at most about a thousand a second for each thread and stage, whatever a record costs.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string_view>
#include <vector>

#include <base/enum_names.hpp>

namespace flowrun::graph {

enum class SpanKind : std::uint8_t {
  open,     // a stage was made and opened
  list,     // a source listed its items
  restore,  // a unit was looked for in the store, and found
  body,     // the stage's code worked on a unit, or on a message of records whose units have no keys
  blocked,  // a unit waited for resources of the pipeline file
  queue,    // a message waited for a thread
  store     // a unit waited until the store had written it
};
constexpr auto enum_names(SpanKind) {
  return base::names("open", "list", "restore", "body", "blocked", "queue", "store");
}
// Of these, several at a time; the others nest on their thread.
constexpr bool may_overlap(SpanKind kind) { return kind == SpanKind::queue || kind == SpanKind::store; }

struct Span {
  using Clock = std::chrono::steady_clock;

  SpanKind kind = SpanKind::body;
  std::uint32_t stage = 0;  // index in the plan
  Clock::time_point begin, end;
  std::uint64_t records = 1;
  std::uint64_t count = 1;  // of what became this one
  Clock::duration time{};   // of them together; Spans::add fills it in
  std::array<char, 48>
      text{};  // the beginning of the record's key or the resources' names; of several that of the first
  std::uint8_t text_size = 0;

  void tell(std::string_view from);
  [[nodiscard]] std::string_view told() const { return {text.data(), text_size}; }
};

class Spans {
 public:
  // Called by one thread at a time, a few hundred spans at once; `thread` counts from 0. Must not throw.
  using Take = std::function<void(std::size_t thread, std::span<const Span>)>;

  Spans(std::size_t stages, Take take);
  ~Spans();
  Spans(const Spans&) = delete;
  Spans& operator=(const Spans&) = delete;

  // Thread-safe. A span for which there is no memory is lost.
  void add(const Span& span) noexcept;
  // Hands over what is left. After all that adds, and before the end of its life.
  void finish();

 private:
  struct Buffer;
  Buffer& own();
  void hand_over(Buffer& buffer);

  const std::size_t stages_;
  const Take take_;
  const std::uint64_t id_;  // unlike any before in this process
  std::mutex mutex_;        // of what follows, and of take_
  std::vector<std::unique_ptr<Buffer>> buffers_;
};

}  // namespace flowrun::graph
