#include "search_tools.hpp"

#include <re2/re2.h>
#include <re2/stringpiece.h>

#include <agent_tools/result_texts.hpp>

#include "globs.hpp"
#include "unicode.hpp"

namespace agent_tools {
namespace fs = std::filesystem;
namespace {

ToolResult failed(std::string text) { return {.text = std::move(text), .ok = false, .exit = {}}; }

// The files that a glob chooses; like ripgrep's --glob, a leading "!" turns it round. Empty = all files.
std::function<bool(std::string_view)> chooser(std::string_view glob) {
  if (glob.empty()) return {};
  return [globs = std::make_shared<const Globs>(Globs::choice(glob))](std::string_view path) {
    return globs->match(path, false) != Globs::Match::left_out;
  };
}

void add_matches(const re2::RE2& expression, const std::string& path, std::string_view content,
                 std::vector<GrepMatch>& matches) {
  if (content.contains('\0')) return;  // binary
  for (std::int64_t number = 1; !content.empty() && matches.size() < max_results; ++number) {
    const std::size_t end = content.find('\n');
    const std::string_view line = content.substr(0, end == std::string_view::npos ? end : end + 1);
    std::string_view bare = content.substr(0, end);
    if (bare.ends_with('\r')) bare.remove_suffix(1);
    content.remove_prefix(line.size());
    if (re2::RE2::PartialMatch(re2::StringPiece(bare.data(), bare.size()), expression))
      matches.push_back({path, number, valid_utf8(line)});
  }
}

}  // namespace

ToolResult run_grep(const Places& places, const Arguments& arguments) {
  const std::string& pattern = arguments.string("pattern");
  if (pattern.empty()) return failed("pattern is required");  // [src]
  const std::string& path = arguments.string("path");
  const auto place = places.find(path);
  if (!place) return place.error();
  const Workspace::Kind kind = place->workspace->kind(place->resolved);
  if (kind == Workspace::Kind::missing) return failed(search_path_not_found_text(path));
  re2::RE2::Options options;
  options.set_log_errors(false);
  const re2::RE2 expression(pattern, options);
  if (!expression.ok()) return failed(invalid_pattern_text(pattern, expression.error()));

  // 1.18 searches the whole folder of a file that is given as the path.
  const bool folder = kind == Workspace::Kind::directory;
  const fs::path start = folder ? place->resolved : place->resolved.parent_path();
  const fs::path shown = folder ? fs::path(place->shown) : fs::path(place->shown).parent_path();
  std::vector<GrepMatch> matches;
  place->workspace->walk(start, chooser(arguments.string("include")), [&](const std::string& relative) {
    if (const auto content = place->workspace->read(start / relative))
      add_matches(expression, (shown / relative).string(), *content, matches);
    return matches.size() < max_results;
  });
  return {.text = grep_text(matches), .ok = true, .exit = {}};
}

ToolResult run_glob(const Places& places, const Arguments& arguments) {
  const auto place = places.find(arguments.string("path"));
  if (!place) return place.error();
  const Workspace::Kind kind = place->workspace->kind(place->resolved);
  if (kind == Workspace::Kind::file) return failed(glob_path_is_file_text(place->shown));
  std::vector<std::string> paths;
  if (kind == Workspace::Kind::directory) {
    place->workspace->walk(place->resolved, chooser(arguments.string("pattern")),
                           [&](const std::string& relative) {
                             paths.push_back((fs::path(place->shown) / relative).string());
                             return paths.size() < max_results;
                           });
  }
  return {.text = glob_text(paths), .ok = true, .exit = {}};
}

}  // namespace agent_tools
