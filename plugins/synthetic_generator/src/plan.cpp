#include <algorithm>

#include <fmt/core.h>

#include <digest/sha256.hpp>
#include <synthetic_generator/plan.hpp>
#include <synthetic_generator/random.hpp>

namespace synthetic_generator {
namespace {

base::Result<Files> side(const Unit& unit, Slots slots, std::string_view name) {
  slots["side"] = name;
  Files files;
  for (const auto& [path, text] : unit.skeleton->files) {
    auto place = expand(path, slots);
    auto content = expand(text, slots, unit.skeleton->partials);
    for (const auto* expanded : {&place, &content}) {
      if (!*expanded)
        return base::failure(fmt::format("{}/{}: {}", unit.skeleton->id(), path, expanded->error().text()));
    }
    if (content->find_first_not_of(" \t\n") != content->npos) files[*place] = *std::move(content);
  }
  return files;
}

base::Result<Slots> slots_of(const Unit& unit) {
  Slots slots = vocabularies()[unit.vocabulary].words;
  std::vector<std::pair<std::string, std::string>> derived;
  for (const auto& [name, text] : unit.skeleton->names) {
    auto value = expand(text, slots);
    if (!value)
      return base::failure(fmt::format("{}: name '{}': {}", unit.skeleton->id(), name, value.error().text()));
    derived.emplace_back(name, *std::move(value));
  }
  for (auto& [name, value] : derived) slots[name] = std::move(value);
  for (const auto& [axis, value] : unit.point) slots[axis] = value;
  return slots;
}

}  // namespace

std::string Unit::key() const { return fmt::format("{}/{}", skeleton->id(), index); }

std::string Unit::fingerprint() const {
  std::string text = fmt::format("{}\nseed {}\nindex {}\nposition {}\nturn {}\n", skeleton->digest, seed,
                                 index, position, turn);
  for (const auto& [axis, value] : point) text += fmt::format("{} = {}\n", axis, value);
  for (const auto& [name, word] : vocabularies()[vocabulary].words)
    text += fmt::format("{}: {}\n", name, word);
  return digest::sha256_hex(text + std::string(phrases_text()));
}

std::vector<Unit> plan(std::size_t count, std::uint64_t seed, std::span<const Gap> gaps,
                       const std::vector<Skeleton>& all) {
  std::vector<std::vector<const Skeleton*>> groups;
  for (const Gap gap : gaps) {
    std::vector<const Skeleton*> group;
    for (const Skeleton& skeleton : all) {
      if (skeleton.gap == gap) group.push_back(&skeleton);
    }
    if (!group.empty()) groups.push_back(std::move(group));
  }
  std::vector<Unit> units;
  if (groups.empty()) return units;
  const std::size_t rounds = (count + groups.size() - 1) / groups.size();
  std::map<const Skeleton*, std::vector<Point>> points;
  std::map<const Skeleton*, std::vector<std::size_t>> words;
  std::map<TaskKind, std::size_t> turns;
  for (std::size_t i = 0; i < count; ++i) {
    const auto& group = groups[i % groups.size()];
    const std::size_t round = i / groups.size();
    const Skeleton* skeleton = group[round % group.size()];
    const std::size_t index = round / group.size();
    auto& design = points[skeleton];
    if (design.empty()) {
      design = covering_design(skeleton->axes, skeleton->exclusions,
                               seed_of(seed, {skeleton->id(), "design"}), rounds / group.size() + 1);
      words[skeleton] = permutation(vocabularies().size(), seed_of(seed, {skeleton->id(), "words"}));
    }
    if (index >= design.size()) continue;  // exclusions that leave nothing
    const auto& order = words[skeleton];
    const Trap* trap = skeleton->trap(design[index].at("trap"));
    units.push_back({.skeleton = skeleton,
                     .index = index,
                     .point = design[index],
                     .vocabulary = order[index % order.size()],
                     .seed = seed,
                     .position = units.size(),
                     .turn = turns[trap->task]++});
  }
  return units;
}

base::Result<Rendered> render(const Unit& unit) {
  auto slots = slots_of(unit);
  if (!slots) return std::unexpected(slots.error());
  Rendered rendered{.slots = *std::move(slots), .start = {}, .done = {}, .trap = &unit.trap()};
  for (const auto& [name, files] : {std::pair{"start", &rendered.start}, std::pair{"done", &rendered.done}}) {
    auto expanded = side(unit, rendered.slots, name);
    if (!expanded) return std::unexpected(expanded.error());
    *files = *std::move(expanded);
  }
  return rendered;
}

}  // namespace synthetic_generator
