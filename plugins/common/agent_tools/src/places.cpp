#include "places.hpp"

#include <agent_tools/result_texts.hpp>

namespace agent_tools {
namespace fs = std::filesystem;

std::expected<Place, ToolResult> Places::find(std::string_view path) const {
  const auto refused = [](std::string text) {
    return std::unexpected(ToolResult{.text = std::move(text), .ok = false, .exit = {}});
  };
  if (path.contains('\0')) return refused(outside_text("a path with a NUL", root_));
  // A model may also use the real path, for instance one from a command's output.
  std::string shown = roots_.to_neutral(path);
  if (!shown.starts_with('/')) shown = (fs::path(root_) / shown).lexically_normal().string();
  while (shown.size() > 1 && shown.ends_with('/')) shown.pop_back();

  std::string refusal = outside_text(shown, root_);
  const auto below = [&](const Workspace& workspace, const std::string& root) -> std::optional<Place> {
    const fs::path relative = fs::path(shown).lexically_normal().lexically_relative(root);
    if (relative.empty() || *relative.begin() == "..") return std::nullopt;
    auto resolved = workspace.resolve(relative);
    if (resolved) return Place{&workspace, *std::move(resolved), shown, true};
    if (resolved.error().problem != Workspace::outside)
      refusal = unreadable_text(shown, resolved.error().text());
    return std::nullopt;
  };
  if (auto place = below(workspace_, root_)) return *std::move(place);
  if (outputs_) {
    if (auto place = below(*outputs_, outputs_root_)) {
      place->writable = false;
      return *std::move(place);
    }
  }
  return refused(std::move(refusal));
}

}  // namespace agent_tools
