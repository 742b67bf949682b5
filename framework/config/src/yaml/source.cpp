#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <system_error>

#include <fmt/format.h>

#include <base/file_kind.hpp>
#include <config/diagnostics.hpp>
#include <config/source.hpp>
#include <config/suggest.hpp>

#include "diagnostics/utf8.hpp"

namespace flowrun::config {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t block_bytes = 1024;

bool begins_code_point(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

std::string with_unix_line_ends(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      result += text[i];
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      result += '\n';
    }
  }
  return result;
}

Span whole(const fs::path& path) { return {.source = std::make_shared<SourceFile>(path.string(), "")}; }

std::string names_nearby(const fs::path& path) {
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    names.push_back(it->path().filename().string());
  }
  std::ranges::sort(names);
  const auto near = closest(path.filename().string(), names);
  return near ? fmt::format("did you mean {}?", in_quotes((path.parent_path() / *near).string()))
              : "check the path; it counts from the folder where flowrun was started";
}

// Characters that YAML does not allow in a text (YAML 1.2, c-printable); yaml-cpp would end the text at some.
bool printable(char32_t value) {
  return value == '\t' || value == '\n' || value == 0x85 || (value >= 0x20 && value < 0x7F) || value >= 0xA0;
}

}  // namespace

SourceFile::SourceFile(std::string name, std::string_view text)
    : name_(std::move(name)), text_(with_unix_line_ends(text)), line_starts_{0} {
  std::size_t code_points = 0;
  for (std::size_t i = 0; i < text_.size(); ++i) {
    if (i % block_bytes == 0) {
      code_points_.push_back(code_points);
    }
    code_points += begins_code_point(text_[i]) ? 1 : 0;
    if (text_[i] == '\n') {
      line_starts_.push_back(i + 1);
    }
  }
}

std::size_t SourceFile::code_points_before(std::size_t offset) const {
  const std::size_t block =
      code_points_.empty() ? 0 : std::min(offset / block_bytes, code_points_.size() - 1);
  const auto rest = std::string_view(text_).substr(block * block_bytes, offset - block * block_bytes);
  return (code_points_.empty() ? 0 : code_points_[block]) +
         static_cast<std::size_t>(std::ranges::count_if(rest, begins_code_point));
}

std::string_view SourceFile::line(int number) const {
  if (number < 1 || number > line_count()) {
    return {};
  }
  const auto index = static_cast<std::size_t>(number - 1);
  const std::size_t begin = line_starts_[index];
  const std::size_t end = number < line_count() ? line_starts_[index + 1] - 1 : text_.size();
  return std::string_view(text_).substr(begin, end - begin);
}

std::size_t SourceFile::line_start(int number) const {
  return number >= 1 && number <= line_count() ? line_starts_[static_cast<std::size_t>(number - 1)]
                                               : text_.size();
}

Position SourceFile::position(std::size_t offset) const {
  offset = std::min(offset, text_.size());
  const auto next = std::ranges::upper_bound(line_starts_, offset);
  const std::size_t column = code_points_before(offset) - code_points_before(*std::prev(next));
  return {static_cast<int>(next - line_starts_.begin()), static_cast<int>(column) + 1};
}

std::size_t SourceFile::offset(Position position) const {
  const std::size_t begin = line_start(position.line);
  const std::size_t end = begin + line(position.line).size();
  const std::size_t wanted =
      code_points_before(begin) + static_cast<std::size_t>(std::max(position.column - 1, 0));
  const auto after = std::ranges::upper_bound(code_points_, wanted);
  const auto block = static_cast<std::size_t>(std::max<std::ptrdiff_t>(after - code_points_.begin() - 1, 0));
  std::size_t at = std::max(begin, block * block_bytes);
  for (std::size_t count = code_points_before(at); at < end; ++at) {
    if (begins_code_point(text_[at]) && count++ == wanted) {
      return at;
    }
  }
  return end;
}

bool check_text(const Source& source, Diagnostics& diagnostics) {
  const std::string_view text = source->text();
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = decode(text.substr(i));
    if (point.valid && printable(point.value)) {
      i += point.bytes;
      continue;
    }
    const Position at = source->position(i);
    const Span where{source, at, {at.line, at.column + 1}};
    if (point.valid) {
      diagnostics.error(
          where, fmt::format("control character U+{:04X} in the text", static_cast<unsigned>(point.value)),
          "remove it, or write it as an escape in double quotes");
    } else {
      diagnostics.error(
          where, fmt::format("this is not UTF-8 text (byte 0x{:02X})", static_cast<unsigned char>(text[i])),
          "save it as UTF-8");
    }
    return false;
  }
  return true;
}

Source read_source(const fs::path& path, Diagnostics& diagnostics) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) {
    diagnostics.error(whole(path), fmt::format("there is no file {}", in_quotes(path.string())),
                      names_nearby(path));
    return nullptr;
  }
  if (fs::is_directory(status)) {
    diagnostics.error(whole(path), fmt::format("{} is a folder", in_quotes(path.string())),
                      "name the pipeline file in it");
    return nullptr;
  }
  if (const std::string_view kind = base::special_kind(status.type()); !kind.empty()) {
    diagnostics.error(whole(path), fmt::format("{} is {}, not a file", in_quotes(path.string()), kind),
                      "write the pipeline to a file and name that: the paths in it count from its folder");
    return nullptr;
  }
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string text(max_source_bytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.is_open() || file.bad()) {
    diagnostics.error(
        whole(path),
        fmt::format("cannot read {} ({})", in_quotes(path.string()), std::strerror(errno ? errno : EIO)),
        "check its permissions");
    return nullptr;
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > max_source_bytes) {
    diagnostics.error(whole(path), fmt::format("{} is larger than 4 MiB", in_quotes(path.string())),
                      "a pipeline file is written by hand: move data to files that a stage reads");
    return nullptr;
  }
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    diagnostics.error(whole(path), "the file is UTF-16 text", "save it as UTF-8");
    return nullptr;
  }
  if (text.starts_with("\xEF\xBB\xBF")) {
    text.erase(0, 3);
  }
  auto source = std::make_shared<SourceFile>(path.string(), text);
  return check_text(source, diagnostics) ? source : nullptr;
}

}  // namespace flowrun::config
