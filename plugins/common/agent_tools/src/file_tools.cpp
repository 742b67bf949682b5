#include "file_tools.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include <agent_tools/read_text.hpp>
#include <agent_tools/result_texts.hpp>

#include "unicode.hpp"

namespace agent_tools {
namespace fs = std::filesystem;
namespace {

ToolResult failed(std::string text) { return {.text = std::move(text), .ok = false, .exit = {}}; }
ToolResult done(std::string_view text) { return {.text = std::string(text), .ok = true, .exit = {}}; }

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  });
  return out;
}

// Up to three names of the same folder that contain the missing name or are contained in it, as in 1.18.
std::vector<std::string> similar_paths(const Place& place) {
  const fs::path shown(place.shown);
  const std::string wanted = lower(shown.filename().string());
  std::vector<std::string> names = place.workspace->entries(place.resolved.parent_path());
  std::ranges::sort(names);
  std::vector<std::string> paths;
  for (std::string& name : names) {
    if (name.ends_with('/')) name.pop_back();
    const std::string candidate = lower(name);
    if (!candidate.contains(wanted) && !wanted.contains(candidate)) continue;
    paths.push_back((shown.parent_path() / name).string());
    if (paths.size() == 3) break;
  }
  return paths;
}

// What 1.18 attaches as a picture; only the text of that answer fits a text-only model.
std::string_view attachment_text(std::string_view path) {
  static constexpr std::array<std::string_view, 9> images = {".png", ".jpg", ".jpeg", ".gif", ".webp",
                                                             ".bmp", ".ico", ".tiff", ".avif"};
  const std::string extension = lower(fs::path(path).extension().string());
  if (extension == ".pdf") return "PDF read successfully";
  return std::ranges::find(images, extension) == images.end() ? "" : "Image read successfully";
}

void replace_each(std::string& text, std::string_view from, std::string_view to) {
  std::string out;
  std::size_t done = 0;
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, done)) {
    out.append(text, done, at - done).append(to);
    done = at + from.size();
  }
  text = out.append(text, done);
}

// A model sees "\n" only, so its strings get the line ends of the file.
std::string with_line_ends_of(const std::string& content, std::string text) {
  replace_each(text, "\r\n", "\n");
  if (content.contains("\r\n")) replace_each(text, "\n", "\r\n");
  return text;
}

ToolResult written(const Place& place, std::string_view content, std::string_view text) {
  const auto result = place.workspace->write(place.resolved, content);
  return result ? done(text) : failed(unreadable_text(place.shown, result.error().text()));
}

}  // namespace

ToolResult run_read(const Places& places, const Arguments& arguments, Form form) {
  const auto place = places.find(arguments.string("filePath"));
  if (!place) return place.error();
  const ReadWindow window{.offset = std::max<std::int64_t>(arguments.integer("offset").value_or(1), 1),
                          .limit = arguments.integer("limit").value_or(default_read_lines)};
  switch (place->workspace->kind(place->resolved)) {
    case Workspace::Kind::missing:
      return failed(file_not_found_text(place->shown, similar_paths(*place)));
    case Workspace::Kind::directory:
      return done(directory_text(place->shown, place->workspace->entries(place->resolved), window));
    default:
      break;
  }
  if (const auto text = attachment_text(place->shown); !text.empty()) return done(text);
  const auto content = place->workspace->read(place->resolved);
  if (!content) return failed(unreadable_text(place->shown, content.error().text()));
  if (is_binary(place->shown, *content)) return failed(binary_file_text(place->shown));
  if (form == Form::plain) return done(valid_utf8(*content));
  auto text = file_text(place->shown, *content, window);
  return text ? done(*text) : failed(text.error().text());
}

ToolResult run_edit(const Places& places, const Arguments& arguments, Form form) {
  const std::string& path = arguments.string("filePath");
  if (path.empty()) return failed("filePath is required");  // [src]
  if (arguments.string("oldString") == arguments.string("newString"))
    return failed(std::string(identical_strings_text));
  const auto place = places.find(path);
  if (!place) return place.error();
  if (!place->writable) return failed(outside_text(place->shown, places.root()));

  const std::string_view success = form == Form::plain ? plain_edit_applied_text : edit_applied_text;
  const Workspace::Kind kind = place->workspace->kind(place->resolved);
  if (kind == Workspace::Kind::directory) return failed(edit_path_is_directory_text(place->shown));
  if (arguments.string("oldString").empty()) {
    if (kind != Workspace::Kind::missing) return failed(std::string(empty_old_string_text));
    return written(*place, arguments.string("newString"), success);
  }
  if (kind == Workspace::Kind::missing) return failed(edit_file_not_found_text(place->shown));
  auto content = place->workspace->read(place->resolved);
  if (!content) return failed(unreadable_text(place->shown, content.error().text()));

  const std::string from = with_line_ends_of(*content, arguments.string("oldString"));
  const std::string to = with_line_ends_of(*content, arguments.string("newString"));
  const std::size_t first = content->find(from);
  if (first == std::string::npos) return failed(std::string(old_string_not_found_text));
  if (arguments.is_true("replaceAll")) {
    replace_each(*content, from, to);
  } else {
    if (content->rfind(from) != first) return failed(std::string(multiple_matches_text));
    content->replace(first, from.size(), to);
  }
  return written(*place, *content, success);
}

ToolResult run_write(const Places& places, const Arguments& arguments) {
  const auto place = places.find(arguments.string("filePath"));
  if (!place) return place.error();
  if (!place->writable) return failed(outside_text(place->shown, places.root()));
  if (place->workspace->kind(place->resolved) == Workspace::Kind::directory)
    return failed(edit_path_is_directory_text(place->shown));
  return written(*place, arguments.string("content"), file_written_text);
}

}  // namespace agent_tools
