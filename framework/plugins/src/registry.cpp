#include <algorithm>
#include <cstdlib>

#include <flow/manifest_reader.hpp>
#include <flow/stage_object.hpp>
#include <flow/version.hpp>
#include <plugins/library_file.hpp>
#include <plugins/registry.hpp>

namespace flowrun::plugins {
namespace fs = std::filesystem;

namespace {

const char* const rebuild = "rebuild the plugin with this flowrun's SDK and compiler";

// What the library in the file offers. The error says why it cannot serve and what to do, or that a library which says
// this about itself must not be loaded.
base::Result<flow::PluginDescription> describe(const LibraryFile& file) {
  auto plugin = flow::parse_manifest(file.manifest);
  if (!plugin) return base::failure("its manifest cannot be read: " + plugin.error().text(), {}, rebuild);
  if (plugin->sdk < flow::oldest_sdk || plugin->sdk > flow::sdk_version) {
    return base::failure("it was built with SDK version " + std::to_string(plugin->sdk) +
                             ", this flowrun serves " + std::to_string(flow::oldest_sdk) + " to " +
                             std::to_string(flow::sdk_version),
                         {}, rebuild);
  }
  if (plugin->toolchain != flow::toolchain) {
    return base::failure("it was built with \"" + plugin->toolchain + "\", this flowrun with \"" +
                             std::string(flow::toolchain) + "\"",
                         {}, rebuild);
  }
  for (const std::string& name : file.exports) {
    if (name == flow::plugin_symbol) continue;
    return base::failure("it exports the symbol " + name + " beside " + flow::plugin_symbol +
                             ", which other plugins would share by accident",
                         {}, "build it with flowrun_add_plugin, which hides them");
  }
  if (file.exports.empty())
    return base::failure(std::string("it does not export ") + flow::plugin_symbol, {}, rebuild);
  return plugin;
}

}  // namespace

Registry Registry::scan(const std::vector<Folder>& search_path) {
  Registry registry;
  for (const Folder& folder : search_path) {
    std::error_code error;
    std::vector<fs::path> libraries;
    for (fs::directory_iterator entry(folder.path, error), end; !error && entry != end;
         entry.increment(error)) {
      if (entry->path().extension() == ".so") libraries.push_back(entry->path());
    }
    if (error && folder.is_explicit) {
      registry.unusable_.push_back({folder.path, "the folder cannot be read: " + error.message(),
                                    "give a folder with plugin libraries (*.so)"});
    }
    std::ranges::sort(libraries);
    for (const fs::path& library : libraries) registry.add_library(library);
  }
  return registry;
}

void Registry::add_library(const fs::path& path) {
  const auto file = read_library_file(path);
  if (!file) {
    const char* const mend = "remove the file, or build it with flowrun_add_plugin";
    return void(unusable_.push_back({path, file.error().problem, mend}));
  }
  const auto plugin = describe(*file);
  if (!plugin) return void(unusable_.push_back({path, plugin.error().problem, plugin.error().what_to_do}));
  for (const flow::StageDescription& stage : plugin->stages) {
    if (failed_hit(stage.name)) continue;
    stages_.try_emplace(stage.name, RegisteredStage{stage, path, file->build_id});
  }
}

const RegisteredStage* Registry::find(std::string_view name) const {
  const auto found = stages_.find(name);
  return found == stages_.end() ? nullptr : &found->second;
}

const UnusableLibrary* Registry::failed_hit(std::string_view stage) const {
  if (stages_.contains(stage)) return nullptr;
  for (const UnusableLibrary& library : unusable_) {
    const std::string stem = library.library.stem().string();
    if (stem == stage || stem == "lib" + std::string(stage)) return &library;
  }
  return nullptr;
}

std::vector<Registry::Folder> search_path(const std::vector<fs::path>& plugin_dirs) {
  std::vector<Registry::Folder> folders;
  for (const fs::path& dir : plugin_dirs) folders.push_back({dir, true});
  if (const char* variable = std::getenv("FLOWRUN_PLUGIN_PATH")) {
    std::string_view rest = variable;
    while (!rest.empty()) {
      const std::string_view one = rest.substr(0, rest.find(':'));
      if (!one.empty()) folders.push_back({fs::path(one), true});
      rest.remove_prefix(std::min(rest.size(), one.size() + 1));
    }
  }
  std::error_code error;
  const fs::path executable = fs::read_symlink("/proc/self/exe", error);
  if (!error) folders.push_back({executable.parent_path() / "plugins", false});
  return folders;
}

}  // namespace flowrun::plugins
