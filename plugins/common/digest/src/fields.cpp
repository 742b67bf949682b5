#include <digest/fields.hpp>

namespace digest {

void Fields::add(std::string_view field) {
  sha_.update(std::to_string(field.size()) + ":");
  sha_.update(field);
}

std::string fields_hex(std::initializer_list<std::string_view> fields) {
  Fields all;
  for (const std::string_view field : fields) all.add(field);
  return all.hex();
}

}  // namespace digest
