#include <array>

#include <fmt/format.h>
#include <sys/stat.h>

#include <jsonl_sink/file_state.hpp>

#include "input_stream.hpp"

namespace jsonl_sink {

std::string file_stamp(const std::filesystem::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return "";
  return fmt::format("{}:{}:{}:{}.{:09}:{}.{:09}", status.st_dev, status.st_ino, status.st_size,
                     status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec,
                     status.st_ctim.tv_nsec);
}

std::string_view foreign_form(std::string_view first_bytes) {
  using namespace std::string_view_literals;
  const auto begins_with = [&](std::string_view mark) { return first_bytes.starts_with(mark); };
  // Of the first four bytes, those that are not NUL, as in "1010".
  std::string filled;
  for (const char c : first_bytes.substr(0, 4)) filled += c == '\0' ? '0' : '1';
  if (begins_with("\xff\xfe\0\0"sv) || begins_with("\0\0\xfe\xff"sv) || filled == "1000" || filled == "0001")
    return "UTF-32";
  if (begins_with("\xff\xfe") || begins_with("\xfe\xff") || filled == "1010" || filled == "0101")
    return "UTF-16";
  if (begins_with("\x1f\x8b")) return "gzip";
  if (begins_with("\x28\xb5\x2f\xfd")) return "Zstandard";
  return "";
}

base::Result<void> check_form(const std::filesystem::path& path) {
  auto file = InputFile::open(path);
  if (!file) return std::unexpected(file.error());
  const auto stream = open_stream(*std::move(file), 0);
  if (!stream) return std::unexpected(stream.error());
  std::array<char, 4> head{};
  const auto count = (*stream)->read(head);
  if (!count) return std::unexpected(count.error());
  const std::string_view form = foreign_form(std::string_view(head.data(), *count));
  if (form.empty()) return {};
  const bool is_text = form.starts_with("UTF");
  return std::unexpected(
      base::Error{.problem = fmt::format("{} is no JSON Lines file", path.string()),
                  .why = fmt::format("it is {}, and JSON Lines is UTF-8", form),
                  .what_to_do = is_text ? fmt::format("convert it: `iconv -f {} -t UTF-8`", form)
                                        : "unpack it, and name what comes out",
                  .is_rejection = true});
}

}  // namespace jsonl_sink
