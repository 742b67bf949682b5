#include <utility>

#include <fmt/format.h>

#include <criteria/policy.hpp>
#include <rust_code/boxed_errors.hpp>
#include <rust_code/unsafe_code.hpp>

namespace criteria {
namespace {

using base::name_of;

// The second argument of the `Result<..>` that the function returns, as written; empty without one.
std::string_view error_type(std::string_view signature) {
  const std::size_t arrow = signature.rfind("->");
  if (arrow == std::string_view::npos) return {};
  const std::string_view returned = signature.substr(arrow);
  const std::size_t result = returned.find("Result");
  std::size_t at = result == std::string_view::npos ? result : returned.find_first_not_of(' ', result + 6);
  if (at == std::string_view::npos || returned[at] != '<') return {};
  int depth = 0;
  std::size_t comma = 0;
  for (; at < returned.size(); ++at) {
    const char c = returned[at];
    depth += c == '<' || c == '(' || c == '[';
    depth -= c == '>' || c == ')' || c == ']';
    if (c == ',' && depth == 1 && comma == 0) comma = at;
    if (depth == 0) break;
  }
  return comma == 0 || at == returned.size() ? std::string_view{}
                                             : returned.substr(comma + 1, at - comma - 1);
}

// `Result<_, String>` and `Result<_, &str>` as written; a type alias hides its own.
bool is_stringly(std::string_view signature) {
  std::string_view error = error_type(signature);
  while (error.starts_with(' ')) error.remove_prefix(1);
  while (error.ends_with(' ') || error.ends_with(',')) error.remove_suffix(1);
  return error == "String" || error == "&str" || error == "&'static str" || error == "& 'static str" ||
         error == "std::string::String";
}

}  // namespace

std::vector<Fault> unsafe_faults(const Sources& sources, bool allows_unsafe) {
  std::vector<Fault> faults;
  for (const Source& source : sources.files) {
    for (const rust_code::UnsafeSite& site : find_unsafe(source.file)) {
      std::string what = fmt::format("unsafe {}", name_of(site.kind));
      if (!allows_unsafe)
        what += " in a task that needs none";
      else if (!site.is_documented)
        what += " without a SAFETY comment";
      else
        continue;
      faults.push_back(source.fault(site.bytes.begin, std::move(what)));
    }
  }
  return faults;
}

std::vector<Fault> vague_errors(const Sources& sources) {
  std::vector<Fault> faults;
  for (const Source& source : sources.files) {
    for (const rust_code::BoxedError& boxed : find_boxed_errors(source.file)) {
      if (boxed.in_main) continue;
      faults.push_back(source.fault(boxed.bytes.begin, fmt::format("`{}` says nothing about the error",
                                                                   source.file.tree().text(boxed.bytes))));
    }
    for (const rust_code::Item& item : source.items) {
      const bool is_public_function = item.kind == rust_code::ItemKind::function && !item.is_test &&
                                      item.visibility == rust_code::Visibility::everywhere;
      if (is_public_function && is_stringly(item.signature))
        faults.push_back(
            {source.path, item.first_line, fmt::format("`{}` returns its error as a string", item.path), 1});
    }
  }
  return faults;
}

}  // namespace criteria
