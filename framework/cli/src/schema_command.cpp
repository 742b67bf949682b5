// flowrun schema: the JSON Schema of pipeline files for the installed stages, read from the manifests of their libraries.
#include <filesystem>
#include <memory>
#include <vector>

#include "commands.hpp"
#include "options.hpp"
#include "output.hpp"
#include "pipeline_schema.hpp"

namespace flowrun::cli {

void add_schema_command(CLI::App& program, ExitCode& exit_code) {
  auto plugin_dirs = std::make_shared<std::vector<std::filesystem::path>>();
  CLI::App* command = program.add_subcommand("schema", "print the JSON Schema of pipeline files");
  add_plugin_dir(*command, *plugin_dirs);
  command->callback([plugin_dirs, &exit_code] {
    const auto registry = plugins::Registry::scan(plugins::search_path(*plugin_dirs));
    print_out(pipeline_schema(registry) + "\n");
    warn_of_unusable(registry);
    exit_code = ExitCode::all_well;
  });
}

}  // namespace flowrun::cli
