// The one writer of stderr: texts, and below them, on a terminal, lines that are drawn anew again and again.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <report/run_lines.hpp>
#include <report/text_width.hpp>

namespace flowrun::report {

// Thread-safe. Functions throw where stderr cannot be written.
//
// The size of the terminal is asked for whenever something is drawn. Terminals of today wrap what has become too long when
// they get narrower, so that a drawn line takes several: they are counted before it is erased.
class Screen {
 public:
  static Screen& of_stderr();

  // A text of whole lines, above the drawn ones.
  void write(std::string_view text);
  // Draws what `lines` gives for so many columns and lines, in place of what was drawn.
  using Lines = std::function<std::vector<ScreenLine>(std::size_t width, std::size_t height)>;
  void draw(const Lines& lines);
  // Erases what is drawn.
  void clear();

 private:
  Screen() = default;
  [[nodiscard]] std::string erasing(const TerminalSize& size);

  std::mutex mutex_;
  std::vector<std::string> drawn_;    // as written
  std::vector<std::size_t> columns_;  // of each
  TerminalSize size_;                 // when it was drawn
  std::size_t above_ = 0;             // lines of it that had to scroll out at the top since
};

}  // namespace flowrun::report
