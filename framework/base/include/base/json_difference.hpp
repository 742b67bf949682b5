// Where two JSON values differ, field by field.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <base/json.hpp>

namespace base {

// One value that is not the same in both.
struct JsonDifference {
  std::string path;  // "messages[3].content", of odd keys ["a key"]; "" is the whole value
  std::string before,
      now;  // JSON text; of a long one the part around the first difference. "" where there is none
  friend bool operator==(const JsonDifference&, const JsonDifference&) = default;
};

struct JsonDifferences {
  std::vector<JsonDifference> first;  // so many as were asked for
  std::uint64_t count = 0;            // all of them
};

// Objects are compared by key, in the order of keys and with what went behind, whatever the order of their members. Of arrays what is the same at both ends is passed over,
// and the rest compared by position, so that one item more is one difference.
JsonDifferences json_differences(const Json& before, const Json& now, std::size_t at_most);

}  // namespace base
