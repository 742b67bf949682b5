#include <algorithm>
#include <deque>
#include <unordered_map>

#include <rust_code/compare.hpp>
#include <rust_code/node_kinds.hpp>

#include "attributes.hpp"
#include "tokens.hpp"

namespace rust_code {
namespace {

// What is compared of one entity, as token keys.
struct Content {
  std::string signature;
  std::string body;
  std::string attributes;
  bool operator==(const Content&) const = default;
};

SkipNode skip_docs_and_lints(const SyntaxTree& tree) {
  return [&tree](NodeId id) {
    const Kind kind = tree[id].kind;
    return (kind == Kind::attribute_item || kind == Kind::inner_attribute_item) &&
           is_doc_or_lint_attribute(tree, id);
  };
}

// Members of a container are entities of their own; so are the attributes above them.
SkipNode skip_members(const SyntaxTree& tree) {
  return [&tree, docs = skip_docs_and_lints(tree)](NodeId id) {
    const Kind kind = tree[id].kind;
    const NodeId parent = tree.parent(id);
    const bool member = tree.is(parent, Kind::declaration_list) &&
                        (is_item(kind) || kind == Kind::attribute_item || kind == Kind::macro_invocation ||
                         kind == Kind::expression_statement);
    return member || docs(id);
  };
}

Content content_of(const SourceFile& file, const Item& item) {
  const SyntaxTree& tree = file.tree();
  const NodeId statement =
      tree.is(tree.parent(item.node), Kind::expression_statement) ? tree.parent(item.node) : item.node;
  const bool has_body = item.body.begin != item.body.end;
  Content content;
  const std::uint32_t signature_end = has_body ? item.body.begin : item.bytes.end;
  content.signature = token_key(tree, statement, {item.bytes.begin, signature_end});
  if (has_body) {
    // Behind the body: the where clause of a tuple struct, a semicolon.
    const NodeId body_members = tree.child(item.node, Kind::declaration_list);
    const SkipNode skip = body_members == no_node ? skip_docs_and_lints(tree) : skip_members(tree);
    content.body = token_key(tree, statement, {item.body.begin, item.bytes.end}, skip);
  }
  for (const NodeId attribute : file.attributes(statement)) {
    if (is_doc_or_lint_attribute(tree, attribute)) continue;
    content.attributes += token_key(tree, attribute, tree[attribute].bytes);
  }
  return content;
}

struct Entity {
  std::size_t item = 0;
  Content content;
  bool paired = false;
};

std::vector<Entity> entities_of(const SourceFile& file, const std::vector<Item>& items) {
  std::vector<Entity> entities;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!items[i].is_local) entities.push_back({i, content_of(file, items[i])});
  }
  return entities;
}

std::string pairing_key(const Item& item) {
  std::string key(name_of(item.kind));
  return (key += ' ') += item.path;
}

std::string content_key(const Item& item, const Content& content) {
  std::string key(name_of(item.kind));
  for (const std::string* part : {&item.name, &content.signature, &content.body}) (key += '\n') += *part;
  return key;
}

class Comparer {
 public:
  Comparer(const SourceFile& before, const SourceFile& after) {
    result_.before = list_items(before);
    result_.after = list_items(after);
    old_ = entities_of(before, result_.before);
    new_ = entities_of(after, result_.after);
  }

  Comparison run() {
    const auto by_path_and_content = [](const Item& item, const Content& content) {
      return pairing_key(item) + '\n' + content.attributes + content_key(item, content);
    };
    pair_by(by_path_and_content, false);
    pair_by([](const Item& item, const Content&) { return pairing_key(item); }, false);
    pair_by(content_key, true);
    for (const Entity& entity : old_) {
      if (!entity.paired) result_.deleted.push_back(entity.item);
    }
    for (const Entity& entity : new_) {
      if (!entity.paired) result_.added.push_back(entity.item);
    }
    std::ranges::sort(result_.changed, {}, &EntityChange::after);
    return std::move(result_);
  }

 private:
  // Pairs what is left on both sides and has the same key, in order.
  template <typename KeyOf>
  void pair_by(KeyOf key_of, bool moved) {
    std::unordered_map<std::string, std::deque<Entity*>> waiting;
    for (Entity& entity : old_) {
      if (!entity.paired) waiting[key_of(result_.before[entity.item], entity.content)].push_back(&entity);
    }
    for (Entity& entity : new_) {
      if (entity.paired) continue;
      const auto found = waiting.find(key_of(result_.after[entity.item], entity.content));
      if (found == waiting.end() || found->second.empty()) continue;
      pair(*found->second.front(), entity, moved);
      found->second.pop_front();
    }
  }

  void pair(Entity& before, Entity& after, bool moved) {
    before.paired = after.paired = true;
    if (before.content == after.content && !moved) return;
    result_.changed.push_back({.before = before.item,
                               .after = after.item,
                               .signature = before.content.signature != after.content.signature,
                               .body = before.content.body != after.content.body,
                               .attributes = before.content.attributes != after.content.attributes,
                               .moved = moved});
  }

  Comparison result_;
  std::vector<Entity> old_;
  std::vector<Entity> new_;
};

}  // namespace

Difference difference(const SourceFile& before, const SourceFile& after) {
  const SyntaxTree& old_tree = before.tree();
  const SyntaxTree& new_tree = after.tree();
  if (old_tree.source() == new_tree.source()) return Difference::none;
  if (same_tokens(old_tree, new_tree)) return Difference::layout;
  const bool same_code =
      same_tokens(old_tree, new_tree, skip_docs_and_lints(old_tree), skip_docs_and_lints(new_tree));
  return same_code ? Difference::docs_and_lints : Difference::code;
}

Comparison compare(const SourceFile& before, const SourceFile& after) {
  return Comparer(before, after).run();
}

}  // namespace rust_code
