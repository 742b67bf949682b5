#include "names_told.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <map>

#include <rust_code/items.hpp>

#include "search/std_names.hpp"
#include "word_char.hpp"

namespace git_miner::test {
namespace {

constexpr std::size_t least_bytes = 3;      // of a name that one searches for
constexpr std::size_t most_lines = 30;      // with a name: more than these nobody wants to see
constexpr std::size_t most_asked_for = 15;  // likewise, of what the request names
constexpr std::size_t first_searches = 3;

bool is_name(const std::string& token) {
  return is_word_char(token[0]) && std::isdigit(static_cast<unsigned char>(token[0])) == 0;
}

// Words and other characters, comments apart; line by line.
std::vector<std::vector<std::string>> tokens_of(std::string_view text) {
  std::vector<std::vector<std::string>> lines(1);
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at + 1;
    if (is_word_char(text[at]))
      while (end < text.size() && is_word_char(text[end])) ++end;
    if (text.substr(at).starts_with("//")) end = std::min(text.find('\n', at), text.size());
    const std::string token(text.substr(at, end - at));
    if (token == "\n")
      lines.emplace_back();
    else if (!std::isspace(static_cast<unsigned char>(token[0])) && !token.starts_with("//"))
      lines.back().push_back(token);
    at = end;
  }
  return lines;
}

std::size_t lines_with(const std::map<std::string, std::string>& files, const std::string& name) {
  std::size_t count = 0;
  for (const auto& [path, text] : files) {
    for (std::size_t at = text.find(name); at != text.npos; at = text.find(name, at)) {
      const std::size_t end = at + name.size();
      const bool is_whole =
          (at == 0 || !is_word_char(text[at - 1])) && (end == text.size() || !is_word_char(text[end]));
      count += is_whole ? 1 : 0;
      at = is_whole ? std::min(text.find('\n', at), text.size()) : end;
    }
  }
  return count;
}

// Lines that hold a text, whatever joins its words; none where a path has it, which is where one looks at once.
std::size_t lines_like(const std::map<std::string, std::string>& files, std::string name) {
  std::ranges::replace(name, '-', '_');
  std::size_t count = 0;
  for (auto [path, text] : files) {
    std::ranges::replace(text, '-', '_');
    if (path.contains(name)) return 0;
    for (std::size_t at = text.find(name); at != text.npos; at = text.find(name, at)) {
      ++count;
      at = std::min(text.find('\n', at), text.size());
    }
  }
  return count;
}

// An item, field or variant of that name.
bool defines(const std::string& text, const std::string& name) {
  const auto file = rust_code::SourceFile::parse(text);
  if (!file) return false;
  using rust_code::Kind;
  const auto& tree = file->tree();
  for (rust_code::NodeId id = 0; id < tree.nodes().size(); ++id) {
    if (tree[id].field != rust_code::Field::name || tree.text(id) != name) continue;
    const Kind kind = tree[tree.parent(id)].kind;
    if (kind == Kind::function_item || kind == Kind::struct_item || kind == Kind::enum_item ||
        kind == Kind::trait_item || kind == Kind::type_item || kind == Kind::const_item ||
        kind == Kind::static_item || kind == Kind::enum_variant || kind == Kind::field_declaration)
      return true;
  }
  return false;
}

}  // namespace

NamesTold::NamesTold(const std::map<std::string, std::string>& files) : files_(files) {}

void NamesTold::shown(std::string_view text) {
  for (const auto& line : tokens_of(text)) words_.insert(line.begin(), line.end());
  for (std::size_t at = text.find("//"); at != text.npos; at = text.find("//", at + 2)) {  // comments
    const auto end = std::min(text.find('\n', at), text.size());
    for (const auto& line : tokens_of(text.substr(at + 2, end - at - 2)))
      words_.insert(line.begin(), line.end());
  }
}

std::vector<std::string> NamesTold::say(std::string_view text) const {
  static const std::set<std::string> keywords{"as", "dyn", "for", "impl", "mut", "const", "fn", "where"};
  std::vector<std::string> faults;
  for (std::size_t begin = text.find('`'); begin != text.npos;) {
    const std::size_t end = text.find('`', begin + 1);
    if (end == text.npos) break;
    const std::string_view span = text.substr(begin + 1, end - begin - 1);
    begin = text.find('`', end + 1);
    if (span.starts_with("cargo ")) continue;
    for (const auto& line : tokens_of(span)) {
      for (const std::string& word : line) {
        if (is_name(word) && !keywords.contains(word) && !words_.contains(word))
          faults.push_back("names `" + std::string(span) + "`, but `" + word + "` was not shown");
      }
    }
  }
  return faults;
}

