#include "usage.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "tree.hpp"

namespace sandbox {
namespace {

std::uint64_t number_after(std::string_view text, std::string_view label) {
  const auto at = text.find(label);
  if (at == text.npos) return 0;
  const auto digit = text.find_first_of("0123456789", at);
  if (digit == text.npos) return 0;
  std::uint64_t value = 0;
  std::from_chars(text.data() + digit, text.data() + text.size(), value);
  return value;
}

// Not by a stream: those throw when the process ends between two reads.
std::string process_status(pid_t process) {
  const Fd file(::open(fmt::format("/proc/{}/status", process).c_str(), O_RDONLY | O_CLOEXEC));
  std::string text(8192, '\0');  // about 1500 bytes are used
  const ssize_t size = file ? ::read(file.get(), text.data(), text.size()) : 0;
  text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return text;
}

// proc(5): /proc/PID/task/TID/children lists what each thread has forked.
void add_children(pid_t process, std::vector<pid_t>& processes) {
  const std::string tasks = fmt::format("/proc/{}/task", process);
  const Folder folder = open_folder(Fd(::open(tasks.c_str(), folder_flags)));
  if (!folder) return;
  while (const dirent* const entry = next_entry(folder)) {
    std::ifstream children(tasks + "/" + entry->d_name + "/children");
    for (pid_t child; children >> child;) processes.push_back(child);
  }
}

}  // namespace

std::uint64_t private_memory(pid_t process) {
  std::uint64_t kibibytes = 0;
  std::vector<pid_t> processes{process};
  for (std::size_t next = 0; next < processes.size(); ++next) {
    const std::string status = process_status(processes[next]);
    kibibytes += number_after(status, "\nRssAnon:") + number_after(status, "\nRssShmem:");
    add_children(processes[next], processes);
  }
  return kibibytes << 10;
}

std::uint64_t occupied(const std::filesystem::path& folder, std::uint64_t enough) {
  constexpr std::uint64_t block = 512;  // st_blocks counts these, whatever the file system
  std::uint64_t bytes = 0;
  const bool complete =
      walk(Fd(::open(folder.c_str(), folder_flags)), Deeper::stop, [&](int, const char*, const auto& status) {
        bytes += static_cast<std::uint64_t>(status.st_blocks) * block /
                 std::max<std::uint64_t>(1, S_ISDIR(status.st_mode) ? 1 : status.st_nlink);
        return bytes <= enough;
      });
  return complete || bytes > enough ? bytes : std::numeric_limits<std::uint64_t>::max();
}

}  // namespace sandbox
