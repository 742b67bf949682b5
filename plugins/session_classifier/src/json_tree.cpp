// The tree `storage/` of opencode 0.6 - 1.1: session/<project>/<session>.json,
// message/<session>/<message>.json, part/<message>/<part>.json, project/<project>.json.
#include <memory>
#include <set>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "decode_v1.hpp"
#include "faults.hpp"
#include "readers.hpp"
#include "tree_files.hpp"
#include "tree_listing.hpp"

namespace session_classifier::detail {
namespace {

namespace fs = std::filesystem;

fs::path storage_of(const fs::path& session_file) {
  return session_file.parent_path().parent_path().parent_path();
}

PartFolder parts_below(const fs::path& storage) {
  return [folder = std::make_shared<const ParentFolder>(storage / "part")](const std::string& message) {
    return folder->open(message);
  };
}

std::string worktree_of(const fs::path& storage, const std::string& project) {
  const fs::path file = storage / "project" / (project + ".json");
  std::error_code error;
  if (!fs::exists(file, error)) return "";  // a missing project file is normal
  const auto data = read_json_file(file);
  return data ? std::string((*data)["worktree"].string()) : "";
}

// Without the project's file: opencode rewrites it at each start, and all that is used of it is kept in the reference.
SessionFiles files_of(const fs::path& session_file) {
  const fs::path storage = storage_of(session_file);
  return {session_file, storage / "message" / session_file.stem(), parts_below(storage)};
}

base::Result<SessionRef> reference_of(const fs::path& file, const std::string& project,
                                      const std::string& worktree) {
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
  ref.messages = look_at_messages(files_of(file).messages, ref.root.empty() ? &ref.root : nullptr);
  return ref;
}

SessionLook look_at(const fs::path& file, const std::string& project, const std::string& worktree) {
  return look_at_tree([=] { return files_of(file); }, [=] { return reference_of(file, project, worktree); },
                      worktree);
}

void list_project(const fs::path& storage, const fs::path& folder, ListingMemory& memory,
                  StoreListing& listing) {
  const std::string project = folder.filename();
  const std::string worktree = worktree_of(storage, project);
  each_file(folder, listing, [&](const fs::path& file) {
    list_session(file, look_at(file, project, worktree), memory, listing);
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
    const auto data = read_own_file(ref.place, state);
    if (!data) return std::unexpected(data.error());
    Session session = session_of(*data, ref);
    session.worktree = ref.worktree;
    read_tree_messages(files_of(ref.place), weigher, session, state);
    return session;
  };
  return read_unless_changed(ref, look_at(ref.place, ref.project, ref.worktree), read);
}

}  // namespace session_classifier::detail
