#include "conversation/edit_plans.hpp"

#include "conversation/edit_order.hpp"

namespace git_miner {

// None of what is no Rust, or not to be parsed.
const rust_code::SourceFile* EditPlans::tree_of(const std::string& path, const std::string& text) const {
  if (!path.ends_with(".rs")) return nullptr;
  if (set_) {
    for (const ChangedFile& file : set_->files) {
      if (file.tree_before && file.change.before.path == path && file.before == text)
        return &*file.tree_before;
      if (file.tree_after && file.change.after.path == path && file.after == text) return &*file.tree_after;
    }
  }
  auto parsed = rust_code::SourceFile::parse(text, rust_code::role_of_path(path));
  return parsed ? &parsed_.emplace_back(*std::move(parsed)) : nullptr;
}

const EditPlan& EditPlans::of(const std::string& path, const std::string& from, const std::string& to) const {
  const auto [known, is_new] = known_.try_emplace({path, to});
  EditPlan& plan = known->second;
  if (!is_new) return plan;
  const rust_code::SourceFile *before = tree_of(path, from), *after = tree_of(path, to);
  if (!before || !after) {
    plan.edits = edits_as_made(from, to);
    if (!plan.edits.empty()) plan.remark = remarks_.on_manifest(path, plan.edits.front());
    return plan;
  }
  const auto placed = edits_in_order(from, *after);
  for (const PlacedEdit& edit : placed) plan.edits.push_back(edit.edit);
  if (!placed.empty()) plan.remark.text = remarks_.on_edit(path, *before, *after, placed.front());
  return plan;
}

}  // namespace git_miner
