#include "rule_data.hpp"

#include <map>
#include <utility>

#include <toml++/toml.h>

namespace secrets {
namespace {

constexpr std::size_t longest_command = 700;

using Macros = std::map<std::string, std::string, std::less<>>;

std::vector<std::string> strings(const toml::node_view<const toml::node>& node) {
  std::vector<std::string> result;
  if (const toml::array* array = node.as_array()) {
    for (const toml::node& item : *array) result.push_back(item.value_or(std::string()));
  }
  return result;
}

std::string expanded(std::string text, const Macros& macros) {
  for (const auto& [name, expression] : macros) {
    const std::string use = "{" + name + "}";
    for (std::size_t at = text.find(use); at != std::string::npos; at = text.find(use, at))
      text.replace(at, use.size(), expression);
  }
  return text;
}

ShapeRule shape_of(const toml::table& table, const Macros& macros) {
  ShapeRule rule;
  rule.id = table["id"].value_or("");
  rule.kind = base::enum_of<Kind>(table["kind"].value_or("")).value_or(Kind::token);
  rule.keywords = strings(table["keywords"]);
  if (table["regex"].value_or(std::string_view()).contains("{rest}")) rule.longest_match = longest_command;
  rule.regex = expanded(table["regex"].value_or(""), macros);
  rule.least_entropy = table["entropy"].value_or(3.0);
  rule.accept = table["accept"].value_or("any");
  rule.reach = static_cast<std::size_t>(table["reach"].value_or(0));
  rule.signs = table["signs"].value_or("");
  rule.within = table["within"].value_or("");
  rule.code = table["code"].value_or(false);
  return rule;
}

void add_shapes(const toml::table& file, std::vector<ShapeRule>& shapes) {
  Macros macros;
  if (const toml::table* table = file["macros"].as_table()) {
    for (const auto& [name, value] : *table) macros[std::string(name.str())] = value.value_or(std::string());
  }
  for (const toml::node& node : *file["shape"].as_array())
    shapes.push_back(shape_of(*node.as_table(), macros));
}

std::vector<VendorForm> forms_of(const toml::node_view<const toml::node>& node) {
  std::vector<VendorForm> forms;
  for (const toml::node& item : *node.as_array()) {
    const toml::table& table = *item.as_table();
    forms.push_back({.vendor = table["vendor"].value_or(""),
                     .form = table["form"].value_or(""),
                     .alone = table["alone"].value_or(false)});
  }
  return forms;
}

RuleData read_rules() {
  const toml::table vendors = toml::parse(vendors_toml), places = toml::parse(places_toml);
  RuleData data;
  add_shapes(vendors, data.shapes);
  add_shapes(places, data.shapes);
  const auto names = places["names"], samples = places["samples"];
  data.names = {.password = names["password"].value_or(""),
                .telling = names["telling"].value_or(""),
                .chosen = names["chosen"].value_or(""),
                .numbered = names["numbered"].value_or(""),
                .innocent = names["innocent"].value_or(""),
                .keywords = strings(names["keywords"]),
                .password_keywords = strings(names["password_keywords"]),
                .vendors = strings(vendors["named"]["vendors"]),
                .forms = forms_of(vendors["named"]["forms"])};
  data.samples = {.parts = strings(samples["parts"]),
                  .starts = strings(samples["starts"]),
                  .modes = strings(samples["modes"]),
                  .payloads = strings(samples["payloads"]),
                  .passwords = strings(samples["passwords"])};
  return data;
}

}  // namespace

const RuleData& rule_data() {
  static const RuleData data = read_rules();
  return data;
}

}  // namespace secrets
