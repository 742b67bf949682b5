// One text at one address, over HTTP.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>

namespace flowrun::report {

struct HttpPage {
  std::string path;  // "/metrics"
  std::string content_type;
  std::function<std::string()> text;  // called for each request, on the listener's thread
};

class HttpListener {
 public:
  // Listens from now on, on a thread of its own. `host` is a name or an address, port 0 any port that is free. The error is
  // in the words of the system.
  static std::expected<std::unique_ptr<HttpListener>, std::string> make(const std::string& host,
                                                                        std::uint16_t port, HttpPage page);
  // No call of `text` is under way any more.
  virtual ~HttpListener() = default;
  // Of the page: "http://127.0.0.1:9464/metrics".
  [[nodiscard]] virtual std::string url() const = 0;
};

}  // namespace flowrun::report
