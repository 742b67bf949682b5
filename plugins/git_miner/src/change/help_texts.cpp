#include "change/help_texts.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include <fmt/ranges.h>
#include <re2/re2.h>

#include "change/doc_examples.hpp"
#include "change/line_index.hpp"
#include "change/message.hpp"
#include "change/new_names.hpp"
#include "change/prose.hpp"
#include "trimmed.hpp"

namespace git_miner {
namespace {

constexpr std::size_t least_words = 4;
constexpr std::size_t most_bytes = 300;
constexpr std::size_t most_item_bytes = 700;  // of an item's documentation, which tells what is to come out
constexpr std::size_t most_texts = 3;
constexpr std::size_t most_unnamed = 2;               // items that are asked for without being named
constexpr std::size_t most_declaration_bytes = 2000;  // of one option

// What a string literal stands for.
std::string unescaped(std::string text) {
  RE2::GlobalReplace(&text, R"(\\\n\s*)", "");
  RE2::GlobalReplace(&text, R"(\\n|\\t)", " ");
  RE2::GlobalReplace(&text, R"(\\(["'\\\[\]]))", R"(\1)");
  return text;
}

// Sentences from the front; "" where they tell nothing.
std::string shortened(std::string text, std::size_t most = most_bytes) {
  // A link by its text; not `&mut [u8]` in code.
  RE2::GlobalReplace(&text, R"(\[(`[^`\n]+`|[^\]`\n]+)\](?:\([^)\n]*\)|\[[^\]\n]*\]))", R"(\1)");
  RE2::GlobalReplace(&text, R"((^|[\s(])\[([^\]\n]+)\])", R"(\1\2)");
  RE2::GlobalReplace(&text, R"(\s+)", " ");
  std::string out;
  for (const std::string& sentence : sentences_of(text)) {
    if (out.size() + sentence.size() > most) break;
    out += (out.empty() ? "" : " ") + sentence;
  }
  const bool is_cut = std::ranges::count(out, '`') % 2 != 0;
  return is_cut || words_of(out).size() < least_words ? "" : out;
}

// A line of a list goes on with the paragraph before it.
void add_of_list(std::string_view line, std::string& paragraph) {
  const bool is_in_code = std::ranges::count(paragraph, '`') % 2 != 0;  // a line that only begins like one
  if (!is_in_code) {
    line.remove_prefix(line.find_first_of("-*+"));
    line = trimmed(line.substr(1));
    if (!paragraph.empty() && !std::string_view(".:;,!?").contains(paragraph.back())) paragraph += ';';
  }
  paragraph.append(paragraph.empty() ? "" : " ").append(line);
}

// The paragraphs of documentation in a text, lists among them, up to the first table, quote or example, or a heading other than
// those of what may go wrong. One that announces what is not told is left out.
std::vector<std::string> paragraphs(const std::string& text) {
  static const RE2 line(R"((?m)^\s*///[ \t]?(.*)$)");
  static const RE2 other(R"(^\s*(?:#|```|~~~|[|>] |\d+[.)] |\[[^\]]+\]: ))");
  std::vector<std::string> all{""};
  static const RE2 list(R"(^\s*[-*+] )");
  std::string found;
  re2::StringPiece rest(text);
  static const RE2 failures(R"(^\s*#+\s*(?:Errors?|Panics?|Returns?)\s*$)");
  while (RE2::FindAndConsume(&rest, line, &found)) {
    if (RE2::PartialMatch(found, failures)) found.clear();
    if (RE2::PartialMatch(found, other)) break;
    std::string& last = all.back();
    if (RE2::PartialMatch(found, list))
      add_of_list(found, last.empty() && all.size() > 1 ? all[all.size() - 2] : last);
    else if (!found.empty())
      last += (last.empty() ? "" : " ") + found;
    else if (!last.empty())
      all.emplace_back();
  }
  std::erase_if(all, [](const std::string& one) { return one.empty() || one.ends_with(':'); });
  return all;
}

std::string first_of(const std::vector<std::string>& all) { return all.empty() ? "" : all.front(); }

std::string example_of(const std::string& text) {
  constexpr std::size_t most_example_bytes = 1500;
  const LineIndex lines(text);
  for (const DocExample& example : doc_examples(lines)) {
    if (!example.kind.is_built) continue;
    std::string code;
    for (std::size_t i = example.lines.begin; i < example.lines.end; ++i) {
      std::string_view line = doc_text(lines.line(i));
      while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
      if (line == "#") continue;
      if (line.starts_with("# ")) line.remove_prefix(2);  // hidden from readers
      code.append(line) += '\n';
    }
    return code.size() <= most_example_bytes && !code.contains("```") ? code : "";
  }
  return "";
}

// All that it says in prose; the first paragraph alone too.
ItemHelp item_help(const std::string& text) {
  auto all = paragraphs(text);
  for (std::string& one : all) {
    if (std::isalnum(static_cast<unsigned char>(one.back())) != 0 || one.ends_with('`')) one += '.';
  }
  return {shortened(fmt::format("{}", fmt::join(all, " ")), most_item_bytes), shortened(first_of(all)),
          example_of(text)};
}

std::string dashed(std::string name) {
  std::ranges::replace(name, '_', '-');
  return name;
}

// `Arg::new("length").long("length").help("..")`.
void add_built(const std::string& code, std::map<std::string, std::string>& options) {
  static const RE2 begin(R"(\bArg::(?:with_name|new)\()");
  static const RE2 name(R"re(\.long\(\s*"([\w-]+)"\s*,?\s*\))re");
  static const RE2 help(R"re(\.help\(\s*"((?s:[^"\\]|\\.)*)"\s*,?\s*\))re");
  std::vector<std::size_t> starts;
  re2::StringPiece found;
  for (std::size_t at = 0; begin.Match(code, at, code.size(), RE2::UNANCHORED, &found, 1);) {
    starts.push_back(static_cast<std::size_t>(found.data() - code.data()));
    at = starts.back() + 1;
  }
  starts.push_back(code.size());
  for (std::size_t i = 0; i + 1 < starts.size(); ++i) {
    const std::string one =
        code.substr(starts[i], std::min(starts[i + 1] - starts[i], most_declaration_bytes));
    std::string option, text;
    if (RE2::PartialMatch(one, name, &option) && RE2::PartialMatch(one, help, &text))
      options.emplace(option, shortened(unescaped(text)));
  }
}

// `/// ..`, `#[arg(long)]`, `length: u64`.
void add_derived(const std::string& code, std::map<std::string, std::string>& options) {
  static const RE2 field(
      R"re(((?:[ \t]*///.*\n)*)((?:[ \t]*#\[(?:arg|clap|structopt)\((?s:[^\]])*\]\s*\n)+)[ \t]*(?:pub(?:\(\w+\))? )?(\w+)\s*:)re");
  static const RE2 is_long(R"re(\blong\b(?:\s*=\s*"([\w-]+)")?)re");
  static const RE2 help(R"re(\bhelp\s*=\s*"((?s:[^"\\]|\\.)*)")re");
  re2::StringPiece rest(code);
  std::string docs, attributes, name;
  while (RE2::FindAndConsume(&rest, field, &docs, &attributes, &name)) {
    std::string option, text;
    if (!RE2::PartialMatch(attributes, is_long, &option)) continue;
    text = RE2::PartialMatch(attributes, help, &text) ? unescaped(text) : first_of(paragraphs(docs));
    options.emplace(option.empty() ? dashed(name) : option, shortened(text));
  }
}

void add_options(const std::string& code, std::map<std::string, std::string>& options) {
  add_built(code, options);
  add_derived(code, options);
}

// What a trait holds is as public as the trait.
bool is_public(const std::vector<rust_code::Item>& items, const rust_code::Item& item) {
  const bool is_of_trait = item.container && items[*item.container].kind == rust_code::ItemKind::trait;
  return (is_of_trait ? items[*item.container] : item).visibility == rust_code::Visibility::everywhere;
}

}  // namespace

HelpTexts help_texts_of(const ChangeSet& set) {
  HelpTexts help;
  std::map<std::string, std::string> known;
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || file.is_test) continue;
    add_options(file.before, known);
    if (!file.tree_after) continue;
    add_options(file.after, help.options);
    for (const std::size_t i : file.items.added) {
      const rust_code::Item& item = file.items.after[i];
      if (item.is_test || item.is_local || item.path.contains('<') || !is_public(file.items.after, item))
        continue;
      const std::string above = file.after.substr(item.whole.begin, item.bytes.begin - item.whole.begin);
      help.items.emplace(item.path, item_help(above));
    }
  }
  std::erase_if(help.options,
                [&](const auto& entry) { return entry.second.empty() || known.contains(entry.first); });
  std::erase_if(help.items, [](const auto& entry) { return entry.second.first.empty(); });
  return help;
}

std::vector<std::string> wanted_help(const HelpTexts& help, const std::string& text, bool names_wanted,
                                     const std::function<bool(std::string_view)>& is_refused) {
  std::vector<std::string> wanted;
  const auto sentence = [](const std::string& what, const std::string& says) {
    const std::string mark = says.ends_with('.') || says.ends_with('!') ? "" : ".";
    return fmt::format("{} should say: \"{}{}\"", what, says, mark);
  };
  const auto add = [&](std::string one) {
    if (is_refused(one)) return;
    if (wanted.size() < most_texts && std::ranges::find(wanted, one) == wanted.end())
      wanted.push_back(std::move(one));
  };
  for (const auto& [option, says] : help.options)
    add(sentence(fmt::format("The help of `--{}`", option), says));
  const auto names = names_in(text);
  const bool takes_all = !names_wanted && help.items.size() <= most_unnamed;
  for (const auto& [item, says] : help.items) {
    const std::string name = item.substr(item.rfind(':') + 1);  // npos + 1 is 0
    if (!takes_all && std::ranges::find(names, name) == names.end()) continue;
    const std::string what = fmt::format("The documentation of `{}`", item);
    const std::string whole = sentence(what, says.all);
    const std::string code = "```rust\n" + says.example + "```";
    const bool has_example = !says.example.empty() && !is_refused(code);
    add((is_refused(whole) ? sentence(what, says.first) : whole) +
        (has_example ? " This should be its example:\n\n" + code : ""));
  }
  return wanted;
}

}  // namespace git_miner
