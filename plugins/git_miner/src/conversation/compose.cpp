#include "conversation/compose.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/core.h>

#include "conversation/edit_order.hpp"
#include "conversation/trajectory.hpp"
#include "search/interfaces.hpp"
#include "search/replaced_names.hpp"

namespace git_miner {
namespace {

// From much to little of what is read.
constexpr std::array generosities = {
    SearchLimits{},
    SearchLimits{.whole_lines = 120, .item_lines = 80, .margin = 8, .joined_lines = 20, .page_lines = 100},
    SearchLimits{.whole_lines = 60, .item_lines = 40, .margin = 4, .joined_lines = 10, .page_lines = 80},
    SearchLimits{.whole_lines = 20,
                 .item_lines = 20,
                 .margin = 2,
                 .joined_lines = 0,
                 .page_lines = 60,
                 .whole_heads = false}};

bool exists_before(const ChangedFile& file) { return file.change.kind != ChangeKind::added; }
bool exists_after(const ChangedFile& file) { return file.change.kind != ChangeKind::deleted; }

// What is the same for all generosities.
struct Known {
  explicit Known(const Composition& composition)
      : plans(composition.remarks, composition.set),
        replaced(replaced_names(composition.set)),
        grounds(grounds_of(composition.set, composition.request)),
        assumptions(assumptions_of(composition.set, AddedLines(composition.set))) {
    if (composition.is_dependency) assumptions.names.clear();  // those of a new crate stand nowhere yet
    for (const ChangedFile& file : composition.set.files) {
      if (file.tree_before) outlines[file.change.before.path] = outline_of(*file.tree_before);
      names[file.change.path()] = file.tree_after ? names_of(file.before, *file.tree_after) : PartNames();
    }
  }

  Outlines outlines;
  std::map<std::string, PartNames> names;  // by path
  EditPlans plans;
  std::vector<std::string> replaced;
  Grounds grounds;
  Assumptions assumptions;
};

class Composer {
 public:
  Composer(const Composition& composition, const secrets::Scanner& scanner, const SearchLimits& limits,
           const Known& known, const std::filesystem::path& scratch)
      : composition_(composition),
        known_(known),
        trajectory_(composition.paths, composition.load, known.outlines, known.plans, scratch),
        search_(trajectory_.files(), trajectory_.shown(), composition.request, scanner, limits) {
    for (const ChangedFile& file : composition.set.files) files_.push_back(&file);
    std::ranges::stable_sort(files_, {}, [&](const ChangedFile* file) { return search_order(*file); });
    search_.want_replaced(known.replaced);
  }

  std::expected<chat::Example, Drop> compose() {
    if (!(trajectory_.open(composition_.system_prompt, composition_.request) && begin() && work()))
      return std::unexpected(drop_.evidence.empty() ? trajectory_.drop() : drop_);
    if (!replays())
      return std::unexpected(Drop{DropReason::edits_do_not_replay, "the files are not those of the commit"});
    const std::string report =
        composition_.report([this](std::string_view word) { return trajectory_.shown().has_name(word); });
    return std::move(trajectory_).end(report);
  }

 private:
  bool fail(Drop drop) {
    drop_ = std::move(drop);
    return false;
  }

  // Sources, tests, the manifest unless the request is about it, other texts.
  int search_order(const ChangedFile& file) const {
    if (file.is_manifest) return composition_.is_dependency ? 0 : 3;
    if (!file.is_rust) return 4;
    return file.is_test ? 2 : 1;
  }

  // What fails before the change: new tests, or what is there already.
  bool begin() {
    const Proof* proof = composition_.proof;
    if (!proof) return true;
    for (const auto& [path, text] : proof->tests_first) {
      search_.want(targets_of(path, text));
      const auto tests = path.ends_with(".rs")
                             ? rust_code::SourceFile::parse(text)
                             : base::Result<rust_code::SourceFile>(base::failure("no Rust"));
      if (tests) want_names(path, *tests);
      search_.want_assumptions(assumptions_in(known_.assumptions, path));
    }
    if (!search()) return false;
    if (shows_failure()) show_baseline();
    for (const auto& [path, text] : proof->tests_first) {
      if (!trajectory_.change(path, text, is_whole_test(path))) return false;
    }
    trajectory_.show(proof->before);
    for (const CapturedRun& run : proof->before) search_.heed(run.output);
    return true;
  }

