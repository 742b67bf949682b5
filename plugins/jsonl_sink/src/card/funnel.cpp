// The card's section "From input to example".

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "descriptions.hpp"
#include "writing.hpp"

namespace jsonl_sink {
namespace {

struct Loss {
  std::string_view kind;
  std::string reason;
  std::uint64_t count = 0;
};

std::uint64_t sum(const FunnelStage::Counts& counts) {
  std::uint64_t sum = 0;
  for (const auto& [reason, count] : counts) sum += count;
  return sum;
}

std::string given(const FunnelStage& stage) {
  std::string text;
  for (const auto& [port, count] : stage.records) {
    if (!text.empty()) text += ", ";
    text += stage.records.size() == 1 ? fmt::format("{}", count) : fmt::format("{} {}", count, port);
  }
  return text;
}

// The greatest first.
std::vector<Loss> losses(const FunnelStage& stage) {
  std::vector<Loss> all;
  for (const auto& [reason, count] : stage.dropped) all.push_back({"dropped", reason, count});
  if (stage.rejected > 0)
    all.push_back({"rejected", "damaged, or not of the form it should have", stage.rejected});
  if (stage.failed > 0) all.push_back({"failed", "the stage could not do it", stage.failed});
  for (const auto& [reason, count] : stage.left_out) all.push_back({"part left out", reason, count});
  if (stage.rejected_parts > 0)
    all.push_back({"part rejected", "damaged, or not of the form it should have", stage.rejected_parts});
  std::ranges::stable_sort(all, std::greater(), &Loss::count);
  return all;
}

std::string losses_of(const FunnelStage& stage) {
  const std::vector<Loss> all = losses(stage);
  if (all.empty()) return "";
  std::string text = fmt::format(
      "\n<details>\n<summary>{}: why, by number</summary>\n\n| what | why | number |\n|---|---|--:|\n",
      stage.stage);
  for (const Loss& loss : all)
    text += fmt::format("| {} | {} | {} |\n", loss.kind, table_cell(loss.reason), grouped(loss.count));
  return text + "\n</details>\n";
}

}  // namespace

std::string funnel(const Card& card) {
  if (card.funnel.empty()) return "";
  std::string text =
      "\n## From input to example\n\nWhat came to each stage, and what became of it: in = dropped + rejected "
      "+ failed + "
      "kept. A source takes items (a session, a commit, a design), the stages behind it take records. What "
      "is kept may give "
      "several records; a part (a turn of a session, a line of a file) can be left out of what is kept.\n\n"
      "| stage | in | dropped | rejected | failed | kept | gave | parts left out |\n"
      "|---|--:|--:|--:|--:|--:|--:|--:|\n";
  for (const FunnelStage& stage : card.funnel) {
    text += fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} |\n", table_cell(stage.stage),
                        grouped(stage.received), grouped(sum(stage.dropped)), grouped(stage.rejected),
                        grouped(stage.failed), grouped(stage.emitted), table_cell(given(stage)),
                        grouped(sum(stage.left_out) + stage.rejected_parts));
  }
  for (const FunnelStage& stage : card.funnel) text += losses_of(stage);
  return text;
}

}  // namespace jsonl_sink
