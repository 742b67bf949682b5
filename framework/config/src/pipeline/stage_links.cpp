#include "pipeline/stage_links.hpp"

#include <algorithm>
#include <deque>
#include <set>
#include <utility>

#include <fmt/format.h>

#include <config/suggest.hpp>

namespace flowrun::config {
namespace {

std::optional<std::size_t> index_of(const Pipeline& pipeline, std::string_view name) {
  const auto found = std::ranges::find(pipeline.stages, name, &StageNode::name);
  return found == pipeline.stages.end()
             ? std::nullopt
             : std::optional(static_cast<std::size_t>(found - pipeline.stages.begin()));
}

// Some write the stage type in place of the name that the stage has in the file.
std::string stage_of_type(const Pipeline& pipeline, std::string_view type) {
  std::vector<std::string> names;
  for (const StageNode& stage : pipeline.stages) {
    if (stage.use == type) {
      names.push_back(stage.name);
    }
  }
  return names.empty()
             ? ""
             : fmt::format("{} is a stage type; the stage is {}", in_quotes(type), quoted_list(names));
}

std::optional<std::size_t> link(const Pipeline& pipeline, const std::string& name, const Span& where,
                                std::string_view self, Diagnostics& diagnostics) {
  const auto index = index_of(pipeline, name);
  if (!index) {
    std::vector<std::string> names;
    for (const StageNode& stage : pipeline.stages) {
      if (stage.name != self) {
        names.push_back(stage.name);
      }
    }
    std::string hint = stage_of_type(pipeline, name);
    hint = hint.empty() ? did_you_mean(name, names) : hint;
    hint = hint.empty() && !names.empty() ? "the other stages are " + quoted_list(names) : hint;
    diagnostics.error(where, fmt::format("there is no stage {}", in_quotes(name)), hint);
  }
  return index;
}

// A link of a loop: the stage, and which of its edges leads back to the stage before it.
struct Link {
  std::size_t stage;
  std::size_t edge;
  friend auto operator<=>(const Link&, const Link&) = default;
};

// The shortest way upstream from a stage to itself over edges that are not `cut`; empty where there is none.
std::vector<Link> shortest_loop(const Pipeline& pipeline, std::size_t start, const std::set<Link>& cut) {
  std::vector<std::optional<Link>> reached_by(pipeline.stages.size());
  std::deque<std::size_t> open = {start};
  while (!open.empty()) {
    const std::size_t stage = open.front();
    open.pop_front();
    const std::vector<Edge>& from = pipeline.stages[stage].from;
    for (std::size_t edge = 0; edge < from.size(); ++edge) {
      const auto upstream = from[edge].stage_index;
      if (!upstream || cut.contains({stage, edge}) || reached_by[*upstream]) {
        continue;
      }
      reached_by[*upstream] = Link{stage, edge};
      open.push_back(*upstream);
    }
  }
  std::vector<Link> loop;
  std::optional<Link> link = reached_by[start];
  while (link) {
    loop.push_back(*link);
    link = link->stage == start ? std::nullopt : reached_by[link->stage];
  }
  return loop;  // in the direction of the records, beginning with the edge out of `start`
}

void report_loop(const Pipeline& pipeline, std::size_t start, const std::vector<Link>& loop,
                 Diagnostics& diagnostics) {
  std::string way = pipeline.stages[start].name;
  std::vector<Note> notes;
  for (const Link& link : loop) {
    const StageNode& stage = pipeline.stages[link.stage];
    const Edge& edge = stage.from[link.edge];
    way += " -> " + stage.name;
    notes.push_back(
        {edge.where, fmt::format("{} takes from {} here", in_quotes(stage.name), in_quotes(edge.stage))});
  }
  // The last edge leads back to the stage that comes first in the file: most likely the wrong one.
  const Link& last = loop.back();
  notes.pop_back();
  diagnostics.add({.where = pipeline.stages[last.stage].from[last.edge].where,
                   .message = fmt::format("the stages form a loop: {}", way),
                   .hint = loop.size() == 1 ? "a stage cannot take from itself"
                                            : "remove this, or take from another stage",
                   .notes = std::move(notes)});
}

}  // namespace

void link_stages(Pipeline& pipeline, Diagnostics& diagnostics) {
  for (StageNode& stage : pipeline.stages) {
    for (Edge& edge : stage.from) {
      edge.stage_index = link(pipeline, edge.stage, edge.where, stage.name, diagnostics);
    }
  }
  for (Published& published : pipeline.publish) {
    published.stage_index = link(pipeline, published.stage, published.target_where, "", diagnostics);
  }
}

void check_loops(const Pipeline& pipeline, Diagnostics& diagnostics) {
  std::set<Link> cut;
  for (std::size_t start = 0; start < pipeline.stages.size(); ++start) {
    // Each reported loop is cut open, so that what is left of the others is found too.
    for (auto loop = shortest_loop(pipeline, start, cut); !loop.empty();
         loop = shortest_loop(pipeline, start, cut)) {
      report_loop(pipeline, start, loop, diagnostics);
      cut.insert(loop.back());
    }
  }
}

}  // namespace flowrun::config
