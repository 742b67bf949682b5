#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include <base/json.hpp>
#include <base/json_writer.hpp>
#include <digest/sha256.hpp>
#include <session_classifier/listing_memory.hpp>

namespace session_classifier {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t version = 3;  // of what is remembered and how a fingerprint is made

ListedFiles files_of(const base::Json& data) {
  ListedFiles files;
  files.state = data["state"].string();
  files.content = data["content"].string();
  SessionRef& ref = files.ref;
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
  ref.outlined = data["outlined"].integer().value_or(0);
  return files;
}

void write(const std::string& key, const ListedFiles& files, base::JsonWriter& out) {
  const SessionRef& ref = files.ref;
  out.begin_object();
  out.member("file", key).member("state", files.state).member("content", files.content);
  out.member("id", ref.id).member("store", ref.store);
  out.member("fingerprint", ref.fingerprint).member("project", ref.project).member("root", ref.root);
  out.member("worktree", ref.worktree).member("parent", ref.parent).member("created", ref.created);
  out.member("updated", ref.updated).member("messages", ref.messages);
  out.member("has_undo", ref.has_undo).member("archived", ref.archived);
  out.member("outlined", ref.outlined);
  out.end_object();
}

// Paths need not be UTF-8.
std::string key_of(const fs::path& own_file) { return digest::sha256_hex(own_file.native()); }

bool is_same(const ListedFiles& a, const ListedFiles& b) {
  return a.state == b.state && a.content == b.content && a.ref.fingerprint == b.ref.fingerprint &&
         a.ref.outlined == b.ref.outlined;
}

}  // namespace

ListingMemory::ListingMemory(fs::path file, Duration settled_after)
    : file_(std::move(file)),
      settled_after_(settled_after),
      begun_(std::chrono::nanoseconds(std::chrono::system_clock::now().time_since_epoch()).count()) {
  std::ifstream in(file_, std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  const auto data = base::parse_json(text);
  if (!data || (*data)["version"].integer() != version) return;
  for (const base::Json& item : (*data)["sessions"].items)
    known_.emplace(item["file"].string(), files_of(item));
  for (const base::Json& item : (*data)["found"].items) {
    auto& ids = known_ids_[std::string(item["state"].string())];
    for (const base::Json& id : item["ids"].items) ids.emplace_back(id.string());
  }
}

const ListedFiles* ListingMemory::recall(const fs::path& own_file, std::string_view state) const {
  for (const Files* files : {&known_, &seen_}) {
    const auto found = files->find(key_of(own_file));
    if (found != files->end() && !found->second.state.empty() && found->second.state == state)
      return &found->second;
  }
  return nullptr;
}

const ListedFiles* ListingMemory::earlier(const fs::path& own_file) const {
  const auto found = known_.find(key_of(own_file));
  return found == known_.end() ? nullptr : &found->second;
}

void ListingMemory::remember(const fs::path& own_file, Duration left_alone, ListedFiles found) {
  if (left_alone < settled_after_) found.state.clear();
  seen_.insert_or_assign(key_of(own_file), std::move(found));
}

void ListingMemory::learn(const fs::path& own_file, const ReadFiles& files) {
  const auto found = seen_.find(key_of(own_file));
  if (found == seen_.end()) return;
  ListedFiles& listed = found->second;
  listed.content = files.content;
  if (std::exchange(listed.ref.outlined, 0) != 0 && trusts(Duration(files.left_alone)))
    listed.state = files.state;
}

const std::vector<std::string>* ListingMemory::recall_ids(const std::string& state) const {
  const auto known = known_ids_.find(state);
  return known == known_ids_.end() ? nullptr : &known->second;
}

void ListingMemory::remember_ids(const std::string& state, std::vector<std::string> ids) {
  seen_ids_.insert_or_assign(state, std::move(ids));
}

std::error_code ListingMemory::save() const {
  const bool is_same_files = std::ranges::equal(known_, seen_, [](const auto& a, const auto& b) {
    return a.first == b.first && is_same(a.second, b.second);
  });
  if (file_.empty() || (is_same_files && known_ids_ == seen_ids_)) return {};
  base::JsonWriter out;
  out.begin_object().member("version", version).key("sessions").begin_array();
  for (const auto& [key, files] : seen_) write(key, files, out);
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
