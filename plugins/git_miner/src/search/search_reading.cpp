// Which lines may be read, and how many of them a person would.
#include <algorithm>

#include <fmt/core.h>

#include <agent_tools/read_text.hpp>

#include "search/search.hpp"

namespace git_miner {
namespace {

constexpr std::size_t most_window = 250;    // lines of one read
constexpr std::size_t near_lines = 30;      // what was found outside an item shows places up to here
constexpr std::size_t further_lines = 100;  // how far one reads on in a function
constexpr std::size_t head_lines = 80;
constexpr std::size_t least_head = 5;  // times the margin
constexpr std::size_t tail_lines = 60;

std::size_t rounded_up(std::size_t number, std::size_t to) { return (number + to - 1) / to * to; }

// As a person asks for lines: from a round number on, and as many as a round number.
LineRange as_asked(std::size_t begin, std::size_t end) {
  const std::size_t offset = std::max<std::size_t>((begin + 1) / 10 * 10, 1);
  return {offset - 1, offset - 1 + rounded_up(end - (offset - 1), 10)};
}

bool holds(const LineRange& range, std::size_t line) { return range.begin <= line && line < range.end; }

}  // namespace

// Nothing led into the file, so that one begins at its begin; or one knows already what to change in it, and looks for
// its imports.
bool Search::may_read_head(const Target& target) const {
  if (target.name) return false;
  if (shown_.read_lines(target.path).empty()) return shown_.named_lines(target.path).empty();
  return std::ranges::none_of(files_.outline(target.path), [&](const OutlineItem& item) {
    return item.kind != rust_code::ItemKind::module && item.lines.begin < target.lines.end;
  });
}

// Is this where tests are, whose last ones show how the next is written?
bool Search::is_among_tests(const Target& target) const {
  if (rust_code::role_of_path(target.path) == rust_code::Role::test) return true;
  const auto& outline = files_.outline(target.path);
  const OutlineItem* item = files_.item_at(target.path, target.lines.begin);
  while (item && item->container) item = &outline[*item->container];
  return !item || (item->kind == rust_code::ItemKind::module && item->name.starts_with("test"));
}

// Does one read on from some lines to a target? Up to the end of the function, or to what is near.
bool Search::goes_on(const LineRange& read, const Target& target) const {
  const bool is_behind = read.begin <= target.lines.begin;
  const std::size_t edge = is_behind ? read.end - 1 : read.begin;
  const std::size_t last = is_behind ? target.lines.end : target.lines.begin;
  const std::size_t way = is_behind ? last - std::min(last, edge) : edge - std::min(last, edge);
  if (way <= near_lines) return true;
  const OutlineItem* item = files_.item_at(target.path, target.lines.begin);
  const bool is_whole = item && item->kind != rust_code::ItemKind::impl &&
                        item->kind != rust_code::ItemKind::module && item->kind != rust_code::ItemKind::trait;
  return is_whole && holds(item->lines, edge) && way <= further_lines;
}

// Do the lines hold one that was named, or touch some that were read, or is the length known, so that the last can be
// asked for?
bool Search::is_grounded(const std::string& path, const LineRange& lines) const {
  if (lines.begin == 0) return true;  // see may_read_head
  const auto& named = shown_.named_lines(path);
  const auto first = named.lower_bound(lines.begin);
  if (first != named.end() && *first < lines.end) return true;
  const auto& read = shown_.read_lines(path);
  if (std::ranges::any_of(
          read, [&](const LineRange& range) { return lines.begin <= range.end && range.begin <= lines.end; }))
    return true;
  return !read.empty() && lines.end >= line_count(path);
}

// The item around a target, if it is short enough; of a longer one the widest block that is: rustfmt indents what a
// block holds. At least the target.
LineRange Search::whole_around(const Target& target) const {
  const OutlineItem* item = files_.item_at(target.path, target.lines.begin);
  LineRange whole = target.lines;
  const bool is_definition =
      target.is_read && target.name->use == NameUse::other;  // its page of comments apart
  if (!item || is_definition) return whole;
  const auto joined = [&](const LineRange& lines) {
    return LineRange{std::min(lines.begin, target.lines.begin), std::max(lines.end, target.lines.end)};
  };
  if (item->lines.count() <= limits_.item_lines) return joined(item->lines);
  const LineIndex& lines = files_.lines(target.path);
  const auto depth = [&](std::size_t line) { return lines.line(line).find_first_not_of(" \t\r"); };
  std::size_t least = std::string_view::npos;
  for (std::size_t line = target.lines.begin; line < target.lines.end; ++line)
    least = std::min(least, depth(line));
  LineRange block = target.lines;
  while (least > 0) {
    while (block.begin > item->header && depth(block.begin) >= least) --block.begin;
    least = std::min(least, depth(block.begin));
    while (block.end < item->lines.end && depth(block.end) > least) ++block.end;
    block.end = std::min(block.end + 1, item->lines.end);
    if (block.count() > limits_.item_lines || block.begin <= item->header) break;
    whole = block;
  }
  return joined(whole);
}

// Around a line that was named, if the target is near it.
std::optional<LineRange> Search::window_at(const Target& target, std::size_t line) const {
  const LineRange whole = whole_around(target);
  std::size_t begin = std::min(whole.begin, line), end = std::max(whole.end, line + 1);
  const OutlineItem* item = files_.item_at(target.path, target.lines.begin);
  const bool is_same_item = item && holds(item->lines, line);
  if (!is_same_item && end - begin > near_lines + whole.count()) return std::nullopt;
  begin -= std::min(begin, limits_.margin);
  if (item && item->header < begin && begin <= item->header + limits_.joined_lines)
    begin = item->header;  // whose name it tells
  end = std::min(end + limits_.margin, line_count(target.path));
  const LineRange window = as_asked(begin, end);
  if (window.count() > most_window) return std::nullopt;
  return window;
}

// A window grown over other places beside it, as far as a read goes.
LineRange Search::with_neighbours(const Target& target, LineRange lines) const {
  for (const Target& other : targets_) {
    if (other.path != target.path || is_shown(other)) continue;
    const bool is_near = other.lines.begin <= lines.end + limits_.joined_lines &&
                         lines.begin <= other.lines.end + limits_.joined_lines;
    if (!is_near) continue;
    const std::size_t begin =
        std::min(lines.begin, other.lines.begin - std::min(other.lines.begin, limits_.margin));
    const std::size_t end =
        std::max(lines.end, std::min(other.lines.end + limits_.margin, line_count(target.path)));
    const LineRange grown =
        begin == lines.begin ? LineRange{begin, begin + rounded_up(end - begin, 10)} : as_asked(begin, end);
    if (grown.count() <= most_window) lines = grown;
  }
  return lines;
}

std::optional<LineRange> Search::justified_window(const Target& target) const {
  std::optional<LineRange> best;
  for (const std::size_t line : shown_.named_lines(target.path)) {
    const auto window = window_at(target, line);
    if (window && (!best || window->count() < best->count())) best = window;
  }
  if (best) return best;
  const std::size_t count = line_count(target.path);
  const auto& read = shown_.read_lines(target.path);
  const std::size_t end = std::min(target.lines.end + limits_.margin, count);
  for (const LineRange& range : read) {  // on from there
    if (range.begin <= target.lines.begin && range.end < target.lines.end && goes_on(range, target))
      return LineRange{range.end, range.end + rounded_up(end - range.end, 10)};
  }
  for (const LineRange& range : read) {  // back from there
    if (target.lines.begin < range.begin && goes_on(range, target)) {
      const std::size_t first = target.lines.begin - std::min(target.lines.begin, limits_.margin);
      const LineRange window = as_asked(std::min(first, whole_around(target).begin), range.begin);
      return LineRange{window.begin, std::max(range.begin, target.lines.end)};
    }
  }
  if (target.lines.end <= head_lines && may_read_head(target))
    return LineRange{0, rounded_up(read.empty() ? std::max(end, least_head * limits_.margin) : end, 20)};
  if (!read.empty() && target.lines.begin + tail_lines >= count && is_among_tests(target))
    return as_asked(target.lines.begin - std::min(target.lines.begin, limits_.margin), count);
  return std::nullopt;
}

std::expected<std::optional<Call>, Drop> Search::read_for(const Target& target) const {
  if (!files_.has(target.path) || !shown_.may_open(target.path)) return std::nullopt;
  const std::size_t count = line_count(target.path);
  if (count <= (target.name ? limits_.whole_lines / 4 : limits_.whole_lines) &&
      hidden_lines(target.path).empty())
    return ReadCall{target.path, {0, count}, true};
  if (target.lines.count() == 0) return std::nullopt;
  const auto window = justified_window(target);
  if (!window) return std::nullopt;
  return reading(target, with_neighbours(target, *window));
}

// Less what must not be shown.
std::expected<std::optional<Call>, Drop> Search::reading(const Target& target, LineRange lines) const {
  for (const Hidden& hidden : hidden_lines(target.path)) {
    if (!holds(lines, hidden.line)) continue;
    Drop drop = hidden.drop;
    drop.evidence = target.path + ", " + drop.evidence;
    if (drop.reason == DropReason::secret_in_code || holds(target.lines, hidden.line))
      return std::unexpected(std::move(drop));
    if (hidden.line < target.lines.begin)
      lines.begin = hidden.line + 1;
    else
      lines.end = std::min(lines.end, hidden.line);
  }
  for (const LineRange& range : shown_.read_lines(target.path)) {  // that is known
    if (range.begin <= lines.begin && lines.begin < range.end && range.end <= target.lines.begin)
      lines.begin = range.end;
  }
  if (lines.count() == 0 || !is_grounded(target.path, lines)) return std::nullopt;
  const LineIndex& index = files_.lines(target.path);
  if (index.begin(lines.end) - index.begin(lines.begin) > agent_tools::max_read_bytes - 1024)
    return std::nullopt;
  return ReadCall{target.path, lines, false};
}

const std::vector<Search::Hidden>& Search::hidden_lines(const std::string& path) const {
  const auto known = hidden_.find(path);
  if (known != hidden_.end()) return known->second;
  std::vector<Hidden>& hidden = hidden_[path];
  const std::string& text = files_.text(path);
  const LineIndex& index = files_.lines(path);
  for (const secrets::Finding& finding : scanner_.find(text)) {
    const std::size_t line = index.line_at(finding.begin);
    const auto reason =
        finding.kind == secrets::Kind::email ? DropReason::personal_data_in_code : DropReason::secret_in_code;
    hidden.push_back({line, {reason, fmt::format("line {}: found by {}", line + 1, finding.rule)}});
  }
  for (std::size_t line = 0; line < index.count(); ++line) {
    const std::size_t bytes = index.begin(line + 1) - index.begin(line);
    if (bytes > agent_tools::max_line_units)
      hidden.push_back({line,
                        {DropReason::long_line, fmt::format("line {}: bytes {} (at most {})", line + 1, bytes,
                                                            agent_tools::max_line_units)}});
  }
  std::ranges::stable_sort(hidden, {}, &Hidden::line);
  return hidden;
}

// One leafs through a file of which no line was named: from its begin, or from where it was read so far.
std::expected<std::optional<Call>, Drop> Search::page_for(const Target& target) const {
  if (!files_.has(target.path) || !shown_.may_open(target.path) || target.lines.count() == 0)
    return std::nullopt;
  if (!shown_.named_lines(target.path).empty()) return std::nullopt;
  std::size_t begin = 0;
  for (const LineRange& range : shown_.read_lines(target.path)) {
    if (range.end <= target.lines.end) begin = range.end;
  }
  const std::size_t count = line_count(target.path);
  const bool is_tail = target.lines.begin + tail_lines >= count;  // reached once the length is known
  if (is_tail && begin == 0) return reading(target, {0, head_lines});
  if (target.lines.end > begin + limits_.most_pages * limits_.page_lines) return std::nullopt;
  return reading(target, {begin, begin + limits_.page_lines});
}

}  // namespace git_miner
