#include <algorithm>
#include <optional>
#include <string>

#include <fmt/format.h>

#include <base/json.hpp>
#include <base/utf8.hpp>
#include <jsonl_sink/bad_line.hpp>
#include <jsonl_sink/file_state.hpp>

#include "json_place.hpp"

namespace jsonl_sink {
namespace {

constexpr const char* mend = "mend the line, or take it out of the file";
constexpr const char* where_nuls_come_from = "as a crash or a full disk leaves them";

struct Found {
  std::size_t at = 0;  // byte of the line
  std::string why;
  std::string what_to_do = mend;
};

// From 1, in characters. What stands before `at` is UTF-8.
std::size_t column_of(std::string_view text, std::size_t at) {
  const auto begins_character = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
  return 1 + static_cast<std::size_t>(std::ranges::count_if(text.substr(0, at), begins_character));
}

base::Error error_at(std::string_view text, LinePlace place, const Found& found, std::string_view problem) {
  return {.problem = fmt::format("{}:{}:{}: {}", place.file, place.line, column_of(text, found.at), problem),
          .why = found.why,
          .what_to_do = found.what_to_do};
}

std::optional<Found> find_in_json(std::string_view text) {
  if (const std::size_t bad = base::find_invalid_utf8(text); bad != std::string_view::npos)
    return Found{bad, fmt::format("byte {} of the line is not UTF-8", bad)};
  const std::size_t end = text.find_last_not_of('\0') + 1;
  auto fault = find_json_fault(text.substr(0, end));
  if (!fault) return std::nullopt;
  if (fault->at == end && end < text.size()) {
    fault->what += fmt::format(", and {} NUL bytes follow, {}", text.size() - end, where_nuls_come_from);
  }
  return Found{fault->at, "not valid JSON: " + fault->what};
}

Found first_fault(const Line& line, const LineFault& fault) {
  const std::string_view text = line.text;
  if (line.is_too_long)
    return {0, fmt::format("it is longer than {} MiB", JsonlReader::default_longest_line >> 20)};
  if (text.find_first_not_of('\0') == std::string_view::npos) {
    return {
        0,
        fmt::format("nothing but {} NUL bytes, {} at the end of a file", text.size(), where_nuls_come_from),
        "cut them off"};
  }
  if (const std::string_view form = foreign_form(text); form.starts_with("UTF"))
    return {0, fmt::format("it is {}, and JSON Lines is UTF-8", form),
            fmt::format("convert it from {}", form)};
  if (auto found = find_in_json(text)) return *std::move(found);
  const std::string where = fault.path.empty() ? "" : fault.path + ": ";
  return {place_of(text, fault.path), where + fault.what};
}

}  // namespace

base::Error no_example(const Line& line, LinePlace place, const LineFault& fault) {
  return error_at(line.text, place, first_fault(line, fault), "no example");
}

std::optional<base::Error> nul_bytes(const Line& line, LinePlace place) {
  const std::string_view inner = without_nuls(line.text);
  if (inner.size() == line.text.size()) return std::nullopt;
  const auto before = static_cast<std::size_t>(inner.data() - line.text.data());
  const std::size_t at = before > 0 ? 0 : inner.size();
  const Found found{at,
                    fmt::format("{} of them {} the example, {}", line.text.size() - inner.size(),
                                before > 0 ? "stand around" : "follow", where_nuls_come_from),
                    "cut them off"};
  return error_at(line.text, place, found, "NUL bytes");
}

}  // namespace jsonl_sink
