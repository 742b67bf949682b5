#include "search/shown.hpp"

#include <algorithm>
#include <charconv>

#include <agent_tools/path_root.hpp>

#include "path_parts.hpp"
#include "search/code_words.hpp"
#include "search/request_words.hpp"
#include "word_char.hpp"

namespace git_miner {
namespace {

constexpr std::size_t least_word = 3;
constexpr std::ptrdiff_t most_looked_through = 3;  // sources of a listing that one opens one after the other

bool is_path_char(char c) { return is_word_char(c) || std::string_view("./-+@").contains(c); }

// The number at the begin of a text; 0 if there is none.
std::size_t number_at(std::string_view text) {
  std::size_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::string_view without_root(std::string_view path) {
  const std::string root = std::string(agent_tools::default_root) + "/";
  if (path.starts_with(root)) path.remove_prefix(root.size());
  return path;
}

template <class Use>
void each_word(std::string_view text, Use use) {
  for (std::size_t at = 0; at < text.size();) {
    if (!is_word_char(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_word_char(text[end])) ++end;
    use(at, end);
    at = end;
  }
}

std::ptrdiff_t line_count(std::string_view text) {
  return std::ranges::count(text, '\n') + (text.empty() || text.ends_with('\n') ? 0 : 1);
}

}  // namespace

std::vector<LineRange> edited_lines(std::string_view text, const std::vector<edits::Edit>& edits) {
  std::vector<std::size_t> begins;
  for (std::size_t at = 0; at < text.size(); at = std::min(text.find('\n', at), text.size() - 1) + 1)
    begins.push_back(at);
  const auto line_of = [&](std::size_t byte) {
    return static_cast<std::size_t>(std::ranges::upper_bound(begins, byte) - begins.begin()) - 1;
  };
  std::vector<LineRange> ranges;
  std::string now(text);
  std::ptrdiff_t growth = 0;
  std::size_t done = 0;  // bytes of the first text that earlier edits have passed
  for (const edits::Edit& edit : edits) {
    const std::size_t at = now.find(edit.old_text);
    if (at == now.npos) break;
    const auto end =
        static_cast<std::size_t>(static_cast<std::ptrdiff_t>(at + edit.old_text.size()) - growth);
    const auto begin = static_cast<std::ptrdiff_t>(at) - growth;
    const std::size_t first = std::max(done, begin > 0 ? static_cast<std::size_t>(begin) : 0);
    ranges.push_back({line_of(std::min(first, end - 1)), line_of(end - 1) + 1});
    now.replace(at, edit.old_text.size(), edit.new_text);
    growth +=
        static_cast<std::ptrdiff_t>(edit.new_text.size()) - static_cast<std::ptrdiff_t>(edit.old_text.size());
    done = end;
  }
  return ranges;
}

void Shown::add_words(std::string_view text) {
  each_word(text, [&](std::size_t at, std::size_t end) {
    const std::string_view word = text.substr(at, end - at);
    if (word.size() >= least_word && !words_.contains(word)) words_.emplace(word);
  });
}

void Shown::add_code(std::string_view text) {
  add_words(text);
  each_word(text, [&](std::size_t at, std::size_t end) {
    code_[std::string(text.substr(at, end - at))] |= way_in_code(text.substr(0, at), text.substr(end));
  });
}

void Shown::add_text(std::string_view text) {
  add_words(text);
  each_word(text, [&](std::size_t at, std::size_t end) {
    for (const std::string& part : parts_of_names(text.substr(at, end - at))) {
      told_.insert(part);
      if (std::string stem = stem_of_verb(part); !stem.empty()) told_.insert(std::move(stem));
    }
  });
  add_paths(text);
}

void Shown::add_listing(std::string_view result) {
  add_words(result);
  const auto named = named_paths_;
  add_paths(result);
  const bool is_few = line_count(result) <= most_looked_through;
  std::erase_if(named_paths_, [&](const std::string& path) {
    return !named.contains(path) && !(is_few && path.ends_with(".rs"));
  });
}

void Shown::add_paths(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (!is_path_char(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_path_char(text[end])) ++end;
    std::string_view token = without_root(text.substr(at, end - at));
    while (token.ends_with('.') || token.ends_with('/')) token.remove_suffix(1);
    if (files_.has(token)) {
      const std::string path(token);
      paths_.insert(path);
      named_paths_.insert(path);
      const std::size_t line = end < text.size() && text[end] == ':' ? number_at(text.substr(end + 1)) : 0;
      if (line > 0) named_[path].insert(line - 1);
    }
    at = end;
  }
}

void Shown::add_grep(std::string_view result) {
  add_code(result);
  add_paths(result);
  std::string path;
  for (std::size_t at = 0; at < result.size();) {
    const std::size_t end = std::min(result.find('\n', at), result.size());
    std::string_view line = result.substr(at, end - at);
    at = end + 1;
    constexpr std::string_view mark = "  Line ";
    if (line.starts_with(mark)) {
      const std::size_t number = number_at(line.substr(mark.size()));
      if (number > 0 && !path.empty()) named_[path].insert(number - 1);
    } else if (line.ends_with(':')) {
      line.remove_suffix(1);
      path = without_root(line);
    }
  }
}

void Shown::add_range(const std::string& path, LineRange lines) {
  std::vector<LineRange>& ranges = read_[path];
  ranges.push_back(lines);
  std::ranges::sort(ranges, {}, &LineRange::begin);
  std::vector<LineRange> joined;
  for (const LineRange& range : ranges) {
    if (joined.empty() || joined.back().end < range.begin)
      joined.push_back(range);
    else
      joined.back().end = std::max(joined.back().end, range.end);
  }
  ranges = std::move(joined);
}

void Shown::add_read(const std::string& path, LineRange lines) {
  paths_.insert(path);
  named_paths_.insert(path);
  if (std::ranges::find(read_order_, path) == read_order_.end()) read_order_.push_back(path);
  add_range(path, lines);
  const LineIndex& index = files_.lines(path);
  const auto text = std::string_view(files_.text(path))
                        .substr(index.begin(lines.begin), index.begin(lines.end) - index.begin(lines.begin));
  add_code(text);
  add_paths(text);
  add_modules(path, text);
}

// `mod cache;` of src/lib.rs is src/cache.rs or src/cache/mod.rs; of src/net.rs they lie in src/net.
void Shown::add_modules(const std::string& path, std::string_view text) {
  const std::string folder = folder_of_path(path);
  const std::string_view name = name_of_path(path);
  const bool is_root = is_module_root(path) || folder == "src/bin";
  const std::string front = is_root ? folder : folder + "/" + std::string(name.substr(0, name.rfind('.')));
  constexpr std::string_view mark = "mod ";
  for (std::size_t at = text.find(mark); at != text.npos; at = text.find(mark, at + 1)) {
    std::size_t end = at + mark.size();
    while (end < text.size() && is_word_char(text[end])) ++end;
    if (end == text.size() || text[end] != ';') continue;
    const std::string module =
        front + "/" + std::string(text.substr(at + mark.size(), end - at - mark.size()));
    for (const std::string& file : {module + ".rs", module + "/mod.rs"}) {
      if (!files_.has(file)) continue;
      paths_.insert(file);
      named_paths_.insert(file);
    }
  }
}

void Shown::add_edits(const std::string& path, std::string_view before,
                      const std::vector<edits::Edit>& edits) {
  const auto replaced = edited_lines(before, edits);
  const std::vector<LineRange> known = std::exchange(read_[path], {});
  const auto named = std::exchange(named_[path], {});
  std::ptrdiff_t growth = 0;
  std::size_t done = 0;  // lines of `before`
  const auto keep = [&](std::size_t begin, std::size_t end) {
    const auto moved = [&](std::size_t line) {
      return static_cast<std::size_t>(static_cast<std::ptrdiff_t>(line) + growth);
    };
    for (const LineRange& range : known) {
      const LineRange part{std::max(range.begin, begin), std::min(range.end, end)};
      if (part.begin < part.end) add_range(path, {moved(part.begin), moved(part.end)});
    }
    for (const std::size_t line : named) {
      if (line >= begin && line < end) named_[path].insert(moved(line));
    }
  };
  for (std::size_t i = 0; i < replaced.size(); ++i) {
    keep(done, replaced[i].begin);
    const std::ptrdiff_t more = line_count(edits[i].new_text) - line_count(edits[i].old_text);
    const auto begin = static_cast<std::ptrdiff_t>(replaced[i].begin) + growth;
    const auto end = static_cast<std::ptrdiff_t>(replaced[i].end) + growth + more;
    if (begin < end) add_range(path, {static_cast<std::size_t>(begin), static_cast<std::size_t>(end)});
    add_code(edits[i].new_text);
    growth += more;
    done = replaced[i].end;
  }
  keep(done, std::string_view::npos / 2);
}

void Shown::add_written(const std::string& path) {
  paths_.insert(path);
  named_paths_.insert(path);
  add_code(files_.text(path));
  add_range(path, {0, files_.lines(path).count()});
}

void Shown::add_moved(const std::string& from, const std::string& to) {
  paths_.insert(to);
  named_paths_.insert(to);
  read_[to] = std::exchange(read_[from], {});
  named_[to] = std::exchange(named_[from], {});
}

bool Shown::knows_folder(std::string_view folder) const {
  if (folder.empty()) return true;
  const std::string front = std::string(folder) + "/";
  const auto at = paths_.lower_bound(front);
  return at != paths_.end() && at->starts_with(front);
}

const std::set<std::size_t>& Shown::named_lines(const std::string& path) const {
  static const std::set<std::size_t> none;
  const auto found = named_.find(path);
  return found == named_.end() ? none : found->second;
}

const std::vector<LineRange>& Shown::read_lines(const std::string& path) const {
  static const std::vector<LineRange> none;
  const auto found = read_.find(path);
  return found == read_.end() ? none : found->second;
}

bool Shown::covers(const std::string& path, const LineRange& lines) const {
  return std::ranges::any_of(read_lines(path), [&](const LineRange& range) {
    return range.begin <= lines.begin && lines.end <= range.end;
  });
}

}  // namespace git_miner
