#include <algorithm>
#include <iterator>

#include <jsonl_sink/file_names.hpp>

namespace jsonl_sink {
namespace {

std::filesystem::path last_parts(const std::filesystem::path& path, std::ptrdiff_t count) {
  std::filesystem::path end;
  for (auto part = std::prev(path.end(), count); part != path.end(); ++part) end /= *part;
  return end;
}

}  // namespace

std::vector<std::string> short_names(const std::vector<std::filesystem::path>& paths) {
  std::vector<std::string> names;
  for (const std::filesystem::path& path : paths) {
    const auto parts = std::distance(path.begin(), path.end());
    std::ptrdiff_t count = std::min<std::ptrdiff_t>(1, parts);
    const auto is_taken = [&](const std::filesystem::path& other) {
      return other != path && count <= std::distance(other.begin(), other.end()) &&
             last_parts(other, count) == last_parts(path, count);
    };
    while (count < parts && std::ranges::any_of(paths, is_taken)) ++count;
    names.push_back(last_parts(path, count).string());
  }
  return names;
}

}  // namespace jsonl_sink
