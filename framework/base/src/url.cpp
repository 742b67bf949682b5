#include <algorithm>

#include <base/url.hpp>

namespace base {
namespace {

constexpr std::string_view ends_of_url = " \t\r\n'\"\\<>`";
constexpr std::string_view ends_of_query = " \t\r\n'\"\\<>`,;)]}";

}  // namespace

std::string without_credentials(std::string_view text) {
  constexpr std::string_view mark = "://";
  std::string out;
  for (std::size_t at = text.find(mark); at != text.npos; at = text.find(mark)) {
    out += text.substr(0, at + mark.size());
    text.remove_prefix(at + mark.size());
    const std::string_view host = text.substr(0, text.find_first_of("/?#"));
    if (const std::size_t user = host.substr(0, host.find_first_of(ends_of_url)).rfind('@');
        user != host.npos)
      text.remove_prefix(user + 1);
    const std::size_t end = std::min(text.find_first_of(ends_of_url), text.size());
    const std::size_t next = std::min(text.find(mark), text.size());
    const std::size_t query = text.find_first_of("?#");
    if (query == text.npos || query >= end || query >= next) continue;
    out += text.substr(0, query);
    text.remove_prefix(std::min(text.find_first_of(ends_of_query, query), text.size()));
  }
  return out += text;
}

}  // namespace base
