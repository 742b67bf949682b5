// The death of the process in a stage is told: which stage, which record, which plugin, and how.
//
//   exit(), quick_exit()                  ends the process with the exit code broken_promise instead
//   abort(), std::terminate()             \ as ever, by the signal, after the line on stderr
//   a fault of the memory or arithmetic   / (of a damaged library, too)
//
// Each leaves a note in a file, which the next run tells. _exit() and SIGKILL cannot be seen.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <base/error.hpp>

namespace flowrun::graph {

// Watches while it lives; one at a time in a process.
class DeathWatch {
 public:
  // The note is written to `note`, whose folder must be there. Throws std::bad_alloc.
  explicit DeathWatch(const std::filesystem::path& note);
  ~DeathWatch();
  DeathWatch(const DeathWatch&) = delete;
  DeathWatch& operator=(const DeathWatch&) = delete;
};

// Where the note of a store lies.
std::filesystem::path death_note_in(const std::filesystem::path& store);
// What the run before left there, as text to print, and removes it; nothing if it did not die.
std::optional<std::string> take_death_note(const std::filesystem::path& note);

}  // namespace flowrun::graph
