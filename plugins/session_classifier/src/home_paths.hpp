// Home folders in texts, in every spelling that systems and tools give them.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace session_classifier {

// `C:\Users\maria`, `/mnt/c/Users/maria`, `\\wsl.localhost\Ubuntu\home\maria`, `/var/home/maria`, ...
struct HomePath {
  std::size_t begin = 0;  // of the drive or server in the text
  std::size_t name = 0;   // of the account
  std::size_t end = 0;    // behind the account
  std::string
      account;  // without the escapes of URLs and JSON: `Petra Quillfeather`, also for `Petra%20Quillfeather`
  bool sure = false;     // no route of a web application: a drive, a server, a folder that homes have
  bool windows = false;  // written with backslashes
};

// The next place at or behind `from` that may be of one, or the size of the text: a separator before a folder of homes.
std::size_t next_home_folder(std::string_view text, std::size_t from);

// Calls `use` for each, in order. Separators may be doubled, as in JSON or a literal, or written as in URLs (`%2F`).
void for_each_home(std::string_view text, const std::function<void(const HomePath&)>& use);

// Does the rest of the path at `pos` begin with the segments of `tail` ("/relay/src"), whatever parts them? Its end, or
// npos.
std::size_t end_of_tail(std::string_view text, std::size_t pos, std::string_view tail);

}  // namespace session_classifier
