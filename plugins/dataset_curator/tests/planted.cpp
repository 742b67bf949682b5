#include "planted.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <string_view>
#include <utility>

#include <base/json_writer.hpp>

#include "examples.hpp"

namespace planted {
namespace {

constexpr std::array<std::string_view, 60> nouns = {
    "anchor",  "basket",  "beacon",  "bridge",  "bucket",  "cabin",   "candle",  "canvas",  "carrier",
    "ceiling", "cellar",  "channel", "cipher",  "circuit", "cluster", "column",  "copper",  "corner",
    "cotton",  "cradle",  "crater",  "crystal", "curtain", "dagger",  "desert",  "dialect", "diamond",
    "engine",  "estuary", "fabric",  "falcon",  "feather", "ferry",   "filter",  "fossil",  "garden",
    "glacier", "granite", "hammer",  "harbor",  "hollow",  "insect",  "island",  "ladder",  "lantern",
    "ledger",  "lever",   "marble",  "meadow",  "mirror",  "needle",  "orchard", "paddle",  "parcel",
    "pebble",  "planet",  "quarry",  "ribbon",  "saddle",  "tunnel"};
constexpr std::array<std::string_view, 24> verbs = {"align", "bind",  "blend", "carve", "count", "drain",
                                                    "fetch", "grind", "guard", "hoist", "join",  "lift",
                                                    "merge", "paint", "place", "press", "probe", "raise",
                                                    "route", "scale", "shift", "stack", "trace", "weigh"};
constexpr std::array<std::string_view, 10> types = {"u8",   "u32",  "usize",       "i64",     "String",
                                                    "&str", "bool", "Option<u32>", "Vec<u8>", "f64"};
constexpr std::array<std::string_view, 20> requests = {
    "The {} must not lose its {} when the {} is empty.",
    "Please make {} work for a {} that was never opened.",
    "Right now {} panics as soon as the {} has more than one {}.",
    "I want to {} every {} before the {} is written.",
    "Users complain that {} takes the wrong {} after a restart.",
    "Replace the {} by something that keeps {} and {} apart.",
    "It should return an error instead of a default {} there.",
    "Keep the public interface of {} as it is.",
    "Add a way to {} the {} without touching the {}.",
    "The old {} stays for now, only mark it as deprecated.",
    "Our {} needs to know which {} came first.",
    "When the {} times out, try the {} once more and give up then.",
    "Do not allocate in {}, it is called for each {}.",
    "There is a race between {} and {}, find it.",
    "Write it so that a second {} can be added later.",
    "Negative values of the {} are fine, but {} rejects them.",
    "The order in which {} and {} are dropped matters here.",
    "Split {} into two parts, one of which only reads the {}.",
    "A {} without {} is valid according to the format.",
    "Half of the time is spent in {}, see whether the {} can be shared."};

std::string number(Random& random) { return std::to_string(random.below(500)); }

class Coder {
 public:
  explicit Coder(Random& random) : random_(random) {
    while (names_.size() < 9) {
      std::string name(random.one_of(nouns));
      if (random.chance(50)) name += "_" + std::string(random.one_of(nouns));
      if (std::ranges::find(names_, name) == names_.end()) names_.push_back(std::move(name));
    }
  }

  std::vector<std::string> function() {
    const std::string name = std::string(random_.one_of(verbs)) + "_" + this->name();
    std::string head = std::string(random_.chance(50) ? "pub fn " : "fn ") + name + "(";
    for (std::size_t i = random_.below(4) + 1; i > 0; --i)
      head += this->name() + ": " + std::string(random_.one_of(types)) + (i > 1 ? ", " : "");
    const std::string_view result = random_.one_of(types);
    std::vector<std::string> lines = {head + ") -> Result<" + std::string(result) + ", " + type() + "> {"};
    for (std::size_t i = random_.below(6) + 4; i > 0; --i) lines.push_back("    " + statement());
    lines.push_back("    Ok(" + expression(2) + ");");
    lines.emplace_back("}");
    return lines;
  }

