#include "grounds_read.hpp"

#include <algorithm>
#include <regex>

#include <rust_code/items.hpp>

#include "change/lower.hpp"
#include "lines_of.hpp"
#include "search/std_names.hpp"
#include "trimmed.hpp"
#include "word_char.hpp"

namespace git_miner::test {
namespace {

using rust_code::Item;
using rust_code::ItemKind;

constexpr std::size_t most_lines = 120, most_of_impl = 60, most_sites = 4;

std::vector<Item> items_of(const std::string& path, const std::string& text) {
  const auto file = rust_code::SourceFile::parse(text, rust_code::role_of_path(path));
  return file ? rust_code::list_items(*file) : std::vector<Item>();
}

// Trait and type of `impl<'a, G> Trait<G> for &'a Type<G> where ..`.
std::pair<std::string, std::string> parts_of_impl(const std::string& signature) {
  std::string flat;  // without what stands in angle brackets, of which a bar remains
  std::vector<std::string> inside;
  int depth = 0;
  for (std::size_t i = 0; i < signature.size(); ++i) {
    const bool is_arrow =
        signature[i] == '>' && i > 0 && (signature[i - 1] == '-' || signature[i - 1] == '=');
    if (signature[i] == '<') ++depth;
    if (depth == 0) flat += signature[i];
    if (signature[i] == '>' && !is_arrow) --depth;
  }
  if (const std::size_t where = flat.find(" where"); where != flat.npos) flat.resize(where);
  std::string trait, type = flat;
  if (const std::size_t at = flat.find(" for "); at != flat.npos) {
    trait = flat.substr(0, at);
    while (!trait.empty() && !is_word_char(trait.back())) trait.pop_back();
    const std::size_t begin = trait.find_last_of(" :");
    const bool is_of_std = trait.contains("std::") || trait.contains("core::") || trait.contains("fmt::") ||
                           trait.contains("io::") || trait.contains("alloc::");
    trait = is_of_std ? "" : trait.substr(begin == trait.npos ? 0 : begin + 1);
    // What std wraps stands in the brackets.
    const std::size_t whole = signature.find(" for ");
    type = signature.substr(whole + 5);
  } else {
    const std::size_t begin = flat.find("impl") + 4;
    type = flat.substr(begin);
  }
  static const std::regex name("\\b([A-Z]\\w+)");
  static const std::set<std::string> wrappers{"Box", "Rc",  "Arc", "Option", "Vec",
                                              "Cow", "Pin", "Ref", "RefMut", "Self"};
  for (std::sregex_iterator at(type.begin(), type.end(), name), end; at != end; ++at) {
    if (!wrappers.contains((*at)[1])) return {trait, (*at)[1]};
  }
  return {trait, ""};
}

bool has_body_like(const std::map<std::string, std::string>& files, const std::string& body) {
  return body.size() > 12 &&
         std::ranges::any_of(files, [&](const auto& file) { return file.second.contains(body); });
}

}  // namespace

std::vector<GroundsRead::Site> GroundsRead::definitions(const std::string& keywords,
                                                        const std::string& name) const {
  std::vector<Site> sites;
  const std::regex begin("^\\s*(pub(\\([^)]*\\))? )?(unsafe )?(" + keywords + ")\\s+" + name + "\\b.*");
  for (const auto& [path, text] : files_) {
    if (!text.contains(name)) continue;
    const auto lines = lines_of(text);
    const auto items = items_of(path, text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (!lines[i].contains(name) || !std::regex_match(lines[i], begin)) continue;
      Site site{path, {lines[i]}};
      for (const Item& item : items) {
        if (item.first_line != i + 1 || item.name != name) continue;
        const std::size_t last = std::min<std::size_t>(item.last_line, i + most_lines);
        site.lines.assign(lines.begin() + static_cast<std::ptrdiff_t>(i),
                          lines.begin() + static_cast<std::ptrdiff_t>(last));
      }
      sites.push_back(std::move(site));
    }
  }
  return sites;
}

std::vector<GroundsRead::Site> GroundsRead::impls(const std::string& trait, const std::string& type) const {
  std::vector<Site> sites;
  for (const auto& [path, text] : files_) {
    if (!text.contains(trait)) continue;
    const auto lines = lines_of(text);
    for (const Item& item : items_of(path, text)) {
      if (item.kind != ItemKind::impl) continue;
      const auto parts = parts_of_impl(item.signature);
      const bool is_it = parts.first == trait || item.signature.contains(" " + trait + " for ");
      if (!is_it || !(type.empty() || parts.second == type)) continue;
      if (!lines[item.first_line - 1].contains(" for ")) continue;  // a search shows no more than a line
      const std::size_t last = std::min<std::size_t>(item.last_line, item.first_line - 1 + most_of_impl);
      sites.push_back({path, std::vector<std::string>(lines.begin() + item.first_line - 1,
                                                      lines.begin() + static_cast<std::ptrdiff_t>(last))});
    }
  }
  return sites;
}

bool GroundsRead::is_read(const Lines& known, const std::vector<Site>& sites) const {
  return sites.empty() || std::ranges::any_of(sites, [&](const Site& site) {
           const auto read = known.find(site.path);
           return read != known.end() && std::ranges::all_of(site.lines, [&](const std::string& line) {
                    return read->second.contains(line);
                  });
         });
}

void GroundsRead::check_file(const std::string& path, const Lines& known, const Files& after,
                             std::set<std::string>& faults, std::set<std::string>& functions) const {
  const auto now = after.find(path);
  if (now == after.end()) return;
  const auto was = files_.find(path);
  const std::string before = was == files_.end() ? "" : was->second;
  std::set<std::string> old_paths, old_names, own;
  std::set<std::string, std::less<>> old_lines;
  for (const Item& item : items_of(path, before)) {
    old_paths.insert(item.path);
    old_names.insert(item.name);
  }
  for (const std::string& line : lines_of(before)) old_lines.emplace(trimmed(line));
  const auto items = items_of(path, now->second);
  for (const auto& [one, text] : after) {
    const auto old = files_.find(one);
    if (old != files_.end() && old->second == text) continue;
    std::set<std::string> known_names;
    if (old != files_.end())
      for (const Item& item : items_of(one, old->second)) known_names.insert(item.name);
    for (const Item& item : items_of(one, text)) {
      if (!known_names.contains(item.name)) own.insert(item.name);
    }
  }
  const auto need_type = [&](const std::string& type, const std::string& why) {
    if (type.empty() || own.contains(type)) return;
    auto sites = definitions("struct|enum|union", type);
    std::vector<Site> near;
    std::ranges::copy_if(sites, std::back_inserter(near),
                         [&](const Site& site) { return site.path == path; });
    if (near.empty() && sites.size() > most_sites) return;
    if (!is_read(known, near.empty() ? sites : near))
      faults.insert(why + " of `" + type + "`, whose definition was not read");
  };
  for (const Item& item : items) {
    const std::string body = now->second.substr(item.body.begin, item.body.end - item.body.begin);
    const bool is_new =
        !item.is_test && !item.is_local && !old_paths.contains(item.path) && !has_body_like(files_, body);
    if (item.kind == ItemKind::function && is_new && !old_names.contains(item.name)) {
      functions.insert(item.name);
      if (item.container && items[*item.container].kind == ItemKind::impl)
        need_type(parts_of_impl(items[*item.container].signature).second,
                  "`" + item.name + "` is a new function");
    }
    if (item.kind != ItemKind::impl) continue;
    const auto [trait, type] = parts_of_impl(item.signature);
    if (is_new && !old_names.contains(item.name)) {
      need_type(type, "a new impl");
      const auto traits = definitions("trait", trait);
      if (!trait.empty() && !own.contains(trait) && !is_std_name(trait) && !traits.empty()) {
        if (!is_read(known, traits)) faults.insert("a new impl of `" + trait + "`, which was not read");
        if (!is_read(known, impls(trait, "")))
          faults.insert("a new impl of `" + trait + "`, of which no impl was read");
      }
    }
    // A field of its own that no line of the file that was read accesses.
    if (item.is_test) continue;
    static const std::regex field("\\bself\\.([a-z_]\\w*)\\b(?!\\(|::<)");
    for (const std::string& line : lines_of(body)) {
      if (old_lines.contains(trimmed(line)) || trimmed(line).starts_with("//")) continue;
      for (std::sregex_iterator at(line.begin(), line.end(), field), end; at != end; ++at) {
        const std::regex same("\\bself\\." + (*at)[1].str() + "\\b(?!\\(|::<)");
        const auto read = known.find(path);
        const bool is_seen =
            read != known.end() && std::ranges::any_of(read->second, [&](const std::string& one) {
              return std::regex_search(one, same);
            });
        if (!is_seen) need_type(type, "`self." + (*at)[1].str() + "` is a field");
      }
    }
  }
}

// Where the name is defined that stands behind a module, or behind nothing.
std::vector<GroundsRead::Site> GroundsRead::definitions_behind(const std::string& path,
                                                               const std::string& module,
                                                               const std::string& name) const {
  const auto module_of = [](const std::string& file) {
    std::string stem = file.substr(file.rfind('/') + 1);  // npos + 1 = 0
    stem.resize(stem.rfind('.'));
    if (stem == "lib" || stem == "main") return std::string("crate");
    if (stem != "mod") return stem;
    const std::string folder = file.substr(0, file.rfind('/'));
    return folder.substr(folder.rfind('/') + 1);
  };
  auto sites = definitions("struct|enum|union|trait", name);
  std::vector<Site> near;
  for (const Site& site : sites) {
    const bool is_there =
        module.empty() || module == "self" ? site.path == path : module_of(site.path) == module;
    if (is_there && module != "super") near.push_back(site);
  }
  if (!near.empty() || module == "self") return near;
  if (!module.empty()) std::erase_if(sites, [&](const Site& site) { return site.path == path; });
  if (sites.size() > most_sites) sites.clear();
  return sites;
}

void GroundsRead::check_uses(const std::string& path, const Lines& known, const Files& after,
                             std::set<std::string>& faults) const {
  std::multiset<std::string, std::less<>> old_lines;
  for (const auto& [one, text] : files_) {
    const auto now = after.find(one);
    if (now != after.end() && now->second == text) continue;
    for (const std::string& line : lines_of(text)) old_lines.emplace(trimmed(line));
  }
  std::set<std::string> own;
  for (const auto& [one, text] : after) {
    const auto was = files_.find(one);
    const auto items = was == files_.end() || was->second != text ? items_of(one, text) : std::vector<Item>();
    std::set<std::string> known_here;
    for (const Item& item : was == files_.end() ? std::vector<Item>() : items_of(one, was->second))
      known_here.insert(item.name);
    for (const Item& item : items) {
      if (!known_here.contains(item.name)) own.insert(item.name);
    }
  }
  const std::string& now = after.at(path);
  const auto lines = lines_of(now);
  std::vector<bool> is_test(lines.size(), rust_code::role_of_path(path) == rust_code::Role::test);
  for (const Item& item : items_of(path, now)) {
    for (std::size_t i = item.first_line - 1;
         item.is_test && i < std::min<std::size_t>(item.last_line, lines.size()); ++i)
      is_test[i] = true;
  }
  std::string added;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (is_test[i] || old_lines.contains(std::string(trimmed(lines[i]))) ||
        trimmed(lines[i]).starts_with("//"))
      continue;
    static const std::regex text("\"[^\"]*\"|//.*");
    added += std::regex_replace(lines[i], text, "\"\"") + "\n";
  }
  const auto read = known.find(path);
  const auto is_named = [&](const std::string& spelling) {
    return read != known.end() && std::ranges::any_of(read->second, [&](const std::string& line) {
             const std::string_view code = trimmed(line);
             return has_word(code, spelling) && !code.starts_with("//") && !code.starts_with("use ") &&
                    !code.starts_with("pub use ") && !code.starts_with("pub(crate) use ");
           });
  };
  std::set<std::string> imported;  // from other crates, by lines that come
  static const std::regex import("\\buse (\\w+)::[^;]*;");
  for (std::sregex_iterator at(added.begin(), added.end(), import), end; at != end; ++at) {
    const std::string root = (*at)[1];
    const bool is_here = root == "crate" || root == "self" || root == "super" ||
                         std::ranges::any_of(files_, [&](const auto& file) {
                           return ("/" + file.first).contains("/" + root);
                         });
    static const std::regex word("[A-Z]\\w+");
    const std::string text = at->str();
    for (std::sregex_iterator one(text.begin(), text.end(), word); !is_here && one != end; ++one)
      imported.insert(one->str());
  }
  std::set<std::string> methods;
  static const std::regex method("\\.([a-z_]\\w*)(::<[^()]*>)?\\(");
  for (std::sregex_iterator at(added.begin(), added.end(), method), end; at != end; ++at)
    methods.insert((*at)[1]);
  const auto check_function = [&](const std::string& function, const std::string& type) {
    const auto sites =
        functions_of(function, [&](const std::string& around) { return has_word(around, type); });
    if (!is_read(known, sites))
      faults.insert("`" + function + "` of `" + type + "` is called, and was not read");
  };
  static const std::regex use("((?:\\w+::)*)\\b([A-Z]\\w*[a-z]\\w*)\\b(?:::([a-z_]\\w*)\\()?");
  for (std::sregex_iterator at(added.begin(), added.end(), use), end; at != end; ++at) {
    const std::string front = (*at)[1], name = (*at)[2], function = (*at)[3];
    const std::string modules = front.substr(0, front.empty() ? 0 : front.size() - 2);
    const std::string module = modules.substr(modules.rfind(':') + 1);  // npos + 1 = 0
    static const std::set<std::string> foreign{"std", "core", "alloc", "io", "fmt"};
    const bool is_foreign = foreign.contains(modules.substr(0, modules.find(':')));
    const bool is_variant = !module.empty() && std::isupper(static_cast<unsigned char>(module[0])) != 0;
    const auto is_in_project = [&](const std::string& root) {
      return root.empty() || root == "crate" || root == "self" || root == "super" ||
             std::ranges::any_of(files_, [&](const auto& file) {
               std::string parts = "/" + file.first;
               std::ranges::replace(parts, '-', '_');
               return parts.contains("/" + root + "/") || parts.ends_with("/" + root + ".rs");
             });
    };
    const bool is_of_other = !is_in_project(modules.substr(0, modules.find(':'))) || imported.contains(name);
    if (is_foreign || is_variant || is_of_other || is_std_name(name) || (front.empty() && own.contains(name)))
      continue;
    if (!function.empty()) check_function(function, name);
    if (is_named(modules.empty() ? name : front + name)) continue;
    const auto sites = definitions_behind(path, module, name);
    if (sites.empty()) continue;
    if (!is_read(known, sites))
      faults.insert("`" + front + name + "` is used, whose definition was not read");
    for (const std::string& called : methods) check_function(called, name);
  }
}

