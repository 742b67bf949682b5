#include <algorithm>
#include <cctype>
#include <utility>
#include <vector>

#include <git_miner/licence.hpp>

namespace git_miner {
namespace {

std::vector<std::string> tokens_of(std::string_view expression) {
  std::vector<std::string> tokens;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) tokens.push_back(std::exchange(word, {}));
  };
  for (const char c : expression) {
    if (c == '(' || c == ')') {
      end_word();
      tokens.emplace_back(1, c);
    } else if (c == '/') {
      end_word();
      tokens.emplace_back("OR");
    } else if (c == ' ' || c == '\t') {
      end_word();
    } else {
      word += c;
    }
  }
  end_word();
  return tokens;
}

// expression = term { OR term };  term = factor { AND factor };  factor = ( expression ) | id [ WITH
// exception ]
class Expression {
 public:
  Expression(std::vector<std::string> tokens, const std::set<std::string>& allowed)
      : tokens_(std::move(tokens)), allowed_(allowed) {}

  bool is_allowed() {
    const bool allowed = any_of_terms(0);
    return allowed && !malformed_ && at_ == tokens_.size();
  }

 private:
  static constexpr int deepest = 32;

  bool accept(std::string_view word) {
    if (at_ >= tokens_.size()) return false;
    std::string token = tokens_[at_];
    std::ranges::transform(token, token.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    if (token != word) return false;
    ++at_;
    return true;
  }

  bool any_of_terms(int depth) {
    bool any = all_of_factors(depth);
    while (accept("OR")) any = all_of_factors(depth) || any;
    return any;
  }

  bool all_of_factors(int depth) {
    bool all = factor(depth);
    while (accept("AND")) all = factor(depth) && all;
    return all;
  }

  bool factor(int depth) {
    if (accept("(")) {
      if (depth >= deepest) return !(malformed_ = true);
      const bool inner = any_of_terms(depth + 1);
      if (!accept(")")) malformed_ = true;
      return inner;
    }
    if (at_ >= tokens_.size() || tokens_[at_] == ")") return !(malformed_ = true);
    const std::string id = tokens_[at_++];
    if (accept("WITH")) {
      if (at_ < tokens_.size()) {
        ++at_;
      } else {
        malformed_ = true;
      }
    }
    return allowed_.contains(id);
  }

  std::vector<std::string> tokens_;
  const std::set<std::string>& allowed_;
  std::size_t at_ = 0;
  bool malformed_ = false;
};

// Lower case, blank space as single blanks, so that line breaks do not matter.
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, 20'000)) {
    if (std::isspace(static_cast<unsigned char>(c))) {
      if (!out.empty() && out.back() != ' ') out += ' ';
    } else {
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  return out;
}

}  // namespace

std::set<std::string> permissive_licences() {
  return {"MIT",  "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC",        "Zlib",
          "0BSD", "Unlicense",  "CC0-1.0",      "MIT-0",        "Unicode-3.0"};
}

bool is_allowed(std::string_view expression, const std::set<std::string>& allowed) {
  return Expression(tokens_of(expression), allowed).is_allowed();
}

std::string licence_of_text(std::string_view text) {
  const std::string words = plain(text);
  const auto says = [&](std::string_view phrase) { return words.contains(phrase); };
  if (says("gnu affero general public license")) return "AGPL-3.0-only";
  if (says("gnu lesser general public license")) return "LGPL-3.0-only";
  if (says("gnu general public license")) return says("version 3") ? "GPL-3.0-only" : "GPL-2.0-only";
  if (says("mozilla public license")) return "MPL-2.0";
  if (says("apache license") && says("version 2.0")) return "Apache-2.0";
  if (says("permission is hereby granted, free of charge")) {
    return says("the above copyright notice and this permission notice") ? "MIT" : "MIT-0";
  }
  if (says("permission to use, copy, modify, and/or distribute") ||
      says("permission to use, copy, modify, and distribute")) {
    return says("provided that the above copyright notice") ? "ISC" : "0BSD";
  }
  if (says("redistribution and use in source and binary forms")) {
    return says("neither the name") ? "BSD-3-Clause" : "BSD-2-Clause";
  }
  if (says("this is free and unencumbered software")) return "Unlicense";
  if (says("cc0 1.0 universal")) return "CC0-1.0";
  if (says("altered source versions must be plainly marked")) return "Zlib";
  return "";
}

std::string spdx_expression(std::string_view licence) {
  std::string out;
  for (const std::string& token : tokens_of(licence)) {
    const bool glued = out.empty() || out.back() == '(' || token == ")";
    out += (glued ? "" : " ") + token;
  }
  return out;
}

}  // namespace git_miner
