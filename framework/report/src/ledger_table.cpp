#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include <report/ledger_table.hpp>
#include <report/style.hpp>

namespace flowrun::report {
namespace {

using graph::StageAccount;

struct Column {
  std::string title;
  bool always;
  std::function<std::string(const StageAccount&, const graph::StageReport&)> cell;
};

std::string number(std::uint64_t value) { return value == 0 ? "-" : fmt::format("{}", value); }

std::string duration(const graph::StageReport& stage) {
  if (stage.units_run == 0) return stage.units_restored > 0 ? "restored" : "-";
  return stage.seconds < 0.0995 ? fmt::format("{:.0f} ms", stage.seconds * 1000)
                                : fmt::format("{:.1f} s", stage.seconds);
}

std::string status(const StageAccount& account, const graph::StageReport& stage) {
  if (stage.status == graph::StageStatus::finished) return "ok";
  if (stage.status == graph::StageStatus::held) return "held by " + account.held_by;
  return std::string(base::name_of(stage.status));
}

std::vector<Column> columns() {
  const auto count = [](std::uint64_t StageAccount::*member) {
    return [member](const StageAccount& a, const graph::StageReport&) { return number(a.*member); };
  };
  return {
      {"stage", true, [](const StageAccount& a, const graph::StageReport&) { return a.stage; }},
      {"in", true, count(&StageAccount::received)},
      {"dropped", true, count(&StageAccount::dropped)},
      {"rejected", false, count(&StageAccount::rejected)},
      {"failed", true, count(&StageAccount::failed)},
      {"cancelled", false, count(&StageAccount::cancelled)},
      {"held", false, count(&StageAccount::held)},
      {"restored", true, count(&StageAccount::restored)},
      {"out", true,
       [](const StageAccount& a, const graph::StageReport&) {
         return number(std::accumulate(a.records_out.begin(), a.records_out.end(), std::uint64_t{0}));
       }},
      {"time", true, [](const StageAccount&, const graph::StageReport& s) { return duration(s); }},
      {"status", true, status},
  };
}

}  // namespace

std::string ledger_table(const graph::RunReport& report, bool colour) {
  const auto& accounts = report.ledger.stages;
  std::string text;
  std::vector<std::vector<std::string>> rows(accounts.size());
  std::vector<std::size_t> widths;
  std::vector<std::string> titles;
  for (const Column& column : columns()) {
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < accounts.size(); ++i)
      cells.push_back(column.cell(accounts[i], report.stages[i]));
    if (!column.always && std::ranges::all_of(cells, [](const std::string& cell) { return cell == "-"; }))
      continue;
    std::size_t width = column.title.size();
    for (std::size_t i = 0; i < cells.size(); ++i) {
      width = std::max(width, cells[i].size());
      rows[i].push_back(std::move(cells[i]));
    }
    titles.push_back(column.title);
    widths.push_back(width);
  }
  const auto line = [&](const std::vector<std::string>& cells) {
    std::string out;
    for (std::size_t c = 0; c < cells.size(); ++c) {
      const bool is_text = c == 0 || c + 1 == cells.size();
      out +=
          is_text ? fmt::format("{:<{}}", cells[c], widths[c]) : fmt::format("{:>{}}", cells[c], widths[c]);
      if (c + 1 < cells.size()) out += "  ";
    }
    while (out.ends_with(' ')) out.pop_back();
    return out;
  };
  text += paint(line(titles), Colour::bold, colour) + "\n";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool is_bad = report.stages[i].status != graph::StageStatus::finished;
    text += paint(line(rows[i]), is_bad ? Colour::red : Colour::plain, colour) + "\n";
  }
  return text;
}

}  // namespace flowrun::report
