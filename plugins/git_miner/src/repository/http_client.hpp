// Requests by the program curl, which knows the user's proxies and certificates.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <stop_token>
#include <string>

#include <base/error.hpp>

namespace git_miner {

class HttpClient {
 public:
  // `scratch` is an existing folder of the caller's own. `authorization`: the header's value, sent to the host that is asked
  // alone; "" = none. The error says that there is no curl.
  static base::Result<HttpClient> make(std::filesystem::path scratch, const std::string& authorization,
                                       std::stop_token stop);

  struct Response {
    int status = 0;
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;

    std::string header(const std::string& name) const {
      const auto found = headers.find(name);
      return found == headers.end() ? "" : found->second;
    }
  };
  // Tries again after errors of server and network, and when the server asks to wait, if that is not for long. What it
  // answers otherwise is no error. Errors: transient ones, when no try went well.
  base::Result<Response> get(const std::string& url) const;

 private:
  HttpClient(std::string program, std::filesystem::path scratch, std::stop_token stop)
      : program_(std::move(program)), scratch_(std::move(scratch)), stop_(std::move(stop)) {}
  base::Result<Response> get_once(const std::string& url) const;
  bool wait(std::chrono::seconds time) const;

  std::string program_;
  std::filesystem::path scratch_;
  std::stop_token stop_;
};

// The URL of `rel="next"` in a Link header; "" if there is none.
std::string next_link(const std::string& header);

// How long a server asks to wait before the next request; none if it does not refuse for its limits.
std::optional<std::chrono::seconds> wait_asked_for(const HttpClient::Response& response,
                                                   std::chrono::seconds now);

}  // namespace git_miner
