#include "line_changes.hpp"

#include <git2.h>

namespace edits {
namespace {

// libgit2 counts how often it is initialised; once for the program is enough and is never undone.
void initialise_libgit2() { [[maybe_unused]] static const int users = git_libgit2_init(); }

// Of a side without lines git names the line before it, else the first line; both from 1.
std::size_t first_line(int start, int count) {
  return static_cast<std::size_t>(count == 0 ? start : start - 1);
}

int add_change(const git_diff_delta*, const git_diff_hunk* hunk, void* changes) {
  const std::size_t before = first_line(hunk->old_start, hunk->old_lines);
  const std::size_t after = first_line(hunk->new_start, hunk->new_lines);
  static_cast<std::vector<LineChange>*>(changes)->push_back(
      {before, before + static_cast<std::size_t>(hunk->old_lines), after,
       after + static_cast<std::size_t>(hunk->new_lines)});
  return 0;
}

}  // namespace

Lines::Lines(std::string_view text) : text_(text), begins_{0} {
  for (std::size_t at = text.find('\n'); at != text.npos; at = text.find('\n', at + 1))
    begins_.push_back(at + 1);
  if (begins_.back() != text.size()) begins_.push_back(text.size());
}

std::optional<std::vector<LineChange>> line_changes(std::string_view before, std::string_view after) {
  initialise_libgit2();
  git_diff_options options = GIT_DIFF_OPTIONS_INIT;
  options.flags = GIT_DIFF_FORCE_TEXT | GIT_DIFF_PATIENCE | GIT_DIFF_INDENT_HEURISTIC;
  options.context_lines = 0;
  options.interhunk_lines = 0;
  std::vector<LineChange> changes;
  if (git_diff_buffers(before.data(), before.size(), nullptr, after.data(), after.size(), nullptr, &options,
                       nullptr, nullptr, add_change, nullptr, &changes) != 0) {
    return std::nullopt;
  }
  return changes;
}

}  // namespace edits
