// Examples as a model will see them, where a model is named.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>

#include <base/error.hpp>
#include <chat/example.hpp>
#include <jsonl_sink/samples_page.hpp>

// Of an example: its text, what of it is learnt, its tokens. Any number of threads.
using Renderer = std::function<base::Result<jsonl_sink::Sample>(const chat::Example&)>;

// `model` is a folder of a Hugging Face checkpoint.
base::Result<Renderer> open_renderer(const std::filesystem::path& model);
