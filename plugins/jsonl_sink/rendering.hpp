// Examples as a model will see them, where a model is named.
#pragma once

#include <filesystem>

#include <base/error.hpp>
#include <jsonl_sink/samples.hpp>

// `model` is a folder of a Hugging Face checkpoint. Any number of threads.
base::Result<jsonl_sink::Render> open_renderer(const std::filesystem::path& model);
