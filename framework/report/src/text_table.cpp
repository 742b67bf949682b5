#include <algorithm>
#include <utility>

#include <sys/ioctl.h>
#include <unistd.h>

#include <base/printable.hpp>
#include <report/style.hpp>
#include <report/text_table.hpp>

namespace flowrun::report {
namespace {

bool begins_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, begins_character));
}

}  // namespace

void TextTable::add(const std::vector<std::string>& cells) {
  std::vector<std::string>& row = rows_.emplace_back();
  for (const std::string& cell : cells) row.push_back(base::printable_line(cell));
}

std::string TextTable::line(const std::vector<std::string>& cells,
                            const std::vector<std::size_t>& widths) const {
  std::string out;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    if (c > 0) out += "  ";
    const std::string blanks(widths[c] - characters(cells[c]), ' ');
    out += columns_[c].align == Align::right ? blanks + cells[c] : cells[c] + blanks;
  }
  out.erase(out.find_last_not_of(' ') + 1);
  return out;
}

std::string TextTable::text(std::size_t width, bool colour) const {
  std::vector<std::string> titles;
  std::vector<std::size_t> widths;
  for (const Column& column : columns_) {
    titles.push_back(column.title);
    widths.push_back(characters(column.title));
    for (const auto& row : rows_) widths.back() = std::max(widths.back(), characters(row[titles.size() - 1]));
  }
  std::string text = paint(clipped(line(titles, widths), width), Colour::bold, colour) + "\n";
  for (const auto& row : rows_) text += clipped(line(row, widths), width) + "\n";
  return text;
}

std::string TextTable::text(int file_descriptor) const {
  return text(terminal_width(file_descriptor), use_colour(file_descriptor));
}

std::size_t terminal_width(int file_descriptor) {
  winsize size{};
  return ::isatty(file_descriptor) && ::ioctl(file_descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

std::string clipped(std::string_view text, std::size_t width) {
  if (width == 0 || characters(text) <= width) return std::string(text);
  std::size_t end = 0;
  for (std::size_t seen = 0; end < text.size(); ++end)
    if (begins_character(text[end]) && ++seen == width) break;
  return std::string(text.substr(0, end)) + "…";
}

}  // namespace flowrun::report
