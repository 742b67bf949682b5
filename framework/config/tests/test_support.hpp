// Texts as sources, private folders, and environments of a test's own.
#pragma once

#include <atomic>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include <unistd.h>

#include <config/environment.hpp>
#include <config/node.hpp>
#include <config/pipeline.hpp>

namespace flowrun::config::testing {

inline Source source_of(std::string_view text) { return std::make_shared<SourceFile>("test.yaml", text); }

// Parts in a row. (GCC 12 warns falsely about "x" + string + "y".)
inline std::string concat(std::initializer_list<std::string_view> parts) {
  std::string result;
  for (const std::string_view part : parts) {
    result.append(part);
  }
  return result;
}

// The tree of a text that is expected to load, and its errors.
struct Loaded {
  Diagnostics diagnostics;
  std::optional<Node> root;
};

inline Loaded load_text(std::string_view text) {
  Loaded loaded;
  loaded.root = load_yaml(source_of(text), loaded.diagnostics);
  return loaded;
}

inline Environment environment_of(std::map<std::string, std::string, std::less<>> values) {
  return [values = std::move(values)](std::string_view name) -> std::optional<std::string> {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
}

class TempFolder {
 public:
  TempFolder() {
    static std::atomic<int> next = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("flow_config_test." + std::to_string(getpid()) + "." + std::to_string(next++));
    std::filesystem::create_directories(path_);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path write(const std::string& name, std::string_view text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

}  // namespace flowrun::config::testing