  const std::string& name() { return random_.one_of(names_); }
  std::string type() {
    std::string name = this->name();
    name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
    return name;
  }

  std::string statement() {
    switch (random_.below(12)) {
      case 0:
        return "let " + name() + " = " + expression(3) + ";";
      case 1:
        return "let mut " + name() + ": " + std::string(random_.one_of(types)) + " = " + expression(2) + ";";
      case 2:
        return name() + "." + std::string(random_.one_of(verbs)) + "(" + expression(2) + ", " +
               expression(1) + ");";
      case 3:
        return name() + "[" + expression(1) + "] " + op() + "= " + expression(2) + ";";
      case 4:
        return "if " + condition() + " { return Err(" + type() + "::" + type() + "(" + expression(2) +
               ")); }";
      case 5:
        return "for " + name() + " in " + expression(2) + ".iter() { " + name() + " += " + expression(2) +
               "; }";
      case 6:
        return "while " + condition() + " { " + name() + " = " + expression(2) + "; }";
      case 7:
        return "match " + expression(1) + " { Some(" + name() + ") => " + expression(2) +
               ", None => return Ok(" + expression(1) + ") };";
      case 8:
        return "self." + name() + "." + name() + " = " + expression(3) + "?;";
      case 9:
        return "let (" + name() + ", " + name() + ") = " + expression(2) + ".split_at(" + expression(1) +
               ");";
      case 10:
        return "let Some(" + name() + ") = " + expression(2) + " else { continue };";
      default:
        return "debug!(\"{} of {}\", " + expression(2) + ", " + expression(1) + ");";
    }
  }

 private:
  std::string op() { return std::string(random_.one_of(std::array{"+", "-", "*", "|", "&"})); }
  std::string condition() {
    return expression(1) + std::string(random_.one_of(std::array{" < ", " >= ", " == ", " != "})) +
           expression(2);
  }
  std::string expression(unsigned depth) {
    if (depth == 0 || random_.chance(20)) return random_.chance(25) ? number(random_) : name();
    switch (random_.below(8)) {
      case 0:
        return name() + "." + std::string(random_.one_of(verbs)) + "(" + expression(depth - 1) + ")";
      case 1:
        return expression(depth - 1) + " " + op() + " " + expression(depth - 1);
      case 2:
        return type() + "::" + std::string(random_.one_of(verbs)) + "(&" + expression(depth - 1) + ")";
      case 3:
        return "self." + name() + ".len()";
      case 4:
        return expression(depth - 1) + ".map(|" + name() + "| " + expression(depth - 1) + ")";
      case 5:
        return "(" + expression(depth - 1) + " as " + std::string(random_.one_of(types)) + ")";
      case 6:
        return type() + " { " + name() + ": " + expression(depth - 1) + ", " + name() + " }";
      default:
        return expression(depth - 1) + ".unwrap_or(" + expression(depth - 1) + ")";
    }
  }

