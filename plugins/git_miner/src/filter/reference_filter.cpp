#include "filter/reference_filter.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>
#include <re2/re2.h>

#include <rust_code/node_kinds.hpp>

#include "change/added_lines.hpp"

namespace git_miner {
namespace {

// The first reference in a comment that nothing has shown; "" if there is none.
std::string unseen_reference(const ChangeSet& set, std::string_view request, std::string_view comment) {
  static const RE2 reference(
      R"((https?://[^\s<>()\[\]"'`]+|\bGH-\d+\b|(?:\B|\b[\w.-]+/[\w.-]+)#\d{1,6}\b|(?i:\b(?:issue|bug|pr|pull request|ticket) #?\d+\b)))");
  re2::StringPiece rest(comment.data(), comment.size());
  std::string found;
  while (RE2::FindAndConsume(&rest, reference, &found)) {
    // The documentation of the language and its crates is everybody's.
    if (found.contains("://doc.rust-lang.org/") || found.contains("://docs.rs/")) continue;
    while (found.ends_with('.') || found.ends_with(',') || found.ends_with(':') || found.ends_with(';'))
      found.pop_back();
    const bool was_there =
        std::ranges::any_of(set.files, [&](const ChangedFile& file) { return file.before.contains(found); });
    if (!request.contains(found) && !was_there) return found;
  }
  return "";
}

}  // namespace

std::optional<Drop> reference_drop(const ChangeSet& set, std::string_view request) {
  const AddedLines added(set);
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || !file.tree_after) continue;
    const auto& tree = file.tree_after->tree();
    for (const auto& node : tree.nodes()) {
      if (!rust_code::is_comment(node.kind)) continue;
      const std::size_t line = tree.line(node.bytes.begin);
      if (!added.hold(file, line - 1)) continue;
      if (const std::string found = unseen_reference(set, request, tree.text(node.bytes)); !found.empty())
        return Drop{DropReason::cites_reference, fmt::format("{}:{}: {}", file.change.path(), line, found)};
    }
  }
  return std::nullopt;
}

}  // namespace git_miner
