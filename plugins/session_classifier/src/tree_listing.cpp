#include "tree_listing.hpp"

#include <exception>
#include <utility>

#include <base/enum_names.hpp>
#include <digest/fields.hpp>

#include "faults.hpp"
#include "json_folder.hpp"
#include "tree_files.hpp"
#include "weigher.hpp"

namespace session_classifier::detail {
namespace {

namespace fs = std::filesystem;

std::string state_fingerprint(const SessionRef& ref, std::string_view state) {
  return digest::fields_hex({base::name_of(ref.store), ref.project, ref.worktree, "state", state});
}

// What was listed before by this content keeps its fingerprint, whatever that was made of.
void take_content(const TreeState& state, const ListedFiles* earlier, ListedFiles& found) {
  found.content = content_fingerprint(found.ref, state.content);
  const bool is_same = earlier != nullptr && earlier->content == found.content;
  found.ref.fingerprint = is_same ? earlier->ref.fingerprint : found.content;
}

}  // namespace

void list_session(const fs::path& file, std::string_view more, const SessionLook& look, ListingMemory& memory,
                  StoreListing& listing) {
  TreeState state = look.state();
  const auto key = [&] { return more.empty() ? state.stamp : digest::fields_hex({state.stamp, more}); };
  ListedFiles found;
  if (const ListedFiles* known = memory.recall(file, key())) {
    found = *known;
  } else {
    auto ref = look.reference();
    if (!ref) return listing.problems.push_back(std::move(ref.error()));
    found.ref = *std::move(ref);
    const ListedFiles* earlier = memory.earlier(file);
    if (!found.ref.fingerprint.empty()) {
      found.content = found.ref.fingerprint;
    } else if (earlier != nullptr || !memory.trusts(state.left_alone)) {
      state = look.content();
      take_content(state, earlier, found);
    } else {
      found.ref.fingerprint = state_fingerprint(found.ref, key());
    }
    found.state = key();
  }
  SessionRef ref = found.ref;
  memory.remember(file, state.left_alone, std::move(found));
  ref.place = ref.source = file;
  ref.stamp = state.stamp;
  listing.sessions.push_back(std::move(ref));
}

std::string content_fingerprint(const SessionRef& ref, std::string_view content) {
  return digest::fields_hex({base::name_of(ref.store), ref.project, ref.worktree, content});
}

std::int64_t look_at_messages(const fs::path& path, std::string* root) {
  std::int64_t messages = 0;
  const auto folder = JsonFolder::open(path);
  if (!folder) return messages;
  for (const JsonFolder::Entry& entry : folder->entries()) {
    if (!entry.is_file) continue;
    ++messages;
    if (root == nullptr || !root->empty()) continue;
    if (const auto data = read_json_file(folder->path() / entry.name))
      *root = (*data)["path"]["root"].string();
  }
  return messages;
}

base::Result<Session> read_unless_changed(const SessionRef& ref, const std::function<TreeState()>& state,
                                          const std::function<base::Result<Session>(StateBuilder&)>& read) {
  try {
    StateBuilder gathered;
    auto session = read(gathered);
    const TreeState seen = gathered.state();
    // The same as when it was listed: it was the same all the while.
    if (session && seen.stamp == ref.stamp) {
      if (!seen.content.empty()) session->content = content_fingerprint(ref, seen.content);
      return session;
    }
    if (state().stamp != ref.stamp) return std::unexpected(changed(ref.place));
    return session;
  } catch (const SessionTooLarge&) {
    throw;
  } catch (const std::exception&) {
    if (state().stamp != ref.stamp) return std::unexpected(changed(ref.place));
    throw;
  }
}

}  // namespace session_classifier::detail
