#include "repository/place.hpp"

#include <filesystem>
#include <fstream>

#include <fmt/core.h>

#include <git_miner/mirror.hpp>

namespace git_miner {
namespace fs = std::filesystem;
namespace {

bool is_scp_form(std::string_view text) {
  const std::size_t colon = text.find(':');
  return colon != text.npos && colon > 1 && text.find('/') > colon;
}

std::string without_ending(std::string_view text, std::string_view ending) {
  if (text.ends_with(ending)) text.remove_suffix(ending.size());
  return std::string(text);
}

bool is_bundle(const fs::path& file) {
  constexpr std::string_view v2 = "# v2 git bundle\n", v3 = "# v3 git bundle\n";
  std::ifstream in(file, std::ios::binary);
  std::string line(v2.size(), '\0');
  in.read(line.data(), static_cast<std::streamsize>(line.size()));
  return line == v2 || line == v3;
}

// What may wait for ever, or never end, when it is opened.
std::string_view special_kind(fs::file_type type) {
  switch (type) {
    case fs::file_type::fifo:
      return "a named pipe";
    case fs::file_type::block:
    case fs::file_type::character:
      return "a device";
    case fs::file_type::socket:
      return "a socket";
    default:
      return "";
  }
}

}  // namespace

base::Result<PlaceKind> kind_of_place(std::string_view place) {
  const fs::path path(place);
  std::error_code error;
  const fs::file_type type = fs::status(path, error).type();
  if (type == fs::file_type::directory) return PlaceKind::folder;
  if (const std::string_view kind = special_kind(type); !kind.empty())
    return std::unexpected(
        base::Error{.problem = fmt::format("cannot mine {}", place),
                    .why = fmt::format("it is {}", kind),
                    .what_to_do = "name a repository's folder, a file made by `git bundle create`, or a URL",
                    .is_rejection = true});
  if (fs::exists(path, error)) {
    if (is_bundle(path)) return PlaceKind::bundle;
    return std::unexpected(
        base::Error{.problem = fmt::format("cannot mine {}", place),
                    .why = "the file is no git bundle",
                    .what_to_do = "name a repository's folder, a file made by `git bundle create`, or a URL",
                    .is_rejection = true});
  }
  if (error == std::errc::permission_denied)
    return base::failure(fmt::format("cannot mine {}", place), error.message(),
                         "let the user who runs this read the folder");
  for (const std::string_view scheme : {"https://", "http://", "ssh://", "git://", "file://", "git+ssh://"}) {
    if (place.starts_with(scheme)) return PlaceKind::url;
  }
  if (!place.contains("::") && !place.starts_with('-') && is_scp_form(place)) return PlaceKind::url;
  return base::failure(fmt::format("cannot mine {}", place.contains("://") ? public_url(place) : place),
                       "there is nothing",
                       "name a repository's folder, a file made by `git bundle create`, or a URL");
}

std::string public_url(std::string_view url) {
  std::string scheme;
  if (const std::size_t at = url.find("://"); at != url.npos) {
    scheme = url.substr(0, at + 3);
    url.remove_prefix(at + 3);
  }
  url = url.substr(0, url.find_first_of("?#"));
  const std::size_t host_end = scheme.empty() ? url.find(':') : url.find('/');
  if (const std::size_t at = url.substr(0, host_end).rfind('@'); at != url.npos) url.remove_prefix(at + 1);
  while (url.ends_with('/')) url.remove_suffix(1);
  return scheme + without_ending(url, ".git");
}

std::string name_of_place(std::string_view place) {
  std::error_code error;
  const bool is_url = place.contains("://") || (is_scp_form(place) && !fs::exists(fs::path(place), error));
  if (is_url && !place.starts_with("file://")) return public_url(place);
  fs::path path = fs::path(place).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();
  if (path.filename() == ".git") path = path.parent_path();
  return without_ending(without_ending(path.filename().string(), ".bundle"), ".git");
}

}  // namespace git_miner
