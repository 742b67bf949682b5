#include <algorithm>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include <base/json.hpp>
#include <digest/fields.hpp>
#include <git_miner/forge.hpp>

#include "repository/http_client.hpp"
#include "repository/place.hpp"
#include "repository/transient.hpp"

namespace git_miner {
namespace fs = std::filesystem;
namespace {

constexpr int most_pages = 1000;

struct Listed {
  std::string name;  // "owner/name"
  std::string url;
  std::string pushed;  // when something was pushed last, as the forge tells it
  bool has_manifest = false;
};

// Letters, digits and what else names may hold; the rest as %XX.
std::string in_url(std::string_view text) {
  std::string out;
  for (const unsigned char c : text) {
    const bool is_plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          std::string_view("-._~").contains(static_cast<char>(c));
    out += is_plain ? std::string(1, static_cast<char>(c)) : fmt::format("%{:02X}", c);
  }
  return out;
}

// "https://host.test" of a URL.
std::string_view host_of(std::string_view url) {
  const std::size_t begin = url.find("://");
  return begin == url.npos ? url : url.substr(0, url.find('/', begin + 3));
}

// What was found at the last time, one repository a line: has_manifest pushed name url.
class Memory {
 public:
  explicit Memory(fs::path file) : file_(std::move(file)) {
    std::ifstream in(file_);
    for (std::string line; std::getline(in, line);) {
      std::istringstream words(line);
      Listed one;
      if (words >> one.has_manifest >> one.pushed >> one.name >> one.url) known_[one.name] = std::move(one);
    }
  }
  const std::map<std::string, Listed>& known() const { return known_; }
  std::optional<bool> has_manifest(const Listed& listed) const {
    const auto found = known_.find(listed.name);
    if (found == known_.end() || found->second.pushed != listed.pushed) return std::nullopt;
    return found->second.has_manifest;
  }
  // What cannot be kept is asked again.
  void keep(const std::vector<Listed>& all) const {
    const fs::path aside = fs::path(file_) += ".part";
    std::ofstream out(aside);
    for (const Listed& one : all)
      out << one.has_manifest << ' ' << one.pushed << ' ' << one.name << ' ' << one.url << '\n';
    std::error_code ignored;
    if (out.flush()) fs::rename(aside, file_, ignored);
  }

 private:
  fs::path file_;
  std::map<std::string, Listed> known_;
};

class Listing {
 public:
  Listing(const Forge& forge, const HttpClient& http, const Memory& memory)
      : forge_(forge), http_(http), memory_(memory) {
    api_ = forge.url.empty() ? "https://api.github.com" : forge.url;
    while (api_.ends_with('/')) api_.pop_back();
    if (forge.kind == ForgeKind::gitea) api_ += "/api/v1";
  }

  base::Result<std::vector<Listed>> all() {
    for (const char* kind : {"orgs", "users"}) {
      auto listed = pages(fmt::format("{}/{}/{}/repos", api_, kind, in_url(forge_.owner)));
      if (!listed) return std::unexpected(listed.error());
      if (*listed) return look_into(**std::move(listed));
    }
    return std::unexpected(problem("there is no such organisation or user, or access is denied",
                                   "check its name and the token"));
  }

 private:
  base::Error problem(std::string why, std::string what_to_do) const {
    return {fmt::format("cannot list the repositories of {} at {}", forge_.owner, public_url(api_)),
            std::move(why), std::move(what_to_do)};
  }

  // None: there is nothing of that name.
  base::Result<std::optional<std::vector<Listed>>> pages(const std::string& base) {
    const char* size = forge_.kind == ForgeKind::gitea ? "limit=50" : "per_page=100";
    std::vector<Listed> listed;
    std::string url = fmt::format("{}?{}&page=1", base, size);
    for (int page = 1; page <= most_pages; ++page) {
      const auto response = http_.get(url);
      if (!response) return std::unexpected(response.error());
      if (response->status == 404) return std::nullopt;
      const auto json = base::parse_json(response->body);
      if (response->status != 200 || !json || !json->is_array())
        return std::unexpected(problem(fmt::format("the server answers {}{}", response->status,
                                                   response->status == 200 ? ", and no list" : ""),
                                       "check the URL, the kind of the forge and the token"));
      for (const base::Json& one : json->items) add(one, listed);
      const std::string link = response->header("link");
      if (link.empty() && json->items.empty()) break;
      if (link.empty()) {
        // A server may give fewer than it was asked for: only an empty page is the last.
        url = fmt::format("{}?{}&page={}", base, size, page + 1);
        continue;
      }
      url = next_link(link);
      if (url.empty()) break;
      if (host_of(url) != host_of(api_))
        return std::unexpected(
            problem("the server sends us to another one for the next page", "check the URL"));
    }
    return listed;
  }

