#include "proof/remedy.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include <re2/re2.h>

#include <foreign_toml/parse.hpp>

namespace git_miner {
namespace {

bool is_error_code(std::string_view code) {
  return code.size() == 5 && code.front() == 'E' &&
         code.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

// "aborting due to 2 previous errors" is neither.
bool is_finding(const cargo::Diagnostic& diagnostic) {
  return diagnostic.is_error() && (!diagnostic.code.empty() || diagnostic.primary_span());
}

bool is_lint(const cargo::Diagnostic& diagnostic) {
  return !diagnostic.code.empty() && !is_error_code(diagnostic.code);
}

bool is_of_crate_from_elsewhere(const cargo::Diagnostic& diagnostic) {
  const cargo::Span* place = diagnostic.primary_span();
  return place && place->file.starts_with("/cargo/");
}

bool is_from_elsewhere(const std::string& crate, std::string_view lock) {
  const auto parsed = foreign_toml::parse(lock);
  const auto* packages = parsed ? parsed->get_as<toml::array>("package") : nullptr;
  return packages && std::ranges::any_of(*packages, [&](const toml::node& node) {
           const auto* package = node.as_table();
           if (!package || !package->contains("source")) return false;
           std::string name = (*package)["name"].value_or(std::string());
           std::ranges::replace(name, '-', '_');
           return name == crate;
         });
}

}  // namespace

std::optional<Remedy> remedy_of_build(const cargo::Messages& messages) {
  std::vector<cargo::Diagnostic> found;
  std::ranges::copy_if(messages.diagnostics, std::back_inserter(found), is_finding);
  if (found.empty()) return std::nullopt;
  if (std::ranges::all_of(found, is_lint)) return Remedy::warning_lints;
  if (std::ranges::all_of(found, is_of_crate_from_elsewhere)) return Remedy::newer_crates;
  return std::nullopt;
}

std::set<std::string> lints_of_build(const cargo::Messages& messages) {
  std::set<std::string> lints;
  for (const cargo::Diagnostic& diagnostic : messages.diagnostics) {
    if (is_finding(diagnostic) && is_lint(diagnostic)) lints.insert(diagnostic.code);
  }
  return lints;
}

std::optional<Remedy> remedy_of_tests(std::string_view output, std::string_view lock) {
  // Of std::mem::uninitialized and std::mem::zeroed, which once gave what they were asked for.
  static const RE2 refused(R"(attempted to (?:leave|zero-initialize) type `(\w+)::)");
  re2::StringPiece rest(output.data(), output.size());
  for (std::string crate; RE2::FindAndConsume(&rest, refused, &crate);) {
    if (is_from_elsewhere(crate, lock)) return Remedy::newer_crates;
  }
  return std::nullopt;
}

}  // namespace git_miner
