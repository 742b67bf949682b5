// Why no sandbox could be made, and what would help here.
#pragma once

#include <string>

#include <base/error.hpp>

namespace sandbox {

// What decides over user namespaces (user_namespaces(7), and the settings of Debian and Ubuntu).
struct Host {
  bool chrooted = false;
  bool container = false;
  bool namespaces_off = false;      // user.max_user_namespaces = 0
  bool unprivileged_off = false;    // kernel.unprivileged_userns_clone = 0
  bool apparmor_restricts = false;  // kernel.apparmor_restrict_unprivileged_userns = 1
};

// Read anew at each call.
Host this_host();

// `said`: what bubblewrap, or what was to start it, wrote to stderr.
base::Error explain_failed_start(const std::string& said, const Host& host);

}  // namespace sandbox
