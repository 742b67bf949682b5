#include "words.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <base/html.hpp>
#include <base/printable.hpp>
#include <base/utf8.hpp>

namespace flowrun::report::page {

std::string count_text(std::uint64_t count) {
  std::string text = std::to_string(count);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, 1, ',');
  return text;
}

std::uint64_t count_of(const base::Json& value) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(value.integer().value_or(0), 0));
}

std::string time_text(double seconds) {
  if (seconds < 0.0995) return fmt::format("{:.3g} ms", seconds * 1000);
  if (seconds < 99.5) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<std::uint64_t>(std::llround(seconds));
  if (whole < 6000) return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} h {} min", whole / 3600, whole / 60 % 60);
}

std::string value_text(double value) { return fmt::format("{:.4g}", value); }

std::string shown(std::string_view text, std::size_t most_bytes) {
  // A character of HTML has at most as many bytes as the longest reference, so that more is never needed.
  const bool is_long = text.size() > most_bytes;
  const std::string printable = base::printable_text(is_long ? base::utf8_prefix(text, most_bytes) : text);
  std::string html;
  for (std::size_t at = 0; at < printable.size();) {
    const std::size_t size = std::max<std::size_t>(base::utf8_character_size(printable, at), 1);
    const std::string next = base::html_text(std::string_view(printable).substr(at, size));
    if (html.size() + next.size() > most_bytes) return html + "…";
    html += next;
    at += size;
  }
  return is_long ? html + "…" : html;
}

}  // namespace flowrun::report::page
