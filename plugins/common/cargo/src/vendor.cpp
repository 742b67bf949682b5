#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cargo/vendor.hpp>
#include <sandbox/folder.hpp>
#include <sandbox/run.hpp>

namespace cargo {
namespace {

namespace fs = std::filesystem;
using Environment = std::vector<std::pair<std::string, std::string>>;

constexpr std::chrono::minutes patience{10};

Environment environment_for(const Toolchain& toolchain) {
  const std::pair<std::string, std::string> ours[] = {{"RUSTC", (toolchain.sysroot / "bin/rustc").string()},
                                                      {"CARGO_TERM_COLOR", "never"},
                                                      {"CARGO_TERM_PROGRESS_WHEN", "never"}};
  Environment result(std::begin(ours), std::end(ours));
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view variable = *entry;
    const auto equals = std::min(variable.find('='), variable.size());
    const std::string name(variable.substr(0, equals));
    if (std::ranges::find(ours, name, [](const auto& one) { return one.first; }) != std::end(ours)) continue;
    result.emplace_back(name, variable.substr(std::min(equals + 1, variable.size())));
  }
  return result;
}

base::Error cannot_fetch(const fs::path& definition, const sandbox::Outcome& outcome) {
  const std::string& said = outcome.stderr_text;
  std::string why = outcome.ending == sandbox::Ending::exited ? said.substr(0, 2000)
                                                              : std::string(base::name_of(outcome.ending));
  why.erase(std::min(why.find_last_not_of('\n') + 1, why.size()));
  const bool defect = said.contains("--locked") || said.contains("manifest");
  return {"cannot fetch crates", std::move(why),
          defect ? fmt::format("correct {0}/Cargo.toml, or run: cd {0} && cargo generate-lockfile",
                               definition.string())
                 : fmt::format("connect to the network or name a mirror in ~/.cargo/config.toml, then run "
                               "again; they come with: cd {} && cargo fetch --locked",
                               definition.string())};
}

base::Result<void> let_all_read(const fs::path& folder) {
  std::error_code error;
  fs::permissions(folder, fs::perms(0755), error);
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->is_symlink()) continue;
    fs::permissions(entry->path(), fs::perms(entry->is_directory() ? 0755 : 0644), error);
  }
  if (!error) return {};
  return base::failure("cannot open " + folder.string() + " to all", error.message(),
                       "name a cache folder on a local disk");
}

}  // namespace

base::Result<void> vendor(const Toolchain& toolchain, const fs::path& definition, const fs::path& to,
                          std::stop_token stop) {
  std::vector<std::string> argv{(toolchain.sysroot / "bin/cargo").string(),
                                "vendor",
                                "--locked",
                                "--respect-source-config",
                                "--manifest-path",
                                (definition / "Cargo.toml").string(),
                                to.string(),
                                "--offline"};
  const auto environment = environment_for(toolchain);
  auto outcome = sandbox::run_trusted(argv, environment, patience, stop);
  if (outcome && !outcome->succeeded() && !stop.stop_requested()) {
    if (auto removed = sandbox::remove_folder(to); !removed) return removed;
    argv.pop_back();
    outcome = sandbox::run_trusted(argv, environment, patience, stop);
  }
  if (!outcome) return std::unexpected(outcome.error());
  if (!outcome->succeeded()) return std::unexpected(cannot_fetch(definition, *outcome));
  std::error_code error;
  fs::create_directories(to, error);  // cargo makes none for a definition without crates
  return let_all_read(to);
}

}  // namespace cargo
