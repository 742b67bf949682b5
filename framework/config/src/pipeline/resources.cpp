#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <config/parameters.hpp>
#include <config/suggest.hpp>

namespace flowrun::config {
namespace {

// By pairs: whoever holds the first may wait for the second, through other stages, too.
using Orders = std::set<std::pair<std::string, std::string>>;

Orders orders_with(Orders orders, const flow::StageDescription& stage) {
  for (std::size_t i = 1; i < stage.may_hold.size(); ++i)
    orders.emplace(stage.may_hold[i - 1].resource, stage.may_hold[i].resource);
  for (bool grows = true; grows;) {
    Orders all = orders;
    for (const auto& [first, second] : orders) {
      for (const auto& [third, fourth] : orders) {
        if (second == third) all.emplace(first, fourth);
      }
    }
    grows = all.size() > orders.size();
    orders = std::move(all);
  }
  return orders;
}

void check_order(const Pipeline& pipeline, const std::vector<const flow::StageDescription*>& descriptions,
                 Diagnostics& diagnostics) {
  Orders orders;
  for (std::size_t i = 0; i < descriptions.size(); ++i) {
    Orders more = orders_with(orders, *descriptions[i]);
    const auto circle =
        std::ranges::find_if(more, [](const auto& pair) { return pair.first == pair.second; });
    if (circle == more.end()) {
      orders = std::move(more);
      continue;
    }
    const StageNode& stage = pipeline.stages[i];
    diagnostics.add({.where = stage.use_where,
                     .message = fmt::format("stage {} and others could wait for each other for ever",
                                            in_quotes(stage.name)),
                     .why = fmt::format("{} takes {} and other resources in another order than they do",
                                        in_quotes(stage.use), in_quotes(circle->first)),
                     .hint = "the plugins must name them in one order in may_hold"});
  }
}

}  // namespace

int granted(const Pipeline& pipeline, std::string_view resource) {
  const auto found = std::ranges::find(pipeline.resources, resource, &Resource::name);
  return found == pipeline.resources.end() ? 1 : found->amount;
}

std::vector<flow::ResourceNeed> used_resources(const flow::StageDescription& stage) {
  std::vector<flow::ResourceNeed> used = stage.needs;
  std::ranges::copy(stage.may_hold, std::back_inserter(used));
  return used;
}

void check_common(const StageNode& stage, const flow::StageDescription& description, const Pipeline& pipeline,
                  Diagnostics& diagnostics) {
  for (const auto& [resource, amount] : used_resources(description)) {
    if (amount > granted(pipeline, resource)) {
      diagnostics.add({.where = stage.use_where,
                       .message = fmt::format("stage {} can never {}", in_quotes(stage.name),
                                              description.needs.empty() ? "finish" : "start"),
                       .why = fmt::format("{} needs {} of the resource {}, and the pipeline has {}",
                                          in_quotes(description.name), amount, in_quotes(resource),
                                          granted(pipeline, resource)),
                       .hint = fmt::format("set \"resources: {{{}: {}}}\"", resource, amount)});
    }
  }
  // A cheap stage is stored only if the file asks for it; others are in any case.
  if (stage.cache == true && description.is_volatile && !description.cheap) {
    diagnostics.warning(stage.cache_where,
                        fmt::format("\"cache: true\" has no effect on {}", in_quotes(description.name)),
                        "its records are stored in any case, and it runs in every run");
  }
}

void check_resources(const Pipeline& pipeline, const std::vector<const flow::StageDescription*>& descriptions,
                     Diagnostics& diagnostics) {
  std::vector<std::string> needed;
  for (const flow::StageDescription* description : descriptions) {
    if (!description) {
      return;  // An unknown stage may need any of them.
    }
    std::ranges::transform(used_resources(*description), std::back_inserter(needed),
                           [](const auto& need) { return need.resource; });
  }
  check_order(pipeline, descriptions, diagnostics);
  for (const Resource& resource : pipeline.resources) {
    if (std::ranges::find(needed, resource.name) == needed.end()) {
      diagnostics.warning(resource.where,
                          fmt::format("no stage needs the resource {}", in_quotes(resource.name)),
                          did_you_mean(resource.name, needed));
    }
  }
}

}  // namespace flowrun::config
