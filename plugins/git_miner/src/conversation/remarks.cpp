#include <algorithm>

#include <fmt/core.h>

#include "conversation/wording.hpp"

namespace git_miner {
namespace {

std::string use_of(const CrateUse& use) {
  return use.names.empty() ? fmt::format("the code in `{}`", use.file)
                           : fmt::format("{} in `{}`", list_of(use.names), use.file);
}

std::string added_crate(const CrateUse& use, std::uint64_t choice) {
  switch (choice % 3) {
    case 0:
      return fmt::format("`{}` goes into the manifest, for {}.", use.crate, use_of(use));
    case 1:
      return fmt::format("Adding `{}` to the dependencies: it is needed for {}.", use.crate, use_of(use));
    default:
      return fmt::format("The dependency `{}` comes in, for {}.", use.crate, use_of(use));
  }
}

std::vector<std::string> sorted(const std::set<std::string>& names) { return {names.begin(), names.end()}; }

// Of what this manifest itself changes.
std::string manifest_remark(const ChangedFile& file, const ChangeFacts& facts, std::uint64_t choice) {
  const auto before = read_manifest(file.before), after = read_manifest(file.after);
  if (!before || !after) return "";
  const DependencyChanges changes = compare_manifests(*before, *after);
  std::string text;
  const auto add = [&](const std::string& sentence) { text += (text.empty() ? "" : " ") + sentence; };
  for (const CrateUse& use : facts.crate_uses) {
    if (changes.added.contains(use.crate)) add(added_crate(use, choice++));
  }
  if (!changes.removed.empty())
    add(fmt::format("{} {} out.", list_of(sorted(changes.removed)),
                    changes.removed.size() == 1 ? "goes" : "go"));
  if (text.empty() && !changes.test_only.empty())
    add(fmt::format("The tests need {}.", list_of(sorted(changes.test_only))));
  return text;
}

std::string source_remark(const ChangeFacts& facts, const std::string& file, bool is_new,
                          std::uint64_t choice) {
  const auto changed = paths_of(facts.changed, file, Part::source),
             added = paths_of(facts.added, file, Part::source),
             deleted = paths_of(facts.deleted, file, Part::source);
  if (is_new) return added.empty() ? "" : fmt::format("A new file, `{}`, takes {}.", file, list_of(added));
  if (!added.empty() && !changed.empty()) {
    return choice % 2 == 0 ? fmt::format("`{}` gets {}; {} {} with it.", file, list_of(added),
                                         list_of(changed), changed.size() == 1 ? "changes" : "change")
                           : fmt::format("I add {} here and adapt {}.", list_of(added), list_of(changed));
  }
  if (!added.empty()) {
    return choice % 2 == 0 ? fmt::format("Adding {} to `{}`.", list_of(added), file)
                           : fmt::format("New in `{}`: {}.", file, list_of(added));
  }
  if (!changed.empty() && !deleted.empty()) {
    return fmt::format("{} {} here, and {} {}.", list_of(deleted), deleted.size() == 1 ? "goes" : "go",
                       list_of(changed), changed.size() == 1 ? "changes" : "change");
  }
  if (changed.size() == 1) {
    switch (choice % 4) {
      case 0:
        return fmt::format("The place to change is `{}`.", changed.front());
      case 1:
        return fmt::format("Now to `{}` in `{}`.", changed.front(), file);
      case 2:
        return fmt::format("I'll edit `{}`.", changed.front());
      default:
        return fmt::format("In `{}`, `{}` has to change.", file, changed.front());
    }
  }
  if (!changed.empty()) {
    return choice % 2 == 0 ? fmt::format("Several places change in `{}`: {}.", file, list_of(changed))
                           : fmt::format("Here I change {}.", list_of(changed));
  }
  if (!deleted.empty()) return fmt::format("Removing {} from `{}`.", list_of(deleted), file);
  return "";
}

std::string test_remark(const ChangeFacts& facts, const std::string& file, std::uint64_t choice) {
  const auto added = paths_of(facts.added, file, Part::run_tests),
             changed = paths_of(facts.changed, file, Part::tests);
  if (!added.empty()) {
    const char* kind = added.size() == 1 ? "A new test" : "New tests";
    return choice % 2 == 0 ? fmt::format("{}: {}.", kind, list_of(added))
                           : fmt::format("For the tests, I add {}.", list_of(added));
  }
  if (!changed.empty())
    return fmt::format("In the tests, {} {}.", list_of(changed), changed.size() == 1 ? "changes" : "change");
  return "";
}

}  // namespace

std::map<std::string, std::string> remarks(const ChangeSet& set, const ChangeFacts& facts,
                                           std::uint64_t choice) {
  std::map<std::string, std::string> all;
  for (const ChangedFile& file : set.files) {
    if (file.change.kind == ChangeKind::deleted) continue;
    const std::string& path = file.change.path();
    std::string text;
    if (file.is_manifest) text = manifest_remark(file, facts, choice);
    if (file.is_rust) text = source_remark(facts, path, file.change.kind == ChangeKind::added, choice);
    if (file.is_rust && text.empty()) text = test_remark(facts, path, choice);
    if (!text.empty()) all[path] = std::move(text);
    choice = choice / 3 + 1;
  }
  return all;
}

}  // namespace git_miner
