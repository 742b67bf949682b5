#include <utility>

#include <fmt/core.h>
#include <simdjson.h>

#include <git_miner/repository.hpp>

#include "repository/git_handles.hpp"

namespace git_miner {
namespace {

void initialise_libgit2() {
  [[maybe_unused]] static const bool done = [] {
    git_libgit2_init();
    git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
    git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);  // only mirrors of our own are opened
    return true;
  }();
}

git_oid oid_of(const std::string& id) {
  git_oid oid{};
  git_oid_fromstr(&oid, id.c_str());
  return oid;
}

std::string text_of(const git_oid& oid) {
  if (git_oid_is_zero(&oid)) return "";
  std::string text(GIT_OID_HEXSZ, '0');
  git_oid_fmt(text.data(), &oid);
  return text;
}

std::string person(const git_signature* signature) {
  return signature ? fmt::format("{} <{}>", signature->name, signature->email) : std::string();
}

// xdiff counts from 1, and names the line before an empty side.
LineRange range_of(int start, int count) {
  const auto begin = static_cast<std::size_t>(count == 0 ? start : start - 1);
  return {begin, begin + static_cast<std::size_t>(count)};
}

FileSide side_of(const git_diff_file& file) {
  if (file.mode == 0) return {};
  return {.path = file.path, .id = text_of(file.id), .mode = file.mode};
}

std::optional<ChangeKind> kind_of(git_delta_t status) {
  switch (status) {
    case GIT_DELTA_ADDED:
      return ChangeKind::added;
    case GIT_DELTA_DELETED:
      return ChangeKind::deleted;
    case GIT_DELTA_MODIFIED:
    case GIT_DELTA_TYPECHANGE:
      return ChangeKind::modified;
    case GIT_DELTA_RENAMED:
      return ChangeKind::renamed;
    default:
      return std::nullopt;
  }
}

FileChange change_of(git_diff* diff, std::size_t index) {
  const git_diff_delta* delta = git_diff_get_delta(diff, index);
  FileChange change{.kind = kind_of(delta->status).value_or(ChangeKind::modified)};
  if (change.kind != ChangeKind::added) change.before = side_of(delta->old_file);
  if (change.kind != ChangeKind::deleted) change.after = side_of(delta->new_file);
  const auto patch = made<PatchHandle>(git_patch_from_diff, diff, index);
  delta = git_diff_get_delta(diff, index);  // whether it is binary is known now
  change.is_binary = !patch || (delta->flags & GIT_DIFF_FLAG_BINARY) != 0;
  for (std::size_t i = 0, count = patch ? git_patch_num_hunks(patch.get()) : 0; i < count; ++i) {
    const git_diff_hunk* hunk = nullptr;
    git_patch_get_hunk(&hunk, nullptr, patch.get(), i);
    change.lines.push_back(
        {range_of(hunk->old_start, hunk->old_lines), range_of(hunk->new_start, hunk->new_lines)});
  }
  return change;
}

base::Error open_problem(const std::filesystem::path& mirror) {
  const std::string why = last_git_error();
  if (why.contains("objectformat")) {
    return {"cannot mine the repository", "its objects are named by SHA-256, which libgit2 1.5 cannot read",
            "leave the repository out, or convert it to SHA-1"};
  }
  return {fmt::format("cannot open the mirror {}", mirror.filename().string()), why,
          "remove the mirror; it is made again at the next run"};
}

// Ends a comparison of trees that has grown too large: few objects can name any number of files.
struct DiffWalk {
  static constexpr std::size_t most_steps = 1'000'000;
  std::size_t most_deltas = 0;
  std::size_t deltas = 0, steps = 0;

  bool is_too_long() const { return deltas > most_deltas || steps > most_steps; }

  static int count_delta(const git_diff*, const git_diff_delta*, const char*, void* walk) {
    auto& self = *static_cast<DiffWalk*>(walk);
    return ++self.deltas > self.most_deltas ? GIT_EUSER : 0;
  }
  static int count_step(const git_diff*, const char*, const char*, void* walk) {
    return ++static_cast<DiffWalk*>(walk)->steps > most_steps ? GIT_EUSER : 0;
  }
};

constexpr std::uint64_t most_blob_bytes = 64u << 20;

}  // namespace

