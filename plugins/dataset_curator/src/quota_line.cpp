#include <charconv>
#include <cstdint>
#include <string>

#include <fmt/format.h>

#include <base/trimmed.hpp>
#include <dataset_curator/quota.hpp>

namespace dataset_curator {
namespace {

constexpr const char* how_to_write =
    "write what, a blank, and how many or how much of the finished set at most, such as \"origin.synthetic "
    "30%\", "
    "\"category.bug_fix 200\" or \"group.* 50\"";

std::unexpected<base::Error> mistake(std::string_view line, std::string why,
                                     std::string what_to_do = how_to_write) {
  return base::failure(fmt::format("the line \"{}\" of quotas cannot be used", line), std::move(why),
                       std::move(what_to_do));
}

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

base::Result<void> read_what(std::string_view line, std::string_view what, QuotaLine& quota) {
  const std::size_t dot = what.find('.');
  const auto of = base::enum_of<QuotaOf>(what.substr(0, dot));
  if (!of || dot == std::string_view::npos || dot + 1 == what.size())
    return mistake(line, fmt::format("\"{}\" names no kind of examples", what));
  if (*of == QuotaOf::file || *of == QuotaOf::repository)
    return mistake(line, fmt::format("a {} has a parameter of its own", base::name_of(*of)),
                   "set max_per_file or repository_share");
  quota.of = *of;
  quota.value = what.substr(dot + 1);
  if (quota.value == "*") return {};
  if (*of == QuotaOf::origin && !base::enum_of<chat::Origin>(quota.value))
    return mistake(line, fmt::format("\"{}\" is no origin", quota.value),
                   "write \"*\" or " + base::one_of<chat::Origin>());
  if (*of == QuotaOf::category && !base::enum_of<chat::Category>(quota.value))
    return mistake(line, fmt::format("\"{}\" is no category", quota.value),
                   "write \"*\" or " + base::one_of<chat::Category>());
  return {};
}

base::Result<void> read_most(std::string_view line, std::string_view most, QuotaLine& quota) {
  if (!most.ends_with('%')) {
    if (read_number(most, quota.count)) return {};
    return mistake(line, fmt::format("\"{}\" is neither a number of examples nor a share in percent", most));
  }
  double percent = 0;
  if (!read_number(base::trimmed(most.substr(0, most.size() - 1)), percent) ||
      !(percent > 0 && percent <= 100))
    return mistake(line, fmt::format("\"{}\" is no share above 0% and up to 100%", most));
  quota.share = percent / 100;
  return {};
}

}  // namespace

base::Result<QuotaLine> read_quota(std::string_view line) {
  QuotaLine quota{.value = {}, .share = {}, .text = std::string(line)};
  const std::string_view text = base::trimmed(line);
  const std::size_t blank = text.find_first_of(" \t");
  if (blank == std::string_view::npos) return mistake(line, "it does not say how many");
  if (auto read = read_what(line, text.substr(0, blank), quota); !read) return std::unexpected(read.error());
  if (auto read = read_most(line, base::trimmed(text.substr(blank)), quota); !read)
    return std::unexpected(read.error());
  return quota;
}

}  // namespace dataset_curator
