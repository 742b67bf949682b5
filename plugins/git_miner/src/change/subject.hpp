// The grammar of a commit's subject, as far as its first words tell.
#pragma once

#include <string>

namespace git_miner {

// Up to the first blank.
inline std::string first_word(const std::string& text) { return text.substr(0, text.find(' ')); }

// "adds logging" and "added logging" become "add logging"; "" where the first word is no verb that is known
// here.
std::string as_request(const std::string& subject);
// "add logging" becomes "Added logging"; "" likewise, and where a second verb may follow.
std::string as_report(const std::string& subject);

// "Do not print an empty line", "Always flush": a request whose first word tells nothing.
bool is_command(const std::string& subject);
// Whether a subject names what is to be done, or what goes wrong: at least three words, and not "Fix issues in x".
bool says_enough(const std::string& subject);
// Whether a subject says what goes wrong: "first panics for empty slices".
bool is_symptom(const std::string& subject);

// Of "Rename `a` to `b`" what stands behind "to"; "" of others.
std::string wished_name(const std::string& subject);

}  // namespace git_miner
