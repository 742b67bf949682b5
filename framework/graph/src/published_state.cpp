#include <utility>

#include <graph/published_state.hpp>

#include "belonging.hpp"
#include "exchange.hpp"

namespace flowrun::graph {
namespace fs = std::filesystem;
namespace {

void compare(const store::Contents& standing, const store::Contents& written, PublishedState& state) {
  for (const auto& [path, content] : standing) {
    const auto known = written.find(path);
    if (known == written.end()) {
      if (path != provenance_name) state.added.push_back(path);
    } else if (known->second != content) {
      state.changed.push_back(path);
    }
  }
  for (const auto& [path, content] : written) {
    if (!standing.contains(path)) state.missing.push_back(path);
  }
}

base::Result<PublishedState> state_of(const fs::path& out, const config::PublishedPort& published,
                                      const PublishedFiles& files) {
  PublishedState state{.name = published.name, .path = out / published.file};
  const store::Contents* const written = files.written(published.file);
  if (!is_there(state.path)) {
    if (written) state.standing = Standing::missing;
    return state;
  }
  state.standing = Standing::unknown;
  if (!written) return state;
  store::Contents standing{{"", "link"}};
  if (!fs::is_symlink(state.path)) {
    standing.clear();
    const auto digest = store::digest_path(state.path, {.contents = &standing});
    if (!digest) return std::unexpected(digest.error().as_error());
  }
  compare(standing, *written, state);
  const bool is_same = state.changed.empty() && state.added.empty() && state.missing.empty();
  state.standing = is_same ? Standing::as_written : Standing::changed;
  return state;
}

}  // namespace

base::Result<std::vector<PublishedState>> published_states(
    const fs::path& out, const std::vector<config::PublishedPort>& publish) {
  const PublishedFiles files(out);
  const auto standing = standing_results(out, publish, files);
  std::vector<PublishedState> states;
  for (const config::PublishedPort& published : publish) {
    auto state = state_of(out, published, files);
    if (!state) return std::unexpected(state.error());
    for (const StandingResult& result : standing) {
      if (result.name != published.name) continue;
      state->provenance = result.provenance;
      state->mismatches = mismatches_of(result, standing);
    }
    states.push_back(std::move(*state));
  }
  return states;
}

}  // namespace flowrun::graph
