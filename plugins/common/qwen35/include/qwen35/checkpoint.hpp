// The tensors of a model folder, whichever files they lie in.
//
// `model.safetensors.index.json` names a file for every tensor (weight_map); without it there is
// `model.safetensors`. File names in the index are never guessed: Qwen3.5's are
// `model.safetensors-00001-of-00011.safetensors`. A name that leaves the folder is refused. Tensors of the
// vision tower and of multi-token prediction are there, and nobody asks for them; a file that holds nothing
// else need not exist.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include <ATen/ATen.h>

#include <base/error.hpp>

#include "qwen35/safetensors.hpp"

namespace qwen35 {

// Thread-safe after open.
class Checkpoint {
 public:
  static base::Result<Checkpoint> open(const std::filesystem::path& folder);

  bool contains(std::string_view name) const { return file_of_.contains(name); }

  // Before the names of the text model's own tensors, but for lm_head: the text model alone may have been saved without the outer
  // name, whatever its class.
  std::string_view prefix() const {
    return contains("model.language_model.embed_tokens.weight") ? "model.language_model." : "model.";
  }

  // By name: those that hold tensors of the text model, open, and those of which the index says that they hold others only.
  const std::map<std::string, SafetensorsFile>& files() const { return files_; }
  const std::set<std::string>& other_files() const { return other_files_; }

  // A read-only view with the stored dtype and shape.
  base::Result<at::Tensor> tensor(std::string_view name) const;

 private:
  std::string folder_;
  std::map<std::string, SafetensorsFile> files_;
  std::map<std::string, std::string, std::less<>> file_of_;  // text tensors only
  std::set<std::string> other_files_;
};

}  // namespace qwen35
