// Clippy's run B: lints that are reported whatever the code allows, as evidence for the criteria.
//
// `--force-warn` beats `#[allow]`, `#[expect]` and `[lints]`. `question_mark_used` is never in the list: it
// disables `question_mark` and `manual_let_else`.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <cargo/diagnostics.hpp>
#include <criteria/sources.hpp>

namespace criteria {

// What stands behind `cargo clippy --workspace --` : "--force-warn", "clippy::unwrap_used", ...
std::vector<std::string> force_warn_flags();

struct Lint {
  std::string code;  // "clippy::unwrap_used"
  std::string path;
  std::uint32_t line = 0;
  rust_code::ByteRange bytes;

  bool operator==(const Lint&) const = default;
};

// The lints with one of these codes that lie in the candidate's own code, tests left out; each once by code,
// file and bytes, in their order.
std::vector<Lint> lints_of(const cargo::Messages& messages, const Sources& sources,
                           std::span<const std::string_view> codes);

}  // namespace criteria
