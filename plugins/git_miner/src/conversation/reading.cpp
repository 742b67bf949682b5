#include "conversation/reading.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <agent_tools/read_text.hpp>

namespace git_miner {
namespace {

constexpr std::size_t whole_lines = 200;
constexpr std::size_t margin = 40;      // lines read above and below an edit: about a screen
constexpr std::size_t joined_gap = 20;  // windows closer than this are read as one

std::vector<std::size_t> begins_of(std::string_view text) {
  std::vector<std::size_t> begins{0};
  for (std::size_t at = text.find('\n'); at != text.npos; at = text.find('\n', at + 1))
    begins.push_back(at + 1);
  if (begins.back() == text.size() && begins.size() > 1) begins.pop_back();
  return begins;
}

std::size_t line_of(const std::vector<std::size_t>& begins, std::size_t byte) {
  return static_cast<std::size_t>(std::ranges::upper_bound(begins, byte) - begins.begin()) - 1;
}

// Where in the first text each edit's old text stands. Context that an earlier edit wrote is not of that
// text; the range then begins where the two meet.
std::vector<LineRange> edited_lines(std::string_view text, const std::vector<edits::Edit>& edits,
                                    const std::vector<std::size_t>& begins) {
  std::vector<LineRange> ranges;
  std::string now(text);
  std::ptrdiff_t growth = 0;
  std::size_t done = 0;  // bytes of the first text that earlier edits have passed
  for (const edits::Edit& edit : edits) {
    const std::size_t at = now.find(edit.old_text);
    if (at == now.npos) break;
    const auto end =
        static_cast<std::size_t>(static_cast<std::ptrdiff_t>(at + edit.old_text.size()) - growth);
    const auto begin = static_cast<std::ptrdiff_t>(at) - growth;
    const std::size_t first = std::max(done, begin > 0 ? static_cast<std::size_t>(begin) : 0);
    ranges.push_back({line_of(begins, std::min(first, end - 1)), line_of(begins, end - 1) + 1});
    now.replace(at, edit.old_text.size(), edit.new_text);
    growth +=
        static_cast<std::ptrdiff_t>(edit.new_text.size()) - static_cast<std::ptrdiff_t>(edit.old_text.size());
    done = end;
  }
  return ranges;
}

std::vector<LineRange> with_margins(const std::vector<LineRange>& edited, std::size_t lines) {
  std::vector<LineRange> windows;
  for (const LineRange& range : edited) {
    const LineRange window{range.begin > margin ? range.begin - margin : 0,
                           std::min(lines, range.end + margin)};
    if (!windows.empty() && window.begin <= windows.back().end + joined_gap) {
      windows.back().end = std::max(windows.back().end, window.end);
    } else {
      windows.push_back(window);
    }
  }
  return windows;
}

// The windows without some lines.
std::vector<LineRange> without(const std::vector<LineRange>& windows, const std::vector<std::size_t>& lines) {
  std::vector<LineRange> rest;
  for (LineRange window : windows) {
    for (const std::size_t line : lines) {
      if (line < window.begin || line >= window.end) continue;
      if (line > window.begin) rest.push_back({window.begin, line});
      window.begin = line + 1;
    }
    if (window.count() > 0) rest.push_back(window);
  }
  return rest;
}

bool holds(const std::vector<LineRange>& ranges, std::size_t line) {
  return std::ranges::any_of(ranges, [&](const LineRange& r) { return line >= r.begin && line < r.end; });
}

}  // namespace

std::expected<ReadPlan, Drop> plan_reading(std::string_view text, const std::vector<edits::Edit>& edits,
                                           const secrets::Scanner& scanner) {
  return plan_reading(text, edited_lines(text, edits, begins_of(text)), scanner);
}

std::expected<ReadPlan, Drop> plan_reading(std::string_view text, const std::vector<LineRange>& lines,
                                           const secrets::Scanner& scanner) {
  const auto begins = begins_of(text);
  ReadPlan plan{.whole = begins.size() <= whole_lines, .windows = {}};
  plan.windows = plan.whole ? std::vector<LineRange>{{0, begins.size()}} : with_margins(lines, begins.size());
  std::vector<std::size_t> personal;
  for (const secrets::Finding& finding : scanner.find(text)) {
    const std::size_t line = line_of(begins, finding.begin);
    if (!holds(plan.windows, line)) continue;
    const auto found = [&](DropReason reason) {
      return std::unexpected(Drop{reason, fmt::format("line {}: found by {}", line + 1, finding.rule)});
    };
    if (finding.kind != secrets::Kind::email) return found(DropReason::secret_in_code);
    if (holds(lines, line)) return found(DropReason::personal_data_in_code);
    if (personal.empty() || personal.back() != line) personal.push_back(line);
  }
  if (!personal.empty()) {
    plan.whole = false;
    plan.windows = without(with_margins(lines, begins.size()), personal);
    std::erase_if(plan.windows, [&](const LineRange& window) {
      return std::ranges::none_of(lines, [&](const LineRange& range) {
        return range.begin < window.end && window.begin < range.end;
      });
    });
  }
  for (std::size_t line = 0; line < begins.size(); ++line) {
    const std::size_t end = line + 1 < begins.size() ? begins[line + 1] : text.size();
    if (holds(plan.windows, line) && end - begins[line] > agent_tools::max_line_units) {
      return std::unexpected(
          Drop{DropReason::long_line, fmt::format("line {}: bytes {} (at most {})", line + 1,
                                                  end - begins[line], agent_tools::max_line_units)});
    }
  }
  return plan;
}

}  // namespace git_miner
