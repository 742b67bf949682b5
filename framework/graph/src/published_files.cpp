#include "published_files.hpp"

#include <fstream>
#include <iterator>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <base/json.hpp>
#include <base/json_writer.hpp>
#include <graph/provenance.hpp>
#include <store/durable_file.hpp>

namespace flowrun::graph {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view file_name = ".published.json";
constexpr int format = 1;

PublishedFiles::Results read_results(const base::Json& json) {
  PublishedFiles::Results results;
  for (const base::JsonMember& result : json.members) {
    store::Contents& contents = results[result.key];
    for (const base::JsonMember& entry : result.value.members)
      contents.emplace(entry.key, entry.value.string());
  }
  return results;
}

void write_results(base::JsonWriter& json, std::string_view key, const PublishedFiles::Results& results) {
  json.key(key).begin_object();
  for (const auto& [name, contents] : results) {
    json.key(name).begin_object();
    for (const auto& [path, content] : contents) json.member(path, content);
    json.end_object();
  }
  json.end_object();
}

}  // namespace

bool is_as_written(store::Contents standing, const store::Contents& written) {
  if (!comes_with_provenance(written)) standing.erase(std::string(provenance_name));
  return standing == written;
}

PublishedFiles::PublishedFiles(fs::path folder) : folder_(std::move(folder)) {
  std::ifstream file(folder_ / file_name, std::ios::binary);
  if (!file) return;
  const auto json = base::parse_json(std::string(std::istreambuf_iterator<char>(file), {}));
  if (!json || (*json)["flowrun_published"].integer() != format) return;
  results_ = read_results((*json)["results"]);
  expected_ = read_results((*json)["expected"]);
}

const store::Contents* PublishedFiles::written(const std::string& name) const {
  const auto known = results_.find(name);
  return known == results_.end() ? nullptr : &known->second;
}

std::optional<std::string> PublishedFiles::objection(const std::string& name,
                                                     const store::Contents& standing) const {
  const fs::path place = folder_ / name;
  const auto known = results_.find(name);
  if (known == results_.end())
    return fmt::format("{} stands there, and there is no record that flowrun wrote it", place.string());
  for (const auto& [path, content] : standing) {
    if (path == provenance_name && !comes_with_provenance(known->second)) continue;
    const std::string shown = path.empty() ? place.string() : (place / path).string();
    const auto written = known->second.find(path);
    if (written == known->second.end()) return shown + " was not written by flowrun";
    if (written->second != content) return shown + " was changed since flowrun wrote it";
  }
  return std::nullopt;
}

void PublishedFiles::expect(const std::string& name, store::Contents contents) {
  expected_[name] = std::move(contents);
  is_changed_ = true;
}

void PublishedFiles::settle(const std::string& name, store::Contents contents) {
  forget(name);
  store::Contents& known = results_[name];
  if (known == contents) return;
  known = std::move(contents);
  is_changed_ = true;
}

std::string PublishedFiles::text() const {
  base::JsonWriter json(base::JsonWriter::Layout::indented);
  json.begin_object().member("flowrun_published", format);
  write_results(json, "results", results_);
  if (!expected_.empty()) write_results(json, "expected", expected_);
  json.end_object();
  return std::move(json).take() + "\n";
}

base::Result<void> PublishedFiles::save() {
  if (!is_changed_) return {};
  if (const auto written = store::replace_file(folder_ / file_name, text()); !written)
    return std::unexpected(written.error().as_error());
  is_changed_ = false;
  return {};
}

}  // namespace flowrun::graph
