#include "tool_call_text.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include <base/error.hpp>

#include "trim.hpp"

namespace hf {
namespace {

constexpr std::string_view call_end = "</tool_call>";
constexpr std::string_view function_begin = "<function=";
constexpr std::string_view function_end = "</function>";
constexpr std::string_view parameter_begin = "<parameter=";
constexpr std::string_view parameter_end = "</parameter>";
constexpr std::size_t max_shown = 40;

// Beginning of a text for a message, on one line.
std::string shown(std::string_view text) {
  std::string line(text.substr(0, max_shown));
  std::ranges::replace(line, '\n', ' ');
  if (text.size() <= max_shown) return line;
  while (!line.empty() && (static_cast<unsigned char>(line.back()) & 0xC0U) == 0x80U) line.pop_back();
  if (!line.empty() && static_cast<unsigned char>(line.back()) >= 0xC0U) line.pop_back();
  return line + "...";
}

bool take(std::string_view& text, std::string_view mark) {
  if (!text.starts_with(mark)) return false;
  text.remove_prefix(mark.size());
  return true;
}

bool take_after_blanks(std::string_view& text, std::string_view mark) {
  std::string_view rest = trimmed_left(text);
  if (!take(rest, mark)) return false;
  text = rest;
  return true;
}

// The NAME of `<function=NAME>` or the KEY of `<parameter=KEY>`, once the part before it is taken.
std::optional<std::string_view> take_name(std::string_view& text) {
  const std::size_t end = text.find_first_of(">\n");
  if (end == std::string_view::npos || text[end] == '\n') return std::nullopt;
  const std::string_view name = text.substr(0, end);
  text.remove_prefix(end + 1);
  return name;
}

// Whether what follows a `</parameter>` shows that it is not a part of the value: another parameter, or the
// end of the function with what may come after it.
bool ends_a_value(std::string_view after) {
  if (trimmed_left(after).starts_with(parameter_begin)) return true;
  if (!take_after_blanks(after, function_end)) return false;
  const std::string_view rest = trimmed_left(after);
  return rest.empty() || rest.starts_with(call_end) || rest.starts_with(call_begin);
}

// The VALUE and its end mark: the template puts one line feed before and one after it.
std::optional<std::string_view> take_value(std::string_view& text) {
  for (std::size_t end = text.find(parameter_end); end != std::string_view::npos;
       end = text.find(parameter_end, end + parameter_end.size())) {
    const std::string_view after = text.substr(end + parameter_end.size());
    if (!ends_a_value(after)) continue;
    std::string_view value = text.substr(0, end);
    text = after;
    if (value.starts_with('\n')) value.remove_prefix(1);
    if (value.ends_with('\n')) value.remove_suffix(1);
    return value;
  }
  return std::nullopt;
}

base::Result<void> take_parameters(std::string_view& text, CallText& call) {
  while (!take_after_blanks(text, function_end)) {
    if (!take_after_blanks(text, parameter_begin)) {
      return base::failure(fmt::format("the call of {} has `{}` where a parameter or </function> belongs",
                                       call.name, shown(trimmed_left(text))));
    }
    const auto key = take_name(text);
    if (!key) return base::failure(fmt::format("the call of {} has a parameter without a name", call.name));
    const auto value = take_value(text);
    if (!value)
      return base::failure(fmt::format("the parameter {} of {} has no </parameter>", *key, call.name));
    if (std::ranges::any_of(call.parameters, [&](const auto& known) { return known.first == *key; })) {
      return base::failure(fmt::format("the call of {} has the parameter {} twice", call.name, *key));
    }
    call.parameters.emplace_back(*key, *value);
  }
  return {};
}

base::Result<CallText> take_call(std::string_view& text) {
  CallText call;
  if (!take_after_blanks(text, function_begin)) {
    return base::failure(
        fmt::format("a tool call has `{}` where <function=NAME> belongs", shown(trimmed_left(text))));
  }
  const auto name = take_name(text);
  if (!name || name->empty()) return base::failure("a tool call names no function");
  call.name = *name;
  if (auto read = take_parameters(text, call); !read) return std::unexpected(std::move(read.error()));
  if (!take_after_blanks(text, call_end))
    return base::failure(fmt::format("the call of {} has no </tool_call>", *name));
  return call;
}

}  // namespace

CallTexts read_calls(std::string_view text) {
  CallTexts read;
  while (take_after_blanks(text, call_begin)) {
    auto call = take_call(text);
    if (!call) {
      read.error = call.error().text();
      return read;
    }
    read.calls.push_back(std::move(*call));
  }
  if (const std::string_view rest = trimmed_left(text); !rest.empty()) {
    read.error = fmt::format("text follows the last tool call: `{}`", shown(rest));
  }
  return read;
}

}  // namespace hf
