// Plain aligned columns for what commands answer.
//
//   TextTable table({{"stage"}, {"units", TextTable::Align::right}});
//   table.add({"curated", "1200"});
//   print_out(table.text(STDOUT_FILENO));
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace flowrun::report {

class TextTable {
 public:
  enum class Align { left, right };
  struct Column {
    std::string title;
    Align align = Align::left;
  };

  explicit TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}
  // One cell for each column. Cells are shown on one line, and printable (base/printable.hpp).
  void add(const std::vector<std::string>& cells);
  [[nodiscard]] bool is_empty() const { return rows_.empty(); }

  // The titles and a line for each row; ends with a line end. Lines wider than `width` columns are clipped; 0: none
  // is.
  [[nodiscard]] std::string text(std::size_t width, bool colour) const;
  // As what this file descriptor leads to wants it: clipped to a terminal, with colours unless style.hpp says otherwise.
  [[nodiscard]] std::string text(int file_descriptor) const;

 private:
  [[nodiscard]] std::string line(const std::vector<std::string>& cells,
                                 const std::vector<std::size_t>& widths) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace flowrun::report
