#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>

#include <fmt/format.h>
#include <unistd.h>

#include <report/screen.hpp>
#include <report/style.hpp>

namespace flowrun::report {
namespace {

void put(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stderr) != text.size())
    throw std::system_error(errno, std::generic_category(), "cannot write to stderr");
}

}  // namespace

Screen& Screen::of_stderr() {
  static Screen screen;
  return screen;
}

// The cursor is at the beginning of the line below what is drawn.
std::string Screen::erasing(const TerminalSize& size) {
  if (drawn_.empty()) return "";
  std::size_t rows = 0;
  for (const std::size_t columns : columns_)
    rows += std::max<std::size_t>(1, (columns + size.width - 1) / size.width);
  // A terminal that gets higher shows again what scrolled out of it.
  if (size.height > size_.height) {
    const std::size_t back = std::min(above_, size.height - size_.height);
    rows += back;
    above_ -= back;
  }
  if (rows >= size.height) above_ += rows + 1 - size.height;
  drawn_.clear();
  columns_.clear();
  // tmux keeps what is erased from the first corner on as if it had scrolled out: only below the first line is all erased.
  return fmt::format("\x1b[{}A\r\x1b[2K\x1b[1B\x1b[J\x1b[1A",
                     std::min(rows, std::max<std::size_t>(size.height, 2) - 1));
}

void Screen::write(std::string_view text) {
  const std::scoped_lock lock(mutex_);
  if (drawn_.empty()) return put(text);
  const TerminalSize size = terminal_size(STDERR_FILENO);
  const bool is_as_before = size.width == size_.width && size.height == size_.height && text.ends_with('\n');
  std::vector<std::string> lines = drawn_;
  std::vector<std::size_t> columns = columns_;
  std::string all = erasing(size) + std::string(text);
  above_ = 0;  // the text is between
  if (is_as_before) {
    for (const std::string& line : lines) all += line + "\n";
    drawn_ = std::move(lines);
    columns_ = std::move(columns);
  }
  put(all);
}

void Screen::draw(const Lines& lines) {
  const std::scoped_lock lock(mutex_);
  const TerminalSize size = terminal_size(STDERR_FILENO);
  if (size.width < 2 || size.height < 2) return;
  // A line that is full would leave the cursor where terminals differ, and the last line is the cursor's. What was written
  // last stays to be seen.
  const std::size_t above = std::min<std::size_t>(2, size.height / 4);
  const auto wanted = lines(size.width - 1, size.height - 1 - above);
  const bool colour = use_colour(STDERR_FILENO);
  const bool is_in_place = size.width == size_.width && size.height == size_.height && !drawn_.empty();
  std::string all = is_in_place ? fmt::format("\x1b[{}A\r", drawn_.size()) : erasing(size);
  drawn_.clear();
  columns_.clear();
  for (const ScreenLine& line : wanted) {
    drawn_.push_back(paint(line.text, line.colour, colour));
    columns_.push_back(columns_of(line.text));
    all += drawn_.back() + "\x1b[K\n";
  }
  size_ = size;
  put(all + "\x1b[J");
}

void Screen::clear() {
  const std::scoped_lock lock(mutex_);
  if (!drawn_.empty()) put(erasing(terminal_size(STDERR_FILENO)));
  above_ = 0;
}

}  // namespace flowrun::report
