#include "listener.hpp"

#include <cstddef>
#include <cstring>

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace sandbox_test {

Listener::Listener(int family, const std::string& path)
    : socket_(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
  sockaddr_in internet{};
  internet.sin_family = AF_INET;
  internet.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  sockaddr_un unix_name{};
  unix_name.sun_family = AF_UNIX;
  REQUIRE(path.size() < sizeof(unix_name.sun_path));
  std::memcpy(unix_name.sun_path, path.data(), path.size());
  const bool is_internet = family == AF_INET;
  const auto* const address =
      is_internet ? reinterpret_cast<sockaddr*>(&internet) : reinterpret_cast<sockaddr*>(&unix_name);
  const auto size = is_internet ? sizeof(internet) : offsetof(sockaddr_un, sun_path) + path.size();
  REQUIRE(::bind(socket_, address, static_cast<socklen_t>(size)) == 0);
  REQUIRE(::listen(socket_, 8) == 0);
}

Listener::~Listener() { ::close(socket_); }

int Listener::port() const {
  sockaddr_in internet{};
  socklen_t size = sizeof(internet);
  ::getsockname(socket_, reinterpret_cast<sockaddr*>(&internet), &size);
  return ntohs(internet.sin_port);
}

bool Listener::was_reached() const {
  const int caller = ::accept(socket_, nullptr, nullptr);
  if (caller >= 0) ::close(caller);
  return caller >= 0;
}

}  // namespace sandbox_test
