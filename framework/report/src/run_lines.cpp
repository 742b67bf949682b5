#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <report/run_lines.hpp>
#include <report/text_width.hpp>

namespace flowrun::report {
namespace {

enum class State { failed, working, waiting, over };

State state_of(const StageView& stage) {
  const graph::StageStatus status = stage.now.report.status;
  if (status != graph::StageStatus::not_selected && status != graph::StageStatus::finished)
    return State::failed;
  if (stage.now.is_over) return State::over;
  // Quick units are rarely met at work.
  const bool was_at_work = stage.now.report.units_run > 0 && stage.now.seconds_since_unit < 2;
  const bool is_at_work = !stage.units.empty() || stage.now.is_listing || was_at_work;
  return is_at_work || !stage.now.resource.empty() ? State::working : State::waiting;
}

// "118 of 2236+": more may come.
std::string count_of(const StageView& stage) {
  if (stage.now.known == 0 && stage.ended == 0) return "";
  return fmt::format("{} of {}{}", stage.ended, std::max(stage.now.known, stage.ended),
                     stage.now.may_grow ? "+" : "");
}

std::string rate(double each_second) {
  if (each_second >= 10'000) return fmt::format("{:.0f}k/s", each_second / 1000);
  if (each_second >= 1000) return fmt::format("{:.1f}k/s", each_second / 1000);
  if (each_second >= 10) return fmt::format("{:.0f}/s", each_second);
  if (each_second >= 1) return fmt::format("{:.1f}/s", each_second);
  return fmt::format("{:.1f}/min", each_second * 60);
}

std::string names(const std::vector<std::string>& stages) {
  return fmt::format("{}", fmt::join(stages, ", "));
}

// Units of less than a second tell nothing but that the stage works, which its rate does.
std::string activity(const StageView& stage) {
  if (stage.units.empty()) {
    if (!stage.now.resource.empty()) return stage.now.resource;
    if (!stage.now.waits_for.empty()) return "waits for " + names(stage.now.waits_for);
    return stage.now.is_listing ? "listing" : "";
  }
  const UnitView& longest = stage.units[0];
  if (longest.seconds < 1 && !longest.progress) return "";
  std::string text = fmt::format("{} ({})", doing(stage, longest), clock_time(longest.seconds));
  if (stage.units.size() > 1) text += fmt::format(" and {} more", stage.units.size() - 1);
  return text;
}

void add_counts(std::vector<std::string>& parts, const graph::StageAccount& books) {
  const auto add = [&](std::uint64_t count, std::string_view what) {
    if (count > 0) parts.push_back(fmt::format("{} {}", count, what));
  };
  add(books.failed, "failed");
  add(books.rejected + books.rejected_parts, "rejected");
  add(books.dropped, "dropped");
  add(books.restored, "restored");
}

std::string end_of(const graph::StageReport& report, const graph::StageAccount& books) {
  if (report.status == graph::StageStatus::held) return "held by " + books.held_by;
  if (report.status == graph::StageStatus::failed || report.status == graph::StageStatus::interrupted)
    return std::string(base::name_of(report.status));
  if (report.units_run == 0) return report.units_restored > 0 ? "restored" : "done";
  return "done in " + rough_time(report.seconds);
}

// What is to be said of a stage, the most important first.
std::vector<std::string> parts_of(const StageView& stage) {
  const graph::StageNow& now = stage.now;
  std::vector<std::string> parts;
  if (now.is_over) {
    parts.push_back(end_of(now.report, now.books));
    add_counts(parts, now.books);
    return parts;
  }
  if (now.books.failed > 0) parts.push_back(fmt::format("{} failed", now.books.failed));
  if (std::string at = activity(stage); !at.empty()) parts.push_back(std::move(at));
  if (const auto left = seconds_left(stage))
    parts.push_back(rough_time(std::max(std::ceil(*left), 1.0)) + (now.may_grow ? "+ left" : " left"));
  if (now.report.units_run > 1 && now.report.seconds > 0 && state_of(stage) == State::working)
    parts.push_back(
        rate(static_cast<double>(now.report.units_run) / (now.report.seconds + now.seconds_since_unit)));
  graph::StageAccount others = now.books;
  others.failed = 0;
  add_counts(parts, others);
  return parts;
}

// As many as fit, the first of them clipped if it has to be.
std::string fitted(const std::vector<std::string>& parts, std::size_t width) {
  std::string text;
  for (const std::string& part : parts) {
    const std::string next = text.empty() ? part : text + ", " + part;
    if (columns_of(next) <= width)
      text = next;
    else if (const std::size_t left = width - columns_of(text); text.empty() || left > 12)
      return clipped(next, width);
  }
  return text;
}

struct Row {
  std::string name, count;
  std::vector<std::string> parts;
  Colour colour = Colour::plain;
};

Row row_of(const StageView& stage) {
  const State state = state_of(stage);
  Row row{.name = stage.now.books.stage, .count = count_of(stage), .parts = parts_of(stage)};
  if (state == State::failed || stage.now.books.failed > 0)
    row.colour = Colour::red;
  else if (state != State::working)
    row.colour = Colour::dim;
  return row;
}

// Those at work, if there is no room for all; in the order of the file.
std::vector<const StageView*> chosen(const RunView& run, std::size_t room) {
  std::vector<const StageView*> stages;
  for (const StageView& stage : run.stages) stages.push_back(&stage);
  if (stages.size() <= room) return stages;
  std::ranges::stable_sort(stages, {}, [](const StageView* stage) { return state_of(*stage); });
  stages.resize(room);
  std::ranges::sort(stages);  // they lie in the order of the file
  return stages;
}

std::vector<std::string> summary(const RunView& run) {
  const auto count = [&](State state) {
    return std::ranges::count_if(run.stages,
                                 [&](const StageView& stage) { return state_of(stage) == state; });
  };
  std::vector<std::string> parts;
  if (run.is_stopping) parts.emplace_back("stopping, Ctrl-C again leaves");
  parts.push_back(fmt::format("{} of {} stages done", count(State::over), run.stages.size()));
  for (const auto& [state, what] : {std::pair(State::failed, "not"), std::pair(State::working, "at work"),
                                    std::pair(State::waiting, "waiting")}) {
    if (const auto number = count(state); number > 0) parts.push_back(fmt::format("{} {}", number, what));
  }
  return parts;
}

}  // namespace

std::string rough_time(double seconds) {
  if (seconds < 0.0995) return fmt::format("{:.0f} ms", seconds * 1000);
  if (seconds < 9.95 && seconds != std::round(seconds)) return fmt::format("{:.1f} s", seconds);
  if (seconds < 99.5) return fmt::format("{:.0f} s", seconds);
  const auto minutes = static_cast<std::uint64_t>(std::llround(seconds / 60));
  return minutes < 100 ? fmt::format("{} min", minutes)
                       : fmt::format("{} h {} min", minutes / 60, minutes % 60);
}

std::string clock_time(double seconds) {
  const auto whole = static_cast<std::uint64_t>(std::max(seconds, 0.0));
  if (whole >= 3600) return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

std::vector<ScreenLine> run_lines(const RunView& run, std::size_t width, std::size_t height) {
  if (width == 0 || height == 0) return {};
  std::vector<Row> rows;
  for (const StageView* stage : chosen(run, height - 1)) rows.push_back(row_of(*stage));
  std::size_t name = 0, count = 0;
  for (const Row& row : rows) {
    name = std::max(name, columns_of(row.name));
    count = std::max(count, row.count.size());
  }
  name = std::min(name, width / 3);
  std::vector<ScreenLine> lines;
  for (const Row& row : rows) {
    std::string text = padded(clipped(row.name, name), name) + "  " + fmt::format("{:>{}}", row.count, count);
    const std::size_t taken = columns_of(text) + 2;
    if (taken < width) text += "  " + fitted(row.parts, width - taken);
    text = clipped(text, width);
    text.erase(text.find_last_not_of(' ') + 1);
    lines.push_back({std::move(text), row.colour});
  }
  std::vector<std::string> parts = summary(run);
  if (rows.size() < run.stages.size())
    parts.insert(parts.begin() + (run.is_stopping ? 1 : 0),
                 fmt::format("{} not shown", run.stages.size() - rows.size()));
  const std::string clock = clock_time(run.seconds);
  const std::size_t room = width > clock.size() + 2 ? width - clock.size() - 2 : 0;
  lines.push_back({clipped(room == 0 ? clock : clock + "  " + fitted(parts, room), width), Colour::bold});
  return lines;
}

std::string run_line(const RunView& run) {
  std::vector<std::string> parts = summary(run);
  std::string text = fmt::format("{}, {}", clock_time(run.seconds), fmt::join(parts, ", "));
  for (const StageView& stage : run.stages) {
    if (state_of(stage) != State::working) continue;
    text += "; " + stage.now.books.stage;
    if (const std::string count = count_of(stage); !count.empty()) text += " " + count;
    for (const std::string& part : parts_of(stage)) text += ", " + part;
  }
  return text;
}

std::string stage_end(const graph::StageReport& report, const graph::StageAccount& books) {
  std::vector<std::string> parts;
  if (books.received > 0) parts.push_back(fmt::format("{} in", books.received));
  if (const auto out = std::accumulate(books.records_out.begin(), books.records_out.end(), std::uint64_t{0});
      out > 0)
    parts.push_back(fmt::format("{} out", out));
  add_counts(parts, books);
  return end_of(report, books) + (parts.empty() ? "" : fmt::format(": {}", fmt::join(parts, ", ")));
}

}  // namespace flowrun::report
