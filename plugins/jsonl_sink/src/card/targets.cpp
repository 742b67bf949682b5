// The card's section "Targets".

#include <fmt/format.h>

#include "descriptions.hpp"
#include "writing.hpp"

namespace jsonl_sink {
namespace {

std::string judged(std::uint64_t actual, const Range& range) {
  if (actual < range.least) return fmt::format("{} too few", grouped(range.least - actual));
  if (actual > range.most) return fmt::format("{} too many", grouped(actual - range.most));
  return "met";
}

std::string row(std::string_view what, const Range& range, std::uint64_t actual) {
  return fmt::format("| {} | {} to {} | {} | {} |\n", what, grouped(range.least), grouped(range.most),
                     grouped(actual), judged(actual, range));
}

std::string tokens_row(std::uint64_t target, const Amount& total, bool are_told) {
  if (!are_told) return fmt::format("| tokens | about {} | not counted | |\n", grouped(target));
  const auto actual = static_cast<std::uint64_t>(total.tokens);
  const double share = 100 * static_cast<double>(actual) / static_cast<double>(target);
  return fmt::format("| tokens | about {} | {} | {:.0f} % |\n", grouped(target), grouped(actual), share);
}

}  // namespace

std::string targets(const Tally& tally, const Card& card) {
  const Targets& targets = card.targets;
  if (targets.empty()) return "";
  const Amounts origins = tally.by_origin();
  const Amount total = tally.total();
  std::string text = "\n## Targets\n\n| | target | actual | |\n|---|--:|--:|---|\n";
  for (const auto& [origin, range] : targets.origins) {
    text += row(fmt::format("examples of {}", base::name_of(origin)), range,
                amount_of(origins, base::name_of(origin)).examples);
  }
  if (targets.examples) text += row("examples in all", *targets.examples, total.examples);
  if (targets.tokens) text += tokens_row(*targets.tokens, total, tells_tokens(total, card));
  return text;
}

}  // namespace jsonl_sink
