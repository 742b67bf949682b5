// What a commit says of the program after it, told as what is wanted.
#pragma once

#include <string>

namespace git_miner {

// Which deeds of the commit are themselves what is asked for: of a feature what it adds.
enum class Deeds { are_wanted, are_not };

// What a program does, in words that tell no algorithm: "print", "reject".
bool is_behaviour(const std::string& verb);
// Likewise, and deeds that users see, as opposed to work inside the code: "expose".
bool is_seen_by_users(const std::string& verb);

// "This allows one to ..": what a feature is good for.
bool tells_the_purpose(const std::string& sentence);

// "This changes the meaning of -C to .." is "Change the meaning of -C to ..", "`list` now returns an error" is "`list`
// should return an error", "This ensures that .." is "Make sure that ..". "" where a sentence tells no such thing.
std::string as_wish(const std::string& sentence, Deeds deeds);

}  // namespace git_miner