  // A run of its own, or new tests, before what is to be changed is looked for.
  bool shows_failure() const {
    const Proof* proof = composition_.proof;
    return proof && !(proof->tests_first.empty() && proof->before.empty());
  }

  // Before the first edit and before tests are skipped: which checks fail already, and so will say nothing at the end.
  void show_baseline() {
    for (const LeftOutCheck& check : composition_.proof->left_out) {
      if (check.baseline) trajectory_.show_aside(*check.baseline);
    }
  }

  bool work() {
    for (const ChangedFile* file : files_) {  // of a tree too large to be listed nothing is known
      if (exists_before(*file) && !trajectory_.files().has(file->change.before.path))
        return fail({DropReason::no_way, file->change.before.path});
    }
    for (const ChangedFile* file : files_) {
      search_.want(targets_of(*file));
      search_.want_uses(changed_interfaces(*file));
      if (file->tree_after) want_names(file->change.path(), *file->tree_after);
    }
    search_.want_grounds(known_.grounds);
    search_.want_assumptions(known_.assumptions);
    if (!search()) return false;
    if (const ChangedFile* file = unread_away()) return fail({DropReason::no_way, file->change.before.path});
    if (composition_.proof && !shows_failure()) show_baseline();
    for (const ChangedFile* file : in_edit_order()) {
      if (!apply(*file)) return false;
    }
    if (composition_.proof) trajectory_.show(composition_.proof->after);
    return true;
  }

  bool search() {
    while (true) {
      auto call = search_.next();
      if (!call) return fail(call.error());
      if (!*call) break;
      if (!trajectory_.carry_out(**call)) return false;
    }
    const Target* missing = search_.missing();
    if (!missing) {
      auto unseen = search_.unseen();
      return !unseen || fail({DropReason::unseen_name, *std::move(unseen)});
    }
    if (missing->name)
      return fail({DropReason::no_way_to_name, missing->name->name + " of " + missing->path});
    return fail({DropReason::no_way, missing->lines.count() == 0
                                         ? missing->path
                                         : fmt::format("{}, lines {} to {}", missing->path,
                                                       missing->lines.begin + 1, missing->lines.end)});
  }

  // Those that the lines use in which the file is to differ.
  void want_names(const std::string& path, const rust_code::SourceFile& to) {
    const std::string after(to.tree().source());
    const std::string before = trajectory_.files().has(path) ? trajectory_.files().text(path) : "";
    if (after.empty() || after == before) return;
    const auto used = names_used(to, edited_lines(after, edits::edits_between(after, before)));
    std::set<UsedName> is_new(used.begin(), used.end());
    if (const auto from = rust_code::SourceFile::parse(before)) {
      for (const UsedName& name :
           names_used(*from, edited_lines(before, edits::edits_between(before, after))))
        is_new.erase(name);
    }
    search_.want_names(used, is_new);
  }

  std::vector<Target> targets_of(const std::string& path, const std::string& to) const {
    std::vector<Target> targets;
    if (!trajectory_.files().has(path)) return {{path, {}}};
    const std::string& now = trajectory_.files().text(path);
    if (now == to) return {};
    if (now.empty()) return {{path, {0, 1}}};
    for (const LineRange& lines : edited_lines(now, edits_as_made(now, to))) targets.push_back({path, lines});
    return targets;
  }

  std::vector<Target> targets_of(const ChangedFile& file) const {
    if (!exists_after(file)) return {{file.change.before.path, {0, 1}}};
    if (!exists_before(file)) return targets_of(file.change.after.path, file.after);
    auto targets = targets_of(file.change.before.path, file.after);
    if (file.change.kind == ChangeKind::renamed) targets.push_back({file.change.before.path, {}});
    return targets;
  }

