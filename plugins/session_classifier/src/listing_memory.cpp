#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include <base/json.hpp>
#include <base/json_writer.hpp>
#include <session_classifier/listing_memory.hpp>

namespace session_classifier {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t version = 1;  // of what is remembered and how a fingerprint is made

SessionRef ref_of(const base::Json& data) {
  SessionRef ref;
  ref.id = data["id"].string();
  ref.store = base::enum_of<chat::SessionStore>(data["store"].string()).value_or(chat::SessionStore::json);
  ref.fingerprint = data["fingerprint"].string();
  ref.project = data["project"].string();
  ref.root = data["root"].string();
  ref.worktree = data["worktree"].string();
  ref.parent = data["parent"].string();
  ref.created = data["created"].integer().value_or(0);
  ref.updated = data["updated"].integer().value_or(0);
  ref.messages = data["messages"].integer().value_or(0);
  ref.has_undo = data["has_undo"].is_true();
  ref.archived = data["archived"].is_true();
  return ref;
}

void write(std::string_view state, const SessionRef& ref, base::JsonWriter& out) {
  out.begin_object();
  out.member("state", state).member("id", ref.id).member("store", ref.store);
  out.member("fingerprint", ref.fingerprint).member("project", ref.project).member("root", ref.root);
  out.member("worktree", ref.worktree).member("parent", ref.parent).member("created", ref.created);
  out.member("updated", ref.updated).member("messages", ref.messages);
  out.member("has_undo", ref.has_undo).member("archived", ref.archived);
  out.end_object();
}

}  // namespace

ListingMemory::ListingMemory(fs::path file, Duration settled_after)
    : file_(std::move(file)), settled_after_(settled_after) {
  std::ifstream in(file_, std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  const auto data = base::parse_json(text);
  if (!data || (*data)["version"].integer() != version) return;
  for (const base::Json& item : (*data)["sessions"].items)
    known_.emplace(item["state"].string(), ref_of(item));
  for (const base::Json& item : (*data)["found"].items) {
    auto& ids = known_ids_[std::string(item["state"].string())];
    for (const base::Json& id : item["ids"].items) ids.emplace_back(id.string());
  }
}

const SessionRef* ListingMemory::recall(std::string_view state) const {
  if (const auto known = known_.find(state); known != known_.end()) return &known->second;
  const auto seen = seen_.find(state);
  return seen == seen_.end() ? nullptr : &seen->second;
}

void ListingMemory::remember(std::string_view state, Duration left_alone, const SessionRef& ref) {
  if (left_alone >= settled_after_) seen_.emplace(state, ref);
}

const std::vector<std::string>* ListingMemory::recall_ids(const std::string& state) const {
  const auto known = known_ids_.find(state);
  return known == known_ids_.end() ? nullptr : &known->second;
}

void ListingMemory::remember_ids(const std::string& state, std::vector<std::string> ids) {
  seen_ids_.insert_or_assign(state, std::move(ids));
}

std::error_code ListingMemory::save() const {
  const bool is_same =
      std::ranges::equal(known_, seen_, {}, &Refs::value_type::first, &Refs::value_type::first) &&
      known_ids_ == seen_ids_;
  if (file_.empty() || is_same) return {};
  base::JsonWriter out;
  out.begin_object().member("version", version).key("sessions").begin_array();
  for (const auto& [state, ref] : seen_) write(state, ref, out);
  out.end_array().key("found").begin_array();
  for (const auto& [state, ids] : seen_ids_)
    out.begin_object().member("state", state).member("ids", ids).end_object();
  out.end_array().end_object();
  const fs::path fresh = file_.string() + fmt::format(".{}", ::getpid());
  errno = 0;
  std::ofstream file(fresh, std::ios::binary | std::ios::trunc);
  file << out.text();
  file.close();
  std::error_code error(file ? 0 : errno == 0 ? EIO : errno, std::generic_category());
  if (!error) fs::rename(fresh, file_, error);
  if (std::error_code ignored; error) fs::remove(fresh, ignored);
  return error;
}

}  // namespace session_classifier