struct Repository::State {
  RepositoryHandle repository;

  CommitHandle commit(const std::string& id) const {
    const git_oid oid = oid_of(id);
    return made<CommitHandle>(git_commit_lookup, repository.get(), &oid);
  }

  TreeHandle tree(const std::string& id) const {
    const auto found = commit(id);
    return found ? made<TreeHandle>(git_commit_tree, found.get()) : TreeHandle();
  }

  // Against the first parent, or nothing. Null if a tree cannot be read, and where `walk` became too long.
  DiffHandle diff(const std::string& id, DiffWalk& walk) const {
    const auto child = commit(id);
    if (!child) return {};
    const auto child_tree = made<TreeHandle>(git_commit_tree, child.get());
    CommitHandle parent;
    TreeHandle parent_tree;
    if (git_commit_parentcount(child.get()) > 0) {
      parent = made<CommitHandle>(git_commit_parent, child.get(), 0u);
      if (!parent) return {};
      parent_tree = made<TreeHandle>(git_commit_tree, parent.get());
      if (!parent_tree) return {};
    }
    git_diff_options options = GIT_DIFF_OPTIONS_INIT;
    options.flags = GIT_DIFF_PATIENCE | GIT_DIFF_INDENT_HEURISTIC | GIT_DIFF_INCLUDE_TYPECHANGE;
    options.context_lines = 0;
    options.max_size = 1 << 20;
    options.notify_cb = DiffWalk::count_delta;
    options.progress_cb = DiffWalk::count_step;
    options.payload = &walk;
    if (!child_tree) return {};
    return made<DiffHandle>(git_diff_tree_to_tree, repository.get(), parent_tree.get(), child_tree.get(),
                            static_cast<const git_diff_options*>(&options));
  }
};

Repository::Repository(std::unique_ptr<State> state) : state_(std::move(state)) {}
Repository::Repository(Repository&&) noexcept = default;
Repository& Repository::operator=(Repository&&) noexcept = default;
Repository::~Repository() = default;

base::Result<Repository> Repository::open(const std::filesystem::path& mirror) {
  initialise_libgit2();
  auto state = std::make_unique<State>();
  state->repository = made<RepositoryHandle>(git_repository_open, mirror.c_str());
  if (!state->repository) return std::unexpected(open_problem(mirror));
  if (git_repository_is_shallow(state->repository.get()) == 1) {
    return base::failure("cannot mine the repository", "it is a shallow clone: its history is cut off",
                         "complete it with `git fetch --unshallow`");
  }
  return Repository(std::move(state));
}

base::Result<std::string> Repository::head() const {
  git_repository* repository = state_->repository.get();
  for (const char* name : {"HEAD", "refs/heads/main", "refs/heads/master"}) {
    git_oid id{};
    if (git_reference_name_to_id(&id, repository, name) == 0) return text_of(id);
  }
  const auto branches = made<BranchesHandle>(git_branch_iterator_new, repository, GIT_BRANCH_LOCAL);
  std::vector<std::string> heads;
  git_reference* next = nullptr;
  git_branch_t type{};
  while (branches && git_branch_next(&next, &type, branches.get()) == 0) {
    const ReferenceHandle branch(next);
    if (const git_oid* id = git_reference_target(branch.get())) heads.push_back(text_of(*id));
  }
  if (heads.size() == 1) return heads.front();
  if (heads.empty()) {
    return base::failure("cannot mine the repository", "it has no commits", "leave it out");
  }
  return base::failure("cannot mine the repository", "its HEAD names no branch, and it has several",
                       "set the default branch with `git symbolic-ref HEAD refs/heads/NAME`");
}

