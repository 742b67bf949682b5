#include <fmt/format.h>

#include "sections.hpp"
#include "words.hpp"

namespace flowrun::report::page {
namespace {

using base::Json;

constexpr std::size_t most_notes = 50;

std::string_view class_of_status(std::string_view status) {
  if (status == "finished") return "good";
  return status == "interrupted" ? "warn" : "bad";
}

std::string notes(const Json& texts, std::string_view kind) {
  std::string html;
  for (std::size_t i = 0; i < texts.items.size() && i < most_notes; ++i)
    html += fmt::format("<li class=\"{}\">{}</li>\n", kind, shown(texts.items[i].string(), 1500));
  if (texts.items.size() > most_notes)
    html += fmt::format("<li class=\"{}\">and {} more, in run.json</li>\n", kind,
                        count_text(texts.items.size() - most_notes));
  return html;
}

std::string mismatches(const Json& run) {
  std::string html;
  for (const Json& one : run["mismatches"].items)
    html += fmt::format(
        "<li class=\"warn\">{} was made from another {} than the one that stands there now</li>\n",
        shown(one["result"].string()), shown(one["from"].string()));
  return html;
}

// "412 units run, 1,204 restored".
std::string work(const Json& run) {
  std::uint64_t ran = 0, restored = 0;
  for (const Json& stage : run["stages"].items) {
    ran += count_of(stage["units_run"]);
    restored += count_of(stage["units_restored"]);
  }
  return fmt::format("{} unit{} run, {} restored", count_text(ran), ran == 1 ? "" : "s",
                     count_text(restored));
}

}  // namespace

std::string opening(const Json& run) {
  const std::string_view status = run["status"].string(), profile = run["profile"].string();
  std::string html = fmt::format(
      "<h1>{}{} <span class=\"mute\">run {}</span> <span class=\"state {}\">{}{}</span></h1>\n"
      "<p class=\"mute\">{} &middot; took {} &middot; {}</p>\n",
      shown(run["pipeline"].string()),
      profile.empty() ? "" : " <span class=\"mute\">" + shown(profile) + "</span>",
      count_text(count_of(run["id"])), class_of_status(status), shown(status),
      status == "finished" || status == "killed" ? ""
                                                 : fmt::format(", exit code {}", count_of(run["exit_code"])),
      shown(run["started"].string()), time_text(run["seconds"].number().value_or(0)), work(run));
  const std::string told = notes(run["problems"], "bad") + notes(run["warnings"], "warn") + mismatches(run);
  return told.empty() ? html : html + "<ul class=\"notes\">\n" + told + "</ul>\n";
}

}  // namespace flowrun::report::page
