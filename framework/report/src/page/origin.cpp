#include <fmt/format.h>

#include "sections.hpp"
#include "words.hpp"

namespace flowrun::report::page {
namespace {

using base::Json;

constexpr std::size_t most_rows = 500;

void fact(std::string& html, std::string_view name, const std::string& value) {
  if (!value.empty()) html += fmt::format("<dt>{}</dt><dd>{}</dd>\n", name, value);
}

std::string command_of(const Json& run) {
  std::string words = "flowrun";
  for (const Json& word : run["command_line"].items) words += " " + std::string(word.string());
  return "<code>" + shown(words, 2000) + "</code>";
}

std::string inputs(const Json& run) {
  if (run["inputs"].items.empty()) return "";
  std::string html =
      "<h3>Inputs</h3>\n<div class=\"scroll\"><table>\n"
      "<tr><th>source</th><th>items</th><th class=\"text\">digest</th></tr>\n";
  for (const Json& input : run["inputs"].items)
    html += fmt::format("<tr><td>{}</td><td>{}</td><td class=\"text\"><code>{}</code></td></tr>\n",
                        shown(input["stage"].string()), count_text(count_of(input["items"])),
                        shown(input["digest"].string().substr(0, 16)));
  return html + "</table></div>\n";
}

std::string settings(const Json& run) {
  std::string html;
  std::size_t rows = 0;
  for (const auto& [stage, all] : run["settings"].members) {
    html += fmt::format(
        "<details><summary><b>{}</b> <span class=\"mute\">{} {}, build {}</span></summary>\n"
        "<div class=\"scroll\"><table>\n",
        shown(stage), shown(all["type"].string()), count_of(all["version"]),
        shown(all["build"].string().substr(0, 12)));
    for (const auto& [name, value] : all["params"].members) {
      if (++rows > most_rows) continue;
      html += fmt::format("<tr><td>{}</td><td class=\"text\"><code>{}</code></td></tr>\n", shown(name, 100),
                          shown(value.dump(), 300));
    }
    html += "</table></div></details>\n";
  }
  if (rows > most_rows) html += "<p class=\"mute\">The others are in run.json.</p>\n";
  return html.empty() ? "" : "<h3>Stages and their settings</h3>\n" + html;
}

}  // namespace

std::string origin(const Json& run) {
  std::string facts;
  fact(facts, "command", command_of(run));
  fact(facts, "pipeline file", "<code>" + shown(run["file"].string(), 1000) + "</code>");
  fact(facts, "started in", "<code>" + shown(run["folder"].string(), 1000) + "</code>");
  fact(facts, "flowrun",
       fmt::format("{}, plugin interface {}, {}", shown(run["flowrun"].string()), count_of(run["sdk"]),
                   shown(run["toolchain"].string())));
  fact(facts, "seed", count_text(count_of(run["seed"])));
  fact(facts, "threads", count_text(count_of(run["jobs"])));
  fact(facts, "ended", shown(run["finished"].string()));
  return "<h2>What ran</h2>\n<dl class=\"facts\">\n" + facts + "</dl>\n" + inputs(run) + settings(run);
}

}  // namespace flowrun::report::page
