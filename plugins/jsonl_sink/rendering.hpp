// Examples as a model will see them, where a model is named.
#pragma once

#include <cstddef>
#include <expected>
#include <filesystem>
#include <functional>
#include <string>

#include <dataset/samples_page.hpp>

#include <chat/example.hpp>

// Of an example: its text, what of it is learnt, its tokens; `kind` is left empty. Any number of threads.
using Renderer = std::function<std::expected<dataset::Sample, std::string>(const chat::Example&)>;

// `model` is a folder of a Hugging Face checkpoint. Errors are texts: problem (why): what to do.
std::expected<Renderer, std::string> open_renderer(const std::filesystem::path& model);
