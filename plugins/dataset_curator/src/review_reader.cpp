#include <charconv>
#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <yaml-cpp/yaml.h>

#include <dataset_curator/review.hpp>

namespace dataset_curator {
namespace {

// What is wrong with the file, thrown to `read`.
struct Mistake {
  base::Error error;
};

class Reader {
 public:
  explicit Reader(const std::string& file_name) : file_name_(file_name) {}

  std::map<std::string, Decision, std::less<>> read(const YAML::Node& root) {
    if (root.IsNull()) return {};
    if (!root.IsMap()) fail(root, "it is no map", "write lists under keep, drop and edit");
    for (const auto& entry : root) {
      const std::string key = text_of(entry.first);
      if (key != "keep" && key != "drop" && key != "edit")
        fail(entry.first, fmt::format("\"{}\" is no decision", key), "write keep, drop or edit");
      if (entry.second.IsNull()) continue;
      if (!entry.second.IsSequence())
        fail(entry.second, fmt::format("{} holds no list", key), "begin each example with a dash");
      for (const YAML::Node& one : entry.second)
        key == "edit" ? read_edit(one) : read_choice(one, key == "keep");
    }
    for (const auto& [id, decision] : decisions_) {
      if (decision.drop && !decision.edits.empty())
        fail(decision.edits.front().place, fmt::format("\"{}\" is dropped and edited", id), "decide for one");
    }
    return std::move(decisions_);
  }

 private:
  [[noreturn]] void fail(std::string place, std::string why, std::string what_to_do) const {
    throw Mistake{{.problem = std::move(place) + " cannot be used",
                   .why = std::move(why),
                   .what_to_do = std::move(what_to_do)}};
  }
  [[noreturn]] void fail(const YAML::Node& node, std::string why, std::string what_to_do) const {
    fail(place_of(node), std::move(why), std::move(what_to_do));
  }

  std::string place_of(const YAML::Node& node) const {
    return fmt::format("{}:{}", file_name_, node.Mark().line + 1);
  }

  std::string text_of(const YAML::Node& node) const {
    if (!node.IsScalar()) fail(node, "here a text has to stand", "put it in quotes");
    return node.Scalar();
  }

  // A text that has to be there.
  std::string member(const YAML::Node& map, const char* key) const {
    if (!map[key]) fail(map, fmt::format("it has no {}", key), fmt::format("write `{}: ...`", key));
    return text_of(map[key]);
  }

  void check_keys(const YAML::Node& map, const std::set<std::string>& keys) const {
    for (const auto& entry : map) {
      const std::string key = text_of(entry.first);
      if (!keys.contains(key))
        fail(entry.first, fmt::format("\"{}\" is not known here", key),
             fmt::format("write {}", fmt::join(keys, ", ")));
    }
  }

  void read_choice(const YAML::Node& node, bool keep) {
    std::string id, why;
    if (node.IsMap()) {
      check_keys(node, {"id", "why"});
      id = member(node, "id");
      if (node["why"]) why = text_of(node["why"]);
    } else {
      id = text_of(node);
    }
    Decision& decision = decisions_[id];
    if (decision.keep || decision.drop)
      fail(node, fmt::format("\"{}\" is decided at {} already", id, decision.place), "decide once");
    (keep ? decision.keep : decision.drop) = true;
    decision.place = place_of(node);
    decision.why = std::move(why);
  }

  void read_edit(const YAML::Node& node) {
    if (!node.IsMap()) fail(node, "it is no map", "write id, message, old and new");
    check_keys(node, {"id", "message", "old", "new"});
    TextEdit edit{.before = member(node, "old"), .after = member(node, "new"), .place = place_of(node)};
    const std::string number = member(node, "message");
    const char* end = number.data() + number.size();
    if (const auto [past, error] = std::from_chars(number.data(), end, edit.message);
        error != std::errc() || past != end)
      fail(node["message"], fmt::format("\"{}\" is no number of a message", number), "count from 0");
    if (edit.before.empty()) fail(node["old"], "old is empty", "give the text that is to be replaced");
    decisions_[member(node, "id")].edits.push_back(std::move(edit));
  }

  const std::string& file_name_;
  std::map<std::string, Decision, std::less<>> decisions_;
};

}  // namespace

base::Result<Review> Review::read(std::string_view yaml, const std::string& file_name) {
  try {
    Review review;
    review.decisions_ = Reader(file_name).read(YAML::Load(std::string(yaml)));
    return review;
  } catch (const Mistake& mistake) {
    return std::unexpected(mistake.error);
  } catch (const YAML::Exception& error) {
    return base::failure(fmt::format("{}:{} cannot be read", file_name, error.mark.line + 1), error.msg,
                         "write YAML; a text with a colon or a hash stands in quotes");
  }
}

}  // namespace dataset_curator
