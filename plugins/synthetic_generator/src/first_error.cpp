#include "first_error.hpp"

#include <re2/re2.h>

namespace synthetic_generator {

FirstError first_error(std::string_view output) {
  static const RE2 pattern("(?m)^(error(?:\\[(E\\d{4})\\])?: .+\\n +--> ([^\\s:]+):(\\d+):\\d+\\n)");
  FirstError error;
  std::string head;
  re2::StringPiece rest(output.data(), output.size());
  if (!RE2::FindAndConsume(&rest, pattern, &head, &error.code, &error.file, &error.line)) return error;
  const std::string_view after(rest.data(), rest.size());
  error.block = head + std::string(after.substr(0, after.find("\n\n")));
  return error;
}

}  // namespace synthetic_generator
