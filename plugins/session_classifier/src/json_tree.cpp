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
  return [storage](const std::string& message) { return storage / "part" / message; };
}

std::string worktree_of(const fs::path& storage, const std::string& project) {
  const fs::path file = storage / "project" / (project + ".json");
  std::error_code error;
  if (!fs::exists(file, error)) return "";  // a missing project file is normal
  const auto data = read_json_file(file);
  return data ? std::string((*data)["worktree"].string()) : "";
}

// Without the project's file: opencode rewrites it at each start, and all that is used of it is kept in the reference.
std::string stamp_of(const SessionRef& ref) {
  const fs::path storage = storage_of(ref.place);
  return stamp_of_tree(ref.place, storage / "message" / ref.id, parts_below(storage));
}

void list_session(const fs::path& file, const std::string& project, StoreListing& listing) {
  const fs::path storage = storage_of(file);
  SessionRef ref;
  ref.id = file.stem();
  ref.store = chat::SessionStore::json;
  ref.place = file;
  ref.source = file;
  ref.project = project;
  ref.stamp = stamp_of(ref);
  const auto data = read_json_file(file);
  if (!data) return listing.problems.push_back(data.error());
  ref.worktree = worktree_of(storage, project);
  ref.parent = (*data)["parentID"].string();
  ref.created = (*data)["time"]["created"].integer().value_or(0);
  ref.updated = (*data)["time"]["updated"].integer().value_or(0);
  ref.has_undo = revert_of((*data)["revert"]).has_value();
  ref.archived = (*data)["time"]["archived"].integer().value_or(0) > 0;
  ref.root =
      ref.worktree.empty() || ref.worktree == "/" ? std::string((*data)["directory"].string()) : ref.worktree;
  digest::Fields digest;
  for (const std::string_view field :
       {std::string_view("json"), std::string_view(project), std::string_view(ref.worktree)})
    digest.add(field);
  digest_file(file, digest);
  std::string* root = ref.root.empty() ? &ref.root : nullptr;
  ref.messages = digest_tree_messages(storage / "message" / ref.id, parts_below(storage), digest, root);
  ref.fingerprint = digest.hex();
  listing.sessions.push_back(std::move(ref));
}

}  // namespace

void list_json_tree(const fs::path& storage, StoreListing& listing) {
  std::set<std::string> with_session;
  for (const fs::path& project : folders_in(storage / "session")) {
    each_file(project, listing, [&](const fs::path& file) {
      with_session.insert(file.stem());
      list_session(file, project.filename(), listing);
    });
  }
  std::size_t orphans = 0;
  for (const fs::path& messages : folders_in(storage / "message"))
    if (!with_session.contains(messages.filename())) ++orphans;
  if (orphans > 0)
    listing.notes.push_back(
        fmt::format("{}: messages of {} deleted sessions were left out", shown(storage), orphans));
}

base::Result<Session> read_json_tree(const SessionRef& ref) {
  if (stamp_of(ref) != ref.stamp) return std::unexpected(changed(ref.place));
  const auto data = read_json_file(ref.place);
  if (!data) return std::unexpected(data.error());
  const fs::path storage = storage_of(ref.place);
  Session session = session_of(*data, ref);
  session.worktree = ref.worktree;
  read_tree_messages(storage / "message" / ref.id, parts_below(storage), session);
  if (stamp_of(ref) != ref.stamp) return std::unexpected(changed(ref.place));
  return session;
}

}  // namespace session_classifier::detail
