#include <algorithm>
#include <stdexcept>

#include <fmt/core.h>

#include <synthetic_generator/skeleton.hpp>

#include "embedded.hpp"

namespace synthetic_generator {
namespace {

std::string_view embedded(std::string_view path) {
  const auto& files = embedded_files();
  const auto at = std::ranges::find(files, path, &EmbeddedFile::path);
  if (at == files.end()) throw std::logic_error(fmt::format("{} is not embedded", path));
  return at->text;
}

// gap/name -> its files
std::map<std::string, Files> folders() {
  std::map<std::string, Files> result;
  for (const EmbeddedFile& file : embedded_files()) {
    const auto first = file.path.find('/');
    const auto second = first == file.path.npos ? first : file.path.find('/', first + 1);
    if (second == file.path.npos) continue;
    result[std::string(file.path.substr(0, second))][std::string(file.path.substr(second + 1))] = file.text;
  }
  return result;
}

std::vector<Skeleton> read_all() {
  std::vector<Skeleton> result;
  const auto all = folders();
  for (const Gap gap : all_gaps) {
    const std::string folder = fmt::format("{}/", base::name_of(gap));
    for (const auto& [id, files] : all) {
      if (!id.starts_with(folder)) continue;
      auto skeleton = read_skeleton(gap, std::string_view(id).substr(folder.size()), files);
      if (!skeleton) throw std::logic_error(skeleton.error().text());
      result.push_back(*std::move(skeleton));
    }
  }
  return result;
}

std::vector<Vocabulary> read_words() {
  auto words = read_vocabulary(embedded("vocabulary.toml"));
  if (!words) throw std::logic_error(words.error().text());
  return *std::move(words);
}

}  // namespace

const std::vector<Skeleton>& skeletons() {
  static const std::vector<Skeleton> all = read_all();
  return all;
}

const std::vector<Vocabulary>& vocabularies() {
  static const std::vector<Vocabulary> all = read_words();
  return all;
}

std::string_view phrases_text() { return embedded("phrases.toml"); }

}  // namespace synthetic_generator
