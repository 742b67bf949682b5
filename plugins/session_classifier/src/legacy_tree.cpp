// The trees `project/<slug>/storage` of opencode 0.1 - 0.5: session/info/<session>.json,
// session/message/<session>/<message>.json, session/part/<session>/<message>/<part>.json.
//
// One assistant message holds a whole turn here; it is split where chat messages are made, see convert.hpp.
#include <utility>

#include "decode_v1.hpp"
#include "faults.hpp"
#include "readers.hpp"
#include "tree_files.hpp"

namespace session_classifier::detail {
namespace {

namespace fs = std::filesystem;

PartFolder parts_below(const fs::path& sessions, const std::string& session) {
  return [folder = sessions / "part" / session](const std::string& message) { return folder / message; };
}

fs::path sessions_of(const fs::path& info_file) { return info_file.parent_path().parent_path(); }

std::string stamp_of(const SessionRef& ref) {
  const fs::path sessions = sessions_of(ref.place);
  return stamp_of_tree(ref.place, sessions / "message" / ref.id, parts_below(sessions, ref.id));
}

void list_session(const fs::path& file, StoreListing& listing) {
  const fs::path sessions = sessions_of(file);
  SessionRef ref;
  ref.id = file.stem();
  ref.store = chat::SessionStore::legacy;
  ref.place = file;
  ref.source = file;
  ref.stamp = stamp_of(ref);
  const auto data = read_json_file(file);
  if (!data) return listing.problems.push_back(data.error());
  ref.parent = (*data)["parentID"].string();
  ref.created = (*data)["time"]["created"].integer().value_or(0);
  ref.updated = (*data)["time"]["updated"].integer().value_or(0);
  ref.has_undo = revert_of((*data)["revert"]).has_value();
  digest::Fields digest;
  digest.add("legacy");
  digest_file(file, digest);
  ref.messages =
      digest_tree_messages(sessions / "message" / ref.id, parts_below(sessions, ref.id), digest, &ref.root);
  ref.fingerprint = digest.hex();
  listing.sessions.push_back(std::move(ref));
}

}  // namespace

void list_legacy_tree(const fs::path& projects, StoreListing& listing) {
  for (const fs::path& project : folders_in(projects)) {
    each_file(project / "storage" / "session" / "info", listing,
              [&](const fs::path& file) { list_session(file, listing); });
  }
}

base::Result<Session> read_legacy_tree(const SessionRef& ref) {
  if (stamp_of(ref) != ref.stamp) return std::unexpected(changed(ref.place));
  const auto data = read_json_file(ref.place);
  if (!data) return std::unexpected(data.error());
  const fs::path sessions = sessions_of(ref.place);
  Session session = session_of(*data, ref);
  read_tree_messages(sessions / "message" / ref.id, parts_below(sessions, ref.id), session);
  if (stamp_of(ref) != ref.stamp) return std::unexpected(changed(ref.place));
  return session;
}

}  // namespace session_classifier::detail
