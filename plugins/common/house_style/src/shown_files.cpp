#include "shown_files.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

namespace house_style {
namespace {

struct NumberedLine {
  std::uint64_t number = 0;
  std::string_view text;
};

std::optional<NumberedLine> numbered(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  NumberedLine found;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), found.number);
  if (error != std::errc{}) return std::nullopt;
  line.remove_prefix(static_cast<std::size_t>(end - line.data()));
  for (const std::string_view mark : {": ", "| ", "\t", "→", ":", "|"}) {
    if (!line.starts_with(mark)) continue;
    found.text = line.substr(mark.size());
    return found;
  }
  return std::nullopt;
}

ShownText shown_by(std::string_view answer) {
  ShownText shown;
  std::optional<std::uint64_t> last;
  for (std::string_view rest = answer; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const auto line = numbered(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (!line || (last && line->number != *last + 1)) {
      if (last) break;
      continue;
    }
    shown.from_start |= line->number == 1;
    shown.text.append(line->text).append("\n");
    last = line->number;
  }
  return last ? shown : ShownText{std::string(answer)};
}

// The last place, where there are several; none if `before` is not there.
std::optional<ChangedText> changed(const ShownText& shown, const chat::FileChange& change) {
  std::optional<ChangedText> result;
  std::size_t from = 0;
  for (std::size_t at = shown.text.find(change.before); at != std::string::npos;) {
    if (!result) result.emplace();
    std::string& text = result->shown.text;
    text.append(shown.text, from, at - from);
    result->begin = text.size();
    text += change.after;
    result->end = text.size();
    from = at + change.before.size();
    at = change.everywhere ? shown.text.find(change.before, from) : std::string::npos;
  }
  if (!result) return std::nullopt;
  result->shown.text.append(shown.text, from);
  result->shown.from_start = shown.from_start;
  return result;
}

}  // namespace

void ShownFiles::read(const std::string& path, std::string_view answer) {
  texts_[path].push_back(shown_by(answer));
}

ChangedText ShownFiles::change(const chat::FileChange& change) {
  std::vector<ShownText>& texts = texts_[change.path];
  ChangedText best{.shown = {change.after, change.before.empty()}, .begin = 0, .end = change.after.size()};
  if (change.before.empty()) {
    texts = {best.shown};
    return best;
  }
  bool is_known = false;
  for (ShownText& shown : texts) {
    auto now = changed(shown, change);
    if (!now) continue;
    shown = now->shown;
    if (!is_known || now->shown.from_start || !best.shown.from_start) best = *std::move(now);
    is_known = true;
  }
  return best;
}

std::string_view ShownFiles::latest(const std::string& path) const {
  const auto found = texts_.find(path);
  return found == texts_.end() || found->second.empty() ? std::string_view{} : found->second.back().text;
}

}  // namespace house_style
