// Which bytes of a rendered chat carry loss, given where each message begins.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <base/error.hpp>
#include <hf/chat_template.hpp>

namespace hf {

struct Turn {
  chat::Role role = chat::Role::user;
  std::uint32_t begin = 0;  // in the text; the turn ends where the next one begins
  bool learnt = false;
};

// One span for each learnt turn. The error names the turn that the template did not write as Qwen's does.
base::Result<std::vector<Span>> loss_spans(std::string_view text, std::span<const Turn> turns);

}  // namespace hf