  // Manifests, whose crates the code needs; sources, new ones first, the others as they were read, but definitions before
  // uses; their tests; texts. Tests that were seen to fail stand there already.
  std::vector<const ChangedFile*> in_edit_order() const {
    const auto& read = trajectory_.shown().read_order();
    std::vector<const ChangedFile*> order = files_;
    const auto place = [&](const ChangedFile* file) {
      if (!exists_before(*file)) return std::ptrdiff_t{-1};
      return std::ranges::find(read, file->change.before.path) - read.begin();
    };
    std::ranges::stable_sort(order, {}, place);
    std::vector<PartNames> names;
    for (const ChangedFile* file : order) names.push_back(known_.names.at(file->change.path()));
    std::vector<const ChangedFile*> sorted;
    for (const std::size_t i : definitions_first(names)) sorted.push_back(order[i]);
    std::ranges::stable_sort(sorted, {}, [](const ChangedFile* file) {
      if (file->is_manifest) return 0;
      if (!file->is_rust) return 3;
      return file->is_test ? 2 : 1;
    });
    return sorted;
  }

  // Files with source beside their tests have their remark where the source changes.
  bool is_whole_test(const std::string& path) const {
    return std::ranges::any_of(
        files_, [&](const ChangedFile* file) { return file->change.path() == path && file->is_test; });
  }

  // A mod.rs that goes or moves without a line of it having been read: its name alone would lead to NAME.rs.
  const ChangedFile* unread_away() const {
    for (const ChangedFile* file : files_) {
      const bool goes = !exists_after(*file) || file->change.kind == ChangeKind::renamed;
      const std::string& path = file->change.before.path;
      if (goes && path.ends_with("/mod.rs") && trajectory_.shown().read_lines(path).empty()) return file;
    }
    return nullptr;
  }

  bool apply(const ChangedFile& file) {
    const std::string& from = file.change.before.path;
    const std::string& to = file.change.after.path;
    if (!exists_after(file)) return trajectory_.remove(from);
    if (file.change.kind == ChangeKind::renamed && !trajectory_.rename(from, to)) return false;
    return trajectory_.change(to, file.after);
  }

  bool replays() const {
    return std::ranges::all_of(files_, [this](const ChangedFile* file) {
      const std::string& from = file->change.before.path;
      const std::string& to = file->change.after.path;
      const bool is_gone = from.empty() || from == to || !trajectory_.text_on_disk(from);
      if (!exists_after(*file)) return is_gone;
      return is_gone && trajectory_.text_on_disk(to) == file->after;
    });
  }

  const Composition& composition_;
  const Known& known_;
  Trajectory trajectory_;
  Search search_;
  std::vector<const ChangedFile*> files_;
  Drop drop_;
};

}  // namespace

std::expected<chat::Example, Drop> compose(const Composition& composition, const TokenLimit& fit,
                                           const secrets::Scanner& scanner,
                                           const std::filesystem::path& scratch) {
  const Known known(composition);
  std::size_t fewest = 0;
  for (const SearchLimits& limits : generosities) {
    auto example = Composer(composition, scanner, limits, known, scratch).compose();
    if (!example && fewest == 0) return example;
    if (!example) break;
    if (!fit.counter) return example;
    const auto tokens = fit.counter->of_chat(example->messages, example->tools);
    if (!tokens) return std::unexpected(Drop{DropReason::template_refuses, tokens.error().text()});
    if (*tokens <= fit.max_tokens) {
      if (fit.counter->is_exact()) example->metadata.tokens = static_cast<std::int64_t>(*tokens);
      return example;
    }
    fewest = fewest == 0 ? *tokens : std::min(fewest, *tokens);
  }
  return std::unexpected(
      Drop{DropReason::too_many_tokens, fmt::format("tokens {} (max_tokens {})", fewest, fit.max_tokens)});
}

}  // namespace git_miner
