#include <cstdlib>

#include <config/environment.hpp>

namespace flowrun::config {
namespace fs = std::filesystem;

Environment process_environment() {
  return [](std::string_view name) -> std::optional<std::string> {
    const char* value = std::getenv(std::string(name).c_str());
    return value ? std::optional<std::string>(value) : std::nullopt;
  };
}

fs::path resolve_path(const fs::path& folder, std::string_view text) {
  fs::path path = fs::absolute(folder / fs::path(text)).lexically_normal();
  // "a/" and "a" are one place.
  return path.has_filename() || path == path.root_path() ? path : path.parent_path();
}

}  // namespace flowrun::config
