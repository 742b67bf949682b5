#include <algorithm>

#include <fmt/core.h>
#include <toml++/toml.h>

#include <digest/sha256.hpp>
#include <synthetic_generator/skeleton.hpp>

namespace synthetic_generator {
namespace {

// What the reader of a table found wrong; thrown within this file only.
struct BadSkeleton {
  std::string text;
};

std::string text_of(const toml::table& table, std::string_view key) {
  const auto* node = table.get(key);
  if (node == nullptr) return {};
  const auto value = node->value<std::string>();
  if (!value) throw BadSkeleton{fmt::format("'{}' must be a text", key)};
  return *value;
}

std::string required_text(const toml::table& table, std::string_view key) {
  auto text = text_of(table, key);
  if (text.empty()) throw BadSkeleton{fmt::format("'{}' is missing", key)};
  return text;
}

std::vector<std::string> texts_of(const toml::node* node, std::string_view key) {
  std::vector<std::string> texts;
  if (node == nullptr) return texts;
  const auto* array = node->as_array();
  if (array == nullptr) throw BadSkeleton{fmt::format("'{}' must be a list of texts", key)};
  for (const auto& element : *array) {
    const auto value = element.value<std::string>();
    if (!value) throw BadSkeleton{fmt::format("'{}' must be a list of texts", key)};
    texts.push_back(*value);
  }
  return texts;
}

void only_keys(const toml::table& table, std::initializer_list<std::string_view> known) {
  for (const auto& [key, value] : table) {
    if (std::ranges::find(known, key.str()) == known.end())
      throw BadSkeleton{fmt::format("unknown key '{}'", key.str())};
  }
}

template <base::NamedEnum E>
E named(const std::string& name, std::string_view what) {
  if (const auto value = base::enum_of<E>(name)) return *value;
  throw BadSkeleton{fmt::format("no {} '{}'", what, name)};
}

Trap read_trap(const toml::table& table) {
  only_keys(table, {"name", "task", "command", "codes", "message", "lint", "detector", "layout", "file",
                    "place", "requests", "remark", "answer"});
  const std::string name = required_text(table, "name");
  const auto task = named<TaskKind>(required_text(table, "task"), "task kind");
  Trap trap{.name = name,
            .task = task,
            .command = text_of(table, "command"),
            .codes = texts_of(table.get("codes"), "codes"),
            .message = text_of(table, "message"),
            .lint = text_of(table, "lint"),
            .detector = {},
            .layout = text_of(table, "layout"),
            .file = text_of(table, "file"),
            .place = text_of(table, "place"),
            .requests = texts_of(table.get("requests"), "requests"),
            .remark = is_chore(task) ? text_of(table, "remark") : required_text(table, "remark"),
            .answer = required_text(table, "answer")};
  if (const std::string detector = text_of(table, "detector"); !detector.empty())
    trap.detector = named<Detector>(detector, "detector");
  if (is_chore(task) && !trap.remark.empty())
    throw BadSkeleton{fmt::format("trap '{}' is a chore and has a remark", trap.name)};
  if ((task == TaskKind::layout) == trap.layout.empty())
    throw BadSkeleton{
        fmt::format("trap '{}': a task of kind layout has a 'layout', and no other", trap.name)};
  if (trap.requests.empty()) throw BadSkeleton{fmt::format("trap '{}' has no requests", trap.name)};
  return trap;
}

toml::table parsed(std::string_view text) {
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    throw BadSkeleton{fmt::format("line {}: {}", error.source().begin.line, error.description())};
  }
}

void read_manifest(std::string_view text, Skeleton& skeleton) {
  const toml::table table = parsed(text);
  only_keys(table,
            {"uses_crates", "keeps_static", "all_features", "required", "axes", "exclude", "names", "trap"});
  skeleton.uses_crates = table["uses_crates"].value_or(false);
  skeleton.keeps_static = table["keeps_static"].value_or(false);
  skeleton.all_features = table["all_features"].value_or(false);
  skeleton.required = texts_of(table.get("required"), "required");
  if (const auto* axes = table["axes"].as_table()) {
    for (const auto& [name, values] : *axes) {
      skeleton.axes.push_back({std::string(name.str()), texts_of(&values, name.str())});
      if (skeleton.axes.back().values.empty())
        throw BadSkeleton{fmt::format("axis '{}' has no values", name.str())};
    }
  }
  if (const auto* names = table["names"].as_table()) {
    for (const auto& [name, value] : *names)
      skeleton.names[std::string(name.str())] = value.value_or(std::string());
  }
  if (const auto* excluded = table["exclude"].as_array()) {
    for (const auto& element : *excluded) {
      Exclusion exclusion;
      if (const auto* entry = element.as_table()) {
        for (const auto& [axis, values] : *entry)
          exclusion[std::string(axis.str())] = texts_of(&values, axis.str());
      }
      skeleton.exclusions.push_back(std::move(exclusion));
    }
  }
  Axis traps{"trap", {}};
  if (const auto* list = table["trap"].as_array()) {
    for (const auto& element : *list) {
      if (const auto* entry = element.as_table()) skeleton.traps.push_back(read_trap(*entry));
    }
  }
  for (const Trap& trap : skeleton.traps) traps.values.push_back(trap.name);
  if (traps.values.empty()) throw BadSkeleton{"it has no traps"};
  skeleton.axes.push_back(std::move(traps));
}

}  // namespace

const Trap* Skeleton::trap(std::string_view wanted) const {
  const auto at = std::ranges::find(traps, wanted, &Trap::name);
  return at == traps.end() ? nullptr : &*at;
}

base::Result<Skeleton> read_skeleton(Gap gap, std::string_view name, const Files& files) {
  Skeleton skeleton;
  skeleton.gap = gap;
  skeleton.name = name;
  digest::Sha256 digest;
  for (const auto& [path, text] : files) {
    digest.update(fmt::format("{} {}\n", path, text.size()));
    digest.update(text);
    const auto file = path.substr(path.rfind('/') + 1);
    if (path == "skeleton.toml") continue;
    (file.starts_with('_') ? skeleton.partials : skeleton.files)[path] = text;
  }
  skeleton.digest = digest.hex();
  const auto manifest = files.find("skeleton.toml");
  if (manifest == files.end()) return base::failure(fmt::format("{}: no skeleton.toml", skeleton.id()));
  try {
    read_manifest(manifest->second, skeleton);
  } catch (const BadSkeleton& bad) {
    return base::failure(fmt::format("{}: {}", skeleton.id(), bad.text));
  }
  return skeleton;
}

base::Result<std::vector<Vocabulary>> read_vocabulary(std::string_view text) {
  std::vector<Vocabulary> result;
  try {
    const toml::table table = parsed(text);
    if (const auto* sets = table["set"].as_array()) {
      for (const auto& element : *sets) {
        Vocabulary vocabulary;
        if (const auto* entry = element.as_table()) {
          for (const auto& [key, value] : *entry)
            vocabulary.words[std::string(key.str())] = value.value_or(std::string());
        }
        result.push_back(std::move(vocabulary));
      }
    }
  } catch (const BadSkeleton& bad) {
    return base::failure(fmt::format("vocabulary: {}", bad.text));
  }
  if (result.empty()) return base::failure("vocabulary: no sets");
  return result;
}

}  // namespace synthetic_generator
