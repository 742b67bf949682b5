// Texts as sources, and environments of a test's own.
#pragma once

#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include <config/environment.hpp>
#include <config/node.hpp>
#include <config/pipeline.hpp>
#include <test_support/temporary_folder.hpp>

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

}  // namespace flowrun::config::testing
