// A chat and its tools as the Rust library's chat template reads them: JSON text.
#pragma once

#include <span>
#include <string>

#include <chat/example.hpp>

namespace hf {

// Lists whose `arguments` and tools are strings that hold JSON, so that a wrong one cannot spoil the list
// around it. Invalid UTF-8 stays, for the reader to refuse.
std::string template_input(std::span<const chat::Message> messages);
std::string template_input(std::span<const std::string> tools);

}  // namespace hf