  void add(const base::Json& json, std::vector<Listed>& listed) const {
    if (json["fork"].is_true() && !forge_.forks_too) return;
    if (json["archived"].is_true() && !forge_.archived_too) return;
    if (json["empty"].is_true() || json["size"].integer() == 0) return;
    const char* time = forge_.kind == ForgeKind::gitea ? "updated_at" : "pushed_at";
    Listed one{.name = std::string(json["full_name"].string()),
               .url = std::string(json["clone_url"].string()),
               .pushed = std::string(json[time].string())};
    // What the server names is not to reach anything else of this machine.
    const bool is_remote = one.url.starts_with("https://") || one.url.starts_with("http://");
    const auto is_word = [](const std::string& text) { return text.find_first_of(" \t\r\n") == text.npos; };
    if (one.pushed.empty()) one.pushed += '-';
    if (is_remote && !one.name.empty() && is_word(one.name) && is_word(one.url) && is_word(one.pushed))
      listed.push_back(std::move(one));
  }

  base::Result<std::vector<Listed>> look_into(std::vector<Listed> listed) const {
    for (Listed& one : listed) {
      if (const auto known = memory_.has_manifest(one); known && one.pushed != "-") {
        one.has_manifest = *known;
        continue;
      }
      const std::size_t slash = one.name.find('/');
      const auto response =
          http_.get(fmt::format("{}/repos/{}/{}/contents/Cargo.toml", api_, in_url(one.name.substr(0, slash)),
                                in_url(one.name.substr(std::min(slash + 1, one.name.size())))));
      if (!response) return std::unexpected(response.error());
      one.has_manifest = response->status == 200;
    }
    return listed;
  }

  const Forge& forge_;
  const HttpClient& http_;
  const Memory& memory_;
  std::string api_;
};

// What holds a token is there no longer than it is needed.
struct Cleaned {
  fs::path folder;
  ~Cleaned() {
    std::error_code ignored;
    fs::remove_all(folder, ignored);
  }
};

std::vector<std::string> urls_of(const std::vector<Listed>& listed) {
  std::vector<std::string> urls;
  for (const Listed& one : listed) {
    if (one.has_manifest) urls.push_back(one.url);
  }
  std::ranges::sort(urls);
  return urls;
}

}  // namespace

base::Result<ForgeRepositories> list_repositories(const Forge& forge, const fs::path& cache,
                                                  const fs::path& scratch, std::stop_token stop) {
  const std::string key =
      digest::fields_hex({base::name_of(forge.kind), forge.url, forge.owner}).substr(0, 16);
  const Memory memory(cache / ("forge-" + key));
  const std::string word = forge.kind == ForgeKind::gitea ? "token " : "Bearer ";
  const Cleaned requests{scratch / "requests"};
  std::error_code error;
  fs::create_directories(requests.folder, error);  // where it fails, so does what follows
  const auto http =
      HttpClient::make(requests.folder, forge.token.empty() ? "" : word + forge.token, std::move(stop));
  if (!http) return std::unexpected(http.error());
  const auto listed = Listing(forge, *http, memory).all();
  if (listed) {
    memory.keep(*listed);
    return ForgeRepositories{urls_of(*listed), ""};
  }
  if (!listed.error().is_transient || memory.known().empty()) return std::unexpected(listed.error());
  std::vector<Listed> known;
  for (const auto& [name, one] : memory.known()) known.push_back(one);
  return ForgeRepositories{
      urls_of(known),
      fmt::format("the repositories of {} are those of the last time: {}", forge.owner, listed.error().why)};
}

}  // namespace git_miner
