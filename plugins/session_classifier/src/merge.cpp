#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include <chat/repository_group.hpp>
#include <digest/fields.hpp>
#include <digest/sha256.hpp>
#include <session_classifier/store.hpp>

namespace session_classifier {
namespace {

// The first of one id is used; chat::SessionStore counts from the newest form.
bool goes_before(const SessionRef& a, const SessionRef& b) {
  return std::tuple(a.id, a.store, -a.updated, -a.messages, a.source.string()) <
         std::tuple(b.id, b.store, -b.updated, -b.messages, b.source.string());
}

// Sets of sessions that are joined when they share a key: union-find with path halving.
class Groups {
 public:
  explicit Groups(std::size_t size) : parents_(size) {
    std::iota(parents_.begin(), parents_.end(), std::size_t{0});
  }

  void join(std::size_t item, const std::string& key) {
    const auto [known, fresh] = owners_.try_emplace(key, item);
    if (!fresh) parents_[root(item)] = root(known->second);
  }

  std::size_t root(std::size_t item) {
    while (parents_[item] != item) item = parents_[item] = parents_[parents_[item]];
    return item;
  }

 private:
  std::vector<std::size_t> parents_;
  std::map<std::string, std::size_t> owners_;
};

// What a session shares with others of its project. The id `global` stands for every folder outside a
// repository.
std::vector<std::string> keys_of(const SessionRef& ref) {
  std::vector<std::string> keys{"session " + ref.id};
  if (!ref.parent.empty()) keys.push_back("session " + ref.parent);
  if (!ref.project.empty() && ref.project != "global") keys.push_back("project " + ref.project);
  if (!ref.root.empty() && ref.root != "/") keys.push_back("root " + ref.root);
  return keys;
}

// Names of what the session itself tells, the one that says most first: the commit with which its repository begins, as the
// miner of histories names it; the folder; the session. Digests, since they say nothing about paths, and ids of repositories
// look like tokens to secret scanners.
struct GroupName {
  enum class Rank { repository, folder, session } rank = Rank::session;
  std::string text;
  auto operator<=>(const GroupName&) const = default;
};

GroupName name_of(const SessionRef& ref) {
  const auto named = [](GroupName::Rank rank, std::string_view front, const std::string& of) {
    return GroupName{rank, fmt::format("{}-{}", front, digest::sha256_hex(of).substr(0, 16))};
  };
  if (chat::is_commit_id(ref.project))
    return {GroupName::Rank::repository, chat::repository_group(ref.project)};
  if (!ref.root.empty() && ref.root != "/") return named(GroupName::Rank::folder, "folder", ref.root);
  return named(GroupName::Rank::session, "session", ref.id);
}

// What joins sessions may come and go with others; the name is that of the member which tells most, so that it seldom changes.
void set_groups(std::vector<SessionRef>& sessions) {
  Groups groups(sessions.size());
  for (std::size_t i = 0; i < sessions.size(); ++i)
    for (const std::string& key : keys_of(sessions[i])) groups.join(i, key);
  std::map<std::size_t, GroupName> names;
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    const GroupName own = name_of(sessions[i]);
    const auto [name, is_first] = names.try_emplace(groups.root(i), own);
    if (!is_first) name->second = std::min(name->second, own);
  }
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    sessions[i].group = names[groups.root(i)].text;
    sessions[i].fingerprint =
        digest::fields_hex({sessions[i].fingerprint, sessions[i].group, std::to_string(sessions[i].begun)});
  }
}

constexpr int deepest = 64;  // steps from a session to the first: of a damaged store they may form a circle

void set_beginnings(std::vector<SessionRef>& sessions) {
  std::map<std::string, const SessionRef*> by_id;
  for (const SessionRef& ref : sessions) by_id.try_emplace(ref.id, &ref);
  for (SessionRef& ref : sessions) {
    const SessionRef* first = &ref;
    for (int step = 0; step < deepest; ++step) {
      const auto parent = by_id.find(first->parent);
      if (first->parent.empty() || parent == by_id.end()) break;
      first = parent->second;
    }
    ref.begun = first->created;
  }
}

}  // namespace

MergedListing merge_listings(std::vector<StoreListing> listings) {
  MergedListing merged;
  std::vector<SessionRef> all;
  for (StoreListing& listing : listings) {
    std::ranges::move(listing.sessions, std::back_inserter(all));
    std::ranges::move(listing.problems, std::back_inserter(merged.problems));
    std::ranges::move(listing.notes, std::back_inserter(merged.notes));
  }
  std::ranges::sort(all, goes_before);
  set_beginnings(all);
  set_groups(all);
  for (SessionRef& ref : all) {
    const bool superseded = !merged.sessions.empty() && merged.sessions.back().id == ref.id;
    if (!superseded) {
      merged.sessions.push_back(std::move(ref));
      continue;
    }
    merged.sessions.back().has_undo |= ref.has_undo;  // the import to 2.x forgets it
    merged.superseded.push_back({std::move(ref), merged.sessions.back().store});
  }
  std::ranges::sort(merged.sessions, {}, [](const SessionRef& ref) { return std::tie(ref.created, ref.id); });
  return merged;
}

}  // namespace session_classifier
