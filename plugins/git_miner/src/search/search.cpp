#include "search/search.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "path_parts.hpp"
#include "word_char.hpp"

namespace git_miner {
namespace {

constexpr std::size_t most_calls = 40;
constexpr std::size_t target_lines = 150;  // longer places are read in pieces
constexpr std::size_t most_listed = 80;    // files of a listing
constexpr double good_cost = 2.5;          // of a search that needs no better one

std::string key_of(const Call& call) {
  if (const auto* read = std::get_if<ReadCall>(&call))
    return fmt::format("read {} {} {}", read->path, read->lines.begin, read->lines.end);
  if (const auto* grep = std::get_if<GrepCall>(&call))
    return fmt::format("grep {} {} {}", grep->pattern, grep->folder, grep->include);
  return "glob " + std::get<GlobCall>(call).pattern;
}

}  // namespace

Search::Search(const ProjectFiles& files, const Shown& shown, std::string_view request,
               const secrets::Scanner& scanner, SearchLimits limits)
    : files_(files), shown_(shown), scanner_(scanner), limits_(limits), phrases_(search_phrases(request)) {
  const std::string_view sentence = first_sentence(request);
  for (std::size_t at = 0; at < sentence.size(); ++at) {
    std::size_t end = at;
    while (end < sentence.size() && is_word_char(sentence[end])) ++end;
    if (end > at) first_words_.emplace(sentence.substr(at, end - at));
    at = end;
  }
}

void Search::want(std::vector<Target> targets) {
  for (Target& target : targets) {
    for (; target.lines.count() > target_lines; target.lines.begin += target_lines)
      targets_.push_back({target.path, {target.lines.begin, target.lines.begin + target_lines}});
    targets_.push_back(std::move(target));
  }
  found_.clear();  // the files may have changed
  hidden_.clear();
}

void Search::heed(std::string_view printed) {
  for (SearchPhrase& phrase : search_phrases(printed)) {
    if (phrase.kind == SearchPhrase::Kind::code) phrases_.push_back(std::move(phrase));
  }
}

bool Search::is_shown(const Target& target) const {
  if (target.is_head && !target.is_read && shown_.named_lines(target.path).contains(target.lines.begin))
    return true;
  if (target.is_head) return shown_.covers(target.path, target.lines);
  if (target.name && !target.is_read) return shown_.has_use(*target.name);
  if (files_.has(target.path)) {
    if (target.lines.count() == 0) return shown_.knows(target.path);
    if (line_count(target.path) == 0)
      return std::ranges::find(shown_.read_order(), target.path) != shown_.read_order().end();
    return shown_.covers(target.path, target.lines);
  }
  const std::string folder = folder_of_path(target.path);
  if (files_.has_folder(folder)) return shown_.knows_folder(folder);
  return shown_.knows_folder(folder_of_path(folder));
}

// Places before definitions.
std::vector<const Target*> Search::open_targets() const {
  std::vector<const Target*> open;
  for (const bool with_name : {false, true}) {
    for (const Target& target : targets_) {
      if (target.name.has_value() == with_name && !is_shown(target)) open.push_back(&target);
    }
    if (!open.empty()) break;
  }
  return open;
}

const Target* Search::missing() const {
  const auto open = open_targets();
  return open.empty() ? nullptr : open.front();
}

bool Search::is_new(const Call& call) const { return !made_.contains(key_of(call)); }

// Neither there nor in all sources.
bool Search::is_new_search(const GrepCall& call) const {
  return is_new(call) && (!call.include.ends_with(".rs") || is_new(GrepCall{call.pattern, "", "*.rs", {}}));
}

std::expected<std::optional<Call>, Drop> Search::next() {
  if (made_.size() >= most_calls) return std::nullopt;
  auto call = next_call();
  if (call && *call) made_.insert(key_of(**call));
  return call;
}

// Names that go, the places, who uses what changes there, what the new code uses.
std::expected<std::optional<Call>, Drop> Search::next_call() {
  if (auto call = replaced_search()) return call;
  auto open = open_targets();
  if (!open.empty() && !open.front()->name) return place_call(open);
  if (auto call = use_search(); !call || *call) return call;
  look_up_grounds();  // it shows much of what the names are
  look_up_assumptions();
  if (auto call = macro_search()) return call;
  open = open_targets();
  if (open.empty()) {
    if (auto call = crate_search()) return call;
    look_up_names();
  }
  open = open_targets();
  if (open.empty()) return std::nullopt;
  return open.front()->name ? definition_call(open) : place_call(open);
}

std::expected<std::optional<Call>, Drop> Search::read_call(const std::vector<const Target*>& open) const {
  for (const Target* target : open) {
    auto call = read_for(*target);
    if (!call || (*call && is_new(**call))) return call;
  }
  return std::nullopt;
}

std::expected<std::optional<Call>, Drop> Search::place_call(const std::vector<const Target*>& open) {
  if (auto call = read_call(open); !call || *call) return call;
  std::optional<Scored> best;
  for (const Target* target : open) {
    auto scored = grep_for(*target, open);
    if (scored && (!best || scored->cost < best->cost)) best = std::move(scored);
    if (best && best->cost < good_cost) break;
  }
  if (auto call = named_search(best ? &*best : nullptr)) return call;
  if (best) return std::move(best->call);
  if (auto call = step_call(open)) return call;
  for (const Target* target : open) {
    if (auto call = file_search(*target)) return call;
  }
  for (const Target* target : open) {
    if (auto call = glob_for(*target); call && is_new(*call)) return call;
  }
  for (const Target* target : open) {
    if (auto call = overview_for(*target)) return call;
  }
  for (const Target* target : open) {
    auto call = page_for(*target);
    if (!call || (*call && is_new(**call))) return call;
  }
  return std::nullopt;
}

std::optional<Call> Search::listing(std::string pattern, std::string_view front, std::string_view back,
                                    std::size_t most) const {
  GlobCall call{std::move(pattern), {}};
  for (const std::string& path : files_.paths()) {
    if (path.starts_with(front) && path.ends_with(back)) call.matched.push_back(path);
    if (call.matched.size() > most) return std::nullopt;
  }
  if (!is_new(call)) return std::nullopt;
  return call;
}

// Where cargo puts things; known without having been shown, in a package that is.
bool Search::is_conventional(const std::string& folder) const {
  const std::string_view name = name_of_path(folder);
  const std::string package = folder_of_path(folder);
  const bool is_of_cargo = name == "src" || name == "tests" || name == "benches" || name == "examples";
  return is_of_cargo && (package.empty() ||
                         (is_package(package) && shown_.knows_folder(package) && is_named_folder(package)));
}

// Of a workspace's packages those that the request or code names.
bool Search::is_named_folder(const std::string& folder) const {
  for (std::string at = folder; !at.empty(); at = folder_of_path(at)) {
    if (is_package(at)) return shown_.is_crate_named(name_of_path(at));
  }
  return true;
}

// A name that was shown, then a folder that was, then all sources.
std::optional<Call> Search::glob_for(const Target& target) const {
  const bool is_new_file = !files_.has(target.path);
  if (!is_new_file && shown_.knows(target.path)) return std::nullopt;
  const std::string name(name_of_path(target.path)), folder = folder_of_path(target.path);
  const std::size_t dot = name.rfind('.');
  const std::string stem = name.substr(0, dot), extension = dot == name.npos ? "" : name.substr(dot);
  if (name == "Cargo.toml" || name == "build.rs") return listing("**/" + name, "", name, most_listed);
  if (!is_new_file && shown_.has_word(stem)) {
    if (auto call = listing("**/" + name, "", "/" + name, most_listed)) {
      if (!folder.empty()) return call;
    }
  }
  // The deepest folder that may be named.
  std::string inside = folder;
  while (!inside.empty() && !(shown_.knows_folder(inside) && is_named_folder(inside)) &&
         !is_conventional(inside))
    inside = folder_of_path(inside);
  const std::string front = inside.empty() ? "" : inside + "/";
  if (!inside.empty()) {
    if (auto call = listing(front + "**/*" + extension, front, extension, most_listed)) return call;
  }
  if (auto call = listing("**/*" + extension, "", extension, most_listed)) return call;
  return listing("**/Cargo.toml", "", "Cargo.toml", most_listed);
}

}  // namespace git_miner
