#include "program.hpp"

#include <algorithm>
#include <cctype>
#include <functional>
#include <set>

namespace shell {
namespace {

bool is_assignment(std::string_view word) {
  const std::size_t equals = word.find('=');
  if (equals == 0 || equals == std::string_view::npos) return false;
  return std::ranges::all_of(word.substr(0, equals),
                             [](unsigned char c) { return std::isalnum(c) || c == '_'; });
}

// True if a word that stands before the program was passed, with the arguments that it takes itself.
bool skip_wrapper(const std::vector<std::string>& words, std::size_t& at) {
  static const std::set<std::string, std::less<>> wrappers = {
      "env",     "time",   "sudo",    "nice",     "nohup", "exec", "command",
      "builtin", "stdbuf", "timeout", "xvfb-run", "rtk",   "doas", "ionice"};
  const std::string program = program_of(words[at]);
  if (is_assignment(words[at])) return ++at, true;
  if (!wrappers.contains(program)) return false;
  ++at;
  while (at < words.size() && (words[at].starts_with('-') || is_assignment(words[at]))) ++at;
  if (program == "timeout" && at < words.size()) ++at;  // the duration
  return true;
}

}  // namespace

std::string program_of(std::string_view word) {
  word.remove_prefix(std::min(word.find_last_of("/\\") + 1, word.size()));
  if (word.ends_with(".exe")) word.remove_suffix(4);
  return std::string(word);
}

std::size_t program_at(const std::vector<std::string>& words) {
  std::size_t at = 0;
  while (at < words.size() && skip_wrapper(words, at)) {
  }
  return at;
}

}  // namespace shell
