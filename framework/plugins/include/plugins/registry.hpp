// The stages that the libraries on the search path offer. Nothing is loaded to find out.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <flow/description.hpp>

namespace flowrun::plugins {

struct RegisteredStage {
  flow::StageDescription description;
  std::filesystem::path library;
  std::string build_id;
};

// A library file that cannot serve, with the reason and the mend.
struct UnusableLibrary {
  std::filesystem::path library;
  std::string why;
  std::string what_to_do;
};

class Registry {
 public:
  // Looks at every *.so of the folders, in their order and by name within one. The first library that offers
  // a stage serves it. A folder that does not exist offers nothing, except an `explicit` one (named by the
  // user), which then counts as unusable.
  struct Folder {
    std::filesystem::path path;
    bool is_explicit = false;
  };
  static Registry scan(const std::vector<Folder>& search_path);

  // Null if no library offers it.
  [[nodiscard]] const RegisteredStage* find(std::string_view name) const;
  [[nodiscard]] const std::map<std::string, RegisteredStage, std::less<>>& stages() const { return stages_; }
  [[nodiscard]] const std::vector<UnusableLibrary>& unusable() const { return unusable_; }
  // The unusable library whose file name says that it should have offered `stage`, or null. A hit that fails
  // is an error even if a later folder has another one: looking further would hide it.
  [[nodiscard]] const UnusableLibrary* failed_hit(std::string_view stage) const;

 private:
  void add_library(const std::filesystem::path& path);

  std::map<std::string, RegisteredStage, std::less<>> stages_;
  std::vector<UnusableLibrary> unusable_;
};

// --plugin-dir first, then FLOWRUN_PLUGIN_PATH (separated by ':'), then `plugins` beside the executable.
std::vector<Registry::Folder> search_path(const std::vector<std::filesystem::path>& plugin_dirs);

}  // namespace flowrun::plugins