base::Result<std::vector<std::string>> Repository::walk(bool first_parents_only) const {
  const auto start = head();
  if (!start) return std::unexpected(start.error());
  const auto walker = made<WalkHandle>(git_revwalk_new, state_->repository.get());
  if (!walker) return std::unexpected(damaged("the history"));
  git_revwalk_sorting(walker.get(), GIT_SORT_TOPOLOGICAL | GIT_SORT_TIME);
  if (first_parents_only) git_revwalk_simplify_first_parent(walker.get());
  const git_oid oid = oid_of(*start);
  if (git_revwalk_push(walker.get(), &oid) != 0) return std::unexpected(damaged("the history"));
  std::vector<std::string> ids;
  git_oid id{};
  int status = 0;
  while ((status = git_revwalk_next(&id, walker.get())) == 0) ids.push_back(text_of(id));
  if (status != GIT_ITEROVER) return std::unexpected(damaged("the history"));
  return ids;
}

base::Result<std::string> Repository::oldest_root() const {
  const auto ids = walk(false);
  if (!ids) return std::unexpected(ids.error());
  std::optional<std::pair<git_time_t, std::string>> oldest;
  for (const std::string& id : *ids) {
    const auto commit = state_->commit(id);
    if (!commit) return std::unexpected(damaged("commit " + id));
    if (git_commit_parentcount(commit.get()) > 0) continue;
    std::pair found(git_commit_time(commit.get()), id);
    if (!oldest || found < *oldest) oldest = std::move(found);
  }
  if (!oldest) return std::unexpected(damaged("the history"));
  return std::move(oldest->second);
}

base::Result<CommitText> Repository::commit(const std::string& id) const {
  const auto commit = state_->commit(id);
  if (!commit) return std::unexpected(damaged("commit " + id));
  CommitText text{.id = id};
  for (unsigned i = 0; i < git_commit_parentcount(commit.get()); ++i) {
    text.parents.push_back(text_of(*git_commit_parent_id(commit.get(), i)));
  }
  text.message = git_commit_message(commit.get());
  text.is_utf8 = simdjson::validate_utf8(text.message);
  text.author = person(git_commit_author(commit.get()));
  text.committer = person(git_commit_committer(commit.get()));
  return text;
}

base::Result<Changes> Repository::changes(const std::string& id, std::size_t most_deltas) const {
  DiffWalk walk{.most_deltas = most_deltas};
  const auto diff = state_->diff(id, walk);
  if (walk.is_too_long()) return Changes{.deltas = most_deltas + 1};
  if (!diff) return std::unexpected(damaged("the trees of commit " + id));
  Changes changes{.deltas = git_diff_num_deltas(diff.get())};
  git_diff_find_options options = GIT_DIFF_FIND_OPTIONS_INIT;
  options.flags = GIT_DIFF_FIND_RENAMES;
  options.rename_threshold = 50;
  options.rename_limit = 200;
  if (git_diff_find_similar(diff.get(), &options) != 0) {
    return std::unexpected(damaged("the files of commit " + id));
  }
  for (std::size_t i = 0; i < git_diff_num_deltas(diff.get()); ++i) {
    if (kind_of(git_diff_get_delta(diff.get(), i)->status)) changes.files.push_back(change_of(diff.get(), i));
  }
  return changes;
}

base::Result<std::vector<RawChange>> Repository::raw_changes(const std::string& id,
                                                             std::size_t most_deltas) const {
  DiffWalk walk{.most_deltas = most_deltas};
  const auto diff = state_->diff(id, walk);
  if (walk.is_too_long()) return std::vector<RawChange>();
  if (!diff) return std::unexpected(damaged("the trees of commit " + id));
  std::vector<RawChange> changes;
  for (std::size_t i = 0; i < git_diff_num_deltas(diff.get()); ++i) {
    const git_diff_delta* delta = git_diff_get_delta(diff.get(), i);
    changes.push_back({delta->new_file.path, text_of(delta->old_file.id), text_of(delta->new_file.id)});
  }
  return changes;
}

