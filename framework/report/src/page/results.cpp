#include <fmt/format.h>

#include <base/html.hpp>

#include "sections.hpp"
#include "words.hpp"

namespace flowrun::report::page {
namespace {

using base::Json;

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

std::string row(const RunStory& story, const Json& result) {
  const bool is_published = result["published"].is_true();
  const std::string_view name = result["name"].string();
  const std::string_view state =
      !is_published ? "<span class=\"bad\">not published</span>"
                    : (result["unchanged"].is_true() ? "unchanged" : "<span class=\"good\">new</span>");
  return fmt::format("<tr><td><b>{}</b></td><td class=\"text\">{}</td><td class=\"text\">{}</td></tr>\n",
                     shown(name), state,
                     is_published ? links_of(story, name) : shown(result["why_not"].string(), 700));
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
