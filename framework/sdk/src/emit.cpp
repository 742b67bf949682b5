#include <string>

#include <base/printable.hpp>
#include <flow/emit.hpp>

namespace flow::detail {

void refuse_value(const codec::Unwritable& found, std::string_view key) {
  throw Failure({.problem = (key.empty() ? "a record" : "the record " + std::string(key)) +
                            " cannot be written as JSON",
                 .why = "field " + found.path + ": " + std::string(found.why),
                 .what_to_do = std::string(found.mend)});
}

void refuse_key(std::string_view key) {
  throw Failure({.problem = "the key of a record is not UTF-8",
                 .why = base::printable_line(key),
                 .what_to_do = "convert it to UTF-8 first"});
}

}  // namespace flow::detail
