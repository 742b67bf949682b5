#include <algorithm>
#include <tuple>

#include <simdjson.h>

#include <cargo/diagnostics.hpp>

namespace cargo {
namespace {

using simdjson::dom::element;

// Chained macros nest their expansions two levels each; 600 of them were seen. Only the tape is that deep:
// nothing below the outermost span is visited.
constexpr std::size_t deepest_message = 1 << 20;

std::string text(const element& object, std::string_view key) {
  std::string_view value;
  return object[key].get(value) == simdjson::SUCCESS ? std::string(value) : std::string();
}

std::uint64_t number(const element& object, std::string_view key) {
  std::uint64_t value = 0;
  return object[key].get(value) == simdjson::SUCCESS ? value : 0;
}

bool flag(const element& object, std::string_view key) {
  bool value = false;
  return object[key].get(value) == simdjson::SUCCESS && value;
}

simdjson::dom::array list(const simdjson::simdjson_result<element>& value) {
  simdjson::dom::array array;
  return value.get(array) == simdjson::SUCCESS ? array : simdjson::dom::array();
}

bool is_list(const simdjson::simdjson_result<element>& value) {
  return value.error() == simdjson::SUCCESS && value.is_array();
}

Span read_span(const element& span) {
  return {text(span, "file_name"),      number(span, "line_start"), number(span, "line_end"),
          number(span, "column_start"), number(span, "column_end"), number(span, "byte_start"),
          number(span, "byte_end"),     flag(span, "is_primary"),   text(span, "label")};
}

Diagnostic read_diagnostic(const element& line, const element& message) {
  Diagnostic result;
  result.level = base::enum_of<Level>(text(message, "level")).value_or(Level::note);
  element code;
  if (message["code"].get(code) == simdjson::SUCCESS && code.is_object()) result.code = text(code, "code");
  result.message = text(message, "message");
  result.rendered = text(message, "rendered");
  element target;
  if (line["target"].get(target) == simdjson::SUCCESS) result.target = text(target, "name");
  if (is_list(message["spans"])) {
    for (const element span : list(message["spans"])) result.spans.push_back(read_span(span));
  }
  return result;
}

std::vector<std::string> texts(const simdjson::simdjson_result<element>& value) {
  std::vector<std::string> result;
  if (!is_list(value)) return result;
  for (const element item : list(value)) {
    std::string_view one;
    if (item.get(one) == simdjson::SUCCESS) result.emplace_back(one);
  }
  return result;
}

Artifact read_artifact(const element& line) {
  Artifact result;
  result.executable = text(line, "executable");
  result.manifest = text(line, "manifest_path");
  result.features = texts(line["features"]);
  result.fresh = flag(line, "fresh");
  element profile;
  if (line["profile"].get(profile) == simdjson::SUCCESS) result.test = flag(profile, "test");
  element target;
  if (line["target"].get(target) != simdjson::SUCCESS) return result;
  result.target = text(target, "name");
  result.kinds = texts(target["kind"]);
  return result;
}

void read_line(const element& line, Messages& messages) {
  const std::string reason = text(line, "reason");
  element message;
  if (reason == "compiler-message" && line["message"].get(message) == simdjson::SUCCESS)
    messages.diagnostics.push_back(read_diagnostic(line, message));
  else if (reason == "compiler-artifact")
    messages.artifacts.push_back(read_artifact(line));
  else if (reason == "build-script-executed")
    messages.build_scripts.push_back({text(line, "package_id"), texts(line["cfgs"])});
  else if (reason == "build-finished")
    messages.finished = flag(line, "success");
}

auto place(const Diagnostic& diagnostic) {
  static const Span nowhere;
  const Span* const span = diagnostic.primary_span();
  const Span& at = span != nullptr ? *span : nowhere;
  return std::tie(at.file, at.byte_start, diagnostic.code, at.byte_end, diagnostic.message);
}

}  // namespace

const Span* Diagnostic::primary_span() const {
  const auto found = std::ranges::find_if(spans, &Span::primary);
  return found == spans.end() ? nullptr : &*found;
}

Messages read_messages(std::string_view output) {
  Messages messages;
  simdjson::dom::parser parser;
  if (parser.allocate(std::max<std::size_t>(output.size(), 1),
                      std::min(deepest_message, output.size() + 1)) != simdjson::SUCCESS)
    return messages;
  while (!output.empty()) {
    const auto end = std::min(output.find('\n'), output.size());
    const std::string_view line = output.substr(0, end);
    output.remove_prefix(std::min(end + 1, output.size()));
    if (!line.starts_with('{')) continue;
    element parsed;
    if (parser.parse(line.data(), line.size()).get(parsed) == simdjson::SUCCESS && parsed.is_object())
      read_line(parsed, messages);
  }
  auto& all = messages.diagnostics;
  std::ranges::stable_sort(all, [](const auto& a, const auto& b) { return place(a) < place(b); });
  const auto repeated =
      std::ranges::unique(all, [](const auto& a, const auto& b) { return place(a) == place(b); });
  all.erase(repeated.begin(), repeated.end());
  return messages;
}

}  // namespace cargo
