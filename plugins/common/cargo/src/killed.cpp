#include <cargo/killed.hpp>

namespace cargo {

bool is_killed(const sandbox::Outcome& outcome) {
  constexpr int by_kill = 128 + 9, by_term = 128 + 15;
  if (outcome.ending == sandbox::Ending::signalled)
    return outcome.exit_code == by_kill || outcome.exit_code == by_term;
  if (outcome.ending != sandbox::Ending::exited || outcome.exit_code == 0) return false;
  // Of a shell both texts arrive as one.
  for (const std::string* text : {&outcome.stderr_text, &outcome.stdout_text}) {
    if (text->contains("could not compile") && text->contains("(signal: 9, SIGKILL")) return true;
  }
  return false;
}

}  // namespace cargo
