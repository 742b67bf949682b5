#include <fmt/format.h>

#include "descriptions.hpp"
#include "writing.hpp"

namespace jsonl_sink {
namespace {

constexpr int format_version = 1;

// {"name": n, ...} on one line each.
std::string object(const std::map<std::string, std::string>& members, std::string_view indent) {
  std::string result = "{";
  for (const auto& [name, value] : members) {
    result += fmt::format("{}\n{}  {}: {}", result.size() > 1 ? "," : "", indent, json_string(name), value);
  }
  return result.size() > 1 ? result + fmt::format("\n{}}}", indent) : "{}";
}

std::string counts(const Amounts& amounts) {
  std::map<std::string, std::string> members;
  for (const auto& [name, amount] : amounts) {
    members[name] = fmt::format(R"({{"examples": {}, "verified": {}}})", amount.examples, amount.verified);
  }
  return object(members, "  ");
}

std::string splits(const Tally& tally, const SplitFiles& files, bool tokens) {
  const Amounts amounts = tally.by_split();
  std::map<std::string, std::string> members;
  for (const auto& [split, file] : files) {
    const auto found = amounts.find(split);
    const Amount amount = found == amounts.end() ? Amount{} : found->second;
    members[split] = fmt::format(
        R"({{"file": {}, "examples": {}, "verified": {}, "groups": {}, {}"bytes": {}, "sha256": {}}})",
        json_string(file.name), amount.examples, amount.verified, file.groups,
        tokens ? fmt::format("\"tokens\": {}, ", amount.tokens) : "", file.bytes, json_string(file.sha256));
  }
  return object(members, "  ");
}

std::string cells(const Tally& tally) {
  std::string result = "[";
  for (const auto& [key, amount] : tally.cells()) {
    const auto& [split, origin, category] = key;
    result += fmt::format(
        "{}\n    {{\"split\": {}, \"origin\": {}, \"category\": {}, \"examples\": {}, \"verified\": {}}}",
        result.size() > 1 ? "," : "", json_string(split), json_string(origin), json_string(category),
        amount.examples, amount.verified);
  }
  return result.size() > 1 ? result + "\n  ]" : "[]";
}

std::string licences(const Tally& tally) {
  std::map<std::string, std::string> members;
  for (const auto& [licence, examples] : tally.licences()) members[licence] = std::to_string(examples);
  return object(members, "  ");
}

std::string dropped(const Card& card) {
  std::string result = "[";
  for (const Dropped& drop : card.dropped) {
    result += fmt::format("{}\n    {{\"reason\": {}, \"examples\": {}}}", result.size() > 1 ? "," : "",
                          json_string(drop.reason), drop.examples);
  }
  return result.size() > 1 ? result + "\n  ]" : "[]";
}

}  // namespace

bool tells_tokens(const Amount& total, const Card& card) {
  return card.tokenizer && total.examples > 0 && total.counted == total.examples;
}

std::string dataset_json(const Tally& tally, const SplitFiles& files, const Card& card) {
  const Amount total = tally.total();
  const bool tokens = tells_tokens(total, card);
  std::string text = fmt::format("{{\n  \"format\": {},\n  \"examples\": {},\n  \"verified\": {},\n",
                                 format_version, total.examples, total.verified);
  if (tokens) {
    text +=
        fmt::format("  \"tokens\": {},\n  \"tokenizer\": {},\n", total.tokens, json_string(*card.tokenizer));
  }
  text += fmt::format("  \"splits\": {},\n", splits(tally, files, tokens));
  text += fmt::format("  \"origins\": {},\n", counts(tally.by_origin()));
  text += fmt::format("  \"categories\": {},\n", counts(tally.by_category()));
  text += fmt::format("  \"counts\": {},\n", cells(tally));
  text += fmt::format("  \"licences\": {},\n  \"without_licence\": {},\n", licences(tally),
                      tally.without_licence());
  text += fmt::format("  \"dropped\": {},\n", dropped(card));
  return text + fmt::format("  \"settings\": {}\n}}\n", card.settings);
}

}  // namespace jsonl_sink
