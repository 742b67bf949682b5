#include "layout.hpp"

#include <fstream>
#include <utility>

#include <fmt/core.h>
#include <sys/stat.h>

#include "built_files.hpp"

namespace cargo {
namespace {

namespace fs = std::filesystem;
using sandbox::Access;

constexpr std::pair<const char*, const char*> build_variables[] = {{"CARGO_HOME", "/cargo"},
                                                                   {"CARGO_TARGET_DIR", "/target"},
                                                                   {"CARGO_INCREMENTAL", "0"},
                                                                   {"CARGO_PROFILE_DEV_DEBUG", "0"},
                                                                   {"CARGO_PROFILE_TEST_DEBUG", "0"},
                                                                   {"RUSTFLAGS", ""},
                                                                   {"RUSTDOCFLAGS", ""}};

base::Result<void> write_readable(const fs::path& file, const std::string& text) {
  if (!(std::ofstream(file, std::ios::binary) << text).flush())
    return base::failure("cannot set up a workbench", "cannot write " + file.string(), "free disk space");
  ::chmod(file.c_str(), 0644);
  return {};
}

}  // namespace

base::Result<void> make_folder(const fs::path& folder) {
  std::error_code error;
  if (!fs::create_directories(folder, error))
    return base::failure("cannot set up a workbench",
                         error ? error.message() : folder.string() + " is already there",
                         "name a folder that can be made");
  ::chmod(folder.c_str(), 0755);
  return {};
}

std::string build_settings() {
  std::string text;
  for (const auto& [key, value] : build_variables) text += fmt::format("{}={}\n", key, value);
  return text;
}

fs::path target_in_layout(const fs::path& scratch, const WorkbenchOptions& options) {
  return options.kept_target.empty() ? scratch / "target" : fs::absolute(options.kept_target);
}

base::Result<void> make_layout(const fs::path& scratch, const WorkbenchOptions& options) {
  if (auto made = make_folder(scratch / "cargo"); !made) return made;
  if (options.kept_target.empty()) {
    if (auto made = make_folder(scratch / "target"); !made) return made;
  }
  for (const auto& bind : options.binds) {
    const auto below = bind.inside.lexically_relative("/cargo");
    if (below.empty() || *below.begin() == ".." || below == ".") continue;
    // The place to mount it: nothing can be made there inside.
    if (auto made = make_folder(scratch / "cargo" / below); !made) return made;
  }
  if (const auto& seed = options.seed_target; !seed.empty() && options.kept_target.empty()) {
    if (auto copied = copy_built(seed, scratch / "target"); !copied) return std::unexpected(copied.error());
  }
  const std::pair<const char*, std::string> files[] = {{"config.toml", options.config},
                                                       {"clippy.toml", options.clippy_config}};
  for (const auto& [name, text] : files) {
    if (auto written = write_readable(scratch / "cargo" / name, text); !written)
      return std::unexpected(written.error());
  }
  return {};
}

sandbox::Request request_in_layout(const Toolchain& toolchain, const fs::path& scratch,
                                   const WorkbenchOptions& options) {
  sandbox::Request request;
  request.binds = {{toolchain.sysroot, "/toolchain"},
                   {target_in_layout(scratch, options), "/target", Access::writable},
                   {scratch / "cargo", "/cargo"}};
  request.binds.insert(request.binds.end(), options.binds.begin(), options.binds.end());
  request.environment = {{"PATH", "/toolchain/bin:/usr/bin:/bin"},
                         {"HOME", "/tmp"},
                         {"LC_ALL", "C.UTF-8"},
                         {"CARGO_BUILD_JOBS", std::to_string(options.jobs)},
                         {"CARGO_NET_OFFLINE", "true"},
                         {"CARGO_TERM_COLOR", "never"},
                         {"RUST_BACKTRACE", "0"},
                         {"RUST_TEST_THREADS", "1"}};
  for (const auto& [key, value] : build_variables) request.environment.emplace_back(key, value);
  // The last value counts. Versions of one crate follow each other there, and nothing is copied.
  if (!options.kept_target.empty()) request.environment.emplace_back("CARGO_INCREMENTAL", "1");
  if (options.style_files == StyleFiles::remove)
    request.environment.emplace_back("CLIPPY_CONF_DIR", "/cargo");
  request.limits = options.limits;
  return request;
}

base::Result<sandbox::Outcome> run_unless_stopped(const sandbox::Request& request, std::stop_token stop) {
  auto outcome = sandbox::run(request, std::move(stop));
  if (outcome && outcome->ending == sandbox::Ending::stopped)
    return base::failure("a command was stopped", "the run is ending or its time is up", "run again");
  return outcome;
}

}  // namespace cargo
