#include "variables/profiles.hpp"

#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include <config/suggest.hpp>

#include "variables/template_text.hpp"
#include "yaml/fields.hpp"

namespace flowrun::config {
namespace {

std::vector<const Entry*> readable_profiles(const Node& root, Pipeline& pipeline, Diagnostics& diagnostics) {
  std::vector<const Entry*> result;
  const Entry* profiles = root.find("profiles");
  if (!profiles ||
      !expect_map(profiles->value, "profiles", "write PROFILE: {NAME: VALUE} in it", diagnostics)) {
    return result;
  }
  for (const Entry& profile : profiles->value.entries) {
    pipeline.profiles.push_back(profile.key);
    if (!is_file_name(profile.key)) {
      diagnostics.error(profile.key_where, fmt::format("{} is not a profile name", in_quotes(profile.key)),
                        "use letters, digits, _ and -");
    }
    if (expect_map(profile.value, profile.key, "write NAME: VALUE in it", diagnostics)) {
      result.push_back(&profile);
    }
  }
  return result;
}

// Returns the profile that was most likely meant, so that the checks can go on with it.
std::string report_unknown(const Span& where, std::string_view name, const std::vector<std::string>& profiles,
                           Diagnostics& diagnostics) {
  const auto near = closest(name, profiles);
  diagnostics.error(where, fmt::format("there is no profile {}", in_quotes(name)),
                    near               ? fmt::format("did you mean {}?", in_quotes(*near))
                    : profiles.empty() ? "the file has no profiles"
                                       : "the profiles are " + quoted_list(profiles));
  return near.value_or("");
}

// Name of the profile in use; "" for none.
std::string choose(const Node& root, const LoadOptions& options, Pipeline& pipeline,
                   Diagnostics& diagnostics) {
  const auto exists = [&](const std::string& name) {
    return std::ranges::count(pipeline.profiles, name) > 0;
  };
  if (const Entry* entry = root.find("default_profile")) {
    const auto name = read_string(*entry, "the name of a profile", diagnostics);
    if (name && exists(*name)) {
      pipeline.default_profile = *name;
    } else if (name) {
      pipeline.default_profile = report_unknown(entry->value.where, *name, pipeline.profiles, diagnostics);
    }
  }
  if (!options.profile) {
    return pipeline.default_profile;
  }
  if (exists(*options.profile)) {
    return *options.profile;
  }
  const auto source = std::make_shared<SourceFile>("--profile", *options.profile);
  return report_unknown({source, {1, 1}, source->position(source->text().size())}, *options.profile,
                        pipeline.profiles, diagnostics);
}

void add_overrides(const std::vector<Override>& overrides, const std::set<std::string>& used,
                   const Node& root, std::vector<Entry>& values, Diagnostics& diagnostics) {
  for (const Override& override : overrides) {
    if (override.path.size() != 1) {
      continue;
    }
    const Entry& name = override.path.front();
    const auto existing = std::ranges::find(values, name.key, &Entry::key);
    if (existing != values.end()) {
      existing->value = override.value;
    } else if (used.contains(name.key)) {
      values.push_back({.key = name.key, .key_where = name.key_where, .value = override.value});
    } else {
      std::vector<std::string> known(used.begin(), used.end());
      std::ranges::transform(values, std::back_inserter(known), &Entry::key);
      const Entry* stages = root.find("stages");
      const bool stage = stages && stages->value.find(name.key);
      diagnostics.error(name.key_where, fmt::format("nothing uses a variable {}", in_quotes(name.key)),
                        stage ? fmt::format("for a parameter of the stage write {}.KEY=VALUE", name.key)
                              : did_you_mean(name.key, known));
    }
  }
}

// A variable that no value names is most likely misspelt, in the profile or where it should be used.
void warn_unused(const std::vector<const Entry*>& profiles, const std::set<std::string>& used,
                 Diagnostics& diagnostics) {
  std::set<std::string> named = used;
  for (const Entry* profile : profiles) {
    collect_variables(profile->value, named);
  }
  std::set<std::string> reported;
  for (const Entry* profile : profiles) {
    for (const Entry& value : profile->value.entries) {
      if (!named.contains(value.key) && reported.insert(value.key).second) {
        diagnostics.warning(value.key_where,
                            fmt::format("nothing uses the variable {}", in_quotes(value.key)),
                            did_you_mean(value.key, {named.begin(), named.end()}));
      }
    }
  }
}

void warn_lacking(const std::vector<const Entry*>& profiles, const std::set<std::string>& used,
                  const std::vector<Override>& overrides, std::string_view chosen, Diagnostics& diagnostics) {
  for (const Entry* profile : profiles) {
    std::vector<std::string> lacking;
    for (const std::string& name : used) {
      const auto sets_it = [&](const Override& o) { return o.path.size() == 1 && o.path[0].key == name; };
      if (!profile->value.find(name) && std::ranges::none_of(overrides, sets_it)) {
        lacking.push_back(name);
      }
    }
    if (!lacking.empty() && profile->key != chosen) {
      diagnostics.warning(
          profile->key_where,
          fmt::format("the profile {} does not set {}", in_quotes(profile->key), quoted_list(lacking)),
          "the stages use it");
    }
  }
}

}  // namespace

ProfileChoice choose_profile(const Node& root, const LoadOptions& options,
                             const std::vector<Override>& overrides, const std::set<std::string>& used,
                             Pipeline& pipeline, Diagnostics& diagnostics) {
  const std::vector<const Entry*> profiles = readable_profiles(root, pipeline, diagnostics);
  ProfileChoice choice{.name = choose(root, options, pipeline, diagnostics),
                       .values = {},
                       .unset_reason = "no profile is in use",
                       .unset_hint = "choose a profile with --profile"};
  for (const Entry* profile : profiles) {
    if (profile->key == choice.name) {
      choice.values = profile->value.entries;
      choice.unset_reason = fmt::format("the profile {} does not set it", in_quotes(choice.name));
      choice.unset_hint = "set it in the profile";
    }
  }
  if (profiles.empty()) {
    choice.unset_reason = "the file has no profiles";
    choice.unset_hint = "add a profile that sets it";
  }
  add_overrides(overrides, used, root, choice.values, diagnostics);
  warn_unused(profiles, used, diagnostics);
  warn_lacking(profiles, used, overrides, choice.name, diagnostics);
  return choice;
}

}  // namespace flowrun::config
