#include "repository/http_client.hpp"

#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <cstring>
#include <fstream>
#include <iterator>
#include <mutex>
#include <optional>
#include <string_view>

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <base/url.hpp>

#include "change/lower.hpp"
#include "repository/host_program.hpp"
#include "repository/transient.hpp"
#include "trimmed.hpp"

namespace git_miner {
namespace fs = std::filesystem;
namespace {

constexpr int most_tries = 5;
constexpr std::chrono::seconds longest_wait{300};
constexpr const char* header_file = "headers-to-send";

std::string content_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// Of the last answer: proxies and redirections have answered before.
HttpClient::Response response_of(std::string_view headers, std::string body) {
  HttpClient::Response response{.body = std::move(body)};
  while (!headers.empty()) {
    const std::size_t end = std::min(headers.find('\n'), headers.size());
    const std::string_view line = trimmed(headers.substr(0, end));
    headers.remove_prefix(std::min(end + 1, headers.size()));
    if (line.starts_with("HTTP/")) {
      response.headers.clear();
      const std::string_view rest = trimmed(line.substr(std::min(line.find(' '), line.size())));
      response.status = static_cast<int>(number_of(rest.substr(0, rest.find(' '))).value_or(0));
    } else if (const std::size_t colon = line.find(':'); colon != line.npos) {
      response.headers[lower(line.substr(0, colon))] = std::string(trimmed(line.substr(colon + 1)));
    }
  }
  return response;
}

// Not readable for others.
std::error_code write_privately(const fs::path& file, const std::string& text) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) return {errno, std::generic_category()};
  const bool whole = ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const int why = errno;
  ::close(descriptor);
  return whole ? std::error_code() : std::error_code(why, std::generic_category());
}

bool is_worth_another_try(int status) { return status == 0 || status >= 500 || status == 408; }

}  // namespace

base::Result<HttpClient> HttpClient::make(fs::path scratch, const std::string& authorization,
                                          std::stop_token stop) {
  std::string program = on_path("curl");
  if (program.empty())
    return base::failure("cannot ask a forge", "the program curl is not on the PATH",
                         "install it (apt-get install curl)");
  std::string headers = "User-Agent: flowrun\nAccept: application/json\n";
  if (!authorization.empty()) headers += "Authorization: " + authorization + "\n";
  if (const auto error = write_privately(scratch / header_file, headers))
    return std::unexpected(as_transient(
        {"cannot ask a forge", error.message(), "make room and writing possible in the store's folder"}));
  return HttpClient(std::move(program), std::move(scratch), std::move(stop));
}

base::Result<HttpClient::Response> HttpClient::get_once(const std::string& url) const {
  const fs::path headers = scratch_ / "headers", body = scratch_ / "body";
  std::error_code ignored;
  fs::remove(headers, ignored);
  fs::remove(body, ignored);
  const auto done = run_host_program({program_,
                                      "--silent",
                                      "--show-error",
                                      "--max-time",
                                      "60",
                                      "--proto",
                                      "=http,https",
                                      "--location",
                                      "--max-redirs",
                                      "3",
                                      "--max-filesize",
                                      "67108864",
                                      "--header",
                                      "@" + (scratch_ / header_file).string(),
                                      "--dump-header",
                                      headers.string(),
                                      "--output",
                                      body.string(),
                                      "--",
                                      url},
                                     std::chrono::seconds(90), stop_);
  if (!done) return std::unexpected(done.error());
  if (!done->succeeded())
    return std::unexpected(as_transient({"cannot reach " + base::without_credentials(url),
                                         base::without_credentials(trimmed(done->stderr_text)),
                                         "check the URL and the network, and try again"}));
  return response_of(content_of(headers), content_of(body));
}

bool HttpClient::wait(std::chrono::seconds time) const {
  std::mutex mutex;
  std::unique_lock lock(mutex);
  std::condition_variable_any never;
  never.wait_for(lock, stop_, time, [] { return false; });
  return !stop_.stop_requested();
}

base::Result<HttpClient::Response> HttpClient::get(const std::string& url) const {
  const auto now = [] {
    return std::chrono::duration_cast<std::chrono::seconds>(
        std::chrono::system_clock::now().time_since_epoch());
  };
  base::Result<Response> response;
  for (int attempt = 0; attempt < most_tries; ++attempt) {
    response = get_once(url);
    auto pause = std::chrono::seconds(1 << attempt);
    if (response) {
      const auto asked = wait_asked_for(*response, now());
      if (!asked && !is_worth_another_try(response->status)) return response;
      if (asked) pause = *asked;
      response =
          std::unexpected(as_transient({"cannot list repositories at " + base::without_credentials(url),
                                        asked ? fmt::format("the server asks to wait {} s", pause.count())
                                              : fmt::format("the server answers {}", response->status),
                                        asked ? "try again later, or with a token" : "try again later"}));
    }
    if (attempt + 1 == most_tries || pause > longest_wait || !wait(pause)) break;
  }
  return response;
}

std::string next_link(const std::string& header) {
  std::string_view rest = header;
  while (!rest.empty()) {
    const std::size_t open = rest.find('<'), close = rest.find('>');
    if (open == rest.npos || close == rest.npos || close < open) return "";
    const std::string_view url = rest.substr(open + 1, close - open - 1);
    const std::size_t end = std::min(rest.find(',', close), rest.size());
    const std::string_view relation = rest.substr(close, end - close);
    if (relation.contains("rel=\"next\"") || relation.contains("rel=next")) return std::string(url);
    rest.remove_prefix(end);
  }
  return "";
}

std::optional<std::chrono::seconds> wait_asked_for(const HttpClient::Response& response,
                                                   std::chrono::seconds now) {
  const bool is_out = response.status == 403 && response.header("x-ratelimit-remaining") == "0";
  const auto after = number_of(response.header("retry-after"));
  if (after && (response.status == 403 || response.status == 429 || response.status == 503))
    return std::chrono::seconds(std::max<std::int64_t>(*after, 0));
  if (!is_out && response.status != 429) return std::nullopt;
  const auto reset = number_of(response.header("x-ratelimit-reset"));
  return reset ? std::max(std::chrono::seconds(*reset) - now, std::chrono::seconds(1))
               : std::chrono::seconds(60);
}

}  // namespace git_miner
