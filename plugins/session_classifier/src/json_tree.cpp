// The tree `storage/` of opencode 0.6 - 1.1: session/<project>/<session>.json,
// message/<session>/<message>.json, part/<message>/<part>.json, project/<project>.json.
#include <set>
#include <system_error>
#include <utility>

#include <fmt/format.h>

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

SessionRef ref_of(const fs::path& file, const base::Json& data, const std::string& project,
                  const std::string& worktree) {
  const fs::path storage = storage_of(file);
  SessionRef ref;
  ref.id = file.stem();
  ref.store = chat::SessionStore::json;
  ref.place = file;
  ref.source = file;
  ref.project = project;
  ref.parent = data["parentID"].string();
  ref.created = data["time"]["created"].integer().value_or(0);
  ref.updated = data["time"]["updated"].integer().value_or(0);
  ref.root = worktree.empty() || worktree == "/" ? std::string(data["directory"].string()) : worktree;
  digest::Fields digest;
  for (const std::string_view field :
       {std::string_view("json"), std::string_view(project), std::string_view(worktree)})
    digest.add(field);
  digest_file(file, digest);
  std::string* root = ref.root.empty() ? &ref.root : nullptr;
  ref.messages = digest_tree_messages(storage / "message" / ref.id, parts_below(storage), digest, root);
  ref.fingerprint = digest.hex();
  return ref;
}

}  // namespace

void list_json_tree(const fs::path& storage, StoreListing& listing) {
  std::set<std::string> with_session;
  for (const fs::path& project : folders_in(storage / "session")) {
    const std::string project_id = project.filename();
    const std::string worktree = worktree_of(storage, project_id);
    for (const fs::path& file : files_in(project)) {
      with_session.insert(file.stem());
      const auto data = read_json_file(file);
      if (data)
        listing.sessions.push_back(ref_of(file, *data, project_id, worktree));
      else
        listing.problems.push_back(data.error());
    }
  }
  std::size_t orphans = 0;
  for (const fs::path& messages : folders_in(storage / "message"))
    if (!with_session.contains(messages.filename())) ++orphans;
  if (orphans > 0)
    listing.notes.push_back(
        fmt::format("{}: messages of {} deleted sessions were left out", storage.string(), orphans));
}

base::Result<Session> read_json_tree(const SessionRef& ref) {
  const auto data = read_json_file(ref.place);
  if (!data) return std::unexpected(data.error());
  const fs::path storage = storage_of(ref.place);
  Session session = session_of(*data, ref);
  session.worktree = worktree_of(storage, ref.project);
  read_tree_messages(storage / "message" / ref.id, parts_below(storage), session);
  return session;
}

}  // namespace session_classifier::detail
