// A socket of the host on which a test listens for those who should not reach it.
#pragma once

#include <string>

namespace sandbox_test {

class Listener {
 public:
  // AF_INET: 127.0.0.1, any port. AF_UNIX: the path, or the name after a NUL.
  Listener(int family, const std::string& path);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  int port() const;
  // Whether someone connected since.
  bool was_reached() const;

 private:
  int socket_;
};

}  // namespace sandbox_test
