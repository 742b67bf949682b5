#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

#include <digest/fields.hpp>
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

// The name of a group is a digest: it says nothing about paths, and repository ids look like tokens to secret
// scanners.
void set_groups(std::vector<SessionRef>& sessions) {
  Groups groups(sessions.size());
  for (std::size_t i = 0; i < sessions.size(); ++i)
    for (const std::string& key : keys_of(sessions[i])) groups.join(i, key);
  std::map<std::size_t, std::string> names;  // the smallest key, so that order of listing does not matter
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    auto& name = names[groups.root(i)];
    for (const std::string& key : keys_of(sessions[i]))
      if (name.empty() || key < name) name = key;
  }
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    sessions[i].group = "project-" + digest::fields_hex({names[groups.root(i)]}).substr(0, 16);
    sessions[i].fingerprint = digest::fields_hex({sessions[i].fingerprint, sessions[i].group});
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
