#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <base/counted.hpp>
#include <base/printable.hpp>
#include <report/run_summary.hpp>

namespace flowrun::report {
namespace {

using graph::StageAccount;

constexpr std::size_t most_reasons = 5;
constexpr std::size_t most_slow = 3;

// `what` became of so many: "commits dropped 333: merge commit".
using Line = std::string (*)(const std::string& stage, std::uint64_t count, std::string_view why);

std::string dropped_line(const std::string& stage, std::uint64_t count, std::string_view why) {
  return fmt::format("{} dropped {}{}\n", stage, count, why);
}

std::string parts_line(const std::string& stage, std::uint64_t count, std::string_view why) {
  return fmt::format("{} left out {}{}\n", stage, base::counted(count, "part"), why);
}

std::string reasons_text(const std::string& stage, const std::map<std::string, std::uint64_t>& reasons,
                         Line line, std::string_view rest) {
  std::vector<std::pair<std::string, std::uint64_t>> largest(reasons.begin(), reasons.end());
  std::ranges::stable_sort(largest, std::ranges::greater{}, [](const auto& one) { return one.second; });
  // One more line says no less than that there is one more.
  const std::size_t shown = largest.size() <= most_reasons + 1 ? largest.size() : most_reasons;
  std::string text;
  for (std::size_t i = 0; i < shown; ++i)
    text += line(stage, largest[i].second, ": " + base::printable_line(largest[i].first));
  if (shown == largest.size()) return text;
  std::uint64_t others = 0;
  for (std::size_t i = shown; i < largest.size(); ++i) others += largest[i].second;
  return text + line(stage, others,
                     fmt::format(" for {}: {}", base::counted(largest.size() - shown, "other reason"), rest));
}

std::string rejects_line(const StageAccount& account) {
  std::string what = account.rejected > 0 ? base::counted(account.rejected, "whole input") : "";
  if (account.rejected_parts > 0)
    what += (what.empty() ? "" : " and ") + base::counted(account.rejected_parts, "part");
  return fmt::format("{} rejected {}, named above: the rest went on\n", account.stage, what);
}

}  // namespace

std::string left_out_text(const graph::RunReport& report, std::string_view rest) {
  std::string text;
  for (const StageAccount& account : report.ledger.stages) {
    text += reasons_text(account.stage, account.drop_reasons, dropped_line, rest);
    text += reasons_text(account.stage, account.left_out, parts_line, rest);
    if (account.rejected + account.rejected_parts > 0) text += rejects_line(account);
  }
  return text;
}

std::string restored_text(const graph::RunReport& report) {
  std::vector<std::string> whole, parts;
  std::size_t with_input = 0;
  for (const StageAccount& account : report.ledger.stages) {
    with_input += account.received > 0 ? 1 : 0;
    if (account.restored == 0) continue;
    if (account.restored >= account.received)
      whole.push_back(account.stage);
    else
      parts.push_back(fmt::format("{} of {} of {}", account.restored, account.received, account.stage));
  }
  if (whole.empty() && parts.empty()) return "";
  if (whole.size() == with_input) return "restored: everything\n";
  std::string text = "restored: ";
  if (!whole.empty()) text += fmt::format("all of {}", fmt::join(whole, ", "));
  if (!whole.empty() && !parts.empty()) text += "; ";
  return text + fmt::format("{}\n", fmt::join(parts, ", "));
}

std::string slowest_text(const graph::RunReport& report) {
  std::vector<const graph::StageReport*> slow;
  for (const graph::StageReport& stage : report.stages) {
    if (stage.unit_seconds >= 1) slow.push_back(&stage);
  }
  if (slow.empty()) return "";
  std::ranges::stable_sort(slow, std::ranges::greater{}, [](const auto* stage) { return stage->seconds; });
  std::vector<std::string> told;
  for (const graph::StageReport* stage : slow) {
    if (told.size() < most_slow) told.push_back(fmt::format("{} {:.1f} s", stage->stage, stage->seconds));
  }
  return fmt::format("slowest: {}\n", fmt::join(told, ", "));
}

}  // namespace flowrun::report
