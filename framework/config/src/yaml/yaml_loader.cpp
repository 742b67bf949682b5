// The only file that runs the YAML parser.
#include <array>
#include <sstream>

#include <fmt/format.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <config/node.hpp>

#include "yaml/parser_text.hpp"
#include "yaml/syntax_error.hpp"
#include "yaml/tree_builder.hpp"

namespace flowrun::config {
namespace {

struct Parsed {
  std::optional<Node> root;
  std::optional<Diagnostic> broken;  // a syntax error; the root is not to be used then
};

// Ends the parser at the start of a second document.
struct SecondDocument : YAML::EventHandler {
  struct Found {
    YAML::Mark mark;
  };
  void OnDocumentStart(const YAML::Mark& mark) override { throw Found{mark}; }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
  }
  void OnMapEnd() override {}
};

Diagnostic second_document(const ParserText& text, const YAML::Mark& mark) {
  const Source& source = text.source();
  const std::size_t at = text.offset(mark.line, mark.column);
  const bool separator = std::string_view(source->text()).substr(at).starts_with("---");
  const Span where{source, source->position(at), source->position(at + (separator ? 3 : 1))};
  if (separator) {
    return {
        .where = where, .message = "a second document in the file", .hint = "keep one document in a file"};
  }
  return {.where = where,
          .message = "the document has ended before this line",
          .why = "it stands further left than the first key, or is of another kind than the lines above",
          .hint = "begin it in the column of the first key"};
}

Diagnostic empty_file(const Source& source) {
  return {.where = {source, {1, 1}, {1, 1}},
          .message = "the file is empty",
          .hint = "begin it with \"flowrun: 1\""};
}

Parsed parse(const ParserText& text, Diagnostics& diagnostics) {
  Parsed parsed;
  TreeBuilder builder(text, diagnostics);
  try {
    std::istringstream stream(text.text());
    YAML::Parser parser(stream);
    parser.HandleNextDocument(builder);
    parsed.root = builder.take();
    if (!parsed.root) {
      parsed.broken.emplace(empty_file(text.source()));
      return parsed;
    }
    SecondDocument second;
    parser.HandleNextDocument(second);
  } catch (const SecondDocument::Found& found) {
    parsed.broken.emplace(second_document(text, found.mark));
  } catch (const YAML::Exception& error) {
    parsed.broken.emplace(syntax_error(error, text, builder));
  } catch (const TooLarge&) {
    parsed.root.reset();
  }
  return parsed;
}

bool report_merge_conflict(const Source& source, Diagnostics& diagnostics) {
  constexpr std::array<std::string_view, 2> markers = {"<<<<<<< ", ">>>>>>> "};
  bool found = false;
  for (int number = 1; number <= source->line_count(); ++number) {
    for (const std::string_view marker : markers) {
      if (source->line(number).starts_with(marker)) {
        const Span where{source, {number, 1}, {number, static_cast<int>(marker.size())}};
        diagnostics.error(where, "a merge conflict is left in the file", "resolve it");
        found = true;
      }
    }
  }
  return found;
}

void report_tabs(const Source& source, const std::vector<int>& lines, Diagnostics& diagnostics) {
  for (const int number : lines) {
    const auto tab = static_cast<int>(source->line(number).find('\t'));
    diagnostics.error({source, {number, tab + 1}, {number, tab + 2}}, "a tab in the indentation",
                      "indent with spaces only");
  }
}

// Tabs break the structure of YAML. They are all reported; the rest is checked with spaces in their place.
std::optional<Node> read_past_tabs(const Source& source, const std::vector<int>& lines,
                                   Diagnostics& diagnostics) {
  report_tabs(source, lines, diagnostics);
  const auto mended = ParserText::without_tabs(source);
  if (!mended) {
    return std::nullopt;
  }
  Diagnostics trial;
  const Parsed parsed = parse(*mended, trial);
  if (parsed.broken || !parsed.root) {
    return std::nullopt;
  }
  for (Diagnostic& diagnostic : trial.sorted()) {
    diagnostics.add(std::move(diagnostic));
  }
  return parsed.root;
}

}  // namespace

std::optional<Node> load_yaml(const Source& source, Diagnostics& diagnostics) {
  if (report_merge_conflict(source, diagnostics)) {
    return std::nullopt;
  }
  const ParserText text(source);
  Diagnostics found;
  Parsed parsed = parse(text, found);
  const std::vector<int> tabs = lines_indented_by_tabs(*source);
  if (parsed.broken && !tabs.empty() && tabs.front() <= parsed.broken->line()) {
    return read_past_tabs(source, tabs, diagnostics);
  }
  for (Diagnostic& diagnostic : found.sorted()) {
    diagnostics.add(std::move(diagnostic));
  }
  if (parsed.broken) {
    diagnostics.add(std::move(*parsed.broken));
    return std::nullopt;
  }
  return std::move(parsed.root);
}

}  // namespace flowrun::config
