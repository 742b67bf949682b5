// Whether a message is about the crates that its change brings, drops or upgrades.
#pragma once

#include <string>

#include "change/change_facts.hpp"
#include "change/message.hpp"

namespace git_miner {

// How far a message is about a new crate.
enum class Announced { no, by_hint, by_name, as_object };

Announced announcement_of(const Message& message, const std::string& crate);

// A crate that goes while one like it comes was renamed or split upstream.
bool is_renamed(const ChangeFacts& facts, const std::string& crate);

// Of a change that drops crates: that its message is about this.
bool speaks_of_removed(const Message& message, const ChangeFacts& facts);

// Of a change of versions: that its subject is about this, whatever comes of it.
bool is_upgrade(const Message& message, const ChangeFacts& facts);

}  // namespace git_miner
