// Diagnostics as blocks of text for a terminal.
#include <algorithm>

#include <fmt/format.h>

#include <base/printable.hpp>
#include <config/diagnostics.hpp>

#include "diagnostics/utf8.hpp"

namespace flowrun::config {
namespace {

constexpr int tab_width = 4;
// Lines longer than this are shown around the place only; it fits a wide terminal beside the gutter.
constexpr int longest_line = 110;

struct Paint {
  bool on;
  std::string operator()(std::string_view code, std::string_view text) const {
    return on ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
  }
};

constexpr std::string_view red = "1;31", yellow = "1;33", blue = "1;34", cyan = "1;36", bold = "1";

// As many spaces as the line number has digits.
std::string gutter_of(const Span& span) { return std::string(std::to_string(span.begin.line).size(), ' '); }

struct Cell {
  std::string text;
  int width;
};

// The characters of a line as a terminal shows them: tabs as spaces, nothing that could steer it or mislead its reader.
std::vector<Cell> cells_of(std::string_view line) {
  std::vector<Cell> cells;
  for (std::size_t i = 0; i < line.size();) {
    const CodePoint point = decode(line.substr(i));
    const std::string_view character = line.substr(i, point.bytes);
    if (point.value == '\t') {
      cells.push_back({std::string(tab_width, ' '), tab_width});
    } else if (base::printable_line(character) != character) {
      cells.push_back({"\uFFFD", 1});
    } else {
      cells.push_back({std::string(character), display_width(point.value)});
    }
    i += point.bytes;
  }
  return cells;
}

int width_of(const std::vector<Cell>& cells, std::size_t first, std::size_t last) {
  int width = 0;
  for (std::size_t i = first; i < std::min(last, cells.size()); ++i) {
    width += cells[i].width;
  }
  return width;
}

struct Excerpt {
  std::string text;
  int caret;   // columns before it
  int length;  // columns underlined
};

// Cuts a long line so that the marked part stays in view.
Excerpt excerpt(std::string_view line, std::size_t first, std::size_t last) {
  const std::vector<Cell> cells = cells_of(line);
  first = std::min(first, cells.size());
  last = std::clamp(last, first, std::max(first, cells.size()));
  std::size_t from = 0, to = cells.size();
  if (width_of(cells, 0, to) > longest_line) {
    constexpr std::size_t before = longest_line / 3;
    from = first > before ? first - before : 0;
    to = from;
    for (int width = 0; to < cells.size() && width < longest_line; ++to) {
      width += cells[to].width;
    }
  }
  Excerpt result{.text = from > 0 ? "…" : "", .caret = from > 0 ? 1 : 0, .length = 0};
  result.caret += width_of(cells, from, first);
  result.length = std::max(1, width_of(cells, first, std::min(last, to)));
  for (std::size_t i = from; i < to; ++i) {
    result.text += cells[i].text;
  }
  result.text += to < cells.size() ? "…" : "";
  return result;
}

// A place past the last character of the file is shown at the end of the last line that holds something.
Span within_text(Span span) {
  const std::string_view text = span.source->text();
  const std::size_t begin = span.source->line_start(span.begin.line);
  const std::size_t last = text.find_last_not_of(" \n");
  if (last != std::string_view::npos && last < begin) {
    span.begin = span.end = span.source->position(last + 1);
  }
  return span;
}

std::string trimmed_end(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

std::string block_without_line(const Span& span, const std::string& hint, Paint paint) {
  std::string text;
  if (span.source) {
    const std::string place =
        span.begin.line == 0 ? "" : fmt::format(":{}:{}", span.begin.line, span.begin.column);
    text += fmt::format("  {} {}{}\n", paint(blue, "-->"), base::printable_line(span.source->name()), place);
  }
  return hint.empty() ? text : text + fmt::format("   {} help: {}\n", paint(blue, "="), hint);
}

// The arrow line, and the text with a caret; `hint` goes beside the caret where it fits.
std::string block(Span span, const std::string& hint, bool show_line, std::string_view colour, Paint paint) {
  if (!span.source || span.begin.line == 0 || !show_line) {
    return block_without_line(span, hint, paint);
  }
  span = within_text(std::move(span));
  const std::string number = std::to_string(span.begin.line);
  const std::string gutter(number.size(), ' ');
  const std::string_view line = span.source->line(span.begin.line);
  const auto first = static_cast<std::size_t>(span.begin.column - 1);
  const auto last = span.end.line == span.begin.line
                        ? static_cast<std::size_t>(std::max(0, span.end.column - 1))
                    : span.end.line > span.begin.line ? std::string_view::npos
                                                      : first;
  const Excerpt shown = excerpt(line, first, last);
  const bool beside = shown.caret + shown.length + static_cast<int>(count_code_points(hint)) < longest_line;
  std::string text =
      fmt::format("{}{} {}:{}:{}\n", gutter, paint(blue, "-->"), base::printable_line(span.source->name()),
                  span.begin.line, span.begin.column);
  text += fmt::format("{} {}\n", gutter, paint(blue, "|"));
  text += trimmed_end(fmt::format("{} {} {}", paint(blue, number), paint(blue, "|"), shown.text)) + "\n";
  const std::string label = beside && !hint.empty() ? " " + hint : "";
  text += fmt::format("{} {} {}{}\n", gutter, paint(blue, "|"),
                      std::string(static_cast<std::size_t>(shown.caret), ' '),
                      paint(colour, std::string(static_cast<std::size_t>(shown.length), '^') + label));
  if (!beside && !hint.empty()) {
    text += fmt::format("{} {} help: {}\n", gutter, paint(blue, "="), hint);
  }
  return text;
}

}  // namespace

std::string render(const Diagnostic& diagnostic, bool colour) {
  const Paint paint{colour};
  const bool error = diagnostic.severity == Severity::error;
  const std::string_view shade = error ? red : yellow;
  std::string title = ": " + diagnostic.message;
  const bool beside = static_cast<int>(count_code_points(title + diagnostic.why)) < longest_line;
  title += beside && !diagnostic.why.empty() ? fmt::format(" ({})", diagnostic.why) : "";
  std::string text = paint(shade, error ? "error" : "warning") + paint(bold, title) + "\n";
  text += block(diagnostic.where, diagnostic.hint, diagnostic.show_line, shade, paint);
  if (!beside) {
    text += fmt::format("{} {} why: {}\n", gutter_of(diagnostic.where), paint(blue, "="), diagnostic.why);
  }
  for (const Note& note : diagnostic.notes) {
    text += fmt::format("{}: {}\n", paint(cyan, "note"), note.message);
    text += block(note.where, "", diagnostic.show_line, cyan, paint);
  }
  return text;
}

}  // namespace flowrun::config
