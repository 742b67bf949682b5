#include <algorithm>

#include <rust_code/items.hpp>
#include <rust_code/split.hpp>

namespace rust_code {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

// To the line's begin and past its end, where nothing else is on those lines.
ByteRange whole_lines(std::string_view source, ByteRange range) {
  std::uint32_t begin = range.begin;
  while (begin > 0 && is_blank(source[begin - 1])) --begin;
  if (begin == 0 || source[begin - 1] == '\n') range.begin = begin;
  std::uint32_t end = range.end;
  while (end < source.size() && is_blank(source[end])) ++end;
  if (end == source.size())
    range.end = end;
  else if (source[end] == '\n')
    range.end = end + 1;
  return range;
}

void append(std::vector<Part>& parts, ByteRange bytes, Role role) {
  if (bytes.begin >= bytes.end) return;
  if (!parts.empty() && parts.back().role == role) {
    parts.back().bytes.end = bytes.end;
  } else {
    parts.push_back({bytes, role});
  }
}

}  // namespace

std::vector<Part> split_tests(const SourceFile& file) {
  const std::string_view source = file.tree().source();
  const auto size = static_cast<std::uint32_t>(source.size());
  std::vector<Part> parts;
  if (size > 0 && file.is_all_test()) return {{{0, size}, Role::test}};
  std::uint32_t done = 0;
  for (const Item& item : list_items(file)) {
    if (!item.is_test || item.is_local || item.whole.begin < done) continue;
    const ByteRange lines = whole_lines(source, item.whole);
    append(parts, {done, std::max(done, lines.begin)}, Role::source);
    append(parts, {std::max(done, lines.begin), lines.end}, Role::test);
    done = lines.end;
  }
  append(parts, {done, size}, Role::source);
  return parts;
}

}  // namespace rust_code
