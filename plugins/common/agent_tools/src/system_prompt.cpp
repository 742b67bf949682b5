#include <fstream>
#include <iterator>
#include <system_error>

#include <agent_tools/system_prompt.hpp>

namespace agent_tools {
namespace {

constexpr std::string_view what_to_do = "give an agent file with the parameter system_prompt";

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n";
  const auto begin = text.find_first_not_of(blank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blank) - begin + 1);
}

// The line at `at` without its line end; moves `at` behind it.
std::string_view next_line(std::string_view text, std::size_t& at) {
  const auto end = text.find('\n', at);
  std::string_view line = text.substr(at, end - at);
  at = end == std::string_view::npos ? text.size() : end + 1;
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace

std::string prompt_of_agent_file(std::string_view markdown) {
  if (markdown.starts_with("\xEF\xBB\xBF")) markdown.remove_prefix(3);
  std::size_t at = 0;
  if (next_line(markdown, at) == "---") {
    while (at < markdown.size()) {
      if (next_line(markdown, at) == "---") return std::string(trimmed(markdown.substr(at)));
    }
  }
  return std::string(trimmed(markdown));  // no front matter, or one that never ends
}

base::Result<std::string> read_system_prompt(std::span<const std::filesystem::path> candidates) {
  std::string names;
  for (const auto& path : candidates) {
    names += (names.empty() ? "" : ", ") + path.string();
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) continue;
    std::ifstream file(path, std::ios::binary);
    const std::string markdown{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (!file.good() && !file.eof())
      return base::failure("cannot read the system prompt " + path.string(), "", std::string(what_to_do));
    std::string prompt = prompt_of_agent_file(markdown);
    if (prompt.empty())
      return base::failure("the system prompt " + path.string() + " is empty", "", std::string(what_to_do));
    return prompt;
  }
  return base::failure("there is no system prompt at " + names, "", std::string(what_to_do));
}

}  // namespace agent_tools
