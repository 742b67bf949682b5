// The tree `storage/` of opencode 0.6 - 1.1: session/<project>/<session>.json,
// message/<session>/<message>.json, part/<message>/<part>.json, project/<project>.json.
#include <set>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "decode_v1.hpp"
#include "faults.hpp"
#include "readers.hpp"
#include "tree_files.hpp"

namespace session_classifier::detail {
namespace {

namespace fs = std::filesystem;

fs::path storage_of(const fs::path& session_file) {
  return session_file.parent_path().parent_path().parent_path();
}

PartFolder parts_below(const fs::path& storage) {
  return [folder = storage / "part"](const std::string& message) { return folder / message; };
}

std::string worktree_of(const fs::path& storage, const std::string& project) {
  const fs::path file = storage / "project" / (project + ".json");
  std::error_code error;
  if (!fs::exists(file, error)) return "";  // a missing project file is normal
  const auto data = read_json_file(file);
  return data ? std::string((*data)["worktree"].string()) : "";
}

// Without the project's file: opencode rewrites it at each start, and all that is used of it is kept in the reference.
TreeState state_of(const fs::path& session_file) {
  const fs::path storage = storage_of(session_file);
  return state_of_tree(session_file, storage / "message" / session_file.stem(), parts_below(storage));
}

// What the files say, by reading all of them.
base::Result<SessionRef> look_into(const fs::path& file, const std::string& project,
                                   const std::string& worktree, StateBuilder& state) {
  const auto data = read_json_file(file);
  if (!data) return std::unexpected(data.error());
  SessionRef ref;
  ref.id = file.stem();
  ref.store = chat::SessionStore::json;
  ref.project = project;
  ref.worktree = worktree;
  ref.parent = (*data)["parentID"].string();
  ref.created = (*data)["time"]["created"].integer().value_or(0);
  ref.updated = (*data)["time"]["updated"].integer().value_or(0);
  ref.has_undo = revert_of((*data)["revert"]).has_value();
  ref.archived = (*data)["time"]["archived"].integer().value_or(0) > 0;
  ref.root = worktree.empty() || worktree == "/" ? std::string((*data)["directory"].string()) : worktree;
  digest::Fields digest;
  for (const std::string_view field :
       {std::string_view("json"), std::string_view(project), std::string_view(worktree)})
    digest.add(field);
  digest_file(file, digest);
  state.add(file);
  const fs::path storage = storage_of(file);
  std::string* root = ref.root.empty() ? &ref.root : nullptr;
  ref.messages =
      digest_tree_messages(storage / "message" / ref.id, parts_below(storage), digest, root, state);
  ref.fingerprint = digest.hex();
  return ref;
}

void list_project(const fs::path& storage, const fs::path& folder, ListingMemory& memory,
                  StoreListing& listing) {
  const std::string project = folder.filename();
  const std::string worktree = worktree_of(storage, project);
  each_file(folder, listing, [&](const fs::path& file) {
    list_session(
        file, worktree, memory, listing, [&] { return state_of(file); },
        [&](StateBuilder& state) { return look_into(file, project, worktree, state); });
  });
}

}  // namespace

void list_json_tree(const fs::path& storage, ListingMemory& memory, StoreListing& listing) {
  std::set<std::string> with_session;
  for (const fs::path& project : folders_in(storage / "session")) {
    list_project(storage, project, memory, listing);
    each_file(project, listing, [&](const fs::path& file) { with_session.insert(file.stem()); });
  }
  std::size_t orphans = 0;
  for (const fs::path& messages : folders_in(storage / "message"))
    if (!with_session.contains(messages.filename())) ++orphans;
  if (orphans > 0)
    listing.notes.push_back(
        fmt::format("{}: messages of {} deleted sessions were left out", shown(storage), orphans));
}

base::Result<Session> read_json_tree(const SessionRef& ref, Weigher& weigher) {
  const auto read = [&](StateBuilder& state) -> base::Result<Session> {
    const auto data = read_json_file(ref.place);
    if (!data) return std::unexpected(data.error());
    state.add(ref.place);
    const fs::path storage = storage_of(ref.place);
    Session session = session_of(*data, ref);
    session.worktree = ref.worktree;
    read_tree_messages(storage / "message" / ref.id, parts_below(storage), weigher, session, state);
    return session;
  };
  return read_unless_changed(ref, [&] { return state_of(ref.place); }, read);
}

}  // namespace session_classifier::detail
