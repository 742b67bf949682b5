#include "findings.hpp"

#include <algorithm>

#include <fmt/core.h>

#include <rust_code/boxed_errors.hpp>
#include <rust_code/error_handling.hpp>
#include <rust_code/items.hpp>
#include <rust_code/panics.hpp>
#include <rust_code/static_lifetimes.hpp>
#include <rust_code/unsafe_code.hpp>

namespace synthetic_generator {
namespace {

using rust_code::SourceFile;

// `Result<_, String>` and `Result<_, &str>` in a signature that callers see.
bool has_string_error(const rust_code::Item& item) {
  if (item.kind != rust_code::ItemKind::function || item.visibility != rust_code::Visibility::everywhere)
    return false;
  return item.signature.contains(", String>") && item.signature.contains("Result<");
}

void add_faults(const std::string& path, const SourceFile& file, std::vector<Finding>& findings) {
  const auto add = [&](Detector detector, std::uint32_t line) { findings.push_back({detector, path, line}); };
  for (const auto& site : rust_code::find_panics(file)) add(Detector::panics, site.line);
  for (const auto& error : rust_code::find_boxed_errors(file)) add(Detector::boxed_errors, error.line);
  for (const auto& pass : rust_code::find_manual_passes(file)) add(Detector::manual_passes, pass.line);
  for (const auto& site : rust_code::find_unsafe(file)) add(Detector::unsafe_code, site.line);
  for (const auto& use : rust_code::find_static_lifetimes(file)) {
    if (use.is_candidate) add(Detector::static_bounds, use.line);
  }
  for (const auto& item : rust_code::list_items(file)) {
    if (!item.is_test && has_string_error(item)) add(Detector::string_errors, item.first_line);
  }
}

bool is_test(const rust_code::Item& item) {
  return item.kind == rust_code::ItemKind::function &&
         std::ranges::any_of(item.attributes, [](const std::string& text) {
           return text == "test" || text.starts_with("tokio::test");
         });
}

// "crates/core/src/net/mod.rs" -> "net::"; empty for roots and integration tests.
std::string module_of(std::string_view path) {
  const auto src = path.starts_with("src/") ? 0 : path.rfind("/src/");
  if (src == path.npos) return {};
  std::string_view inside = path.substr(src + (src == 0 ? 4 : 5));
  inside.remove_suffix(std::string_view(".rs").size());
  if (inside == "lib" || inside == "main" || inside.starts_with("bin/")) return {};
  if (inside.ends_with("/mod")) inside.remove_suffix(4);
  std::string module;
  for (const char c : inside) module += c == '/' ? "::" : std::string(1, c);
  return module + "::";
}

}  // namespace

base::Result<std::vector<Finding>> find_faults(const Files& files) {
  std::vector<Finding> findings;
  for (const auto& [path, text] : files) {
    if (!path.ends_with(".rs")) continue;
    const auto file = SourceFile::parse(text, rust_code::role_of_path(path));
    if (!file) return base::failure(fmt::format("{}: {}", path, file.error().text()));
    if (file->tree().has_errors()) return base::failure(fmt::format("{} does not parse", path));
    add_faults(path, *file, findings);
  }
  return findings;
}

std::vector<std::string> test_names(const Files& files) {
  std::vector<std::string> names;
  for (const auto& [path, text] : files) {
    if (!path.ends_with(".rs")) continue;
    const auto file = SourceFile::parse(text, rust_code::role_of_path(path));
    if (!file) continue;
    for (const auto& item : rust_code::list_items(*file)) {
      if (is_test(item)) names.push_back(module_of(path) + item.path);
    }
  }
  std::ranges::sort(names);
  return names;
}

std::string item_at(const Files& files, std::string_view path, std::uint32_t line) {
  const auto at = files.find(path);
  if (at == files.end()) return {};
  const auto file = SourceFile::parse(at->second, rust_code::role_of_path(path));
  if (!file) return {};
  std::string found;
  for (const auto& item : rust_code::list_items(*file)) {
    if (item.first_line <= line && line <= item.last_line) found = item.path;  // containers come first
  }
  return found;
}

}  // namespace synthetic_generator
