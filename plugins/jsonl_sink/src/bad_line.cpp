#include <string>

#include <fmt/format.h>

#include <base/json.hpp>
#include <base/utf8.hpp>
#include <jsonl_sink/bad_line.hpp>

namespace jsonl_sink {
namespace {

// "" if the text is JSON.
std::string why_no_json(std::string_view text) {
  if (const std::size_t bad = base::find_invalid_utf8(text); bad != std::string_view::npos)
    return fmt::format("byte {} of the line is not UTF-8", bad);
  const auto strict = base::parse_json(text);
  if (strict) return "";
  if (base::parse_json(text, {.mends_surrogates = true}))
    return "it holds half of a surrogate pair, such as \\ud83d alone, which is no character";
  return strict.error().problem + ": " + strict.error().why;
}

}  // namespace

base::Error no_example(const Line& line, std::string_view wrong) {
  base::Error error{.problem = "no example", .what_to_do = "mend the line, or take it out of the file"};
  if (line.is_too_long) {
    error.why = fmt::format("it is longer than {} MiB", JsonlReader::default_longest_line >> 20);
  } else if (line.text.find_first_not_of('\0') == std::string_view::npos) {
    error.why =
        fmt::format("nothing but {} NUL bytes, as a crash or a full disk leaves them at the end of a file",
                    line.text.size());
    error.what_to_do = "cut them off";
  } else {
    error.why = why_no_json(line.text);
    if (error.why.empty()) error.why = wrong;
  }
  return error;
}

}  // namespace jsonl_sink
