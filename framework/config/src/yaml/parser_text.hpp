// The text that the YAML parser sees, and the way back from its marks to the user's text.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <config/source.hpp>

namespace flowrun::config {

class ParserText {
 public:
  explicit ParserText(Source source);

  // The same text with the tabs of the indentation replaced by as many spaces as the neighbouring lines
  // suggest; none where no width makes sense.
  static std::optional<ParserText> without_tabs(const Source& source);

  const std::string& text() const { return text_; }
  const Source& source() const { return source_; }
  // Offset in the source of a place that counts from 0: line, and byte in the line.
  std::size_t offset(int line, int byte) const;

 private:
  Source source_;
  std::string text_;
  std::vector<std::size_t> added_;  // bytes by which each line grew at its start
};

// Lines whose indentation holds a tab; empty lines and comments do not count.
std::vector<int> lines_indented_by_tabs(const SourceFile& source);

}  // namespace flowrun::config