// What is spelt as only code is: `a_b`, `--option`, a name in backticks.
void NamesTold::asked(std::string_view request) {
  request = request.substr(0, request.find(" should say: \""));  // what help shall say leads nowhere
  for (const std::string_view mark : {"`", "--"}) {
    for (std::size_t at = request.find(mark); at != request.npos;) {
      std::size_t end = at += mark.size();
      while (end < request.size() && (is_word_char(request[end]) || request[end] == '-')) ++end;
      const std::string name(request.substr(at, end - at));
      const bool is_option = mark == "--" || (at < request.size() && request[at] == '-');
      const bool is_closed = mark == "--" || (end < request.size() && request[end] == '`');
      if (name.size() >= least_bytes && is_closed)
        (is_option || !name.contains('-') ? spelt_ : beside_)
            .insert(name.substr(std::min(name.find_first_not_of('-'), name.size())));
      at = request.find(mark, mark == "`" ? std::min(request.find('`', at), request.size() - 1) + 1 : end);
    }
  }
  for (std::size_t at = request.find('`'); at != request.npos;) {
    const std::size_t end = std::min(request.find('`', at + 1), request.size());
    for (const auto& line : tokens_of(request.substr(at, end - at)))
      std::ranges::copy_if(line, std::inserter(beside_, beside_.end()), is_name);
    at = end == request.size() ? request.npos : request.find('`', end + 1);
  }
  for (const auto& line : tokens_of(request)) {
    for (const std::string& word : line) {
      if (is_name(word) && word[0] != '_' && word.contains('_') && !is_std_name(word) &&
          word.size() >= least_bytes)
        spelt_.insert(word);
    }
  }
}

void NamesTold::searched(const std::string& pattern) {
  searches_.push_back(pattern);
  for (const auto& line : tokens_of(pattern)) searched_.insert(line.begin(), line.end());
}

void NamesTold::edit(const std::string& path, const std::string& before, std::size_t at,
                     const std::string& from, const std::string& to) {
  edited_.insert(path);
  const auto file = rust_code::SourceFile::parse(before);
  if (!file) return;
  const auto items = rust_code::list_items(*file);
  const auto first = static_cast<std::size_t>(std::ranges::count(before.substr(0, at), '\n'));
  const auto place = [&](std::size_t line) {
    for (const auto& item : items) {
      if (item.kind == rust_code::ItemKind::function && !item.is_local &&
          item.first_line <= first + line + 1 && first + line < item.last_line)
        return path + " " + item.path;
    }
    return path + " " + std::to_string(first + line);
  };
  const auto lose = [&](const std::string& name) -> Loss& {
    return losses_
        .try_emplace(name, Loss{.replaced = {}, .given_up = {}, .is_searched = searched_.contains(name)})
        .first->second;
  };
  const auto old_lines = tokens_of(from), new_lines = tokens_of(to);
  std::map<std::string, int> counts;
  for (const auto& line : new_lines)
    for (const std::string& token : line) --counts[token];
  for (std::size_t i = 0; i < old_lines.size(); ++i) {
    for (const std::string& token : old_lines[i])
      if (is_name(token) && ++counts[token] > 0) lose(token).given_up.insert(place(i));
  }
  if (old_lines.size() != new_lines.size()) return;
  for (std::size_t i = 0; i < old_lines.size(); ++i) {
    const auto &old_line = old_lines[i], &new_line = new_lines[i];
    if (old_line.size() != new_line.size()) continue;
    bool is_renamed = true;
    for (std::size_t j = 0; j < old_line.size(); ++j)
      is_renamed &= old_line[j] == new_line[j] || (is_name(old_line[j]) && is_name(new_line[j]));
    for (std::size_t j = 0; is_renamed && j < old_line.size(); ++j)
      if (old_line[j] != new_line[j]) lose(old_line[j]).replaced.insert(place(i));
  }
}

std::vector<std::string> NamesTold::unsearched(const std::map<std::string, std::string>& files) const {
  std::vector<std::string> faults;
  for (const auto& [name, loss] : losses_) {
    if (loss.is_searched || name.size() < least_bytes || lines_with(files_, name) > most_lines) continue;
    const auto has_it = [&, name = name](const std::string& path) {
      const auto file = files.find(path);
      return file != files.end() && lines_with({*file}, name) > 0;
    };
    const bool is_gone = loss.given_up.size() > 1 && std::ranges::none_of(edited_, has_it);
    if (loss.replaced.size() < 2 && !is_gone) continue;
    const auto is_defined = [&, name = name](const std::string& path) {
      const auto file = files_.find(path);
      return file != files_.end() && defines(file->second, name);
    };
    if (std::ranges::any_of(edited_, is_defined))
      faults.push_back("replaces `" + name + "` in several places, which was not searched for");
  }
  std::set<std::string> first;
  for (std::size_t i = 0; i < std::min(first_searches, searches_.size()); ++i)
    for (const auto& line : tokens_of(searches_[i])) first.insert(line.begin(), line.end());
  const auto is_found = [&](const std::string& name) {
    const std::size_t lines = lines_like(files_, name);
    return lines > 0 && lines <= most_asked_for;
  };
  const auto is_searched = [&](const std::string& name) {
    for (const auto& line : tokens_of(name))
      for (const std::string& word : line)
        if (is_name(word) && !first.contains(word)) return false;
    return true;
  };
  const auto is_lost = [&](const auto& loss) { return first.contains(loss.first); };
  if (!searches_.empty() && std::ranges::any_of(spelt_, is_found) &&
      std::ranges::none_of(spelt_, is_searched) && std::ranges::none_of(beside_, is_searched) &&
      std::ranges::none_of(losses_, is_lost))
    faults.push_back("`" + *std::ranges::find_if(spelt_, is_found) +
                     "` of the request is not searched for at once");
  return faults;
}

}  // namespace git_miner::test
