#include "formatted.hpp"

#include <chrono>

#include <sandbox/run.hpp>

#include "file_tree.hpp"

namespace synthetic_generator {

Proved<Files> formatted(const Files& files, const std::string& options, const std::filesystem::path& folder,
                        const Environment& environment, Gate otherwise) {
  std::vector<std::string> argv = {(environment.toolchain.sysroot / "bin/rustfmt").string(), "--edition",
                                   "2024"};
  if (!options.empty()) argv.insert(argv.end(), {"--config", options});
  if (auto written = update_tree(folder, {}, files); !written) return failed(written.error());
  for (const auto& [path, text] : files) {
    if (path.ends_with(".rs")) argv.push_back((folder / path).string());
  }
  auto outcome = sandbox::run_trusted(argv, {{"PATH", "/usr/bin:/bin"}, {"LC_ALL", "C.UTF-8"}},
                                      std::chrono::seconds(20), environment.stop);
  if (!outcome) return failed(outcome.error());
  if (!outcome->succeeded()) return rejected(otherwise, outcome->stderr_text);
  auto read = read_tree(folder, files);
  if (!read) return failed(read.error());
  return *std::move(read);
}

}  // namespace synthetic_generator