void GroundsRead::check_models(const Lines& known, const std::set<std::string>& functions,
                               std::set<std::string>& faults) const {
  const std::string asked = request_.substr(0, request_.find("\nThe documentation of "));
  static const std::regex impl(
      "\\b([A-Z]\\w+)`?(<[^>]*>)? for `?&?(mut )?(\\w+::)*(Box<|Arc<|Rc<)?([A-Z]\\w+)");
  for (std::sregex_iterator at(asked.begin(), asked.end(), impl), end; at != end; ++at) {
    if (!is_read(known, impls((*at)[1], (*at)[6])))
      faults.insert("`" + (*at)[1].str() + " for " + (*at)[6].str() + "` of the request was not read");
  }
  static const std::regex path("\\b([A-Z]\\w+)::([a-z_]\\w*)");
  for (std::sregex_iterator at(asked.begin(), asked.end(), path), end; at != end; ++at) {
    if (!is_read(known, functions_of((*at)[2], [&](const std::string& around) {
                   return std::regex_search(around, std::regex("\\b" + (*at)[1].str() + "\\b"));
                 })))
      faults.insert("`" + at->str() + "` of the request was not read");
  }
  static const std::regex alike(
      "\\b([Bb]ased on|[Ss]imilar to|[Ss]ame as|[Ee]quivalent( \\w+)? to|mirrors?|[Ll]ike) (the )?"
      "[`\\[]*(\\w+::)?(\\w{3,})");
  for (std::sregex_iterator at(asked.begin(), asked.end(), alike), end; at != end; ++at) {
    const std::string near = lower((*at)[5].str());
    if (near == "you") continue;
    for (const std::string& name : functions) {
      const auto sites =
          functions_of(name, [&](const std::string& around) { return lower(around).contains(near); });
      if (!is_read(known, sites)) faults.insert("`" + name + "` of " + near + " is a model and was not read");
    }
  }
}

// First lines of functions in a type's impls or a trait, by the name of these.
std::vector<GroundsRead::Site> GroundsRead::functions_of(
    const std::string& name, const std::function<bool(const std::string& around)>& fits) const {
  std::vector<Site> sites;
  for (const auto& [path, text] : files_) {
    if (!text.contains("fn " + name)) continue;
    const auto lines = lines_of(text);
    const auto items = items_of(path, text);
    for (const Item& item : items) {
      if (item.kind == ItemKind::function && item.name == name && item.container &&
          fits(items[*item.container].name))
        sites.push_back({path, {lines[item.first_line - 1]}});
    }
  }
  return sites;
}

std::vector<std::string> GroundsRead::unread(const Files& after) const {
  std::set<std::string> faults, functions;
  for (const auto& [path, known] : known_) {
    if (path.ends_with(".rs")) check_file(path, known, after, faults, functions);
    if (path.ends_with(".rs") && after.contains(path)) check_uses(path, known, after, faults);
  }
  if (!known_.empty()) check_models(lines_, functions, faults);
  return {faults.begin(), faults.end()};
}

}  // namespace git_miner::test
