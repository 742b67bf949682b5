// The rules as data: rules/*.toml, embedded and read once.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <secrets/scanner.hpp>

namespace secrets {

extern const std::string_view vendors_toml, places_toml;

// A value known by its shape or its place; the fields are described in the files.
struct ShapeRule {
  std::string id;
  Kind kind = Kind::token;
  std::vector<std::string> keywords;
  std::string regex;  // without macros
  double least_entropy = 3;
  std::string accept = "any";
  std::size_t reach = 0;  // how many characters of a word may stand before the keyword
  std::string signs;      // which others may stand there
  std::string within;     // "" = anywhere
  bool code = false;
  std::size_t longest_match = 16384;  // bytes; the longest tokens in use have some thousand
};

// What a key of a vendor may look like under a name that holds the vendor's.
struct VendorForm {
  std::string vendor, form;
  bool alone = false;
};

struct NameRules {
  std::string password, telling, chosen, numbered, innocent;  // regular expressions
  std::vector<std::string> keywords, password_keywords, vendors;
  std::vector<VendorForm> forms;
};

struct Samples {
  std::vector<std::string> parts, starts, modes, payloads, passwords;
};

struct RuleData {
  std::vector<ShapeRule> shapes;
  NameRules names;
  Samples samples;
};

// Any thread may call it. Lives as long as the program.
const RuleData& rule_data();

}  // namespace secrets
