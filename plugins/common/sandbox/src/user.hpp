// How root becomes an ordinary user before bubblewrap: in a private mount namespace the sources are bound
// below a folder that everyone may enter (a toolchain may lie below a closed home), then setpriv drops to
// nobody.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

#include <base/error.hpp>
#include <sandbox/request.hpp>

namespace sandbox {

// nobody: the uid in the sandbox, and outside it when root started it.
inline constexpr uid_t nobody = 65534;

bool running_as_root();

// A program of the host's system folders, never of the caller's PATH. Empty if it is not there.
std::string system_program(const std::string& name);

// argv that runs a program as nobody.
std::vector<std::string> as_nobody();

// The binds as nobody reaches them, and the command that makes it so and then runs what is appended to it.
// Its folder on the host stays empty; the destructor removes it.
class Staging {
 public:
  static base::Result<Staging> create(const std::vector<Bind>& binds);
  Staging(Staging&& other) noexcept = default;
  Staging& operator=(Staging&&) = delete;
  ~Staging();

  const std::vector<Bind>& binds() const { return binds_; }
  const std::vector<std::string>& command() const { return command_; }

 private:
  Staging() = default;
  std::filesystem::path folder_;
  std::vector<Bind> binds_;
  std::vector<std::string> command_;
};

// Gives `path` and all below it to nobody; links themselves, not what they point to.
base::Result<void> give_to_nobody(const std::filesystem::path& path);

}  // namespace sandbox
