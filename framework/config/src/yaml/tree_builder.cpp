#include "yaml/tree_builder.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "yaml/scalar.hpp"
#include "yaml/scalar_extent.hpp"
#include "yaml/syntax_error.hpp"

namespace flowrun::config {
namespace {

// Far above any file written by hand; aliases of aliases reach it soon.
constexpr std::size_t most_nodes = 200'000;
constexpr std::size_t deepest = 64;

constexpr std::string_view core_tag = "tag:yaml.org,2002:";

bool fits_tag(Kind kind, std::string_view name) {
  return (name == "int" && kind == Kind::integer) ||
         (name == "float" && (kind == Kind::number || kind == Kind::integer)) ||
         (name == "bool" && kind == Kind::boolean) || (name == "null" && kind == Kind::null);
}

}  // namespace

Span TreeBuilder::span(std::size_t begin, std::size_t end) const {
  const Source& source = text_.source();
  return {source, source->position(begin), source->position(std::max(begin, end))};
}

std::vector<Span> TreeBuilder::open_brackets() const {
  std::vector<Span> result;
  for (const Frame& frame : frames_) {
    // A pair in a list, `[a: b]`, is a flow map without a bracket of its own.
    const std::size_t at = text_.source()->offset(frame.node.where.begin);
    if (frame.flow && at < text_.source()->text().size() &&
        std::string_view("[{").contains(text_.source()->text()[at])) {
      result.push_back(span(at, at + 1));
    }
  }
  return result;
}

bool TreeBuilder::expects_key() const {
  return !frames_.empty() && frames_.back().node.kind == Kind::map && !frames_.back().key;
}

void TreeBuilder::count(std::size_t nodes, const Span& where) {
  nodes_ += nodes;
  if (nodes_ > most_nodes) {
    diagnostics_.error(where, fmt::format("the file holds more than {} values", most_nodes),
                       "write fewer values, or use fewer aliases");
    throw TooLarge{};
  }
}

// An absent value stands at its key, or at the dash of its list item: the mark is that of the next token.
Span TreeBuilder::null_place(const YAML::Mark& mark) const {
  const std::string& text = text_.source()->text();
  const std::size_t at = skip_properties(text, text_.offset(mark.line, mark.column));
  const std::string_view rest = std::string_view(text).substr(at);
  for (const std::string_view word : {"null", "Null", "NULL", "~"}) {
    if (rest.starts_with(word)) {
      return span(at, at + word.size());
    }
  }
  if (!frames_.empty() && frames_.back().key) {
    return frames_.back().key->where;
  }
  const std::size_t before = std::string_view(text).substr(0, at).find_last_not_of(" \n");
  const bool dash = before != std::string::npos && text[before] == '-';
  return dash ? span(before, before + 1) : span(at, at + 1);
}

void TreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  Node node{.where = null_place(mark)};
  count(1, node.where);
  complete(std::move(node), anchor, 1, true);
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const std::size_t begin = text_.offset(mark.line, mark.column);
  const std::size_t end =
      std::min(text_.source()->text().find_first_of(" \n,]}", begin), text_.source()->text().size());
  const Span where = span(begin, end);
  last_end_ = end;
  const auto found = anchors_.find(anchor);
  if (found == anchors_.end()) {
    diagnostics_.error(where, "the alias stands inside the value that it repeats", "write the value out");
    complete({.kind = Kind::invalid, .where = where}, 0, 1, true);
    return;
  }
  count(found->second.size, where);
  Node copy = found->second.node;
  copy.where = where;
  complete(std::move(copy), 0, found->second.size, false);
}

void TreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                           const std::string& value) {
  const std::string& text = text_.source()->text();
  const std::size_t begin = skip_properties(text, text_.offset(mark.line, mark.column));
  last_begin_ = begin;
  last_end_ = scalar_end(text, begin, value);
  const Span where = span(begin, last_end_);
  count(1, where);
  const bool plain = tag == "?";
  Node node{.kind = Kind::string, .style = Style::quoted, .where = where, .text = value};
  if (!is_closed(text, begin, last_end_)) {
    diagnostics_.add(unclosed_quote(span(begin, begin + 1)));
    node.kind = Kind::invalid;
  } else if (plain && !expects_key()) {
    node = plain_scalar(value, where, diagnostics_);
  } else if (tag.starts_with(core_tag) && tag != "tag:yaml.org,2002:str") {
    ScalarProblem problem;
    resolve_plain(node, problem);
    node.style = Style::plain;
    const std::string_view name = std::string_view(tag).substr(core_tag.size());
    if (!fits_tag(node.kind, name)) {
      diagnostics_.error(where, fmt::format("the tag !!{} does not fit {}", name, in_quotes(value)),
                         "remove the tag");
      node.kind = Kind::invalid;
    }
  } else if (!plain && tag != "!" && !tag.empty() && !tag.starts_with(core_tag)) {
    diagnostics_.error(where, fmt::format("the tag {} has no meaning here", in_quotes(tag)),
                       "remove it, or quote the value if it begins with \"!\"");
    node.kind = Kind::invalid;
  }
  complete(std::move(node), anchor, 1, plain);
}

