#include <fstream>
#include <functional>
#include <utility>

#include <fmt/core.h>
#include <simdjson.h>

#include <git_miner/repository.hpp>

#include "repository/damage_mark.hpp"
#include "repository/encoding.hpp"
#include "repository/git_handles.hpp"
#include "repository/repository_state.hpp"

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

// A file of which there is no patch counts as binary; `unreadable` is told.
FileChange change_of(git_diff* diff, std::size_t index, const std::function<void()>& unreadable) {
  const git_diff_delta* delta = git_diff_get_delta(diff, index);
  FileChange change{.kind = kind_of(delta->status).value_or(ChangeKind::modified)};
  if (change.kind != ChangeKind::added) change.before = side_of(delta->old_file);
  if (change.kind != ChangeKind::deleted) change.after = side_of(delta->new_file);
  const auto patch = made<PatchHandle>(git_patch_from_diff, diff, index);
  if (!patch) unreadable();
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

// The commits at which a shallow clone ends.
std::set<std::string> cut_off_in(const std::filesystem::path& mirror) {
  std::set<std::string> ids;
  std::ifstream in(mirror / "shallow");
  for (std::string id; in >> id;) ids.insert(id);
  return ids;
}

base::Error open_problem(const std::filesystem::path& mirror) {
  const std::string why = last_git_error();
  if (why.contains("objectformat")) {
    return {"cannot mine the repository", "its objects are named by SHA-256, which libgit2 1.5 cannot read",
            "leave the repository out, or convert it to SHA-1"};
  }
  return {fmt::format("cannot open the mirror {}", mirror.filename().string()), why,
          "remove the mirror; it is made again at the next run", true};
}

constexpr std::uint64_t most_blob_bytes = 64u << 20;

}  // namespace

std::optional<base::Error> Repository::take_damage() const {
  return std::exchange(state_->damage, std::nullopt);
}

Repository::Repository(std::unique_ptr<State> state) : state_(std::move(state)) {}
Repository::Repository(Repository&&) noexcept = default;
Repository& Repository::operator=(Repository&&) noexcept = default;
Repository::~Repository() = default;

base::Result<Repository> Repository::open(const std::filesystem::path& mirror) {
  initialise_libgit2();
  auto state = std::make_unique<State>();
  state->repository = made<RepositoryHandle>(git_repository_open, mirror.c_str());
  if (!state->repository) return std::unexpected(open_problem(mirror));
  state->cut_off = cut_off_in(mirror);
  state->is_damaged = std::filesystem::exists(mirror / damage_mark);
  // Nobody checked what a copy of a damaged repository holds. For all of the process, which is only slower.
  if (state->is_damaged) git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 1);
  return Repository(std::move(state));
}

base::Result<CommitText> Repository::commit(const std::string& id) const {
  const auto commit = state_->commit(id);
  if (!commit) return std::unexpected(state_->unreadable("commit " + id));
  CommitText text{.id = id};
  text.parents = state_->parents(commit.get());
  text.is_cut_off = state_->cut_off.contains(id);
  const char* named = git_commit_message_encoding(commit.get());
  const std::string encoding = named ? named : "";
  text.message = as_utf8(git_commit_message(commit.get()), encoding);
  text.is_utf8 = simdjson::validate_utf8(text.message);
  text.author_time = git_commit_author(commit.get())->when.time;
  text.author = as_utf8(person(git_commit_author(commit.get())), encoding);
  text.committer = as_utf8(person(git_commit_committer(commit.get())), encoding);
  return text;
}

base::Result<Changes> Repository::changes(const std::string& id, std::size_t most_deltas) const {
  DiffWalk walk{.most_deltas = most_deltas};
  const auto diff = state_->diff(id, walk);
  if (walk.is_too_long()) return Changes{.deltas = most_deltas + 1};
  if (!diff) return std::unexpected(state_->unreadable("the trees of commit " + id));
  Changes changes{.deltas = git_diff_num_deltas(diff.get())};
  git_diff_find_options options = GIT_DIFF_FIND_OPTIONS_INIT;
  options.flags = GIT_DIFF_FIND_RENAMES;
  options.rename_threshold = 50;
  options.rename_limit = 200;
  if (git_diff_find_similar(diff.get(), &options) != 0) {
    return std::unexpected(state_->unreadable("the files of commit " + id));
  }
  for (std::size_t i = 0; i < git_diff_num_deltas(diff.get()); ++i) {
    const git_diff_delta* delta = git_diff_get_delta(diff.get(), i);
    if (!kind_of(delta->status)) continue;
    changes.files.push_back(change_of(diff.get(), i, [&] {
      state_->unreadable(fmt::format("{} of commit {}", delta->new_file.path, id));
    }));
  }
  return changes;
}

base::Result<std::vector<RawChange>> Repository::raw_changes(const std::string& id,
                                                             std::size_t most_deltas) const {
  DiffWalk walk{.most_deltas = most_deltas};
  const auto diff = state_->diff(id, walk);
  if (walk.is_too_long()) return std::vector<RawChange>();
  if (!diff) return std::unexpected(state_->unreadable("the trees of commit " + id));
  std::vector<RawChange> changes;
  for (std::size_t i = 0; i < git_diff_num_deltas(diff.get()); ++i) {
    const git_diff_delta* delta = git_diff_get_delta(diff.get(), i);
    changes.push_back({delta->new_file.path, text_of(delta->old_file.id), text_of(delta->new_file.id)});
  }
  return changes;
}

std::optional<std::string> Repository::file(const std::string& commit, std::string_view path) const {
  const auto tree = state_->tree(commit);
  if (!tree) {
    state_->unreadable("the tree of commit " + commit);
    return std::nullopt;
  }
  const std::string name(path);
  const auto entry =
      made<EntryHandle>(git_tree_entry_bypath, static_cast<const git_tree*>(tree.get()), name.c_str());
  if (!entry && state_->is_damage()) state_->unreadable(name + " of commit " + commit);
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
    return std::unexpected(state_->unreadable("object " + id));
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
  if (!blob) return std::unexpected(state_->unreadable("object " + id));
  return std::string(static_cast<const char*>(git_blob_rawcontent(blob.get())),
                     static_cast<std::size_t>(git_blob_rawsize(blob.get())));
}

std::optional<std::string> Repository::blob_beside(const std::string& id, std::uint64_t most_bytes) const {
  const auto known = state_->damage;
  std::optional<std::string> bytes;
  if (const auto size = blob_size(id); size && *size <= most_bytes) {
    if (auto read = blob(id)) bytes = *std::move(read);
  }
  state_->damage = known;
  return bytes;
}

std::vector<std::string> Repository::names(const std::string& commit, std::string_view folder) const {
  TreeHandle tree = state_->tree(commit);
  if (!tree) state_->unreadable("the tree of commit " + commit);
  if (tree && !folder.empty()) {
    const std::string path(folder);
    const auto entry =
        made<EntryHandle>(git_tree_entry_bypath, static_cast<const git_tree*>(tree.get()), path.c_str());
    if (!entry && state_->is_damage()) state_->unreadable(path + " of commit " + commit);
    if (!entry || git_tree_entry_type(entry.get()) != GIT_OBJECT_TREE) return {};
    tree = made<TreeHandle>(git_tree_lookup, state_->repository.get(), git_tree_entry_id(entry.get()));
    if (!tree) state_->unreadable(path + " of commit " + commit);
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
  if (!tree) return std::unexpected(state_->unreadable("the tree of commit " + commit));
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
  if (done != 0) return std::unexpected(state_->unreadable("the tree of commit " + commit));
  return std::move(walk.files);
}

}  // namespace git_miner
