// Opens a plugin library and constructs its stages.
#pragma once

#include <expected>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include <flow/stage_object.hpp>
#include <plugins/registry.hpp>

namespace flowrun::plugins {

// Keeps every library that it opened for as long as it lives, and the process keeps them mapped until it
// ends: records made by a plugin carry code of it. May be used from many threads.
class Loader {
 public:
  Loader();
  ~Loader();
  Loader(const Loader&) = delete;
  Loader& operator=(const Loader&) = delete;

  // Opens the stage's library at the first call for it, and constructs the stage from complete parameters.
  // An error of loading has `is_load_error` set; else it is the stage's constructor that refused.
  struct CreateError {
    base::Error error;
    bool is_load_error = false;
  };
  std::expected<std::unique_ptr<flow::StageObject>, CreateError> create(const RegisteredStage& stage,
                                                                        const std::string& params_json);

 private:
  struct Library;
  base::Result<const flow::PluginTable*> table_of(const std::filesystem::path& path);

  std::mutex mutex_;
  std::map<std::filesystem::path, std::unique_ptr<Library>> libraries_;
};

}  // namespace flowrun::plugins
