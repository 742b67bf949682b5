#include <algorithm>

#include <simdjson.h>

#include <cargo/packages.hpp>

namespace cargo {
namespace {

using simdjson::dom::element;

std::string text(const element& object, std::string_view key) {
  std::string_view value;
  return object[key].get(value) == simdjson::SUCCESS ? std::string(value) : std::string();
}

}  // namespace

std::optional<std::vector<Package>> read_packages(std::string_view metadata) {
  simdjson::dom::parser parser;
  element root;
  simdjson::dom::array packages;
  if (parser.parse(metadata.data(), metadata.size()).get(root) != simdjson::SUCCESS ||
      root["packages"].get(packages) != simdjson::SUCCESS)
    return std::nullopt;
  std::vector<std::string_view> defaults;
  if (simdjson::dom::array ids; root["workspace_default_members"].get(ids) == simdjson::SUCCESS) {
    for (const element id : ids) {
      if (std::string_view one; id.get(one) == simdjson::SUCCESS) defaults.push_back(one);
    }
  }
  std::vector<Package> result;
  for (const element one : packages) {
    Package package{.name = text(one, "name"),
                    .folder = std::filesystem::path(text(one, "manifest_path")).parent_path(),
                    .features = {},
                    .is_default = std::ranges::find(defaults, text(one, "id")) != defaults.end()};
    if (simdjson::dom::object features; one["features"].get(features) == simdjson::SUCCESS) {
      for (const auto& [name, needs] : features) package.features.emplace_back(name);
    }
    result.push_back(std::move(package));
  }
  return result;
}

}  // namespace cargo
