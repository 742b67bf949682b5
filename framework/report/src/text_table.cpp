#include <algorithm>
#include <utility>

#include <base/printable.hpp>
#include <report/style.hpp>
#include <report/text_table.hpp>
#include <report/text_width.hpp>

namespace flowrun::report {

void TextTable::add(const std::vector<std::string>& cells) {
  std::vector<std::string>& row = rows_.emplace_back();
  for (const std::string& cell : cells) row.push_back(base::printable_line(cell));
}

std::string TextTable::line(const std::vector<std::string>& cells,
                            const std::vector<std::size_t>& widths) const {
  std::string out;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    if (c > 0) out += "  ";
    const std::string blanks(widths[c] - columns_of(cells[c]), ' ');
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
    widths.push_back(columns_of(column.title));
    for (const auto& row : rows_) widths.back() = std::max(widths.back(), columns_of(row[titles.size() - 1]));
  }
  std::string text = paint(clipped(line(titles, widths), width), Colour::bold, colour) + "\n";
  for (const auto& row : rows_) text += clipped(line(row, widths), width) + "\n";
  return text;
}

std::string TextTable::text(int file_descriptor) const {
  return text(terminal_width(file_descriptor), use_colour(file_descriptor));
}

}  // namespace flowrun::report
