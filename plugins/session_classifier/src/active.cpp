#include <algorithm>
#include <charconv>
#include <cstdint>
#include <iterator>
#include <optional>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include <session_classifier/active.hpp>

namespace session_classifier {
namespace {

// The clock in ids of opencode's own form: prefix, `_`, 12 hex digits.
std::optional<std::uint64_t> clock_of(std::string_view id) {
  const std::size_t from = id.find('_') + 1;
  if (from == 0 || id.size() < from + 12) return std::nullopt;
  std::uint64_t clock = 0;
  const auto [end, error] = std::from_chars(id.data() + from, id.data() + from + 12, clock, 16);
  if (error != std::errc{} || end != id.data() + from + 12) return std::nullopt;
  return clock;
}

// The 48 bit clock wraps (last on 2026-08-14). In a message that spans the moment the small values are the
// later ones; no message lasts half a period, which is more than a year.
bool spans_wrap(const std::vector<Part>& parts) {
  constexpr std::uint64_t half = std::uint64_t{1} << 47;
  std::uint64_t low = ~std::uint64_t{0}, high = 0;
  for (const Part& part : parts) {
    const auto clock = clock_of(part.id);
    if (!clock) return false;
    low = std::min(low, *clock);
    high = std::max(high, *clock);
  }
  return high > low && high - low > half;
}

void sort_parts(std::vector<Part>& parts) {
  constexpr std::uint64_t half = std::uint64_t{1} << 47;
  if (!spans_wrap(parts)) {
    std::ranges::stable_sort(parts, {}, &Part::id);
    return;
  }
  std::ranges::stable_sort(parts, {}, [](const Part& part) {
    return std::tuple(clock_of(part.id).value_or(0) < half, std::string_view(part.id));
  });
}

std::tuple<std::int64_t, std::int64_t, std::string_view> place_of(const Message& message) {
  return {message.sequence, message.created, message.id};
}

bool asks_for_compaction(const Message& message) {
  return message.role == chat::Role::user && std::ranges::any_of(message.parts, [](const Part& part) {
           return part.kind == PartKind::compaction;
         });
}

// Versions before 1.0.78 stored no `finish`; there, the end of the message must do.
bool is_completed_summary(const Message& message) {
  return message.summary && message.error.empty() && (!message.finish.empty() || message.completed);
}

std::string_view tail_start_of(const Message& request) {
  for (const Part& part : request.parts)
    if (part.kind == PartKind::compaction) return part.tail_start;
  return {};
}

// Where the request of the summary at `summary` stands: the message that it answers, else the one before.
// Before 1.0.65 there was no request; then it is the summary itself.
std::size_t request_of(const std::vector<Message>& active, std::size_t summary) {
  for (std::size_t i = summary; i-- > 0;) {
    if (!asks_for_compaction(active[i])) continue;
    if (active[summary].parent.empty() || active[summary].parent == active[i].id) return i;
  }
  return summary;
}

// Messages kept beside the summary: from the tail's start up to the request. The range is empty if there is
// none.
std::pair<std::size_t, std::size_t> tail_of(const std::vector<Message>& active, std::size_t request) {
  const std::string_view start = tail_start_of(active[request]);
  if (start.empty()) return {request, request};
  for (std::size_t i = 0; i < request; ++i)
    if (active[i].id == start) return {i, request};
  return {request, request};
}

}  // namespace

void sort_messages(Session& session) {
  std::ranges::stable_sort(session.messages, {}, place_of);
  for (Message& message : session.messages) sort_parts(message.parts);
}

bool is_sorted(const Session& session) {
  return std::ranges::is_sorted(session.messages, {}, place_of) &&
         std::ranges::all_of(session.messages, [](const Message& message) {
           return !spans_wrap(message.parts) && std::ranges::is_sorted(message.parts, {}, &Part::id);
         });
}

Active active_messages(const Session& session) {
  Active result;
  const auto& all = session.messages;
  const auto own_cut =
      session.revert ? std::ranges::find(all, session.revert->message, &Message::id) : all.end();
  const auto cut =
      session.undone_from
          ? std::find_if(all.begin(), own_cut,
                         [&](const Message& message) { return message.created >= *session.undone_from; })
          : own_cut;
  result.messages.assign(all.begin(), cut);
  result.reverted.assign(cut, all.end());
  if (cut == all.end() || cut != own_cut || session.revert->part.empty()) return result;

  const auto part = std::ranges::find(cut->parts, session.revert->part, &Part::id);
  if (part == cut->parts.end() || part == cut->parts.begin()) return result;
  Message kept = *cut;
  kept.parts.assign(cut->parts.begin(), part);
  kept.reverted = true;
  result.messages.push_back(std::move(kept));
  result.reverted.front().parts.assign(part, cut->parts.end());
  return result;
}

std::vector<Segment> segments(std::vector<Message> active) {
  std::vector<Segment> result(1);
  if (std::ranges::none_of(active, is_completed_summary)) {
    result.front().messages = std::move(active);
    if (result.front().messages.empty()) result.clear();
    return result;
  }
  std::size_t from = 0;  // of the messages that are not yet in a segment
  for (std::size_t i = 0; i < active.size(); ++i) {
    if (!is_completed_summary(active[i])) continue;
    const std::size_t request = std::max(request_of(active, i), from);
    const auto at = [&](std::size_t index) { return active.begin() + static_cast<std::ptrdiff_t>(index); };
    result.back().messages.insert(result.back().messages.end(), at(from), at(request));
    Segment next;
    next.messages.assign(at(request), at(i + 1));
    const auto [tail, tail_end] = tail_of(active, request);
    next.messages.insert(next.messages.end(), at(tail), at(tail_end));
    next.fresh = next.messages.size();
    result.push_back(std::move(next));
    from = i + 1;
  }
  auto& last = result.back().messages;
  last.insert(last.end(), active.begin() + static_cast<std::ptrdiff_t>(from), active.end());
  if (result.front().messages.empty()) result.erase(result.begin());
  return result;
}

std::vector<Message> split_steps(Message message) {
  std::vector<Message> steps;
  const auto starts_step = [](const Part& part) { return part.kind == PartKind::step_start; };
  if (message.role != chat::Role::assistant || std::ranges::count_if(message.parts, starts_step) < 2) {
    steps.push_back(std::move(message));
    return steps;
  }
  for (Part& part : std::exchange(message.parts, {})) {
    if (steps.empty() || (starts_step(part) && std::ranges::any_of(steps.back().parts, starts_step))) {
      steps.push_back(message);
      steps.back().id = fmt::format("{}#{}", message.id, steps.size());
    }
    steps.back().parts.push_back(std::move(part));
  }
  return steps;
}

}  // namespace session_classifier
