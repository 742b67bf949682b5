// The card's section "Lengths". The plot is text: hubs take SVG out of Markdown, and a picture beside the card would be lost to
// whoever reads the file.

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "descriptions.hpp"
#include "writing.hpp"

namespace jsonl_sink {
namespace {

constexpr std::int64_t most_rows = 16;
constexpr std::uint64_t longest_bar = 40;  // characters

// A power of two, since limits of tokens are.
std::int64_t width_for(std::int64_t most) {
  std::int64_t width = 64;
  while (most / width >= most_rows) width *= 2;
  return width;
}

std::string plot(const Lengths& lengths) {
  const std::int64_t width = width_for(lengths.examples().rbegin()->first);
  std::vector<std::uint64_t> rows(static_cast<std::size_t>(lengths.examples().rbegin()->first / width) + 1);
  for (const auto& [tokens, examples] : lengths.examples())
    rows[static_cast<std::size_t>(std::max<std::int64_t>(tokens, 0) / width)] += examples;
  const std::uint64_t most = *std::ranges::max_element(rows);
  std::string text = "\n```text\n         tokens  examples\n";
  const auto first = std::ranges::find_if(rows, [](std::uint64_t examples) { return examples > 0; });
  for (auto i = static_cast<std::size_t>(first - rows.begin()); i < rows.size(); ++i) {
    const std::int64_t from = static_cast<std::int64_t>(i) * width;
    std::string bar;
    // Whatever there is has a bar.
    for (std::uint64_t n = (rows[i] * longest_bar + most - 1) / most; n > 0; --n) bar += "█";
    text +=
        fmt::format("{:>6} - {:>6}  {}{}{}\n", from, from + width - 1, bar, bar.empty() ? "" : " ", rows[i]);
  }
  return text + "```\n";
}

std::string row(std::string_view name, const Lengths& lengths) {
  return fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", name, lengths.count(),
                     grouped(static_cast<std::uint64_t>(lengths.quantile(0))),
                     grouped(static_cast<std::uint64_t>(lengths.quantile(0.5))),
                     grouped(static_cast<std::uint64_t>(std::llround(lengths.mean()))),
                     grouped(static_cast<std::uint64_t>(lengths.quantile(0.9))),
                     grouped(static_cast<std::uint64_t>(lengths.quantile(1))));
}

}  // namespace

std::string lengths(const Tally& tally, const Card& card) {
  if (!tells_tokens(tally.total(), card)) return "";
  std::string text = fmt::format(
      "\n## Lengths\n\nIn tokens of {}, the chat template's included.\n\n"
      "| origin | examples | least | median | mean | 90 % have at most | most "
      "|\n|---|--:|--:|--:|--:|--:|--:|\n",
      table_cell(*card.tokenizer));
  for (const auto& [origin, of_origin] : tally.lengths_by_origin())
    text += row(base::name_of(origin), of_origin);
  const Lengths all = tally.lengths();
  if (tally.lengths_by_origin().size() > 1) text += row("all", all);
  return text + plot(all);
}

}  // namespace jsonl_sink
