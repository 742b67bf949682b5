#include "outcomes.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <re2/re2.h>

#include <cargo/test_report.hpp>

namespace cargo_evaluator {
namespace {

using rust_tasks::VerdictStatus;

bool contains(std::string_view text, std::string_view part) { return text.contains(part); }

bool crashed(const cargo::Step& step) {
  for (const cargo::Diagnostic& one : step.messages.diagnostics) {
    if (one.level == cargo::Level::crash) return true;
  }
  const std::string& text = step.outcome.stderr_text;
  return contains(text, "internal compiler error") || contains(text, "compiler unexpectedly panicked") ||
         (contains(text, "could not compile") && contains(text, "(signal: "));
}

std::string first_line(std::string_view text) { return std::string(text.substr(0, text.find('\n'))); }

// Lines of cargo that begin with "error" and what causes them.
std::vector<criteria::Fault> lines_of_cargo(std::string_view text, std::size_t limit) {
  std::vector<criteria::Fault> faults;
  while (!text.empty() && faults.size() < limit) {
    const std::string line = first_line(text);
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const bool tells =
        line.starts_with("error") || line.starts_with("  ") || contains(line, "no matching package");
    if (tells && line.find_first_not_of(' ') != std::string::npos)
      faults.push_back({"", 0, without_places(line.substr(line.find_first_not_of(' '))), 1});
  }
  return faults;
}

}  // namespace

std::string without_places(std::string text) {
  // Not the middle of a relative path: `core/src/lib.rs`; a folder alone is the crate: `(/src)`.
  static const RE2 below(R"((^|[^\w.\-/])(?:file://)?/(?:src|target|vendor|toolchain|cargo)/)");
  static const RE2 alone(R"((^|[^\w.\-/])(?:file://)?/src\b)");
  RE2::GlobalReplace(&text, below, "\\1");
  RE2::GlobalReplace(&text, alone, "\\1.");
  return text;
}

std::optional<VerdictStatus> broken_status(const cargo::Step& step) {
  switch (step.outcome.ending) {
    case sandbox::Ending::timed_out:
      return VerdictStatus::timeout;
    case sandbox::Ending::out_of_memory:
      return VerdictStatus::oom;
    case sandbox::Ending::out_of_disk:
      return VerdictStatus::disk;
    case sandbox::Ending::too_much_output:
      return VerdictStatus::output_limit;
    default:
      return crashed(step) ? std::optional(VerdictStatus::ice) : std::nullopt;
  }
}

VerdictStatus lock_status(const cargo::Step& step) {
  if (const auto broken = broken_status(step)) return *broken;
  static constexpr std::array<std::string_view, 6> unresolvable = {
      "no matching package",          "failed to select a version", "does not have that feature",
      "does not have these features", "does not have the feature",  "failed to get `"};
  static constexpr std::array<std::string_view, 5> broken_manifest = {
      "failed to parse manifest", "failed to load manifest", "failed to read", "invalid",
      "no targets specified"};
  const std::string& text = step.outcome.stderr_text;
  const auto told = [&](std::string_view part) { return contains(text, part); };
  if (std::ranges::any_of(unresolvable, told)) return VerdictStatus::unresolvable_dependency;
  if (std::ranges::any_of(broken_manifest, told)) return VerdictStatus::manifest_error;
  return VerdictStatus::lock_error;
}

VerdictStatus unchanged_status(rust_tasks::Ended ended) {
  using enum rust_tasks::Ended;
  switch (ended) {
    case answered:
      return VerdictStatus::empty_answer;
    case step_limit:
      return VerdictStatus::step_limit;
    case time_limit:
      return VerdictStatus::time_limit;
    case token_limit:
      return VerdictStatus::token_limit;
    case context_limit:
      return VerdictStatus::context_limit;
    case format_error:
      return VerdictStatus::format_error;
  }
  return VerdictStatus::empty_answer;
}

std::vector<criteria::Fault> errors_of(const cargo::Step& step, std::size_t limit) {
  std::vector<criteria::Fault> faults;
  if (const auto status = broken_status(step))
    faults.push_back({"", 0, fmt::format("`{}` ended by {}", step.command, base::name_of(*status)), 1});
  for (const cargo::Diagnostic& one : step.messages.diagnostics) {
    const cargo::Span* const span = one.primary_span();
    if (faults.size() == limit) break;
    if (!one.is_error() || (span == nullptr && one.code.empty()))
      continue;  // "aborting due to 2 previous errors"
    std::string what = without_places(first_line(one.message));
    if (!one.code.empty()) what = fmt::format("{} ({})", what, one.code);
    // What a macro of the standard library reports lies in no file of the candidate.
    const bool is_inside = span != nullptr && !span->file.starts_with('/') && !span->file.starts_with('<');
    faults.push_back({is_inside ? span->file : "",
                      is_inside ? static_cast<std::uint32_t>(span->line_start) : 0, std::move(what), 1});
  }
  if (faults.empty() && !step.succeeded()) faults = lines_of_cargo(step.outcome.stderr_text, limit);
  if (faults.empty() && !step.succeeded())
    faults.push_back({"", 0, fmt::format("`{}` fails", step.command), 1});
  return faults;
}

std::vector<criteria::Fault> failed_tests(const cargo::Step& step, std::size_t limit) {
  const auto note = [](std::string what) { return criteria::Fault{"", 0, std::move(what), 0}; };
  std::vector<criteria::Fault> failed;
  for (const cargo::TestSuite& suite : cargo::read_test_report(step.outcome.stdout_text).suites) {
    for (const cargo::TestResult& one : suite.results) {
      if (one.status == cargo::TestStatus::failed)
        failed.push_back(note(fmt::format("the crate's own test `{}` fails", one.name)));
    }
  }
  if (failed.empty()) failed.push_back(note("the crate's own tests cannot be run to their end"));
  criteria::sort_faults(failed);
  failed.resize(std::min(failed.size(), limit));
  return failed;
}

}  // namespace cargo_evaluator
