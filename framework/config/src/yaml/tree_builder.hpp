// Builds our tree from the events of the YAML parser, and reports what YAML allows and we do not.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include <config/node.hpp>

#include "yaml/parser_text.hpp"

namespace flowrun::config {

// Thrown by the builder where going on makes no sense; the message is in the diagnostics.
struct TooLarge {};

class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(const ParserText& text, Diagnostics& diagnostics) : text_(text), diagnostics_(diagnostics) {}

  std::optional<Node> take() { return std::move(root_); }

  // For messages about a syntax error: brackets that are open, where the last scalar stands, anchors so far.
  std::vector<Span> open_brackets() const;
  std::size_t last_begin() const { return last_begin_; }
  std::size_t last_end() const { return last_end_; }
  const std::vector<std::string>& anchor_names() const { return anchor_names_; }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override { close(); }
  void OnAnchor(const YAML::Mark&, const std::string& name) override { anchor_names_.push_back(name); }

 private:
  struct Key {
    std::string text;
    Span where;
    bool usable = true;  // else reported, and its value is dropped
    bool merge = false;  // `<<`: reported
  };
  struct Frame {
    Node node;
    bool flow = false;
    YAML::anchor_t anchor = 0;
    std::size_t nodes_before = 0;
    std::unordered_map<std::string, Span> keys;  // of a map: those that it has
    std::optional<Key> key;                      // of a map: read, its value still to come
    std::vector<Node> merged;  // values of merge keys: reported, then merged so that the rest can be checked
  };
  struct Anchored {
    Node node;
    std::size_t size = 0;  // nodes in it
  };

  bool expects_key() const;
  void open(Node node, YAML::EmitterStyle::value style, YAML::anchor_t anchor);
  void close();
  void complete(Node node, YAML::anchor_t anchor, std::size_t size, bool plain);
  void take_key(const Node& node, bool plain);
  void add_entry(Frame& frame, Node node);
  void count(std::size_t nodes, const Span& where);
  void check_collection_tag(const Span& where, const std::string& tag, std::string_view expected);
  Span span(std::size_t begin, std::size_t end) const;
  Span null_place(const YAML::Mark& mark) const;

  const ParserText& text_;
  Diagnostics& diagnostics_;
  std::vector<Frame> frames_;
  std::optional<Node> root_;
  std::map<YAML::anchor_t, Anchored> anchors_;
  std::vector<std::string> anchor_names_;
  std::size_t nodes_ = 0;
  std::size_t last_begin_ = 0;
  std::size_t last_end_ = 0;
};

}  // namespace flowrun::config
