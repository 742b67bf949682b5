// The command line of bubblewrap 0.8 for a request.
#pragma once

#include <string>
#include <vector>

#include <sandbox/request.hpp>

namespace sandbox {

// Descriptors of bubblewrap, beside 0 to 2.
enum InheritedFd {
  status_fd = 3,
  block_fd = 4,
  filter_fd = 5,
  arguments_fd = 6,
  users_fd = 7,
  groups_fd = 8
};

// /etc/passwd and /etc/group: programs ask for the names of users, and those of the host are none of their business.
std::string users_file();
std::string groups_file();

// The options, in the order that bubblewrap needs: mounts, then read-only again, then the rest.
std::vector<std::string> bubblewrap_options(const Request& request, const std::vector<Bind>& binds);

}  // namespace sandbox
