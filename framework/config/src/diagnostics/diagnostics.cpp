#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include <base/counted.hpp>
#include <base/printable.hpp>
#include <config/diagnostics.hpp>

#include "diagnostics/utf8.hpp"

namespace flowrun::config {
namespace {

auto place(const Diagnostic& d) { return std::tie(d.file(), d.where.begin, d.where.end); }

}  // namespace

const std::string& Diagnostic::file() const {
  static const std::string none;
  return where.source ? where.source->name() : none;
}

void Diagnostics::add(Diagnostic diagnostic) {
  const auto [line, column] = diagnostic.where.begin;
  const auto [end_line, end_column] = diagnostic.where.end;
  const std::string identity =
      fmt::format("{} {}:{}-{}:{} {} {}", static_cast<int>(diagnostic.severity), line, column, end_line,
                  end_column, diagnostic.file(), diagnostic.message);
  if (!known_.insert(identity).second) {
    return;
  }
  errors_ += diagnostic.severity == Severity::error ? 1 : 0;
  all_.push_back(std::move(diagnostic));
}

void Diagnostics::error(Span where, std::string message, std::string hint) {
  add({.where = std::move(where), .message = std::move(message), .hint = std::move(hint)});
}

void Diagnostics::warning(Span where, std::string message, std::string hint) {
  add({.severity = Severity::warning,
       .where = std::move(where),
       .message = std::move(message),
       .hint = std::move(hint)});
}

std::vector<Diagnostic> Diagnostics::sorted() const {
  std::vector<Diagnostic> result = all_;
  std::ranges::stable_sort(result, [](const auto& a, const auto& b) { return place(a) < place(b); });
  return result;
}

std::string Diagnostics::render(bool colour) const {
  std::string text;
  for (const Diagnostic& diagnostic : sorted()) {
    text += text.empty() ? "" : "\n";
    text += config::render(diagnostic, colour);
  }
  return text;
}

std::string Diagnostics::summary() const {
  if (warning_count() == 0) {
    return base::counted(error_count(), "error");
  }
  return error_count() == 0
             ? base::counted(warning_count(), "warning")
             : base::counted(error_count(), "error") + " and " + base::counted(warning_count(), "warning");
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t longest = 80;  // code points; more would push the place of the error off the screen
  const std::size_t count = count_code_points(text);
  std::string result = "\"";
  std::size_t index = 0;
  for (std::size_t i = 0; i < text.size(); ++index) {
    const CodePoint point = decode(text.substr(i));
    if (count > longest && index == longest / 2) {
      result += "…";
    }
    if (count <= longest || index < longest / 2 || index >= count - longest / 2) {
      result += base::printable_line(text.substr(i, point.bytes));
    }
    i += point.bytes;
  }
  return result + '"';
}

std::string quoted_list(const std::vector<std::string>& names, std::string_view last_word) {
  constexpr std::size_t limit = 12;
  std::string result;
  const std::size_t shown = std::min(names.size(), limit);
  for (std::size_t i = 0; i < shown; ++i) {
    const bool last = i + 1 == names.size();
    result += i == 0 ? "" : last ? fmt::format(" {} ", last_word) : ", ";
    result += in_quotes(names[i]);
  }
  return names.size() > shown ? result + fmt::format(" and {} more", names.size() - shown) : result;
}

}  // namespace flowrun::config
