#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sections.hpp"
#include "words.hpp"

namespace flowrun::report::page {
namespace {

using base::Json;

struct Column {
  std::string_view member, title;
  bool always;
};
constexpr std::array<Column, 9> columns = {{{"received", "in", true},
                                            {"dropped", "dropped", true},
                                            {"rejected", "rejected", false},
                                            {"rejected_parts", "parts rejected", false},
                                            {"failed", "failed", true},
                                            {"cancelled", "cancelled", false},
                                            {"held", "held", false},
                                            {"restored", "restored", true},
                                            {"emitted", "emitted", true}}};

bool is_shown(const Column& column, const Json& stages) {
  return column.always || std::ranges::any_of(stages.items, [&](const Json& stage) {
           return count_of(stage[column.member]) > 0;
         });
}

std::string cell(std::uint64_t count, std::string_view kind = "") {
  if (count == 0) return "<td class=\"mute\">&ndash;</td>";
  return fmt::format("<td{}>{}</td>", kind.empty() ? "" : fmt::format(" class=\"{}\"", kind),
                     count_text(count));
}

std::uint64_t records_of(const Json& stage) {
  std::uint64_t sum = 0;
  for (const auto& [port, count] : stage["records_out"].members) sum += count_of(count);
  return sum;
}

std::string time_of(const Json& stage) {
  if (count_of(stage["units_run"]) > 0) return time_text(stage["seconds"].number().value_or(0));
  return count_of(stage["units_restored"]) > 0 ? "restored" : "&ndash;";
}

std::string status_of(const Json& stage) {
  const std::string_view held_by = stage["held_by"].string();
  return shown(stage["status"].string()) + (held_by.empty() ? "" : " by " + shown(held_by));
}

std::string row(const Json& stage, const Json& stages) {
  std::string html = fmt::format("<tr><td>{}</td>", shown(stage["stage"].string()));
  for (const Column& column : columns) {
    if (!is_shown(column, stages)) continue;
    const bool is_bad = column.member == "failed" || column.member == "rejected";
    html += cell(count_of(stage[column.member]), is_bad ? "bad" : "");
  }
  return html + cell(records_of(stage)) +
         fmt::format("<td>{}</td><td class=\"text {}\">{}</td></tr>\n", time_of(stage), outcome_class(stage),
                     status_of(stage));
}

}  // namespace

std::string outcome_class(const Json& stage) {
  const std::string_view status = stage["status"].string();
  if (status == "not selected" || status == "not started" || status.empty()) return "none";
  if (status == "failed" || count_of(stage["failed"]) > 0) return "bad";
  if (status != "finished" || count_of(stage["rejected"]) + count_of(stage["rejected_parts"]) > 0)
    return "warn";
  return count_of(stage["units_run"]) == 0 && count_of(stage["units_restored"]) > 0 ? "kept" : "good";
}

std::string ledger(const Json& run) {
  const Json& stages = run["stages"];
  if (stages.items.empty()) return "";
  std::string html =
      "<h2>Ledger</h2>\n<p class=\"mute\">What came into each stage, and what became of it: in = emitted + "
      "dropped + "
      "rejected + failed + cancelled + held.</p>\n<div class=\"scroll\"><table "
      "class=\"ledger\">\n<tr><th>stage</th>";
  for (const Column& column : columns)
    if (is_shown(column, stages)) html += fmt::format("<th>{}</th>", column.title);
  html += "<th>records out</th><th>time</th><th class=\"text\">status</th></tr>\n";
  for (const Json& stage : stages.items) html += row(stage, stages);
  return html + "</table></div>\n";
}

}  // namespace flowrun::report::page
