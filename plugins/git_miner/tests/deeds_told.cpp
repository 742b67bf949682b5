#include "deeds_told.hpp"

#include <algorithm>
#include <regex>

#include <rust_code/items.hpp>

namespace git_miner::test {
namespace {

using Files = std::map<std::string, std::string>;

struct Part {
  std::string text;
  bool is_quoted = false;
};

// Names in backticks, and the words between them.
std::vector<Part> parts_of(std::string_view sentence) {
  std::vector<Part> parts;
  bool is_quoted = false;
  std::string text;
  const auto end = [&](bool quoted) {
    if (!text.empty()) parts.push_back({text, quoted});
    text.clear();
  };
  for (const char c : sentence) {
    if (c == '`') {
      end(is_quoted);
      is_quoted = !is_quoted;
    } else if (!is_quoted && (c == ' ' || c == ',' || c == '.' || c == ':')) {
      end(false);
    } else {
      text += c;
    }
  }
  end(false);
  return parts;
}

bool is_path(const std::string& name, const std::set<std::string>& touched) {
  return touched.contains(name) || name.ends_with(".rs") || (name.contains('/') && !name.contains(' '));
}

bool has_name(const std::string& path, const std::string& name) {
  return path == name || path.ends_with("::" + name);
}

std::ptrdiff_t count_in(const std::string& text, const std::string& name) {
  const auto file = rust_code::SourceFile::parse(text);
  if (!file) return 0;
  return std::ranges::count_if(rust_code::list_items(*file), [&](const rust_code::Item& item) {
    return item.kind != rust_code::ItemKind::use && has_name(item.path, name);
  });
}

// In a file, or in all where it is "".
std::ptrdiff_t count_in(const Files& files, const std::string& path, const std::string& name) {
  std::ptrdiff_t count = 0;
  for (const auto& [one, text] : files) {
    if (path.empty() || one == path) count += count_in(text, name);
  }
  return count;
}

enum class Verb { none, added, changed, removed, renamed, moved, declared };

Verb verb_of(const std::string& word) {
  static const std::map<std::string, Verb> verbs{
      {"added", Verb::added},       {"changed", Verb::changed},  {"removed", Verb::removed},
      {"renamed", Verb::renamed},   {"replaced", Verb::renamed}, {"moved", Verb::moved},
      {"declared", Verb::declared}, {"Adding", Verb::added},     {"New", Verb::added},
      {"Removing", Verb::removed},  {"Renaming", Verb::renamed}, {"Moving", Verb::moved}};
  const auto found = verbs.find(word);
  return found == verbs.end() ? Verb::none : found->second;
}

// "added `a` and `b`", "moved `c` there from `f`".
struct Clause {
  Verb verb = Verb::none;
  bool is_of_items = true;     // and not of files, dependencies, ..
  bool is_of_modules = false;  // of declarations of modules
  bool is_of_imports = false;
  std::vector<std::string> names;
  std::string from;
};

struct Sentence {
  std::string file;      // "" where none is named
  std::string old_file;  // where it was before: "In `b`, moved from `a`, I .."
  bool is_new = false;
  std::vector<Clause> clauses;
};

Sentence read(std::string_view text, const std::set<std::string>& touched) {
  static const std::set<std::string> others{"file",    "dependency", "dependencies", "entry",
                                            "entries", "table",      "tables",       "imports"};
  Sentence sentence;
  Clause clause;
  std::string word;
  for (const Part& part : parts_of(text)) {
    if (!part.is_quoted) {
      if (const Verb verb = verb_of(part.text); verb != Verb::none) {
        if (clause.verb != Verb::none) sentence.clauses.push_back(clause);
        clause = {};
        clause.verb = verb;
      }
      if (others.contains(part.text)) clause.is_of_items = false;
      clause.is_of_modules |=
          part.text == "declaration" || (clause.verb == Verb::declared && part.text == "module");
      clause.is_of_imports |= part.text == "imports";
      sentence.is_new |= part.text == "file" && word == "new";
      word = part.text;
    } else if (is_path(part.text, touched) && word == "from") {
      clause.from = part.text;
    } else if (is_path(part.text, touched)) {
      if (sentence.file.empty()) sentence.file = part.text;
    } else if (!part.text.starts_with("cargo ")) {
      clause.names.push_back(part.text);
    }
  }
  if (clause.verb != Verb::none) sentence.clauses.push_back(clause);
  sentence.old_file = sentence.file;
  for (const Clause& one : sentence.clauses) {
    if (one.verb == Verb::moved && one.names.empty() && !one.from.empty()) sentence.old_file = one.from;
  }
  return sentence;
}

bool is_deed(const std::string& sentence) {
  return std::ranges::any_of(std::vector<std::string>{"I ", "In ", "Adding ", "New in ", "Removing ",
                                                      "Renaming ", "Moving ", "A new file"},
                             [&](const std::string& front) { return sentence.starts_with(front); });
}

// Lines `mod name;`, whatever stands in front.
std::set<std::string> declarations(const std::string& text) {
  static const std::regex line(R"(^[^/\n]*\bmod (\w+);)", std::regex::multiline);
  std::set<std::string> found;
  for (std::sregex_iterator at(text.begin(), text.end(), line), end; at != end; ++at) found.insert(at->str());
  return found;
}

bool is_true_of_modules(const Clause& clause, const std::set<std::string>& before,
                        const std::set<std::string>& after) {
  const auto has = [](const std::set<std::string>& lines, const std::string& path) {
    const std::string name = "mod " + path.substr(path.rfind(':') + 1) + ";";  // npos + 1 = 0
    return std::ranges::any_of(lines, [&](const std::string& line) { return line.ends_with(name); });
  };
  if (clause.is_of_imports) return before == after;
  return std::ranges::all_of(clause.names, [&](const std::string& name) {
    return has(before, name) != (clause.verb == Verb::declared) &&
           has(after, name) != (clause.verb == Verb::removed);
  });
}

bool is_true(const Clause& clause, const Sentence& sentence, const Files& before, const Files& after) {
  const std::string& file = sentence.file;
  const auto count_before = [&](const std::string& where, const std::string& name) {
    return count_in(before, where == file ? sentence.old_file : where, name);
  };
  const auto more = [&](const std::string& where, const std::string& name) {
    return count_in(after, where, name) - count_before(where, name);
  };
  if (clause.is_of_modules || clause.is_of_imports) {
    const auto was = before.find(sentence.old_file), is = after.find(file);
    return is_true_of_modules(clause, declarations(was == before.end() ? "" : was->second),
                              declarations(is == after.end() ? "" : is->second));
  }
  if (!clause.is_of_items) return true;
  if (clause.verb == Verb::renamed) {
    if (clause.names.size() % 2 != 0) return false;
    for (std::size_t i = 0; i < clause.names.size(); i += 2) {
      // The last name alone does not tell a method from the function that it became.
      if (has_name(clause.names[i], clause.names[i + 1]) || has_name(clause.names[i + 1], clause.names[i]))
        continue;
      if (more(file, clause.names[i]) >= 0 || more(file, clause.names[i + 1]) <= 0) return false;
    }
    return true;
  }
  return std::ranges::all_of(clause.names, [&](const std::string& name) {
    switch (clause.verb) {
      case Verb::added:
        return more(file, name) > 0;
      case Verb::removed:
        return more(file.empty() ? clause.from : file, name) < 0;
      case Verb::changed:
        return count_before(file, name) > 0 && count_in(after, file, name) > 0;
      case Verb::moved:
        return !clause.from.empty() && more(clause.from, name) < 0 && more(file, name) >= 0;
      default:
        return true;
    }
  });
}

}  // namespace

void DeedsTold::say(std::string_view text, bool is_report) {
  if (is_report) report_ = text;
  bool is_quoted = false;
  std::string sentence;
  for (std::size_t i = 0; i < text.size(); ++i) {
    is_quoted = is_quoted != (text[i] == '`');
    sentence += text[i];
    const bool ends = i + 1 == text.size() || (!is_quoted && text[i] == '.' && text[i + 1] == ' ');
    if (!ends) continue;
    if (is_deed(sentence)) sentences_.push_back(sentence);
    sentence.clear();
    if (i + 1 < text.size()) ++i;
  }
}

std::vector<std::string> DeedsTold::untrue(const Files& before, const Files& after) const {
  std::vector<std::string> faults;
  if (touched_.empty()) return faults;
  for (const std::string& text : sentences_) {
    const Sentence sentence = read(text, touched_);
    if (!sentence.file.empty() && !touched_.contains(sentence.file))
      faults.push_back("says \"" + text + "\", but edits no such file");
    if (sentence.is_new && before.contains(sentence.file))
      faults.push_back("says \"" + text + "\", but the file was there");
    for (const Clause& clause : sentence.clauses) {
      if (!is_true(clause, sentence, before, after))
        faults.push_back("says \"" + text + "\", which is not so");
    }
  }
  for (const std::string& path : touched_) {
    if (!report_.empty() && !report_.contains("`" + path + "`"))
      faults.push_back("edits " + path + ", which the report does not tell");
  }
  return faults;
}

}  // namespace git_miner::test
