#include "yaml/parser_text.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace flowrun::config {
namespace {

constexpr std::string_view blanks = " \t";

bool holds_something(std::string_view line) {
  const auto first = line.find_first_not_of(blanks);
  return first != std::string_view::npos && line[first] != '#';
}

std::string_view indentation(std::string_view line) { return line.substr(0, line.find_first_not_of(blanks)); }

std::size_t width(std::string_view indentation, std::size_t tab) {
  std::size_t columns = 0;
  for (const char c : indentation) {
    columns = c == '\t' ? (columns / tab + 1) * tab : columns + 1;
  }
  return columns;
}

bool opens_a_block(std::string_view line) {
  line = line.substr(0, line.find(" #"));
  return line.substr(0, line.find_last_not_of(blanks) + 1).ends_with(':');
}

// A line below `key:` must be deeper than it, any other line no deeper than the one above.
bool fits(const SourceFile& source, std::size_t tab) {
  std::string_view above;
  for (int number = 1; number <= source.line_count(); ++number) {
    const std::string_view line = source.line(number);
    if (!holds_something(line)) {
      continue;
    }
    const bool tabbed = indentation(line).contains('\t');
    const bool deeper = width(indentation(line), tab) > width(indentation(above), tab);
    if (tabbed && deeper != opens_a_block(above)) {
      return false;
    }
    above = line;
  }
  return true;
}

}  // namespace

ParserText::ParserText(Source source)
    : source_(std::move(source)),
      text_(source_->text()),
      added_(static_cast<std::size_t>(source_->line_count()), 0) {}

std::optional<ParserText> ParserText::without_tabs(const Source& source) {
  constexpr auto usual_widths = std::to_array<std::size_t>({2, 4, 8, 3, 1});
  const auto tab = std::ranges::find_if(usual_widths, [&](std::size_t w) { return fits(*source, w); });
  if (tab == usual_widths.end()) {
    return std::nullopt;
  }
  ParserText result(source);
  result.text_.clear();
  for (int number = 1; number <= source->line_count(); ++number) {
    const std::string_view line = source->line(number);
    const std::string_view blank = indentation(line).size() < line.size() ? indentation(line) : "";
    const std::size_t columns = width(blank, *tab);
    result.added_[static_cast<std::size_t>(number - 1)] = columns - blank.size();
    result.text_ += std::string(columns, ' ');
    result.text_ += line.substr(blank.size());
    result.text_ += number < source->line_count() ? "\n" : "";
  }
  return result;
}

std::size_t ParserText::offset(int line, int byte) const {
  if (line < 0 || line >= source_->line_count()) {
    return source_->text().size();
  }
  const std::size_t added = added_[static_cast<std::size_t>(line)];
  const std::size_t in_line = static_cast<std::size_t>(std::max(byte, 0));
  return std::min(source_->line_start(line + 1) + (in_line > added ? in_line - added : 0),
                  source_->text().size());
}

std::vector<int> lines_indented_by_tabs(const SourceFile& source) {
  std::vector<int> lines;
  for (int number = 1; number <= source.line_count(); ++number) {
    const std::string_view line = source.line(number);
    if (holds_something(line) && indentation(line).contains('\t')) {
      lines.push_back(number);
    }
  }
  return lines;
}

}  // namespace flowrun::config
