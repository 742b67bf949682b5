#include <algorithm>
#include <utility>

#include <edits/edits.hpp>

#include "line_changes.hpp"

namespace edits {
namespace {

bool occurs_once(std::string_view text, std::string_view part) {
  const std::size_t first = text.find(part);
  return first != text.npos && text.find(part, first + 1) == text.npos;
}

std::vector<LineChange> joined(const std::vector<LineChange>& changes, std::size_t join) {
  std::vector<LineChange> groups;
  for (const LineChange& change : changes) {
    if (!groups.empty() && change.before_begin - groups.back().before_end <= join) {
      groups.back().before_end = change.before_end;
      groups.back().after_end = change.after_end;
    } else {
      groups.push_back(change);
    }
  }
  return groups;
}

// Makes the edits one after the other, from the top:
//
//   text when a group's turn comes  =  lines of `after` above it | its lines, and those below it, of `before`
//
// So context above comes from `after` and context below from `before`; context below that meets the next
// group takes the group in. The whole text is unique in itself, so growing ends.
class EditMaker {
 public:
  EditMaker(std::string_view before, std::string_view after, std::vector<LineChange> groups)
      : before_(before), after_(after), groups_(std::move(groups)) {}

  std::vector<Edit> make() {
    std::vector<Edit> edits;
    while (next_ < groups_.size()) edits.push_back(make_next());
    return edits;
  }

 private:
  struct Region {
    LineChange lines;
    std::size_t above = 0;  // lines of context before lines.after_begin
  };

  // Context grows line by line while the edit is one that people read, then by doubling: else a text of
  // repeated lines would cost the square of its size.
  static constexpr std::size_t slow_lines = 64;

  Edit make_next() {
    Region region{groups_[next_++]};
    const std::size_t top = region.lines.after_begin;
    const std::string text =
        std::string(after_.text(0, top)).append(before_.text(region.lines.before_begin, before_.count()));
    bool upwards = true;
    for (std::size_t grown = 0;;) {
      std::string old_text(after_.text(top - region.above, top));
      old_text += before_.text(region.lines.before_begin, region.lines.before_end);
      if (!old_text.empty() && occurs_once(text, old_text)) {
        return {std::move(old_text), std::string(after_.text(top - region.above, region.lines.after_end))};
      }
      for (std::size_t step = grown < slow_lines ? 1 : grown; step > 0; --step, ++grown) {
        grow(region, upwards);
        upwards = !upwards;
      }
    }
  }

  void grow(Region& region, bool upwards) {
    const bool at_end = region.lines.before_end == before_.count() && next_ == groups_.size();
    if (region.above < region.lines.after_begin && (upwards || at_end)) {
      ++region.above;
    } else if (!at_end) {
      grow_down(region.lines);
    }
  }

  void grow_down(LineChange& lines) {
    if (next_ < groups_.size() && groups_[next_].before_begin == lines.before_end) {
      lines.before_end = groups_[next_].before_end;
      lines.after_end = groups_[next_].after_end;
      ++next_;
    } else {
      ++lines.before_end;
      ++lines.after_end;
    }
  }

  Lines before_;
  Lines after_;
  std::vector<LineChange> groups_;
  std::size_t next_ = 0;
};

}  // namespace

std::vector<Edit> edits_between(std::string_view before, std::string_view after, std::size_t join) {
  if (before == after || before.empty()) return {};  // in an empty text there is nothing to replace
  const auto changes = line_changes(before, after);
  if (!changes) return {{std::string(before), std::string(after)}};
  return EditMaker(before, after, joined(*changes, join)).make();
}

}  // namespace edits
