#include "seed.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include <fmt/core.h>
#include <simdjson.h>

#include "built_files.hpp"

namespace cargo {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::minutes patience{10};

base::Result<void> well(const base::Result<Step>& step) {
  if (!step) return std::unexpected(step.error());
  if (step->succeeded()) return {};
  const auto& outcome = step->outcome;
  const bool exited = outcome.ending == sandbox::Ending::exited;
  return base::failure(
      "cannot compile the crates that judged code may use",
      fmt::format("{}: {}", step->command,
                  exited ? outcome.stderr_text.substr(0, 2000) : std::string(base::name_of(outcome.ending))),
      "correct the definition of the crate set, or try another toolchain");
}

base::Result<std::vector<std::string>> members(const Workbench& bench, std::stop_token stop) {
  const auto step = bench.metadata(stop);
  if (auto good = well(step); !good) return std::unexpected(good.error());
  simdjson::dom::parser parser;
  simdjson::dom::array packages;
  std::vector<std::string> names;
  if (parser.parse(step->outcome.stdout_text)["packages"].get(packages) == simdjson::SUCCESS) {
    for (const auto package : packages) {
      std::string_view name;
      if (package["name"].get(name) == simdjson::SUCCESS) names.emplace_back(name);
    }
  }
  std::ranges::sort(names);
  return names;
}

base::Result<void> build(const Workbench& bench, std::stop_token stop, const CrateSet::Compiled& compiled) {
  const auto names = members(bench, stop);
  if (!names) return std::unexpected(names.error());
  std::vector<std::string> clean{"clean", "--locked"};
  for (std::size_t done = 0; const auto& name : *names) {
    if (compiled) compiled(done++, names->size());
    for (const auto* command : {"build", "clippy"}) {
      auto done = well(bench.run({command, "--locked", "--package", name}, stop));
      if (!done) return done;
    }
    clean.insert(clean.end(), {"--package", name});
  }
  return well(bench.run(clean, stop));
}

}  // namespace

base::Result<void> build_seed(const Toolchain& toolchain, const fs::path& definition, const fs::path& scratch,
                              const WorkbenchOptions& options, const fs::path& to, std::stop_token stop,
                              const CrateSet::Compiled& compiled) {
  auto settings = options;
  settings.lock_file = LockFile::keep;
  settings.limits.wall = patience;
  settings.jobs = std::max(1u, std::thread::hardware_concurrency());
  auto bench = Workbench::open(toolchain, definition, scratch, std::move(settings));
  if (!bench) return std::unexpected(bench.error());
  if (auto built = build(*bench, stop, compiled); !built) return built;
  // A copy: as root, the workbench's own files belong to the sandbox's user.
  std::error_code error;
  fs::create_directory(to, error);
  if (error) return base::failure("cannot make " + to.string(), error.message(), "free disk space");
  return copy_built(bench->target(), to);
}

}  // namespace cargo
