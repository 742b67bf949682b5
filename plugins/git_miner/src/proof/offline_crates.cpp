#include "proof/offline_crates.hpp"

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <utility>
#include <vector>

#include <base/flush.hpp>
#include <digest/sha256.hpp>
#include <foreign_toml/parse.hpp>
#include <sandbox/folder.hpp>
#include <sandbox/run.hpp>

#include "proof/scratch_file.hpp"
#include "repository/file_lock.hpp"
#include "repository/transient.hpp"

namespace git_miner {
namespace fs = std::filesystem;
namespace {

constexpr std::chrono::minutes patience{5};

bool says_any(std::string_view text, std::initializer_list<std::string_view> phrases) {
  return std::ranges::any_of(phrases, [&](std::string_view phrase) { return text.contains(phrase); });
}

// A version, or a table of keys that name no other place to fetch from. Whatever cargo may learn to
// understand is refused until it is known here.
bool is_plain_dependency(const toml::node& node) {
  if (node.is_string()) return true;
  const auto* entry = node.as_table();
  return entry && std::ranges::all_of(*entry, [](const auto& member) {
           const std::string_view key = member.first.str();
           return key == "version" || key == "features" || key == "default-features" || key == "optional" ||
                  key == "package";
         });
}

// Dependencies from the default registry alone; false if there are others.
bool copy_dependencies(const toml::table& from, toml::table& to) {
  for (const char* name : {"dependencies", "dev-dependencies", "build-dependencies"}) {
    if (!from.contains(name)) continue;
    const auto* table = from.get_as<toml::table>(name);
    if (!table) return false;
    for (const auto& [key, node] : *table) {
      if (!is_plain_dependency(node)) return false;
    }
    to.insert(name, *table);
  }
  return true;
}

// A CARGO_HOME and an environment of our own: no credentials and no registries of the user are at hand.
std::vector<std::pair<std::string, std::string>> environment(const cargo::Toolchain& toolchain,
                                                             const fs::path& home) {
  std::vector<std::pair<std::string, std::string>> result{
      {"CARGO_HOME", home.string()},
      {"HOME", home.string()},
      {"RUSTC", (toolchain.sysroot / "bin/rustc").string()},
      {"CARGO_TERM_COLOR", "never"}};
  for (const char* name : {"PATH", "http_proxy", "https_proxy", "no_proxy", "HTTPS_PROXY", "NO_PROXY",
                           "SSL_CERT_FILE", "SSL_CERT_DIR", "CARGO_HTTP_CAINFO"}) {
    if (const char* value = std::getenv(name)) result.emplace_back(name, value);
  }
  return result;
}

// The sandbox may run as another user.
std::error_code let_all_read(const fs::path& folder) {
  std::error_code error;
  fs::permissions(folder, fs::perms(0755), error);
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->is_symlink()) continue;
    fs::permissions(entry->path(), fs::perms(entry->is_directory() ? 0755 : 0644), error);
  }
  return error;
}

// True if the crates are in `to`; false if they cannot be had by anyone, which is the commit's own fault.
base::Result<bool> fetch(const cargo::Toolchain& toolchain, const fs::path& definition, const fs::path& home,
                         const fs::path& to, const std::stop_token& stop) {
  const auto outcome =
      sandbox::run_trusted({(toolchain.sysroot / "bin/cargo").string(), "vendor", "--locked", "--quiet",
                            "--manifest-path", (definition / "Cargo.toml").string(), to.string()},
                           environment(toolchain, home), patience, stop);
  if (!outcome) return std::unexpected(as_transient(outcome.error()));
  const auto failed = [](std::string why, std::string what_to_do) {
    return std::unexpected(
        base::Error{"cannot fetch the crates of a commit", std::move(why), std::move(what_to_do), true});
  };
  if (stop.stop_requested() || outcome->ending == sandbox::Ending::stopped)
    return failed("the run was stopped", "start it again");
  if (outcome->ending == sandbox::Ending::could_not_start)
    return failed(outcome->stderr_text, "install cargo");
  if (auto full = full_disk(to)) return std::unexpected(*std::move(full));
  if (outcome->succeeded()) {
    std::error_code error;
    fs::create_directories(to, error);  // cargo makes none where there are no crates
    if (!error) error = let_all_read(to);
    if (error) return std::unexpected(write_problem(error));
    return true;
  }
  const std::string& said = outcome->stderr_text;
  if (is_lack_of_network(said))
    return failed(said.substr(0, 500), "check the network and try again, or lower verify_limit");
  return false;
}

}  // namespace

