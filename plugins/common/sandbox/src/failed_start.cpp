#include "failed_start.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <initializer_list>
#include <sstream>

#include <sys/stat.h>
#include <unistd.h>

namespace sandbox {
namespace {

constexpr auto more_namespaces =
    "as root, also of the containers around: sysctl user.max_user_namespaces=15000";

char first_character(const char* file) {
  char c = 0;
  std::ifstream(file) >> c;
  return c;
}

// A process in a chroot sees the mounts below its root only, and its root is rarely one itself (proc(5),
// mountinfo). Where it is one, the first process of the machine has another, if we may look at it.
bool in_chroot() {
  std::ifstream mounts("/proc/self/mountinfo");
  bool root_mounted = !mounts.is_open();
  for (std::string line; !root_mounted && std::getline(mounts, line);) {
    std::istringstream words(line);
    std::string id, parent, device, root, place;
    words >> id >> parent >> device >> root >> place;
    root_mounted = place == "/";
  }
  struct stat own, first;
  const bool another = ::stat("/", &own) == 0 && ::stat("/proc/1/root/", &first) == 0 &&
                       (own.st_dev != first.st_dev || own.st_ino != first.st_ino);
  return !root_mounted || another;
}

bool in_container() {
  return ::access("/.dockerenv", F_OK) == 0 || ::access("/run/.containerenv", F_OK) == 0 ||
         std::getenv("container") != nullptr;
}

std::string remedy(const Host& host) {
  if (host.chrooted)
    return "start outside the chroot, in which the kernel grants no user namespaces (systemd-nspawn, schroot "
           "with unshare, or a container will do)";
  if (host.namespaces_off) return more_namespaces;
  if (host.unprivileged_off) return "as root: sysctl kernel.unprivileged_userns_clone=1";
  if (host.apparmor_restricts)
    return "as root: sysctl kernel.apparmor_restrict_unprivileged_userns=0, or give bubblewrap an AppArmor "
           "profile that allows userns";
  if (host.container)
    return "start the container so that it may make namespaces: docker run --security-opt "
           "seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined";
  return "let this user make user namespaces (unshare --user true tells): look for a seccomp filter, a "
         "security module, or full limits in /proc/sys/user";
}

}  // namespace

Host this_host() {
  Host host;
  host.chrooted = in_chroot();
  host.container = in_container();
  host.namespaces_off = first_character("/proc/sys/user/max_user_namespaces") == '0';
  host.unprivileged_off = first_character("/proc/sys/kernel/unprivileged_userns_clone") == '0';
  host.apparmor_restricts = first_character("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == '1';
  return host;
}

base::Error explain_failed_start(const std::string& said, const Host& host) {
  std::string why = said.substr(0, std::min<std::size_t>(said.find_last_not_of('\n') + 1, 500));
  if (why.empty()) why = "bubblewrap ended without a word";
  const auto says = [&](std::initializer_list<const char*> words) {
    return std::ranges::any_of(words, [&](const char* word) { return said.contains(word); });
  };
  const char* const problem = "cannot run foreign code";
  if (says({"bwrap: Can't chdir"}))
    return {"cannot run a command in the sandbox", why, "name a working folder that exists inside"};
  if (says({"bwrap: Can't find source path", "bwrap: Can't get type of source"}))
    return {"cannot run a command in the sandbox", why, "bind files and folders that the user may read"};
  if (host.chrooted) return {problem, why, remedy(host)};
  // As root, the steps before bubblewrap.
  if (says({"unshare: ", "mount: "}))
    return {problem, why,
            "start as an ordinary user, or as a root that may mount (docker run --cap-add SYS_ADMIN)"};
  if (says({"setpriv: "}))
    return {problem, why, "start as an ordinary user, or map the uid and gid 65534 into the container"};
  if (says({"ENOSPC"})) return {problem, why, more_namespaces};
  if (says({"amespace", "uid map", "gid map", "setgroups", "loopback: ", "pivot_root", "Can't mount proc",
            "Failed to make / slave", "Creating new"}))
    return {problem, why, remedy(host)};
  return {problem, why, "see whether this works: bwrap --unshare-all --ro-bind / / true"};
}

}  // namespace sandbox
