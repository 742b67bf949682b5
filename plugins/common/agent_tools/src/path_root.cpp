#include <algorithm>
#include <cctype>
#include <system_error>

#include <agent_tools/path_root.hpp>

namespace agent_tools {
namespace {

bool is_name(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return std::isalnum(byte) || c == '_' || c == '-' || byte >= 0x80;
}

// True where a path may begin: `a/workspace` and `./workspace` are other paths, `file:///workspace` is this
// one.
bool begins_here(std::string_view text, std::size_t at) {
  if (at == 0) return true;
  const char before = text[at - 1];
  if (before == '/') return text.substr(0, at).ends_with("://");
  return !is_name(before) && before != '.' && before != '~';
}

// True where the root's last name is complete: not in `/workspace2` or `/workspace.bak`, but at the end of a
// sentence.
bool ends_here(std::string_view text, std::size_t at) {
  if (at >= text.size()) return true;
  if (text[at] == '.') return at + 1 >= text.size() || !is_name(text[at + 1]);
  return !is_name(text[at]);
}

std::string without_end_slash(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

}  // namespace

void PathRoots::add(const std::filesystem::path& folder, std::string_view neutral) {
  const std::string real = without_end_slash(folder.lexically_normal().string());
  const std::string shown = without_end_slash(std::string(neutral));
  insert(to_neutral_, real, shown);
  insert(to_real_, shown, real);
  std::error_code error;
  const auto canonical = std::filesystem::canonical(folder, error);
  if (!error && canonical.string() != real) insert(to_neutral_, canonical.string(), shown);
}

std::string PathRoots::to_neutral(std::string_view text) const { return mapped(text, to_neutral_); }
std::string PathRoots::to_real(std::string_view text) const { return mapped(text, to_real_); }

void PathRoots::insert(std::vector<Mapping>& mappings, std::string from, std::string to) {
  if (from.size() < 2) return;
  mappings.push_back({std::move(from), std::move(to)});
  std::ranges::stable_sort(mappings, std::ranges::greater{}, [](const Mapping& m) { return m.from.size(); });
}

std::string PathRoots::mapped(std::string_view text, const std::vector<Mapping>& mappings) {
  std::string out;
  std::size_t done = 0;
  for (std::size_t at = text.find('/'); at != std::string_view::npos; at = text.find('/', at)) {
    const auto match = std::ranges::find_if(mappings, [&](const Mapping& mapping) {
      return text.substr(at).starts_with(mapping.from) && ends_here(text, at + mapping.from.size());
    });
    if (match == mappings.end() || !begins_here(text, at)) {
      ++at;
      continue;
    }
    out.append(text.substr(done, at - done)).append(match->to);
    at += match->from.size();
    done = at;
  }
  return out.append(text.substr(done));
}

}  // namespace agent_tools