std::optional<std::string> Repository::file(const std::string& commit, std::string_view path) const {
  const auto tree = state_->tree(commit);
  if (!tree) return std::nullopt;
  const std::string name(path);
  const auto entry =
      made<EntryHandle>(git_tree_entry_bypath, static_cast<const git_tree*>(tree.get()), name.c_str());
  if (!entry || git_tree_entry_type(entry.get()) != GIT_OBJECT_BLOB ||
      git_tree_entry_filemode(entry.get()) == GIT_FILEMODE_LINK) {
    return std::nullopt;
  }
  auto text = blob(text_of(*git_tree_entry_id(entry.get())));
  if (!text) return std::nullopt;
  return std::move(*text);
}

base::Result<std::uint64_t> Repository::blob_size(const std::string& id) const {
  const git_oid oid = oid_of(id);
  const auto objects = made<ObjectsHandle>(git_repository_odb, state_->repository.get());
  std::size_t size = 0;
  git_object_t kind{};
  if (!objects || git_odb_read_header(&size, &kind, objects.get(), &oid) != 0 || kind != GIT_OBJECT_BLOB) {
    return std::unexpected(damaged("object " + id));
  }
  return size;
}

base::Result<std::string> Repository::blob(const std::string& id) const {
  const git_oid oid = oid_of(id);
  const auto size = blob_size(id);
  if (!size) return std::unexpected(size.error());
  if (*size > most_blob_bytes) {
    return base::failure("cannot read object " + id, "it is larger than 64 MiB", "leave the commit out");
  }
  const auto blob = made<BlobHandle>(git_blob_lookup, state_->repository.get(), &oid);
  if (!blob) return std::unexpected(damaged("object " + id));
  return std::string(static_cast<const char*>(git_blob_rawcontent(blob.get())),
                     static_cast<std::size_t>(git_blob_rawsize(blob.get())));
}

std::vector<std::string> Repository::names(const std::string& commit, std::string_view folder) const {
  TreeHandle tree = state_->tree(commit);
  if (tree && !folder.empty()) {
    const std::string path(folder);
    const auto entry =
        made<EntryHandle>(git_tree_entry_bypath, static_cast<const git_tree*>(tree.get()), path.c_str());
    if (!entry || git_tree_entry_type(entry.get()) != GIT_OBJECT_TREE) return {};
    tree = made<TreeHandle>(git_tree_lookup, state_->repository.get(), git_tree_entry_id(entry.get()));
  }
  std::vector<std::string> names;
  for (std::size_t i = 0; tree && i < git_tree_entrycount(tree.get()); ++i) {
    const git_tree_entry* entry = git_tree_entry_byindex(tree.get(), i);
    names.emplace_back(git_tree_entry_name(entry));
    if (git_tree_entry_type(entry) == GIT_OBJECT_TREE) names.back() += '/';
  }
  return names;
}

base::Result<std::optional<std::vector<FileSide>>> Repository::tree(const std::string& commit) const {
  const auto tree = state_->tree(commit);
  if (!tree) return std::unexpected(damaged("the tree of commit " + commit));
  struct Walk {
    std::vector<FileSide> files;
    std::size_t entries = 0;
  } walk;
  const auto add = [](const char* root, const git_tree_entry* entry, void* payload) {
    Walk& into = *static_cast<Walk*>(payload);
    if (++into.entries > most_tree_entries) return static_cast<int>(GIT_EUSER);
    if (git_tree_entry_type(entry) != GIT_OBJECT_TREE) {
      into.files.push_back({std::string(root) + git_tree_entry_name(entry),
                            text_of(*git_tree_entry_id(entry)),
                            static_cast<unsigned>(git_tree_entry_filemode(entry))});
    }
    return 0;
  };
  const int done = git_tree_walk(tree.get(), GIT_TREEWALK_PRE, add, &walk);
  if (walk.entries > most_tree_entries) return std::nullopt;
  if (done != 0) return std::unexpected(damaged("the tree of commit " + commit));
  return std::move(walk.files);
}

}  // namespace git_miner
