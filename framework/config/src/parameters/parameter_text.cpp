// Parameters whose value is a text: strings, paths, and the names of secrets.
#include <algorithm>
#include <system_error>

#include <fmt/format.h>

#include <base/file_kind.hpp>
#include <base/json_text.hpp>
#include <config/suggest.hpp>

#include "parameters/parameter_value.hpp"
#include "yaml/fields.hpp"

namespace flowrun::config {
namespace fs = std::filesystem;
namespace {

bool is_text(const Node& node) {
  return node.kind == Kind::string ||
         (node.is_scalar() && node.style == Style::untyped && node.kind != Kind::null);
}

// The text of a string, a path or a secret.
std::optional<std::string> text_of(const Node& node, const ValueContext& context, std::string_view noun,
                                   Diagnostics& diagnostics) {
  if (is_text(node)) {
    return node.text;
  }
  const bool scalar =
      node.is_scalar() && node.kind != Kind::null && context.param.type != flow::ValueType::secret;
  report_type(node, context.param.name, noun, scalar ? fmt::format("quote it: \"{}\"", node.text) : "",
              diagnostics);
  return std::nullopt;
}

std::vector<std::string> entries_of(const fs::path& folder) {
  constexpr std::size_t most = 10'000;  // enough for a suggestion, and quick on huge folders
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end && names.size() < most;
       it.increment(error)) {
    names.push_back(it->path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

std::string shown_path(const Node& node, const std::string& text) {
  return node.from_environment ? "the path from the environment" : in_quotes(text);
}

// Says also where the value was put in from, such as a profile.
void add_with_origin(Diagnostic diagnostic, const Node& node, Diagnostics& diagnostics) {
  if (node.origin) {
    diagnostic.notes.push_back(*node.origin);
  }
  diagnostics.add(std::move(diagnostic));
}

void report_missing_path(const Node& node, const std::string& text, const fs::path& path,
                         const ValueContext& context, Diagnostics& diagnostics) {
  const fs::path written = text;
  const auto near = closest(path.filename().string(), entries_of(path.parent_path()));
  const fs::path parent =
      written.has_filename() ? written.parent_path() : written.parent_path().parent_path();
  Diagnostic diagnostic{
      .where = node.where,
      .message = fmt::format("there is no file or folder {} for {} of stage {}", shown_path(node, text),
                             in_quotes(context.param.name), in_quotes(context.stage)),
      .hint = near && !node.from_environment
                  ? fmt::format("did you mean {}?", in_quotes((parent / *near).string()))
              : !written.is_relative() ? "check the path"
              : node.from_command_line ? "relative paths of --set count from the current folder"
                                       : "relative paths count from the folder of the pipeline file"};
  add_with_origin(std::move(diagnostic), node, diagnostics);
}

void report_special_file(const Node& node, const std::string& text, std::string_view kind,
                         const ValueContext& context, Diagnostics& diagnostics) {
  add_with_origin({.where = node.where,
                   .message = fmt::format("{} for {} of stage {} is {}", shown_path(node, text),
                                          in_quotes(context.param.name), in_quotes(context.stage), kind),
                   .why = "it has no content that could be read again",
                   .hint = "name a file or a folder"},
                  node, diagnostics);
}

// Names of variables are written in capitals by custom; anything else may be the secret itself.
bool is_surely_a_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

}  // namespace

std::optional<std::string> string_json(const Node& node, const ValueContext& context,
                                       Diagnostics& diagnostics) {
  const std::vector<std::string>& allowed = context.param.one_of;
  const std::string noun = allowed.empty() ? "a string" : quoted_list(allowed, "or");
  const auto text = text_of(node, context, noun, diagnostics);
  if (!text) {
    return std::nullopt;
  }
  if (!allowed.empty() && !context.is_default && std::ranges::find(allowed, *text) == allowed.end()) {
    report_type(node, context.param.name, noun, did_you_mean(*text, allowed), diagnostics);
    return std::nullopt;
  }
  return base::json_string(*text);
}

std::optional<std::string> path_json(const Node& node, const ValueContext& context, CheckedParameter& result,
                                     Diagnostics& diagnostics) {
  const auto text = text_of(node, context, "a path", diagnostics);
  if (!text) {
    return std::nullopt;
  }
  const std::string_view name = context.param.name;
  if (text->empty() || text->contains('\0')) {
    diagnostics.error(
        node.where, fmt::format("{} takes a path, not an empty text", in_quotes(name)),
        node.from_command_line ? "\".\" is the current folder" : "\".\" is the folder of the pipeline file");
    return std::nullopt;
  }
  if (*text == "~" || text->starts_with("~/") || text->starts_with("$HOME")) {
    const std::string rest = text->substr(text->starts_with('~') ? 1 : 5);
    diagnostics.add({.where = node.where,
                     .message = fmt::format("{} does not stand for the home folder here",
                                            text->starts_with('~') ? "~" : "$HOME"),
                     .why = "only the shell knows it",
                     .hint = fmt::format("write \"${{env:HOME}}{}\"", rest)});
    return std::nullopt;
  }
  const fs::path path = resolve_path(node.from_command_line ? context.current_folder : context.folder, *text);
  std::error_code error;
  const fs::file_type type = fs::status(path, error).type();
  const bool may_be_missing = context.is_default || context.param.may_be_absent;
  if (context.paths_must_exist && type == fs::file_type::not_found && !may_be_missing) {
    report_missing_path(node, *text, path, context, diagnostics);
    return std::nullopt;
  }
  if (const std::string_view kind = base::special_kind(type); context.paths_must_exist && !kind.empty()) {
    report_special_file(node, *text, kind, context, diagnostics);
    return std::nullopt;
  }
  result.paths.push_back(path);
  return base::json_string(path.string());
}

std::optional<std::string> secret_json(const Node& node, const ValueContext& context,
                                       Diagnostics& diagnostics) {
  const std::string_view name = context.param.name;
  const std::string noun = "the name of an environment variable";
  if (node.from_environment) {
    diagnostics.error(node.where, fmt::format("{} takes {}, not its value", in_quotes(name), noun),
                      fmt::format("write {}: NAME, without ${{env:}}", name));
    return std::nullopt;
  }
  const auto text = text_of(node, context, noun, diagnostics);
  if (!text) {
    return std::nullopt;
  }
  const std::optional<std::string> value = context.environment ? context.environment(*text) : std::nullopt;
  if (value && !value->empty()) {
    return base::json_string(*text);
  }
  if (is_surely_a_name(*text)) {
    diagnostics.error(
        node.where,
        fmt::format("the environment variable {} is {}", in_quotes(*text), value ? "empty" : "not set"),
        fmt::format("set it before flowrun starts; {} reads it", in_quotes(name)));
  } else {
    diagnostics.add({.where = node.where,
                     .message = fmt::format("{} takes {} that is set", in_quotes(name), noun),
                     .why = "what stands there is not shown, since it may be the secret itself",
                     .hint = "write the variable's name, and set it before flowrun starts",
                     .show_line = false});
  }
  return std::nullopt;
}

}  // namespace flowrun::config
