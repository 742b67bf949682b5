#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <base/json.hpp>
#include <base/trimmed.hpp>
#include <dataset_curator/held_out.hpp>

#include "held_out_runs.hpp"
#include "read_file.hpp"
#include "tokens.hpp"

namespace dataset_curator {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t fewest_words = 5;  // a shorter text would be found everywhere

struct Place {
  const fs::path& file;
  std::size_t line = 0;
  std::string text() const { return fmt::format("{}:{}", file.filename().string(), line); }
};

std::unexpected<base::Error> mistake(const Place& place, std::string why, std::string what_to_do) {
  return base::failure(place.text() + " cannot be used", std::move(why), std::move(what_to_do));
}

base::Result<void> add_commit(const Place& place, std::string_view id, HeldOut& entry) {
  std::string commit = lower(id);
  const bool is_hex = commit.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (!is_hex || commit.size() < 7 || commit.size() > 64)
    return mistake(place, fmt::format("\"{}\" is no commit", id), "write 7 to 64 hexadecimal digits");
  entry.commits.push_back(std::move(commit));
  return {};
}

base::Result<void> add_text(const Place& place, std::string_view path, std::string_view text,
                            HeldOut& entry) {
  const std::size_t words = count_words(text);
  if (words < fewest_words)
    return mistake(place, fmt::format("a text of {} words is found everywhere", words),
                   fmt::format("give at least {} words", fewest_words));
  entry.texts.push_back({std::string(path), std::string(text)});
  return {};
}

base::Result<void> read_line(const Place& place, std::string_view line, HeldOut& entry) {
  const std::size_t space = std::min(line.find_first_of(" \t"), line.size());
  const std::string_view word = line.substr(0, space), rest = base::trimmed(line.substr(space));
  if (word == "commit") return add_commit(place, rest, entry);
  if (word == "text") return add_text(place, "", rest, entry);
  if (word == "repository" && !rest.empty()) {
    entry.repositories.push_back(canonical_repository(rest));
    return {};
  }
  if (word == "patch-id")
    return mistake(place, "examples hold no patch, so that its id cannot be told",
                   "give the commit, or the text of the patch as `patch` in a .jsonl file");
  return mistake(place, fmt::format("\"{}\" is no kind of entry", word),
                 "begin the line with commit, repository or text");
}

// The lines that a patch adds, so that its frame does not count.
std::string added_by_patch(std::string_view patch) {
  std::string added;
  while (!patch.empty()) {
    const std::size_t end = std::min(patch.find('\n'), patch.size());
    const std::string_view line = patch.substr(0, end);
    if (line.starts_with('+') && !line.starts_with("+++")) added.append(line.substr(1)).append("\n");
    patch.remove_prefix(std::min(end + 1, patch.size()));
  }
  return added;
}

base::Result<void> read_object(const Place& place, std::string_view line, HeldOut& entry) {
  const auto object = base::parse_json(line);
  if (!object || !object->is_object())
    return mistake(place, "it is no JSON object", "write one object a line");
  for (const char* key : {"instance_id", "id"}) {
    if ((*object)[key].is_string()) {
      entry.name = fmt::format("block list {}", (*object)[key].string());
      break;
    }
  }
  for (const base::JsonMember& member : object->members) {
    const std::string_view text = member.value.string();
    if (text.empty()) continue;
    base::Result<void> added;
    if (member.key == "base_commit" || member.key == "commit") added = add_commit(place, text, entry);
    if (member.key == "problem_statement" || member.key == "prompt" || member.key == "text")
      added = add_text(place, "", text, entry);
    if (member.key == "patch" || member.key == "test_patch")
      entry.texts.push_back({"patch.rs", added_by_patch(text)});
    // An entry that names more than a repository is about one change of it, not about all.
    if (member.key == "repo" || member.key == "repository")
      entry.repositories.push_back(canonical_repository(text));
    if (!added) return added;
  }
  if (!entry.commits.empty() || !entry.texts.empty()) entry.repositories.clear();
  if (entry.commits.empty() && entry.texts.empty() && entry.repositories.empty())
    return mistake(place, "none of its members says what to leave out",
                   "give base_commit, commit, repo, problem_statement, text, patch or test_patch");
  return {};
}

base::Result<void> read_lines(const fs::path& file, std::string_view text, bool are_objects,
                              std::vector<HeldOut>& entries) {
  for (Place place{file}; !text.empty();) {
    ++place.line;
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = base::trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || (line.starts_with('#') && !are_objects)) continue;
    HeldOut entry{.by = HeldOutBy::block_list, .name = "block list " + place.text()};
    const auto read = are_objects ? read_object(place, line, entry) : read_line(place, line, entry);
    if (!read) return read;
    entries.push_back(std::move(entry));
  }
  return {};
}

}  // namespace

base::Result<std::vector<HeldOut>> load_block_lists(std::span<const fs::path> files) {
  std::vector<HeldOut> entries;
  for (const fs::path& file : files) {
    const auto text = read_file(file);
    if (!text) return std::unexpected(text.error());
    const bool are_objects = file.extension() == ".jsonl";
    if (are_objects || file.extension() == ".txt") {
      if (auto read = read_lines(file, *text, are_objects, entries); !read)
        return std::unexpected(read.error());
    } else {
      HeldOut entry{.by = HeldOutBy::block_list, .name = "block list " + file.filename().string()};
      if (auto added = add_text({file, 1}, file.filename().string(), *text, entry); !added)
        return std::unexpected(added.error());
      entries.push_back(std::move(entry));
    }
  }
  return entries;
}

std::string canonical_repository(std::string_view repository) {
  while (repository.ends_with('/')) repository.remove_suffix(1);
  if (repository.ends_with(".git")) repository.remove_suffix(4);
  const std::size_t name = repository.find_last_of("/:");
  if (name != std::string_view::npos && name > 0) {
    const std::size_t owner = repository.find_last_of("/:", name - 1);
    if (owner != std::string_view::npos) repository.remove_prefix(owner + 1);
  }
  std::string canonical(repository);
  std::ranges::transform(canonical, canonical.begin(), [](char c) { return c == ':' ? '/' : to_lower(c); });
  return canonical;
}

}  // namespace dataset_curator
