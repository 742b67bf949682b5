#include <algorithm>
#include <atomic>

#include <graph/spans.hpp>

namespace flowrun::graph {
namespace {

// Below it nothing can be seen on a screen that shows a run, and more would cost more than what it shows.
constexpr std::chrono::milliseconds longest_joined{1};
constexpr std::size_t most_at_once = 512;

std::uint64_t next_id() {
  static std::atomic<std::uint64_t> last = 0;
  return ++last;
}

bool can_join(const Span& open, const Span& next) {
  if (open.kind != next.kind) return false;
  if (may_overlap(next.kind)) return next.end - open.end <= longest_joined && open.end <= next.end;
  return next.begin >= open.end && next.end - open.begin <= longest_joined;
}

void join(Span& open, const Span& next) {
  open.begin = std::min(open.begin, next.begin);
  if (!may_overlap(next.kind))
    open.end = next.end;  // of others the first end, so that a row of them ends at times
  open.records += next.records;
  open.count += next.count;
  open.time += next.time;
}

}  // namespace

void Span::tell(std::string_view from) {
  std::size_t size = std::min(from.size(), text.size());
  while (size < from.size() && size > 0 && (from[size] & 0xC0) == 0x80) --size;  // no half of a character
  std::copy_n(from.begin(), size, text.begin());
  text_size = static_cast<std::uint8_t>(size);
}

// Of one thread, which alone touches it until all work is over.
struct Spans::Buffer {
  std::size_t thread = 0;
  std::vector<Span> open;  // that may still grow: `rows` of each stage; none where its count is 0
  std::vector<Span> done;
};

namespace {

constexpr std::size_t rows = 3;  // what nests, `queue`, `store`

std::size_t row_of(SpanKind kind) { return kind == SpanKind::queue ? 1 : kind == SpanKind::store ? 2 : 0; }

struct Own {
  std::uint64_t id = 0;
  void* buffer = nullptr;
};
constinit thread_local Own own_buffer;

}  // namespace

Spans::Spans(std::size_t stages, Take take) : stages_(stages), take_(std::move(take)), id_(next_id()) {}

Spans::~Spans() = default;

Spans::Buffer& Spans::own() {
  if (own_buffer.id == id_) return *static_cast<Buffer*>(own_buffer.buffer);
  auto made = std::make_unique<Buffer>();
  made->open.resize(rows * stages_, Span{.count = 0});
  made->done.reserve(most_at_once);
  Buffer& buffer = *made;
  const std::scoped_lock lock(mutex_);
  buffer.thread = buffers_.size();
  buffers_.push_back(std::move(made));
  own_buffer = {id_, &buffer};
  return buffer;
}

void Spans::add(const Span& span) noexcept {
  try {
    Buffer& buffer = own();
    Span& open = buffer.open[rows * span.stage + row_of(span.kind)];
    Span next = span;
    next.time = span.end - span.begin;
    if (open.count > 0 && can_join(open, next)) return join(open, next);
    if (open.count > 0) buffer.done.push_back(open);
    open = next;
    if (buffer.done.size() < most_at_once) return;
    const std::scoped_lock lock(mutex_);
    hand_over(buffer);
  } catch (...) {  // no memory: what it shows is not worth a run
  }
}

void Spans::hand_over(Buffer& buffer) {
  take_(buffer.thread, buffer.done);
  buffer.done.clear();
}

void Spans::finish() {
  const std::scoped_lock lock(mutex_);
  for (const auto& buffer : buffers_) {
    for (Span& open : buffer->open) {
      if (open.count > 0) buffer->done.push_back(open);
      open.count = 0;
    }
    hand_over(*buffer);
  }
}

}  // namespace flowrun::graph
