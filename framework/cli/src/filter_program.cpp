#include "filter_program.hpp"

#include <cerrno>
#include <cstddef>
#include <system_error>

#include <fmt/format.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace flowrun::cli {
namespace {

// A file without a name: the program may read and write at its own pace, and nobody waits for a full pipe.
class MemoryFile {
 public:
  MemoryFile() : descriptor_(::memfd_create("flowrun", MFD_CLOEXEC)) {}
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  [[nodiscard]] int descriptor() const { return descriptor_; }

  bool fill(std::string_view text) {
    while (!text.empty()) {
      const ssize_t written = ::write(descriptor_, text.data(), text.size());
      if (written <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::lseek(descriptor_, 0, SEEK_SET) == 0;
  }

  [[nodiscard]] std::string content() const {
    std::string text;
    char block[65536];
    ssize_t length = 0;
    while ((length = ::pread(descriptor_, block, sizeof block, static_cast<off_t>(text.size()))) > 0)
      text.append(block, static_cast<std::size_t>(length));
    return text;
  }

 private:
  int descriptor_;
};

}  // namespace

base::Result<std::string> filtered_by(const std::vector<std::string>& words, std::string_view input) {
  MemoryFile in;
  const MemoryFile out;
  if (in.descriptor() < 0 || out.descriptor() < 0 || !in.fill(input))
    return base::failure("cannot hand a text to " + words[0], std::generic_category().message(errno),
                         "free some memory");
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in.descriptor(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out.descriptor(), STDOUT_FILENO);
  pid_t child = 0;
  const int error = ::posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) {
    return base::failure("cannot start " + words[0], std::generic_category().message(error),
                         "install the program, or see to it that PATH leads to it");
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    return base::failure(words[0] + " ended with an error", fmt::format("its status is {}", status),
                         "see what it says above");
  return out.content();
}

}  // namespace flowrun::cli
