#include "user.hpp"

#include <cerrno>

#include <fmt/core.h>
#include <unistd.h>

#include "child.hpp"
#include "tree.hpp"

namespace sandbox {
namespace {

// Arguments: the staging folder, how many sources, the sources, the command to become.
constexpr auto stage_and_become = R"(set -e
stage=$1 count=$2 number=0
shift 2
mount -n -t tmpfs -o mode=0755,size=1m sandbox "$stage"
while [ "$number" -lt "$count" ]; do
  if [ -d "$1" ]; then mkdir "$stage/$number"; else : >"$stage/$number"; fi
  mount -n --bind "$1" "$stage/$number"
  shift
  number=$((number + 1))
done
exec "$@"
)";

}  // namespace

bool running_as_root() { return ::geteuid() == 0; }

std::string system_program(const std::string& name) {
  for (const auto* folder : {"/usr/bin/", "/bin/", "/usr/sbin/", "/sbin/", "/usr/local/bin/"}) {
    if (::access((folder + name).c_str(), X_OK) == 0) return folder + name;
  }
  return {};
}

std::vector<std::string> as_nobody() {
  const std::string id = std::to_string(nobody);
  return {system_program("setpriv"), "--reuid", id, "--regid", id, "--clear-groups"};
}

base::Result<Staging> Staging::create(const std::vector<Bind>& binds) {
  Staging staging;
  for (const auto* tool : {"unshare", "setpriv", "mount", "sh"}) {
    if (system_program(tool).empty())
      return base::failure("cannot set up the sandbox as root", fmt::format("{} is not installed", tool),
                           "install the packages util-linux and mount, or start as an ordinary user");
  }
  // Not below TMPDIR: everyone must be able to enter the folders above.
  std::string folder = "/tmp/sandbox-XXXXXX";
  if (::mkdtemp(folder.data()) == nullptr)
    return std::unexpected(system_error("cannot make a folder below /tmp", errno));
  staging.folder_ = folder;
  staging.command_ = {system_program("unshare"), "--mount", "--",   system_program("sh"),        "-c",
                      stage_and_become,          "sandbox", folder, std::to_string(binds.size())};
  for (const auto& bind : binds) {
    staging.binds_.push_back(
        {staging.folder_ / std::to_string(staging.binds_.size()), bind.inside, bind.access});
    staging.command_.push_back(bind.host.string());
  }
  for (auto& word : as_nobody()) staging.command_.push_back(std::move(word));
  return staging;
}

Staging::~Staging() {
  if (!folder_.empty()) ::rmdir(folder_.c_str());
}

base::Result<void> give_to_nobody(const std::filesystem::path& path) {
  const auto give = [](int folder, const char* name, const auto&) {
    return ::fchownat(folder, name, nobody, nobody, AT_SYMLINK_NOFOLLOW) == 0;
  };
  errno = 0;
  // What lies deeper than a walk can get was made in the sandbox: it is nobody's already.
  const bool given = give(AT_FDCWD, path.c_str(), 0) &&
                     walk(Fd(::open(path.c_str(), folder_flags)), Deeper::pass_over, give);
  if (given) return {};
  const int number = errno;
  return base::failure(
      "cannot give " + path.string() + " to the sandbox's user", system_error("", number).why,
      number == EINVAL ? "start as an ordinary user, or map the uid and gid 65534 into the container"
                       : "bind a fresh folder on a local file system writable");
}

}  // namespace sandbox
