#include <algorithm>

#include <chat/repository_group.hpp>
#include <digest/sha256.hpp>

namespace chat {

bool is_commit_id(std::string_view text) {
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return (text.size() == 40 || text.size() == 64) && std::ranges::all_of(text, is_hex);
}

std::string repository_group(std::string_view root_commit) {
  return "git-" + digest::sha256_hex(root_commit).substr(0, 16);
}

}  // namespace chat
