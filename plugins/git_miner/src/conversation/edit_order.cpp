#include "conversation/edit_order.hpp"

#include <algorithm>

#include <rust_code/items.hpp>

#include "change/line_index.hpp"
#include "search/names_used.hpp"
#include "search/shown.hpp"

namespace git_miner {
namespace {

constexpr std::size_t joined_lines = 8;  // unchanged ones within an edit

using Lines = std::set<std::string, std::less<>>;

Lines lines_of(const std::string& text) {
  const LineIndex index(text);
  Lines lines;
  for (std::size_t line = 0; line < index.count(); ++line) lines.emplace(index.line(line));
  return lines;
}

// Defined are those whose line was not in the file before: a new item, or a new signature.
PartNames names_in_lines(const rust_code::SourceFile& to, const std::vector<LineRange>& lines,
                         const Lines& before) {
  const LineIndex index(to.tree().source());
  std::vector<LineRange> fresh;
  for (const LineRange& range : lines) {
    for (std::size_t line = range.begin; line < range.end; ++line) {
      if (!before.contains(index.line(line))) fresh.push_back({line, line + 1});
    }
  }
  PartNames names;
  for (std::string& name : names_defined(to, fresh)) names.defined.insert(std::move(name));
  // What the impl of a trait defines is named by the trait: nothing waits for `fmt`.
  const auto items = rust_code::list_items(to);
  for (const rust_code::Item& item : items) {
    if (item.container && items[*item.container].name.starts_with('<')) names.defined.erase(item.name);
  }
  names.used = names_in(to, lines);
  return names;
}

std::vector<PlacedEdit> placed(std::string text, std::vector<edits::Edit> edits) {
  std::vector<std::size_t> begins;
  for (const edits::Edit& edit : edits) {
    begins.push_back(text.find(edit.old_text));
    text.replace(begins.back(), edit.old_text.size(), edit.new_text);
  }
  const LineIndex index(text);
  std::vector<PlacedEdit> all;
  for (std::size_t i = 0; i < edits.size(); ++i) {
    const std::size_t begin = index.line_at(begins[i]), end = begins[i] + edits[i].new_text.size();
    all.push_back({std::move(edits[i]), {begin, end > begins[i] ? index.line_at(end - 1) + 1 : begin}});
  }
  return all;
}

bool lead_to(std::string text, const std::vector<PlacedEdit>& edits, std::string_view to) {
  for (const auto& [edit, place] : edits) {
    const std::size_t at = text.find(edit.old_text);
    if (at == text.npos || text.find(edit.old_text, at + 1) != text.npos) return false;
    text.replace(at, edit.old_text.size(), edit.new_text);
  }
  return text == to;
}

}  // namespace

std::vector<edits::Edit> edits_as_made(std::string_view from, std::string_view to) {
  return edits::edits_between(from, to, joined_lines);
}

std::vector<std::size_t> definitions_first(const std::vector<PartNames>& parts) {
  std::vector<std::size_t> order, rest;
  for (std::size_t i = 0; i < parts.size(); ++i) rest.push_back(i);
  const auto waits_for = [&](std::size_t one, std::size_t other) {
    return one != other && std::ranges::any_of(parts[one].used, [&](const std::string& name) {
             return parts[other].defined.contains(name) && !parts[one].defined.contains(name);
           });
  };
  while (!rest.empty()) {
    auto next = std::ranges::find_if(rest, [&](std::size_t one) {
      return std::ranges::none_of(rest, [&](std::size_t other) { return waits_for(one, other); });
    });
    if (next == rest.end()) next = rest.begin();
    order.push_back(*next);
    rest.erase(next);
  }
  return order;
}

std::vector<PlacedEdit> edits_in_order(const std::string& from, const rust_code::SourceFile& to) {
  auto edits = placed(from, edits_as_made(from, to.tree().source()));
  if (edits.size() < 2) return edits;
  const auto before = lines_of(from);
  std::vector<PartNames> parts;
  for (const PlacedEdit& edit : edits) parts.push_back(names_in_lines(to, {edit.place}, before));
  std::vector<PlacedEdit> ordered;
  for (const std::size_t i : definitions_first(parts)) ordered.push_back(edits[i]);
  return lead_to(from, ordered, to.tree().source()) ? ordered : edits;
}

PartNames names_of(const std::string& from, const rust_code::SourceFile& to) {
  const std::string after(to.tree().source());
  if (after.empty()) return {};
  return names_in_lines(to, edited_lines(after, edits::edits_between(after, from)), lines_of(from));
}

}  // namespace git_miner
