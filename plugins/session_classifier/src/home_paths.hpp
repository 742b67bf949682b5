// Home folders in texts, in every spelling that systems and tools give them.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace session_classifier {

// `C:\Users\maria`, `/mnt/c/Users/maria`, `\\wsl.localhost\Ubuntu\home\maria`, `/var/home/maria`, ...
struct HomePath {
  std::size_t begin = 0, end = 0;  // in the text, from the drive or server to behind the account
  std::string account;             // as written: `Petra Quillfeather`, `j%C3%BCrgen`
  bool sure = false;     // no route of a web application: a drive, a server, a folder that homes have
  bool windows = false;  // written with backslashes
};

// Calls `use` for each, in order. Separators may be doubled, as in JSON or a literal.
void for_each_home(std::string_view text, const std::function<void(const HomePath&)>& use);

// Does the rest of the path at `pos` begin with the segments of `tail` ("/relay/src"), whatever parts them? Its end, or
// npos.
std::size_t end_of_tail(std::string_view text, std::size_t pos, std::string_view tail);

}  // namespace session_classifier
