#include <base/escaped.hpp>
#include <base/utf8.hpp>

namespace base {

std::string escaped(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text;
  for (auto bad = find_invalid_utf8(bytes); bad != bytes.npos; bad = find_invalid_utf8(bytes)) {
    const auto byte = static_cast<unsigned char>(bytes[bad]);
    text.append(bytes.substr(0, bad)).append("\\x");
    text += {digits[byte >> 4], digits[byte & 0xF]};
    bytes.remove_prefix(bad + 1);
  }
  return text.append(bytes);
}

}  // namespace base
