#include "yaml/syntax_error.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include <config/suggest.hpp>

#include "yaml/scalar_extent.hpp"

namespace flowrun::config {
namespace {

struct Site {
  Source source;
  std::string_view text;
  std::size_t at;  // offset of the parser's mark

  Span span(std::size_t begin, std::size_t length) const {
    return {source, source->position(begin), source->position(begin + length)};
  }
  Span here() const { return span(at, at < text.size() && text[at] != '\n' ? 1 : 0); }
  // What stands before the mark on its line.
  std::string_view before() const {
    const auto line_break = text.substr(0, at).rfind('\n');
    return text.substr(line_break == std::string_view::npos ? 0 : line_break + 1, at).substr(0, at - start());
  }
  std::size_t start() const {
    const auto line_break = text.substr(0, at).rfind('\n');
    return line_break == std::string_view::npos ? 0 : line_break + 1;
  }
  bool first_in_line() const { return before().find_first_not_of(' ') == std::string_view::npos; }
  char character() const { return at < text.size() ? text[at] : '\0'; }
};

// The place of a quote after `from` that nothing closes.
std::optional<Span> open_quote(const Site& site, std::size_t from) {
  const std::size_t quote = site.text.find_first_of("\"'", from);
  const bool open = quote != std::string_view::npos && scalar_end(site.text, quote, "") == site.text.size() &&
                    site.text.find(site.text[quote], quote + 1) == std::string_view::npos;
  return open ? std::optional(site.span(quote, 1)) : std::nullopt;
}

Diagnostic broken_flow(const Site& site, const std::vector<Span>& open, bool at_end) {
  if (site.character() == '{' && site.at > 0 && site.text[site.at - 1] == '$') {
    return {.where = site.span(site.at - 1, 2),
            .message = "a variable inside [] or {} without quotes",
            .why = "its brace begins a map there",
            .hint = "write \"${name}\", with the quotes"};
  }
  if (at_end && !open.empty()) {
    const std::string bracket(1, site.text[site.source->offset(open.back().begin)]);
    return {.where = open.back(),
            .message = fmt::format("{} is never closed", in_quotes(bracket)),
            .hint = fmt::format("add a {}", in_quotes(bracket == "[" ? "]" : "}"))};
  }
  Diagnostic result{.where = site.here(),
                    .message = "expected a comma or the closing bracket",
                    .hint = "add what is missing before this"};
  if (!open.empty()) {
    result.notes.push_back({open.back(), "the bracket was opened here"});
  }
  return result;
}

Diagnostic misplaced_key(const Site& site) {
  const bool second = site.before().contains(": ");
  if (second) {
    return {.where = site.here(),
            .message = "a second colon in one value",
            .why = "a colon and a space separate a key from its value",
            .hint = "quote the value if the colon belongs to it"};
  }
  const std::size_t word =
      site.start() + std::min(site.before().find_first_not_of(' '), site.before().size());
  return {.where = site.span(word, std::max<std::size_t>(site.at - word, 1)),
          .message = "no key can begin on this line",
          .why = "the value above it is not finished, so that the line continues it",
          .hint = "indent it like its siblings"};
}

Diagnostic misplaced_block(const Site& site) {
  if (site.first_in_line()) {
    return {.where = site.here(),
            .message = "the line is not indented like its siblings",
            .hint = "begin it in the column of the other keys or items"};
  }
  return {.where = site.here(),
          .message = "unexpected text after the value",
          .hint = "remove it, or quote the value as a whole"};
}

Diagnostic unknown_alias(const Site& site, const std::vector<std::string>& anchors) {
  const std::size_t end = std::min(site.text.find_first_of(" \n,]}", site.at), site.text.size());
  const std::string_view name = site.text.substr(site.at + 1, end - site.at - 1);
  const std::string near = did_you_mean(name, anchors);
  return {.where = site.span(site.at, end - site.at),
          .message = fmt::format("the alias names no anchor {}", in_quotes(name)),
          .hint = near.empty() ? "quote the value if it is a text that begins with *" : near};
}

Diagnostic translate(const YAML::Exception& error, const ParserText& text, const TreeBuilder& builder) {
  namespace msg = YAML::ErrorMsg;
  const std::string_view whole = text.source()->text();
  const std::string_view what = error.msg;
  // At the end of the file the parser has no mark; no bracket can be missing before the first character.
  const bool flow = what == msg::END_OF_MAP_FLOW || what == msg::END_OF_SEQ_FLOW;
  const bool no_mark = error.mark.is_null() || (flow && error.mark.line == 0 && error.mark.column == 0);
  const Site site{text.source(), whole,
                  no_mark ? whole.size() : text.offset(error.mark.line, error.mark.column)};
  const bool at_end =
      whole.substr(std::min(site.at, whole.size())).find_first_not_of(" \n") == std::string_view::npos;
  const auto quote = at_end ? open_quote(site, builder.last_end()) : std::nullopt;
  if (quote || what == msg::EOF_IN_SCALAR) {
    return unclosed_quote(quote.value_or(site.here()));
  }
  if (flow) {
    return broken_flow(site, builder.open_brackets(), at_end);
  }
  if (what == msg::MAP_VALUE || what == msg::MAP_KEY) {
    return misplaced_key(site);
  }
  if (what == msg::END_OF_MAP || what == msg::END_OF_SEQ) {
    return misplaced_block(site);
  }
  if (what == msg::BLOCK_ENTRY) {
    return {.where = site.here(),
            .message = "a list item cannot begin here",
            .hint = "begin it on a line of its own"};
  }
  if (what == msg::FLOW_END) {
    return {.where = site.here(),
            .message = fmt::format("{} closes nothing", in_quotes(std::string(1, site.character()))),
            .hint = "remove it"};
  }
  if (what == msg::UNKNOWN_ANCHOR) {
    return unknown_alias(Site{site.source, whole, text.offset(error.mark.line, error.mark.column)},
                         builder.anchor_names());
  }
  if (what == msg::UNKNOWN_TOKEN) {
    return {
        .where = site.here(),
        .message = fmt::format("a value cannot begin with {}", in_quotes(std::string(1, site.character()))),
        .hint = "quote the value"};
  }
  if (what.starts_with(msg::INVALID_ESCAPE)) {
    return {.where = site.here(),
            .message = "unknown escape in double quotes",
            .hint = "write \\\\ for a backslash, or use single quotes"};
  }
  return {.where = site.here(),
          .message = fmt::format("the file is not YAML: {}", what),
          .hint = "quote the value, or correct the line"};
}

}  // namespace

Diagnostic unclosed_quote(Span where) {
  return {.where = std::move(where),
          .message = "the quoted text is never closed",
          .hint = "add the closing quote"};
}

Diagnostic syntax_error(const YAML::Exception& error, const ParserText& text, const TreeBuilder& builder) {
  if (!is_closed(text.source()->text(), builder.last_begin(), builder.last_end())) {
    const Position begin = text.source()->position(builder.last_begin());
    return unclosed_quote({text.source(), begin, {begin.line, begin.column + 1}});
  }
  Diagnostic result = translate(error, text, builder);
  // A missing quote shows only where the next one is taken for it, often far below.
  const SourceFile& source = *text.source();
  const std::string_view last =
      std::string_view(source.text()).substr(0, builder.last_end()).substr(builder.last_begin());
  if (!last.empty() && (last.front() == '"' || last.front() == '\'') && last.contains('\n')) {
    const Position begin = source.position(builder.last_begin());
    result.notes.push_back({{text.source(), begin, {begin.line, begin.column + 1}},
                            fmt::format("a quoted text began here and ended on line {}; is a quote missing?",
                                        source.position(builder.last_end()).line)});
  }
  return result;
}

}  // namespace flowrun::config
