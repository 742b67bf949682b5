// Which reads show what new code takes for granted: a name alone does not tell how a type is built, nor what a trait asks
// for.
#include <algorithm>

#include <fmt/core.h>
#include <re2/re2.h>

#include "change/lower.hpp"
#include "search/search.hpp"
#include "word_char.hpp"

namespace git_miner {
namespace {

constexpr std::size_t most_impl_lines = 60;   // of an impl that shows how a trait is implemented
constexpr std::size_t most_type_lines = 120;  // of a type or trait: of a longer one its begin
constexpr std::size_t most_bytes = 1u << 20;

// The lines from where an item begins to its last brace, where the syntax does not tell: inside a macro.
std::size_t end_of_braces(std::string_view text, const LineIndex& lines, std::size_t line) {
  std::ptrdiff_t depth = 0;
  for (std::size_t at = lines.begin(line); at < text.size(); ++at) {
    if (text[at] == '{') ++depth;
    if (text[at] == '}' && --depth <= 0) return lines.line_at(at) + 1;
    if (text[at] == ';' && depth == 0) return lines.line_at(at) + 1;
  }
  return line + 1;
}

}  // namespace

void Search::want_grounds(Grounds grounds) { grounds_ = std::move(grounds); }

// Where a pattern begins an item, with the lines of this.
std::vector<Target> Search::sites(const std::string& pattern, const UsedName& name) const {
  std::vector<Target> found;
  const re2::RE2 expression(pattern);
  for (const std::string& path : files_.paths()) {
    if (!path.ends_with(".rs")) continue;
    const std::string& text = files_.text(path);
    if (text.size() > most_bytes || !text.contains(name.name)) continue;
    const LineIndex& lines = files_.lines(path);
    re2::StringPiece rest(text.data(), text.size());
    while (re2::RE2::FindAndConsume(&rest, expression)) {
      const std::size_t line = lines.line_at(static_cast<std::size_t>(rest.data() - text.data()) - 1);
      const OutlineItem* item = files_.item_at(path, line);
      const bool is_item = item && item->header == line;
      const std::size_t end = is_item ? item->lines.end : end_of_braces(text, lines, line);
      found.push_back({path, {line, std::min(end, line + most_type_lines)}, name, true});
    }
  }
  return found;
}

// In the file of its impl, else anywhere.
std::vector<Target> Search::definitions_of_type(const std::string& type,
                                                const std::set<std::string>& paths) const {
  auto all = sites(definition_pattern("struct|enum|union", type), {type, NameUse::other});
  std::vector<Target> near;
  std::ranges::copy_if(all, std::back_inserter(near),
                       [&](const Target& target) { return paths.contains(target.path); });
  if (!near.empty()) return near;
  if (all.size() > most_sites) all.clear();
  return all;
}

std::vector<Target> Search::impls_of(const std::string& trait, const std::string& type) const {
  auto all = sites(fmt::format("(?m)^[ \\t]*(?:unsafe )?impl\\b[^\\n{{]*\\b{}\\b(?:<[^\\n]*>)? for [^\\n]*{}",
                               trait, type.empty() ? "" : "\\b" + type + "\\b"),
                   {trait, NameUse::other});
  for (Target& target : all) {
    target.is_impl = true;
    target.lines.end = std::min(target.lines.end, target.lines.begin + most_impl_lines);
  }
  return all;
}

std::vector<Target> Search::functions_like(const Model& model) const {
  auto all = sites(
      fmt::format("(?m)^[ \\t]*(?:pub(?:\\([^)]*\\))? )?(?:(?:const|unsafe|async) )*fn {}\\b", model.name),
      {model.name, NameUse::call});
  std::erase_if(all, [&](const Target& target) {
    const auto& outline = files_.outline(target.path);
    const OutlineItem* item = files_.item_at(target.path, target.lines.begin);
    if (!item || !item->container) return true;
    const std::string& around = outline[*item->container].name;
    if (!model.type.empty()) return !has_word(around, model.type);
    return !lower(around).contains(lower(model.near));
  });
  return all;
}

// The type that a variant holds, if all variants with its name hold the same.
std::string Search::payload_of(const std::string& variant) const {
  const re2::RE2 expression(fmt::format(
      "(?m)^[ \\t]*{}\\(\\s*(?:&?(?:'\\w+ )?(?:mut )?)?(?:Box<)?(?:\\w+::)*([A-Z]\\w*)", variant));
  std::set<std::string> types;
  for (const std::string& path : files_.paths()) {
    if (!path.ends_with(".rs") || !files_.text(path).contains(variant)) continue;
    re2::StringPiece rest(files_.text(path).data(), files_.text(path).size());
    std::string type;
    while (re2::RE2::FindAndConsume(&rest, expression, &type)) {
      const std::size_t line =
          files_.lines(path).line_at(static_cast<std::size_t>(rest.data() - files_.text(path).data()) - 1);
      const OutlineItem* item = files_.item_at(path, line);
      if (item && item->kind == rust_code::ItemKind::enumeration) types.insert(type);
    }
  }
  return types.size() == 1 ? *types.begin() : "";
}

// "" where it cannot be told.
std::string Search::type_of_value(const FieldAccess& access) const {
  if (!access.variant.empty()) return payload_of(access.variant);
  return access.member.empty() ? access.type : type_of_member(access.type, access.member, access.path);
}

// What a field of a type holds, without what std wraps around it; "" where it cannot be told.
std::string Search::type_of_member(const std::string& type, const std::string& member,
                                   const std::string& path) const {
  const re2::RE2 expression(fmt::format(
      "\\b{}:\\s*(?:&?(?:'\\w+ )?(?:mut )?)?(?:Box<|Option<|Rc<|Arc<)*(?:\\w+::)*([A-Z]\\w+)", member));
  std::set<std::string> types;
  for (const Target& site : definitions_of_type(type, {path})) {
    const LineIndex& lines = files_.lines(site.path);
    const std::string_view text = files_.text(site.path);
    const std::size_t begin = lines.begin(site.lines.begin), end = lines.begin(site.lines.end);
    std::string held;
    if (re2::RE2::PartialMatch(re2::StringPiece(text.data() + begin, end - begin), expression, &held))
      types.insert(held);
  }
  return types.size() == 1 ? *types.begin() : "";
}

// Do lines that were read access the same field of what has the same name there?
bool Search::is_accessed(const FieldAccess& access) const {
  if (!files_.has(access.path)) return false;
  const std::string what = access.value + "." + access.field;
  for (const LineRange& range : shown_.read_lines(access.path)) {
    for (std::size_t line = range.begin; line < range.end; ++line) {
      const std::string_view text = files_.lines(access.path).line(line);
      for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + 1)) {
        const std::string_view after = text.substr(at + what.size());
        const bool is_whole = (at == 0 || !is_word_char(text[at - 1])) &&
                              (after.empty() || !(is_word_char(after[0]) || after[0] == '('));
        if (is_whole && !after.starts_with("::<")) return true;
      }
    }
  }
  return false;
}

// The nearest, unless one of them has been seen.
void Search::want_one_of(std::vector<Target> any) {
  if (any.empty() || std::ranges::any_of(any, [&](const Target& target) { return is_shown(target); })) return;
  targets_.push_back(nearest(any));
}

// Once the places have been seen, and with them much of it.
void Search::look_up_grounds() {
  const Grounds grounds = std::exchange(grounds_, {});
  for (const auto& [type, paths] : grounds.types) {
    for (const std::string& path : paths) want_one_of(definitions_of_type(type, {path}));
  }
  for (const auto& [trait, parts] : grounds.traits) {
    auto definitions = sites(definition_pattern("trait", trait), {trait, NameUse::other});
    if (definitions.empty()) continue;
    want_one_of(std::move(definitions));
    want_one_of(impls_of(trait, ""));
  }
  for (const FieldAccess& access : grounds.fields) {
    const std::string type = type_of_value(access);
    if (!type.empty() && !is_accessed(access)) want_one_of(definitions_of_type(type, {access.path}));
  }
  look_up_uses(grounds.uses);
  for (const Model& model : grounds.models)
    want_one_of(model.is_impl ? impls_of(model.name, model.type) : functions_like(model));
}

}  // namespace git_miner
