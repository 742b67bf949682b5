// Starts host programs: no shell, only the file descriptors given, default signals, a session of its own.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/types.h>

#include <base/error.hpp>

#include "fd.hpp"

namespace sandbox {

using Environment = std::vector<std::pair<std::string, std::string>>;

// Of the programs that set a sandbox up.
inline const Environment host_environment{{"PATH", "/usr/sbin:/usr/bin:/sbin:/bin"}, {"LC_ALL", "C.UTF-8"}};

// A child that has not been waited for; the destructor kills and reaps it.
class Child {
 public:
  Child(pid_t pid, Fd handle) : pid_(pid), handle_(std::move(handle)) {}
  Child(Child&& other) noexcept : pid_(std::exchange(other.pid_, -1)), handle_(std::move(other.handle_)) {}
  Child& operator=(Child&&) = delete;
  ~Child();

  // Readable once the child has ended.
  int handle() const { return handle_.get(); }
  // Ends it and what it started in its process group.
  void kill();
  // Waits; the status as waitpid gives it.
  int reap();

 private:
  pid_t pid_;
  Fd handle_;
};

// `fds[i]` becomes descriptor i of the child; -1 leaves it closed (0 to 2: /dev/null). argv[0] is an
// absolute path.
base::Result<Child> spawn(const std::vector<std::string>& argv, const Environment& environment,
                          const std::vector<int>& fds);

// Both ends close-on-exec; the read end does not block.
base::Result<Pipe> make_pipe();
// A descriptor that reads `text` from its start and cannot be written to.
base::Result<Fd> readable_text(std::string_view text);

base::Error system_error(std::string problem, int number);

}  // namespace sandbox
