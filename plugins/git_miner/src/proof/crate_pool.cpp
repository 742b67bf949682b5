#include "proof/crate_pool.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>
#include <vector>

#include <unistd.h>

#include <base/printable.hpp>
#include <digest/sha256.hpp>
#include <sandbox/folder.hpp>
#include <sandbox/run.hpp>

#include "proof/cargo_words.hpp"
#include "proof/scratch_file.hpp"
#include "repository/file_lock.hpp"
#include "repository/transient.hpp"
#include "says_any.hpp"

namespace git_miner {
namespace fs = std::filesystem;
namespace {

constexpr std::chrono::minutes patience{10};

// A CARGO_HOME and an environment of our own: no credentials and no registries of the user are at hand.
std::vector<std::pair<std::string, std::string>> environment(const cargo::Toolchain& toolchain,
                                                             const fs::path& home) {
  std::vector<std::pair<std::string, std::string>> result{
      {"CARGO_HOME", home.string()},
      {"HOME", home.string()},
      {"RUSTC", (toolchain.sysroot / "bin/rustc").string()},
      {"CARGO_RESOLVER_INCOMPATIBLE_RUST_VERSIONS", "fallback"},
      {"CARGO_NET_RETRY", "2"},
      {"CARGO_TERM_COLOR", "never"}};
  for (const char* name : {"PATH", "http_proxy", "https_proxy", "no_proxy", "HTTPS_PROXY", "NO_PROXY",
                           "SSL_CERT_FILE", "SSL_CERT_DIR", "CARGO_HTTP_CAINFO"}) {
    if (const char* value = std::getenv(name)) result.emplace_back(name, value);
  }
  return result;
}

// As root, the sandbox runs as another user.
std::error_code let_all_read(const fs::path& folder) {
  std::error_code error;
  if (::geteuid() != 0) return error;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->is_symlink()) continue;
    const auto wanted = entry->is_directory() ? fs::perms(0755) : fs::perms(0644);
    const auto now = entry->status().permissions();
    if ((now & wanted) != wanted) fs::permissions(entry->path(), now | wanted, error);
  }
  return error;
}

std::optional<std::string> text_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

std::error_code write_definition(const fs::path& folder, const Definition& definition,
                                 const std::string& lock) {
  for (const auto& [path, text] : definition.files) {
    if (const auto error = write_file(folder / path, text)) return error;
  }
  if (lock.empty()) return {};
  return write_file(folder / "Cargo.lock", lock);
}

base::Error cannot_fetch(std::string why, std::string what_to_do) {
  return {"cannot fetch the crates of a commit", std::move(why), std::move(what_to_do), true};
}

// Removes the folder whatever happens in between.
struct Cleaned {
  fs::path folder;
  ~Cleaned() { static_cast<void>(sandbox::remove_folder(folder)); }
};

// What keeps cargo from resolving, where it is not the network.
Unproved reason_of(const Definition& definition, std::string_view said) {
  for (const auto& [path, reason] : definition.refused) {
    if (path == "Cargo.toml" || says_any(said, {"/" + path + "`", "/" + path + "'"})) return reason;
  }
  if (definition.has_git &&
      says_any(said, {"Unable to update https://", "failed to load source for dependency",
                      "failed to clone into", "failed to fetch `https://"}))
    return Unproved::git_unreachable;
  return Unproved::dependencies_unresolved;
}

}  // namespace

CratePool::CratePool(cargo::Toolchain toolchain, fs::path folder, Network network)
    : toolchain_(std::move(toolchain)), folder_(std::move(folder)), network_(network) {}

