// Whether a commit's message can become a request.
#pragma once

#include <optional>
#include <string_view>

#include <git_miner/drop_reason.hpp>

#include "change/message.hpp"

namespace git_miner {

// `message` as it is stored.
std::optional<Drop> message_drop(const Message& cleaned, std::string_view message);

}  // namespace git_miner
