// Tokens of examples whose source did not count them.
#pragma once

#include <filesystem>

#include <base/error.hpp>
#include <dataset_curator/curator.hpp>

// `model` is a folder of a Hugging Face checkpoint.
base::Result<dataset_curator::CountTokens> open_counter(const std::filesystem::path& model);
