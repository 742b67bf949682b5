#include "repository/encoding.hpp"

#include <array>
#include <bit>
#include <cerrno>
#include <cstdint>
#include <memory>
#include <type_traits>

#include <iconv.h>

namespace git_miner {
namespace {

struct Closer {
  void operator()(iconv_t converter) const { ::iconv_close(converter); }
};
using Converter = std::unique_ptr<std::remove_pointer_t<iconv_t>, Closer>;

Converter converter_from(const std::string& encoding) {
  Converter converter(::iconv_open("UTF-8", encoding.c_str()));
  if (std::bit_cast<std::intptr_t>(converter.get()) == -1) static_cast<void>(converter.release());
  return converter;
}

}  // namespace

std::string as_utf8(std::string text, const std::string& encoding) {
  if (encoding.empty()) return text;
  const Converter converter = converter_from(encoding);
  if (!converter) return text;
  std::string converted;
  std::array<char, 4096> part;
  char* in = text.data();
  std::size_t left = text.size();
  for (bool more = true; more;) {
    char* out = part.data();
    std::size_t room = part.size();
    more = ::iconv(converter.get(), &in, &left, &out, &room) == static_cast<std::size_t>(-1);
    converted.append(part.data(), part.size() - room);
    if (more && errno != E2BIG) return text;
  }
  return converted;
}

}  // namespace git_miner
