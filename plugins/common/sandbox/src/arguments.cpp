#include "arguments.hpp"

#include <filesystem>

#include <fmt/core.h>

#include "user.hpp"

namespace sandbox {
namespace {

using Options = std::vector<std::string>;

void add(Options& options, std::initializer_list<std::string> words) { options.insert(options.end(), words); }

void add_isolation(Options& options) {
  const std::string id = std::to_string(nobody);
  add(options, {"--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent", "--new-session"});
  add(options, {"--cap-drop", "ALL", "--uid", id, "--gid", id, "--hostname", "sandbox", "--clearenv"});
}

// Where /bin and its like are links into /usr they stay links.
void add_system(Options& options) {
  add(options, {"--ro-bind", "/usr", "/usr"});
  for (const std::string folder : {"/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"}) {
    if (std::filesystem::is_symlink(folder))
      add(options, {"--symlink", std::filesystem::read_symlink(folder).string(), folder});
    else
      add(options, {"--ro-bind-try", folder, folder});
  }
  // Without the alternatives `cc` is a dangling link.
  for (const std::string path :
       {"/etc/alternatives", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d"})
    add(options, {"--ro-bind-try", path, path});
  add(options, {"--perms", "0644", "--ro-bind-data", std::to_string(users_fd), "/etc/passwd"});
  add(options, {"--perms", "0644", "--ro-bind-data", std::to_string(groups_fd), "/etc/group"});
}

// All memory that files can take is bounded; /dev would else hold as much as half of the machine's.
void add_private_folders(Options& options, const Limits& limits) {
  const std::string size = std::to_string(limits.temporary);
  add(options,
      {"--proc", "/proc", "--dev", "/dev", "--size", size, "--tmpfs", "/dev/shm", "--remount-ro", "/dev"});
  add(options, {"--size", size, "--tmpfs", "/tmp"});
}

}  // namespace

std::string users_file() {
  return fmt::format("root:x:0:0::/:/bin/false\nnobody:x:{0}:{0}::/tmp:/bin/sh\n", nobody);
}

std::string groups_file() { return fmt::format("root:x:0:\nnogroup:x:{}:\n", nobody); }

std::vector<std::string> bubblewrap_options(const Request& request, const std::vector<Bind>& binds) {
  Options options;
  add_isolation(options);
  for (const auto& [key, value] : request.environment) add(options, {"--setenv", key, value});
  add_system(options);
  add_private_folders(options, request.limits);
  for (const auto& bind : binds) {
    add(options,
        {bind.access == Access::writable ? "--bind" : "--ro-bind", bind.host.string(), bind.inside.string()});
  }
  add(options, {"--remount-ro", "/"});
  add(options, {"--json-status-fd", std::to_string(status_fd), "--block-fd", std::to_string(block_fd)});
  add(options, {"--seccomp", std::to_string(filter_fd), "--chdir", request.working_folder.string()});
  return options;
}

}  // namespace sandbox
