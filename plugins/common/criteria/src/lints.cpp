#include <algorithm>
#include <array>
#include <tuple>

#include <criteria/lints.hpp>

namespace criteria {
namespace {

// docs/criteria.md, "Clippy": what no default group holds, and behind it the lints of the default set that
// the criteria rest on, so that an attribute cannot silence them here.
constexpr std::array forced = {
    "clippy::unwrap_used",
    "clippy::expect_used",
    "clippy::panic",
    "clippy::todo",
    "clippy::unimplemented",
    "clippy::unreachable",
    "clippy::manual_let_else",
    "clippy::map_err_ignore",
    "clippy::elidable_lifetime_names",
    "clippy::undocumented_unsafe_blocks",
    "clippy::allow_attributes",
    "clippy::allow_attributes_without_reason",
    "clippy::print_stdout",
    "clippy::print_stderr",
    "clippy::dbg_macro",
    "unused_lifetimes",
    "single_use_lifetimes",
    "redundant_lifetimes",
    "elided_lifetimes_in_paths",
    "unsafe_code",
    "clippy::question_mark",
    "clippy::needless_question_mark",
    "clippy::needless_lifetimes",
    "clippy::extra_unused_lifetimes",
    "clippy::redundant_static_lifetimes",
    "mismatched_lifetime_syntaxes",
};

}  // namespace

std::vector<std::string> force_warn_flags() {
  std::vector<std::string> flags;
  for (const char* lint : forced) {
    flags.emplace_back("--force-warn");
    flags.emplace_back(lint);
  }
  return flags;
}

std::vector<Lint> lints_of(const cargo::Messages& messages, const Sources& sources,
                           std::span<const std::string_view> codes) {
  std::vector<Lint> found;
  for (const cargo::Diagnostic& diagnostic : messages.diagnostics) {
    const cargo::Span* const span = diagnostic.primary_span();
    if (span == nullptr || std::ranges::find(codes, diagnostic.code) == codes.end()) continue;
    const Source* const source = sources.find(span->file);
    const auto begin = static_cast<std::uint32_t>(span->byte_start);
    if (source == nullptr || source->is_test() || source->file.in_test_at(begin)) continue;
    found.push_back({diagnostic.code,
                     span->file,
                     static_cast<std::uint32_t>(span->line_start),
                     {begin, static_cast<std::uint32_t>(span->byte_end)}});
  }
  const auto place = [](const Lint& lint) {
    return std::tie(lint.path, lint.bytes.begin, lint.bytes.end, lint.code);
  };
  std::ranges::stable_sort(found, {}, place);
  const auto repeated = std::ranges::unique(found);
  found.erase(repeated.begin(), repeated.end());
  return found;
}

}  // namespace criteria
