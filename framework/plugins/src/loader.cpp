#include <string>
#include <string_view>

#include <boost/dll/shared_library.hpp>

#include <flow/version.hpp>
#include <plugins/loader.hpp>

namespace flowrun::plugins {
namespace fs = std::filesystem;

namespace {

// What can be done where the system's loader says `detail`: a library that is not installed is no fault of the plugin.
std::string mend_of(std::string_view detail, const fs::path& plugin) {
  const std::string_view missing = detail.substr(0, detail.find(": cannot open shared object file"));
  if (missing.size() == detail.size()) return "rebuild the plugin with this flowrun's SDK and compiler";
  if (missing == plugin.string()) return "build or install the plugin again";
  const std::string name(missing);
  return "install " + name + ", or add the folder that has it to LD_LIBRARY_PATH";
}

}  // namespace

struct Loader::Library {
  boost::dll::shared_library handle;
  const flow::PluginTable* table = nullptr;
};

Loader::Loader() = default;
Loader::~Loader() = default;

base::Result<const flow::PluginTable*> Loader::table_of(const fs::path& path) {
  const std::scoped_lock lock(mutex_);
  if (const auto found = libraries_.find(path); found != libraries_.end()) return found->second->table;
  const auto refuse = [&](std::string why) {
    std::string mend = mend_of(why, path);
    return base::failure("cannot load the plugin " + path.string(), std::move(why), std::move(mend));
  };
  auto library = std::make_unique<Library>();
  // rtld_now: a missing symbol shows here and not in the middle of a run. rtld_local: no clashes between
  // plugins.
  boost::dll::fs::error_code error;
  library->handle.load(path, error, boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
  if (error) {
    const char* detail = dlerror();
    return refuse(detail ? detail : error.message());
  }
  if (!library->handle.has(flow::plugin_symbol)) return refuse("it does not export flow_plugin");
  library->table = &library->handle.get<const flow::PluginTable>(flow::plugin_symbol);
  if (library->table->sdk < flow::oldest_sdk || library->table->sdk > flow::sdk_version ||
      library->table->toolchain != flow::toolchain) {
    return refuse("its table does not agree with its manifest");
  }
  return libraries_.emplace(path, std::move(library)).first->second->table;
}

std::expected<std::unique_ptr<flow::StageObject>, Loader::CreateError> Loader::create(
    const RegisteredStage& stage, const std::string& params_json) {
  const auto table = table_of(stage.library);
  if (!table) return std::unexpected(CreateError{table.error(), true});
  for (std::size_t i = 0; i < (*table)->stage_count; ++i) {
    const flow::StageEntry& entry = (*table)->stages[i];
    if (entry.name != stage.description.name) continue;
    auto object = entry.create(params_json);
    if (!object) return std::unexpected(CreateError{object.error(), false});
    return std::move(*object);
  }
  return std::unexpected(
      CreateError{base::Error{.problem = "the plugin " + stage.library.string() +
                                         " does not offer the stage " + stage.description.name,
                              .why = "its table does not agree with its manifest",
                              .what_to_do = "rebuild the plugin"},
                  true});
}

}  // namespace flowrun::plugins
