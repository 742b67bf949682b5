#include <cstddef>
#include <map>
#include <utility>

#include <fmt/format.h>

#include <base/html.hpp>

#include "sections.hpp"
#include "words.hpp"

namespace flowrun::report::page {
namespace {

using base::Json;

constexpr std::size_t most_facts = 24;  // of a result

// As a relative address: whatever the name holds, it stays a path.
std::string address(const std::filesystem::path& place) {
  constexpr std::string_view plain = "-._~/";
  std::string text;
  for (const char c : place.generic_string()) {
    const bool is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (is_word || plain.contains(c))
      text += c;
    else
      text += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return text.starts_with('/') ? "file://" + text : "./" + text;
}

std::string links_of(const RunStory& story, std::string_view result) {
  std::string html;
  for (const PageLink& link : story.links) {
    if (link.result != result) continue;
    html += fmt::format("{}<a href=\"{}\">{}</a>", html.empty() ? "" : " &middot; ",
                        base::html_text(address(link.place)), shown(link.text));
  }
  return html;
}

// What the stage that made the result says of it: metrics of which there is one value.
std::string facts_of(const RunStory& story, std::string_view result) {
  const auto maker = story.makers.find(std::string(result));
  if (maker == story.makers.end()) return "";
  std::map<std::string_view, std::pair<double, std::size_t>> values;  // and how many there are
  for (const PagePoint& point : story.points) {
    if (point.stage != maker->second) continue;
    auto& [value, count] = values[point.name];
    value = point.value, ++count;
  }
  std::string html;
  std::size_t told = 0;
  for (const auto& [name, value] : values) {
    if (value.second > 1 || ++told > most_facts) continue;
    html += fmt::format("<span class=\"fact\">{} <b>{}</b></span>\n", shown(name), value_text(value.first));
  }
  return html.empty() ? "" : "<div class=\"result-facts\">" + html + "</div>";
}

std::string row(const RunStory& story, const Json& result) {
  const bool is_published = result["published"].is_true();
  const std::string_view name = result["name"].string();
  const std::string_view state =
      !is_published ? "<span class=\"bad\">not published</span>"
                    : (result["unchanged"].is_true() ? "unchanged" : "<span class=\"good\">new</span>");
  return fmt::format(
      "<tr><td><b>{}</b></td><td class=\"text\">{}</td><td class=\"text\">{}</td></tr>\n", shown(name), state,
      is_published ? links_of(story, name) + facts_of(story, name) : shown(result["why_not"].string(), 700));
}

}  // namespace

std::string results(const RunStory& story) {
  const Json& all = story.run["published"];
  if (all.items.empty()) return "";
  std::string html = "<h2>Results</h2>\n<table class=\"results\">\n";
  for (const Json& result : all.items) html += row(story, result);
  return html + "</table>\n";
}

}  // namespace flowrun::report::page
