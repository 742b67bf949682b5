#include "proof/tests_first.hpp"

#include <optional>

#include <rust_code/split.hpp>

namespace git_miner {
namespace {

// The one place where a file's tests stand: an empty range at its end if there are none; none if there are
// several.
std::optional<rust_code::ByteRange> test_place(const rust_code::SourceFile& file) {
  const auto size = static_cast<std::uint32_t>(file.tree().source().size());
  rust_code::ByteRange place{size, size};
  for (const rust_code::Part& part : rust_code::split_tests(file)) {
    if (part.role != rust_code::Role::test) continue;
    if (place.begin != place.end) return std::nullopt;
    place = part.bytes;
  }
  return place;
}

std::optional<std::string> with_tests_of_after(const ChangedFile& file) {
  const auto old_place = test_place(*file.tree_before), new_place = test_place(*file.tree_after);
  if (!old_place || !new_place || new_place->begin == new_place->end) return std::nullopt;
  std::string text = file.before;
  text.replace(old_place->begin, old_place->end - old_place->begin, file.tree_after->tree().text(*new_place));
  return text;
}

}  // namespace

std::map<std::string, std::string> tests_in_parent(const ChangeSet& set) {
  std::map<std::string, std::string> texts;
  for (const ChangedFile& file : set.files) {
    const bool fits =
        file.change.kind == ChangeKind::modified || (file.change.kind == ChangeKind::added && file.is_test);
    if (!file.is_rust || !fits || file.test_lines == 0) continue;
    const auto text = file.is_test ? std::optional(file.after) : with_tests_of_after(file);
    if (text && *text != file.before) texts[file.change.path()] = *text;
  }
  return texts;
}

}  // namespace git_miner
