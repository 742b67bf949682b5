#include "filter/reshaped_beside.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>
#include <re2/re2.h>

#include "change/code_tokens.hpp"
#include "change/said.hpp"
#include "change/shape_tokens.hpp"

namespace git_miner {
namespace {

using rust_code::Item;
using rust_code::ItemKind;

bool asks_for_shape(std::string_view request) {
  static const RE2 words(
      R"((?i)\b(?:mov(?:e|es|ed|ing)|extract\w*|inlin\w+|renam\w+|split\w*|refactor\w*|helpers?|reus\w+|shar(?:e|ed|ing)|dedup\w*|duplicat\w+|consolidat\w+|simplif\w+|unif\w+|merg\w+|restructur\w*|reorgani\w+)\b)");
  return RE2::PartialMatch(re2::StringPiece(request.data(), request.size()), words);
}

std::string_view last_name(std::string_view path) {
  const std::size_t colon = path.rfind("::");
  return colon == path.npos ? path : path.substr(colon + 2);
}

// How often the sources name a function, its definition apart.
std::size_t uses_of(const ChangeSet& set, std::string_view name) {
  std::size_t uses = 0;
  for_sources(set, [&](const ChangedFile& file) {
    const auto& tree = file.tree_after->tree();
    for (rust_code::NodeId id = 0; id < tree.nodes().size(); ++id) {
      const auto& node = tree[id];
      const bool is_definition =
          node.field == rust_code::Field::name && rust_code::is_function(tree[tree.parent(id)].kind);
      uses += is_name(node.kind) && !is_definition && tree.text(id) == name && !file.tree_after->in_test(id)
                  ? 1u
                  : 0u;
    }
  });
  return uses;
}

// An item that goes while another comes with the same body.
std::string renamed_item(const ChangeSet& set) {
  constexpr std::size_t least_tokens = 12;
  std::string found;
  for_sources(set, [&](const ChangedFile& file) {
    const auto body_of = [](const rust_code::SourceFile& source, const Item& item) {
      const Tokens tokens = tokens_of(source, item.body, Skip::none, Tests::taken);
      return tokens.size() < least_tokens ? "" : key_of(tokens);
    };
    std::set<std::string> gone;
    for (const std::size_t index : file.items.deleted) {
      if (file.items.before[index].kind == ItemKind::function)
        gone.insert(body_of(*file.tree_before, file.items.before[index]));
    }
    for (const std::size_t index : file.items.added) {
      const Item& item = file.items.after[index];
      const std::string body = item.kind == ItemKind::function ? body_of(*file.tree_after, item) : "";
      if (found.empty() && !body.empty() && gone.contains(body)) found = item.path;
    }
  });
  return found;
}

}  // namespace

std::optional<Drop> reshaped_beside_drop(const ChangeSet& set, const Shape& shape, std::string_view request) {
  if (asks_for_shape(request)) return std::nullopt;
  const Said said(request);
  const auto beside = [](std::string_view what, std::string_view path) {
    return Drop{DropReason::beside_request, fmt::format("{} {}, which nobody asked for", path, what)};
  };
  for (const std::string& path : shape.moved) {
    if (!said.holds_part_of(last_name(path))) return beside("moves", path);
  }
  if (const std::string path = renamed_item(set); !path.empty() && !said.holds_all_of(last_name(path)))
    return beside("is an old function with another name", path);
  // What comes in its place may hold its code for more than to be inlined.
  const bool comes_anew = std::ranges::any_of(set.files, [](const ChangedFile& file) {
    return std::ranges::any_of(file.items.added, [&](std::size_t index) {
      const Item& item = file.items.after[index];
      return item.kind == ItemKind::function && !item.is_test;
    });
  });
  if (!shape.inlined.empty() && !comes_anew) return beside("is inlined", shape.inlined.front());
  for (const std::string& path : shape.extracted) {
    if (uses_of(set, last_name(path)) < 2 && !said.holds_all_of(last_name(path)))
      return beside("is extracted for one place", path);
  }
  return std::nullopt;
}

}  // namespace git_miner