void TreeBuilder::check_collection_tag(const Span& where, const std::string& tag, std::string_view expected) {
  if (tag != "?" && tag != "!" && !tag.empty() && tag != std::string(core_tag) + std::string(expected)) {
    diagnostics_.error(where, fmt::format("the tag {} has no meaning here", in_quotes(tag)), "remove it");
  }
}

void TreeBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                                  YAML::EmitterStyle::value style) {
  const std::size_t begin = skip_properties(text_.source()->text(), text_.offset(mark.line, mark.column));
  Node node{.kind = Kind::sequence, .where = span(begin, begin + 1)};
  check_collection_tag(node.where, tag, "seq");
  open(std::move(node), style, anchor);
}

void TreeBuilder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                             YAML::EmitterStyle::value style) {
  const std::size_t begin = skip_properties(text_.source()->text(), text_.offset(mark.line, mark.column));
  Node node{.kind = Kind::map, .where = span(begin, begin + 1)};
  check_collection_tag(node.where, tag, "map");
  open(std::move(node), style, anchor);
}

void TreeBuilder::open(Node node, YAML::EmitterStyle::value style, YAML::anchor_t anchor) {
  if (frames_.size() >= deepest) {
    diagnostics_.error(node.where, fmt::format("values are nested more than {} deep", deepest));
    throw TooLarge{};
  }
  const std::size_t before = nodes_;
  count(1, node.where);
  last_end_ = std::max(last_end_, text_.source()->offset(node.where.begin));
  frames_.push_back({.node = std::move(node),
                     .flow = style == YAML::EmitterStyle::Flow,
                     .anchor = anchor,
                     .nodes_before = before,
                     .keys = {},
                     .key = std::nullopt,
                     .merged = {}});
}

void TreeBuilder::close() {
  Frame frame = std::move(frames_.back());
  frames_.pop_back();
  for (const Node& merged : frame.merged) {
    for (const Entry& entry : merged.entries) {
      if (frame.keys.emplace(entry.key, entry.key_where).second) {
        frame.node.entries.push_back(entry);
      }
    }
  }
  Span& where = frame.node.where;
  const std::size_t begin = text_.source()->offset(where.begin);
  if (frame.flow) {
    last_end_ = flow_end(text_.source()->text(), begin, last_end_);
    where = span(begin, last_end_);
  } else if (!frame.node.entries.empty() && frame.node.entries.front().key_where.begin == where.begin) {
    where.end = frame.node.entries.front().key_where.end;
  }
  complete(std::move(frame.node), frame.anchor, nodes_ - frame.nodes_before, true);
}

void TreeBuilder::complete(Node node, YAML::anchor_t anchor, std::size_t size, bool plain) {
  if (anchor != 0) {
    anchors_.insert_or_assign(anchor, Anchored{node, size});
  }
  if (frames_.empty()) {
    root_ = std::move(node);
  } else if (expects_key()) {
    take_key(node, plain);
  } else if (frames_.back().node.kind == Kind::map) {
    add_entry(frames_.back(), std::move(node));
  } else {
    frames_.back().node.items.push_back(std::move(node));
  }
}

void TreeBuilder::take_key(const Node& node, bool plain) {
  Key key{.text = node.text, .where = node.where};
  if (!node.is_scalar() || node.kind == Kind::null) {
    key.usable = false;
    if (node.kind != Kind::invalid) {
      diagnostics_.error(
          node.where, fmt::format("a key must be a name, not {}", describe(node)),
          node.kind == Kind::null ? "quote it if it is meant as a text" : "write a name before the colon");
    }
  } else if (plain && node.text == "<<") {
    key.merge = true;
    diagnostics_.add({.where = node.where,
                      .message = "merge keys are not supported",
                      .why = "what they mean differs between readers",
                      .hint = "write the keys out, or use a variable of the profile"});
  }
  frames_.back().key = std::move(key);
}

void TreeBuilder::add_entry(Frame& frame, Node node) {
  const Key key = std::move(*frame.key);
  frame.key.reset();
  if (!key.usable) {
    return;
  }
  if (key.merge) {
    frame.merged.push_back(std::move(node));
    return;
  }
  const auto [first, is_new] = frame.keys.emplace(key.text, key.where);
  if (!is_new) {
    diagnostics_.add({.where = key.where,
                      .message = fmt::format("duplicate key {}", in_quotes(key.text)),
                      .hint = "remove one of them",
                      .notes = {{first->second, "it stands here first"}}});
    return;
  }
  frame.node.entries.push_back({.key = key.text, .key_where = key.where, .value = std::move(node)});
}

}  // namespace flowrun::config
