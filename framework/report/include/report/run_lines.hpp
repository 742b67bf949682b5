// A run while it goes on, as lines of text.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <report/run_view.hpp>
#include <report/style.hpp>

namespace flowrun::report {

struct ScreenLine {
  std::string text;  // one line, printable
  Colour colour = Colour::plain;
};

// A line for each stage, and one with the clock behind them, no wider than `width` columns and no more than `height` lines.
// Where there is no room for all stages, those at work and those that failed are shown.
std::vector<ScreenLine> run_lines(const RunView& run, std::size_t width, std::size_t height);

// The same in one line, for a log: how far the run is, and the stages at work.
std::string run_line(const RunView& run);

// What became of a stage: "2236 of 2236, done in 28 ms, 12 dropped, 2000 restored".
std::string stage_end(const graph::StageReport& report, const graph::StageAccount& books);

// "0.3 s", "34 s", "12 min", "3 h 20 min".
std::string rough_time(double seconds);
// "0:34", "12:05", "3:20:41".
std::string clock_time(double seconds);

}  // namespace flowrun::report
