#include "search/project_files.hpp"

#include <algorithm>

namespace git_miner {

std::vector<OutlineItem> outline_of(const rust_code::SourceFile& file) {
  std::vector<OutlineItem> outline;
  const auto items = rust_code::list_items(file);
  std::vector<std::optional<std::size_t>> places(items.size());  // of items in the outline
  for (std::size_t i = 0; i < items.size(); ++i) {
    const rust_code::Item& item = items[i];
    const auto around = item.container ? places[*item.container] : std::nullopt;
    places[i] = around;
    const bool is_shown =
        item.kind != rust_code::ItemKind::use && item.kind != rust_code::ItemKind::extern_crate;
    if (!is_shown || item.is_local) continue;
    places[i] = outline.size();
    outline.push_back({.kind = item.kind,
                       .name = item.name,
                       .lines = {file.tree().line(item.whole.begin) - 1, item.last_line},
                       .header = item.first_line - 1,
                       .container = around});
  }
  return outline;
}

ProjectFiles::ProjectFiles(std::vector<std::string> paths, Load load, const Outlines& known)
    : paths_(std::move(paths)), load_(std::move(load)), known_(known) {
  std::ranges::sort(paths_);
}

bool ProjectFiles::has(std::string_view path) const { return std::ranges::binary_search(paths_, path); }

bool ProjectFiles::has_folder(std::string_view folder) const {
  if (folder.empty()) return true;
  const std::string front = std::string(folder) + "/";
  const auto at = std::ranges::lower_bound(paths_, front);
  return at != paths_.end() && at->starts_with(front);
}

ProjectFiles::File& ProjectFiles::file(const std::string& path) const {
  const auto known = files_.find(path);
  if (known != files_.end()) return known->second;
  return files_.try_emplace(path, has(path) ? load_(path) : "").first->second;
}

const std::string& ProjectFiles::text(const std::string& path) const { return file(path).text; }
const LineIndex& ProjectFiles::lines(const std::string& path) const { return file(path).lines; }

const std::vector<OutlineItem>& ProjectFiles::outline(const std::string& path) const {
  File& found = file(path);
  if (found.outline) return *found.outline;
  const auto known = known_.find(path);
  if (known != known_.end() && !found.is_changed) return known->second;
  const auto parsed = path.ends_with(".rs") ? rust_code::SourceFile::parse(found.text)
                                            : base::Result<rust_code::SourceFile>(base::failure("no Rust"));
  found.outline = parsed ? outline_of(*parsed) : std::vector<OutlineItem>();
  return *found.outline;
}

const OutlineItem* ProjectFiles::item_at(const std::string& path, std::size_t line) const {
  const OutlineItem* innermost = nullptr;
  for (const OutlineItem& item : outline(path)) {
    if (item.lines.begin <= line && line < item.lines.end) innermost = &item;
  }
  return innermost;
}

void ProjectFiles::put(const std::string& path, const std::string& text) {
  const auto at = std::ranges::lower_bound(paths_, path);
  if (at == paths_.end() || *at != path) paths_.insert(at, path);
  files_.erase(path);
  files_.try_emplace(path, text).first->second.is_changed = true;
}

void ProjectFiles::remove(const std::string& path) {
  std::erase(paths_, path);
  files_.erase(path);
}

}  // namespace git_miner
