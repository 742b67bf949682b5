#include "qwen35/checkpoint.hpp"

#include <utility>

#include <fmt/format.h>
#include <simdjson.h>

namespace qwen35 {
namespace {

constexpr const char* index_name = "model.safetensors.index.json";
constexpr const char* single_name = "model.safetensors";

// Vision tower and multi-token prediction: no part of the text model.
bool is_ignored(std::string_view name) {
  return name.starts_with("mtp.") || name.starts_with("model.visual.");
}

std::unexpected<base::Error> index_error(const std::filesystem::path& path, std::string why) {
  return base::failure("cannot read " + path.string(), std::move(why), "fetch the model's index again");
}

bool is_plain_file_name(std::string_view name) {
  return !name.empty() && name != "." && name != ".." &&
         name.find_first_of(std::string_view("/\\\0", 3)) == name.npos;
}

using FileOf = std::map<std::string, std::string, std::less<>>;

// Of every tensor, also those that are ignored.
base::Result<FileOf> read_index(const std::filesystem::path& path) {
  simdjson::dom::parser parser;
  simdjson::dom::object files;
  if (const auto error = parser.load(path.string())["weight_map"].get(files)) {
    return index_error(path, fmt::format("no weight_map: {}", simdjson::error_message(error)));
  }
  FileOf file_of;
  for (const auto& [name, value] : files) {
    std::string_view file;
    if (value.get(file) || !is_plain_file_name(file)) {
      return index_error(path, fmt::format("the file of {} is not a file name", name));
    }
    file_of.emplace(name, file);
  }
  return file_of;
}

}  // namespace

base::Result<Checkpoint> Checkpoint::open(const std::filesystem::path& folder) {
  Checkpoint checkpoint;
  checkpoint.folder_ = folder.string();
  std::error_code ignored;
  const bool indexed = std::filesystem::exists(folder / index_name, ignored);
  if (!indexed && !std::filesystem::exists(folder / single_name, ignored)) {
    return base::failure("no model in " + folder.string(),
                         fmt::format("neither {} nor {} is there", index_name, single_name),
                         "name the folder of a Qwen3.5 model in Hugging Face's format");
  }
  if (indexed) {
    auto file_of = read_index(folder / index_name);
    if (!file_of) return std::unexpected(std::move(file_of.error()));
    for (auto& [name, file] : *file_of) {
      if (is_ignored(name))
        checkpoint.other_files_.insert(file);
      else
        checkpoint.file_of_.emplace(name, file);
    }
    for (const auto& [name, file] : checkpoint.file_of_) {
      if (checkpoint.files_.contains(file)) continue;
      auto opened = SafetensorsFile::open(folder / file);
      if (!opened) return std::unexpected(std::move(opened.error()));
      checkpoint.files_.emplace(file, std::move(*opened));
      checkpoint.other_files_.erase(file);
    }
    return checkpoint;
  }
  auto opened = SafetensorsFile::open(folder / single_name);
  if (!opened) return std::unexpected(std::move(opened.error()));
  for (std::string& name : opened->names()) {
    if (!is_ignored(name)) checkpoint.file_of_.emplace(std::move(name), single_name);
  }
  checkpoint.files_.emplace(single_name, std::move(*opened));
  return checkpoint;
}

base::Result<at::Tensor> Checkpoint::tensor(std::string_view name) const {
  const auto found = file_of_.find(name);
  if (found == file_of_.end()) {
    return base::failure(fmt::format("the model in {} has no tensor {}", folder_, name),
                         "no file of it holds one", "name a Qwen3.5 model with all of its files");
  }
  return files_.at(found->second).tensor(name);
}

}  // namespace qwen35
