#include <base/error.hpp>

namespace base {

std::string Error::text() const {
  std::string out = problem;
  if (!why.empty()) out += " (" + why + ")";
  if (!what_to_do.empty()) out += ": " + what_to_do;
  return out;
}

}  // namespace base