base::Result<PooledCrates> CratePool::provide(const Definition& definition, std::string_view like,
                                              const std::stop_token& stop) const {
  if (const auto root = definition.refused.find("Cargo.toml"); root != definition.refused.end())
    return PooledCrates{{}, root->second, "Cargo.toml"};
  const std::string lock = definition.lock.empty() ? std::string(like) : definition.lock;
  std::string inputs = toolchain_.rustc + '\0' + lock;
  for (const auto& [path, text] : definition.files) inputs.append('\0' + path + '\0' + text);
  const fs::path known = folder_ / "locks" / digest::sha256_hex(inputs).substr(0, 24);
  if (auto text = text_of(known)) return PooledCrates{*std::move(text), {}, {}};

  const auto turn = FileLock::take(folder_ / "lock", patience, stop);
  if (!turn) return std::unexpected(cannot_fetch(turn.error().why, "try again"));
  if (auto text = text_of(known)) return PooledCrates{*std::move(text), {}, {}};
  auto fetched = fetch(definition, lock, stop);
  if (!fetched || fetched->reason) return fetched;
  // Under another name first: it appears whole, and after the crates that it speaks for.
  const fs::path part = known.string() + ".part";
  std::error_code error = let_all_read(folder_ / "home");
  if (!error) error = write_file(part, fetched->lock);
  if (!error) fs::rename(part, known, error);
  if (error) return std::unexpected(write_problem(error));
  return fetched;
}

base::Result<PooledCrates> CratePool::fetch(const Definition& definition, const std::string& lock,
                                            const std::stop_token& stop) const {
  const Cleaned place{folder_ / "definition"};
  const fs::path home = folder_ / "home";
  if (auto removed = sandbox::remove_folder(place.folder); !removed)
    return std::unexpected(as_transient(removed.error()));
  std::error_code error = write_definition(place.folder, definition, lock);
  if (!error) fs::create_directories(home, error);
  if (error && is_fault_of_path(error)) return PooledCrates{{}, Unproved::files_unsuitable, {}};
  if (error) return std::unexpected(write_problem(error));

  const auto run = [&](bool locked) {
    std::vector<std::string> argv{(toolchain_.sysroot / "bin/cargo").string(),
                                  "fetch",
                                  "--quiet",
                                  "--target",
                                  toolchain_.host,
                                  "--manifest-path",
                                  (place.folder / "Cargo.toml").string()};
    if (locked) argv.emplace_back("--locked");
    if (network_ == Network::none) argv.emplace_back("--offline");
    return sandbox::run_trusted(argv, environment(toolchain_, home), patience, stop);
  };
  auto outcome = run(!lock.empty());
  if (outcome && !lock.empty() && !outcome->succeeded() && !stop.stop_requested()) {
    // A lock file that does not fit, or cannot be read.
    if (outcome->stderr_text.contains("parse lock file")) fs::remove(place.folder / "Cargo.lock", error);
    if (says_any(outcome->stderr_text, {"--locked", "lock file"})) outcome = run(false);
  }
  if (!outcome) return std::unexpected(as_transient(outcome.error()));
  if (stop.stop_requested() || outcome->ending == sandbox::Ending::stopped)
    return std::unexpected(cannot_fetch("the run was stopped", "start it again"));
  if (outcome->ending == sandbox::Ending::could_not_start)
    return std::unexpected(cannot_fetch(outcome->stderr_text, "install cargo"));
  if (auto full = full_disk(folder_)) return std::unexpected(*std::move(full));
  if (outcome->succeeded())
    return PooledCrates{text_of(place.folder / "Cargo.lock").value_or("version = 4\n"), {}, {}};
  const std::string& said = outcome->stderr_text;
  const Unproved reason = reason_of(definition, said);
  if (reason != Unproved::git_unreachable && is_lack_of_network(said))
    return std::unexpected(cannot_fetch(base::printable_line(said.substr(0, 500)),
                                        "check the network and try again, or lower verify_limit"));
  return PooledCrates{{}, reason, first_error(said)};
}

base::Result<std::vector<sandbox::Bind>> CratePool::binds() const {
  std::vector<sandbox::Bind> binds;
  for (const char* name : {"registry", "git"}) {
    const fs::path folder = fs::absolute(folder_) / "home" / name;
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return std::unexpected(write_problem(error));
    binds.push_back({folder, fs::path("/cargo") / name});
  }
  return binds;
}

bool is_lack_of_network(std::string_view said) {
  // What a commit may put into cargo's words (names of features, versions) stands in errors of these kinds
  // alone.
  if (says_any(said, {"failed to parse", "failed to select a version", "no matching package"})) return false;
  return says_any(said, {"spurious network error", "ould not connect", "ouldn't connect", "ould not resolve",
                         "ouldn't resolve", "Failed to connect", "Timeout was reached", "Connection refused",
                         "Network is unreachable", "you're using offline mode"});
}

}  // namespace git_miner