bool is_plain_lock(std::string_view lock) {
  const auto parsed = foreign_toml::parse(lock);
  if (!parsed) return false;
  const toml::table& root = *parsed;
  for (const auto& [key, node] : root) {
    if (key != "version" && key != "package" && key != "metadata") return false;
  }
  const auto* packages = root.get_as<toml::array>("package");
  return packages && std::ranges::all_of(*packages, [](const toml::node& node) {
           const auto* package = node.as_table();
           if (!package || package->contains("replace")) return false;
           if (!package->contains("source")) return true;  // the crate itself
           const auto* source = package->get_as<std::string>("source");
           return source && source->get().starts_with("registry+https://github.com/rust-lang/");
         });
}

bool is_lack_of_network(std::string_view said) {
  // What a commit may put into cargo's words (names of features, versions) stands in errors of these kinds
  // alone.
  if (says_any(said, {"failed to parse", "failed to select a version", "no matching package"})) return false;
  return says_any(said, {"spurious network error", "ould not connect", "ouldn't connect", "ould not resolve",
                         "ouldn't resolve", "Failed to connect", "Timeout was reached", "Connection refused",
                         "Network is unreachable", "you're using offline mode"});
}

std::optional<std::string> own_manifest(std::string_view manifest) {
  const auto parsed = foreign_toml::parse(manifest);
  if (!parsed) return std::nullopt;
  const toml::table& root = *parsed;
  const auto* package = root.get_as<toml::table>("package");
  if (!package || root.contains("workspace") || root.contains("patch") || root.contains("replace"))
    return std::nullopt;
  toml::table own, own_package;
  for (const char* key : {"name", "version", "edition", "resolver"}) {
    if (const auto* text = package->get_as<std::string>(key)) own_package.insert(key, text->get());
  }
  own_package.insert("build", false);
  own.insert("package", own_package);
  own.insert("lib", toml::table{{"path", "lib.rs"}});
  own.insert("workspace", toml::table{});  // whatever lies in the folders above
  if (!copy_dependencies(root, own)) return std::nullopt;
  if (const auto* features = root.get_as<toml::table>("features")) own.insert("features", *features);
  if (const auto* targets = root.get_as<toml::table>("target")) {
    toml::table own_targets;
    for (const auto& [name, node] : *targets) {
      toml::table own_target;
      if (!node.as_table() || !copy_dependencies(*node.as_table(), own_target)) return std::nullopt;
      own_targets.insert(name.str(), own_target);
    }
    own.insert("target", own_targets);
  }
  std::ostringstream text;
  text << own << "\n";
  return text.str();
}

base::Result<std::optional<fs::path>> offline_crates(const cargo::Toolchain& toolchain,
                                                     std::string_view manifest, std::string_view lock,
                                                     const fs::path& cache, const std::stop_token& stop) {
  const auto own = own_manifest(manifest);
  if (!own || !is_plain_lock(lock)) return std::nullopt;
  const std::string name = digest::sha256_hex(*own + '\0' + std::string(lock)).substr(0, 16);
  fs::path crates = cache / (name + ".crates");
  const fs::path definition = cache / (name + ".definition");
  const auto turn = FileLock::take(cache / (name + ".lock"), patience, stop);
  if (!turn) {
    return std::unexpected(
        base::Error{"cannot wait for the crates of a commit", turn.error().why, "try again", true});
  }
  std::error_code error;
  if (fs::exists(crates, error)) return crates;
  const fs::path part = cache / (name + ".part"), home = cache / "cargo-home";
  if (auto removed = sandbox::remove_folder(part); !removed)
    return std::unexpected(as_transient(removed.error()));
  for (const fs::path& folder : {part, definition, home}) {
    fs::create_directories(folder, error);
    if (error) return std::unexpected(write_problem(error));
  }
  const std::pair<const char*, std::string_view> files[] = {
      {"Cargo.toml", *own}, {"Cargo.lock", lock}, {"lib.rs", ""}};
  for (const auto& [file, text] : files) {
    if (error = write_file(definition / file, text); error) return std::unexpected(write_problem(error));
  }
  const auto done = fetch(toolchain, definition, home, part, stop);
  if (!done) return std::unexpected(done.error());
  if (!*done) return std::nullopt;
  error = base::flush_file_system(part);
  if (!error) fs::rename(part, crates, error);
  if (error) return std::unexpected(write_problem(error));
  return crates;
}

}  // namespace git_miner