  Random& random_;
  std::vector<std::string> names_;
};

std::vector<std::string> sentences(Random& random, Coder& coder, std::size_t count) {
  std::vector<std::string> result;
  for (; count > 0; --count) {
    std::string sentence = "In " + coder.name() + ": " + std::string(random.one_of(requests));
    for (std::size_t at; (at = sentence.find("{}")) != std::string::npos;)
      sentence.replace(at, 2,
                       random.chance(60) ? "`" + coder.name() + "`" : std::string(random.one_of(verbs)));
    result.push_back(std::move(sentence));
  }
  return result;
}

std::string joined(const std::vector<std::string>& lines, std::string_view separator) {
  std::string text;
  for (const std::string& line : lines) text.append(line).append(separator);
  return text;
}

std::string code_of(const Work& work) {
  std::string code;
  for (const auto& function : work.functions) code += joined(function, "\n") + "\n";
  return code;
}

// Each word that `new_name` has another for, replaced.
template <class NewName>
std::string with_names(std::string_view text, NewName new_name) {
  std::string result;
  const auto is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  while (!text.empty()) {
    std::size_t end = 1;
    if (is_word(text[0])) {
      while (end < text.size() && is_word(text[end])) ++end;
      result += new_name(std::string(text.substr(0, end)));
    } else {
      result += text[0];
    }
    text.remove_prefix(end);
  }
  return result;
}

}  // namespace

std::uint64_t Random::next() {  // splitmix64, by Sebastiano Vigna
  std::uint64_t z = (state_ += 0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111eb;
  return z ^ (z >> 31U);
}

Work work(Random& random) {
  Coder coder(random);
  Work made;
  made.request = sentences(random, coder, random.below(3) + 2);
  for (std::size_t i = random.below(4) + 2; i > 0; --i) made.functions.push_back(coder.function());
  made.report = sentences(random, coder, random.below(2) + 1);
  made.path = "src/" + coder.name() + ".rs";
  for (int i = 0; i < 3; ++i) made.file += joined(coder.function(), "\n");
  return made;
}

chat::Example example(const Work& work, std::string id, chat::Origin origin) {
  const auto call = [](const std::string& call_id, const std::string& name, auto add) {
    base::JsonWriter arguments;
    arguments.begin_object();
    add(arguments);
    arguments.end_object();
    chat::Message message = calling(call_id, arguments.text());
    message.tool_calls[0].function.name = name;
    return message;
  };
  chat::Example result = ::example(std::move(id));
  result.messages = {message(chat::Role::system, "You are a careful engineer who writes Rust."),
                     user(joined(work.request, " ")),
                     call("c1", "read", [&](auto& json) { json.member("filePath", work.path); }),
                     answer("c1", work.file),
                     call("c2", "edit",
                          [&](auto& json) {
                            json.member("filePath", work.path)
                                .member("oldString", "// here\n")
                                .member("newString", code_of(work));
                          }),
                     answer("c2", "Edit applied successfully."),
                     assistant(joined(work.report, " "))};
  set_origin(result.metadata, origin);
  result.metadata.group = result.metadata.id;
  return result;
}

chat::Example with_other_ids_and_blanks(chat::Example example, std::string id) {
  for (chat::Message& message : example.messages) {
    for (chat::ToolCall& call : message.tool_calls) {
      call.id += 'x';
      std::string& text = call.function.arguments;
      for (std::size_t at = 0; (at = text.find("    ", at)) != std::string::npos; at += 2)
        text.replace(at, 4, "  ");
    }
    if (message.tool_call_id) *message.tool_call_id += 'x';
    message.content += "  \n";
  }
  example.metadata.id = std::move(id);
  return example;
}

Work renamed(const Work& work, Random& random) {
  std::map<std::string, std::string> names;
  const auto new_name = [&](const std::string& word) {
    const std::string first(word, 0, word.find('_'));
    const bool is_noun = std::ranges::any_of(nouns, [&](std::string_view noun) {
      return std::ranges::equal(noun, first, {}, {},
                                [](char c) { return std::tolower(static_cast<unsigned char>(c)); });
    });
    if (!is_noun && std::ranges::find(verbs, first) == verbs.end()) return word;
    std::string& name = names[word];
    if (name.empty()) name = std::string(random.one_of(nouns)).substr(0, 4) + std::to_string(names.size());
    if (std::isupper(static_cast<unsigned char>(word[0])) != 0)
      name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
    return name;
  };
  Work copy = work;
  for (auto& function : copy.functions) {
    for (std::string& line : function) line = with_names(line, new_name);
  }
  for (auto* texts : {&copy.request, &copy.report}) {
    for (std::string& sentence : *texts) sentence = with_names(sentence, new_name);
  }
  copy.path = with_names(copy.path, new_name);
  return copy;
}

Work reordered(const Work& work, Random& random) {
  Work copy = work;
  const auto shuffle = [&](auto begin, auto end) {
    for (auto left = end - begin; left > 1; --left)
      std::swap(begin[left - 1], begin[random.below(static_cast<std::size_t>(left))]);
  };
  shuffle(copy.functions.begin(), copy.functions.end());
  for (auto& function : copy.functions) shuffle(function.begin() + 1, function.end() - 2);
  return copy;
}

Work cut(const Work& work) {
  Work copy = work;
  std::size_t lines = 0;
  for (const auto& function : copy.functions) lines += function.size();
  for (std::size_t left = lines / 5; left > 0; --left) {
    copy.functions.back().pop_back();
    if (copy.functions.back().empty()) copy.functions.pop_back();
  }
  return copy;
}

Work other_task_on_the_file(const Work& work, Random& random) {
  Work other = planted::work(random);
  other.path = work.path;
  other.file = work.file;
  return other;
}

Work other_task_with_the_skeleton(const Work& work, Random& random) {
  Work other = planted::work(random);
  const auto half = static_cast<std::ptrdiff_t>(work.functions.size() / 2);
  other.functions.insert(other.functions.begin(), work.functions.begin(), work.functions.begin() + half);
  other.path = work.path;
  other.file = work.file;
  return other;
}

Work with_tests(const Work& work, Random& random) {
  Work other = planted::work(random);
  Coder coder(random);
  other.path = work.path;
  std::vector<std::string> tests = {"#[cfg(test)]", "mod tests {", "    use super::*;", "    use std::io;"};
  for (std::size_t i = random.below(3) + 1; i > 0; --i) {
    tests.insert(tests.end(), {"    #[test]", "    fn it_works_" + coder.name() + "() -> io::Result<()> {",
                               "        let dir = tempfile::tempdir()?;", "        " + coder.statement(),
                               "        " + coder.statement(), "        assert!(dir.path().exists());",
                               "        Ok(())", "    }"});
  }
  tests.emplace_back("}");
  other.functions.resize(1);
  other.functions.push_back(std::move(tests));
  return other;
}

Set set(std::size_t count, std::size_t copies, std::uint64_t seed) {
  Random random(seed);
  Set set;
  std::vector<Work> works;
  const auto origin = [&] { return static_cast<chat::Origin>(random.below(3)); };
  const std::size_t originals = count - copies;
  for (std::size_t i = 0; i < originals; ++i) {
    const Work* before = i % 4 == 3 ? &works[random.below(works.size())] : nullptr;
    works.push_back(!before      ? work(random)
                    : i % 3 == 0 ? other_task_on_the_file(*before, random)
                    : i % 3 == 1 ? other_task_with_the_skeleton(*before, random)
                                 : with_tests(*before, random));
    set.examples.push_back(example(works.back(), "original-" + std::to_string(i), origin()));
  }
  for (std::size_t i = 0; i < copies; ++i) {
    const std::size_t of = i * originals / copies;
    const std::string id = "copy-" + std::to_string(i);
    const chat::Example& original = set.examples[of];
    set.examples.push_back(i % 5 == 0   ? with_other_ids_and_blanks(original, id)
                           : i % 5 == 1 ? example(renamed(works[of], random), id, origin())
                           : i % 5 == 2 ? example(reordered(works[of], random), id, origin())
                           : i % 5 == 3
                               ? example(cut(works[of]), id, origin())
                               : example(reordered(renamed(works[of], random), random), id, origin()));
    set.copies.push_back(id);
    set.copied.push_back(set.examples[of].metadata.id);
  }
  for (std::size_t left = set.examples.size(); left > 1; --left)
    std::swap(set.examples[left - 1], set.examples[random.below(left)]);
  return set;
}

std::size_t copies_found(const Set& set, const std::set<std::string>& dropped) {
  std::size_t found = 0;
  for (std::size_t i = 0; i < set.copies.size(); ++i)
    found += dropped.contains(set.copies[i]) || dropped.contains(set.copied[i]);
  return found;
}

}  // namespace planted
