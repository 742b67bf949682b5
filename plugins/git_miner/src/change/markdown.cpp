#include "change/markdown.hpp"

#include <algorithm>
#include <utility>

#include <re2/re2.h>

namespace git_miner {
namespace {

struct Line {
  std::string_view text;  // without its end
  std::size_t indent = 0;
  std::string_view content;  // without blanks around
  bool is_blank() const { return content.empty(); }
};

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    Line line{.text = text.substr(begin, end - begin), .content = {}};
    if (line.text.ends_with('\r')) line.text.remove_suffix(1);
    const std::size_t first = line.text.find_first_not_of(" \t");
    if (first != line.text.npos) {
      for (const char c : line.text.substr(0, first)) line.indent += c == '\t' ? 4 : 1;
      line.content = line.text.substr(first, line.text.find_last_not_of(" \t") + 1 - first);
    }
    lines.push_back(line);
    begin = end + 1;
  }
  return lines;
}

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

bool matches(std::string_view text, const RE2& pattern) { return RE2::PartialMatch(piece(text), pattern); }

// "- x", "* x", "+ x", "1. x", "2) x".
bool is_entry(const Line& line) {
  static const RE2 entry(R"(^(?:[-*+•]|\d{1,2}[.)])\s+\S)");
  return matches(line.content, entry);
}

bool is_fence(const Line& line) { return line.content.starts_with("```") || line.content.starts_with("~~~"); }

bool is_heading(const Line& line) {
  static const RE2 heading(R"(^#{1,6}\s+\S)");
  return line.indent < 4 && matches(line.content, heading);
}

bool is_no_text(const Line& line) {
  static const RE2 aside(R"(^(?:\[[^\]]+\]:\s*\S+.*|<!--.*-->|-{3,}|={3,}|\*{3,}|_{3,})$)");
  return line.indent < 4 && matches(line.content, aside);
}

// Commands with their output, and what the compiler draws, are often neither fenced nor indented.
bool is_prompt(const Line& line) {
  static const RE2 prompt(R"(^(?:(?:\$|%|PS>|C:\\>)\s+\S|\|))");
  return matches(line.content, prompt);
}

class Splitter {
 public:
  explicit Splitter(std::string_view text) : lines_(lines_of(text)) {}

  std::vector<Block> blocks() {
    while (at_ < lines_.size()) {
      const Line& line = lines_[at_];
      if (line.is_blank() || is_no_text(line)) {
        ++at_;
      } else if (is_fence(line)) {
        take_fenced();
      } else if (line.indent >= 2 && !is_entry(line)) {
        take_indented();
      } else if (is_heading(line)) {
        add(BlockKind::heading, std::string(line.content));
        ++at_;
      } else if (line.content.starts_with('>')) {
        take_quote();
      } else if (is_entry(line)) {
        take_list();
      } else if (is_prompt(line)) {
        take_session();
      } else {
        take_paragraph();
      }
    }
    return std::move(blocks_);
  }

 private:
  void add(BlockKind kind, std::string text) {
    if (!text.empty()) blocks_.push_back({kind, std::move(text)});
  }

  void take_fenced() {
    const std::string mark(lines_[at_].content.substr(0, 3));
    const std::size_t indent = lines_[at_].indent;
    std::string_view language = lines_[at_].content;
    language.remove_prefix(std::min(language.find_first_not_of(mark.front()), language.size()));
    std::string code = "```" + std::string(language);
    for (++at_; at_ < lines_.size() && !lines_[at_].content.starts_with(mark); ++at_) {
      const Line& line = lines_[at_];
      code += '\n';
      code += line.text.substr(std::min(indent, line.text.size() - line.content.size()));
    }
    ++at_;  // the end of the fence
    add(BlockKind::code, code + "\n```");
  }

  void take_indented() {
    std::size_t end = at_, least = lines_[at_].indent;
    for (std::size_t i = at_; i < lines_.size() && (lines_[i].is_blank() || lines_[i].indent >= 2); ++i) {
      if (lines_[i].is_blank()) continue;
      least = std::min(least, lines_[i].indent);
      end = i + 1;
    }
    std::string code = "```";
    for (; at_ < end; ++at_) code += '\n' + without_indent(lines_[at_], least);
    add(BlockKind::code, code + "\n```");
  }

  static std::string without_indent(const Line& line, std::size_t indent) {
    std::size_t at = 0;
    for (std::size_t width = 0; at < line.text.size() && width < indent; ++at)
      width += line.text[at] == '\t' ? 4 : 1;
    return std::string(line.text.substr(at));
  }

  void take_session() {
    std::string code = "```";
    for (; at_ < lines_.size() && !lines_[at_].is_blank() && !is_fence(lines_[at_]); ++at_)
      (code += '\n') += lines_[at_].text;
    add(BlockKind::code, code + "\n```");
  }

  void take_quote() {
    std::string quote;
    for (; at_ < lines_.size() && lines_[at_].content.starts_with('>'); ++at_) {
      std::string_view content = lines_[at_].content.substr(1);
      if (content.starts_with(' ')) content.remove_prefix(1);
      (quote += quote.empty() ? "> " : " ") += content;
    }
    add(BlockKind::quote, std::move(quote));
  }

  // Entries may be apart by blank lines; what is indented below an entry belongs to it.
  void take_list() {
    std::string list;
    for (bool is_after_blank = false; at_ < lines_.size(); ++at_) {
      const Line& line = lines_[at_];
      if (line.is_blank()) {
        is_after_blank = true;
        continue;
      }
      if (is_entry(line)) {
        if (!list.empty()) list += '\n';
        list += std::string(line.indent, ' ');
        list += line.content;
      } else if (is_after_blank || is_fence(line) || is_heading(line)) {
        break;
      } else {
        (list += ' ') += line.content;
      }
      is_after_blank = false;
    }
    add(BlockKind::list, std::move(list));
  }

  void take_paragraph() {
    std::string paragraph;
    for (; at_ < lines_.size(); ++at_) {
      const Line& line = lines_[at_];
      const bool goes_on = !line.is_blank() && !is_fence(line) && !is_heading(line) && !is_no_text(line) &&
                           !(is_entry(line) && !line.content.starts_with('+')) &&
                           !line.content.starts_with('>');
      if (!goes_on || (!paragraph.empty() && line.indent >= 4)) break;
      if (!paragraph.empty()) paragraph += ' ';
      paragraph += line.content;
    }
    RE2::GlobalReplace(&paragraph, "([.!?:])  +", R"(\1 )");
    add(BlockKind::paragraph, std::move(paragraph));
  }

  std::vector<Line> lines_;
  std::size_t at_ = 0;
  std::vector<Block> blocks_;
};

}  // namespace

std::vector<Block> markdown_blocks(std::string_view text) { return Splitter(text).blocks(); }

}  // namespace git_miner
