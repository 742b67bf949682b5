// JSON text for what the Rust library reads.
#pragma once

#include <span>
#include <string>

#include <chat/example.hpp>

namespace hf {

// Invalid UTF-8 stays, for the reader to refuse.
//
// Lists whose `arguments` and tools are strings that hold JSON, so that a wrong one cannot spoil the list
// around it.
std::string json_of(std::span<const chat::Message> messages);
std::string json_of(std::span<const std::string> tools);

}  // namespace hf
