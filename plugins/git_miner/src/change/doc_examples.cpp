#include "change/doc_examples.hpp"

#include <re2/re2.h>

#include "trimmed.hpp"

namespace git_miner {
namespace {

constexpr std::string_view fence = "```";

bool matches(const RE2& expression, std::string_view text) {
  return RE2::FullMatch(re2::StringPiece(text.data(), text.size()), expression);
}

bool is_documentation(std::string_view line) {
  line = trimmed(line);
  return line.starts_with("///") || line.starts_with("//!");
}

}  // namespace

Fence fence_of(std::string_view info) {
  static const RE2 rust(
      R"([\s,]*(?:(?:rust|should_panic|test_harness|no_run|ignore|compile_fail|edition\d+|E\d+)[\s,]*)*)");
  static const RE2 built(R"([\s,]*(?:(?:rust|should_panic|test_harness|no_run|edition\d+)[\s,]*)*)");
  static const RE2 run(R"([\s,]*(?:(?:rust|should_panic|test_harness|edition\d+)[\s,]*)*)");
  return {.is_rust = matches(rust, info), .is_built = matches(built, info), .is_run = matches(run, info)};
}

std::string_view doc_text(std::string_view line) {
  line = trimmed(line).substr(3);
  if (line.starts_with(' ')) line.remove_prefix(1);
  return line;
}

std::vector<DocExample> doc_examples(const LineIndex& lines) {
  std::vector<DocExample> examples;
  bool is_open = false;
  for (std::size_t i = 0; i < lines.count(); ++i) {
    if (!is_documentation(lines.line(i))) {
      is_open = false;
      continue;
    }
    const std::string_view text = trimmed(doc_text(lines.line(i)));
    if (text.starts_with(fence)) {
      is_open = !is_open;
      if (is_open)
        examples.push_back({i, {i + 1, i + 1}, fence_of(text.substr(fence.size()))});
      else
        examples.back().is_closed = true;
    } else if (is_open) {
      examples.back().lines.end = i + 1;
    }
  }
  return examples;
}

}  // namespace git_miner
