#include <algorithm>
#include <charconv>

#include <base/json_text.hpp>
#include <secrets/redactor.hpp>

#include "spelling.hpp"
#include "value_checks.hpp"

namespace secrets {
namespace {

constexpr std::size_t needle_lead = 4;  // bytes by which needles are looked up; every needle has more

constexpr std::size_t shortest_body_line = 32;  // of a private key; shorter ones may be anything

// The lines of base64 in a private key, however they are parted: they are what the same key has in common
// wherever it stands. The first line of many kinds of key is the same for all keys, so it only counts where
// it is the only one.
std::vector<std::string> body_lines(std::string_view block) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < block.size();) {
    std::size_t end = i;
    while (end < block.size() && is_base64(block[end])) ++end;
    const std::size_t begin = ends_escape(block, i + 1) ? i + 1 : i;
    if (end >= begin + shortest_body_line) lines.emplace_back(block.substr(begin, end - begin));
    i = std::max(end, i + 1);
  }
  if (lines.size() > 1) lines.erase(lines.begin());
  return lines;
}

std::vector<std::string> identities(Kind kind, std::string_view value) {
  if (kind == Kind::private_key) {
    auto lines = body_lines(value);
    if (!lines.empty()) return lines;
  }
  return {json_unescaped(value)};
}

// May be replaced wherever it stands, even amid a word.
bool is_distinctive(std::string_view value) {
  return value.size() >= 16 && has_digit(value) && has_letter(value);
}

// May be replaced where it stands as a word of its own.
bool is_own_word(std::string_view value) {
  const bool mixed = has_letter(value) && !std::all_of(value.begin(), value.end(), is_letter);
  return value.size() >= 12 || (value.size() >= 6 && mixed);
}

// As it stands between the quotes of a JSON string.
std::string json_inside(std::string_view text) {
  const std::string quoted = base::json_string(text);
  return quoted.substr(1, quoted.size() - 2);
}

// Is the character behind a backslash in JSON here, and part of its escape?
bool starts_in_escape(std::string_view text, std::size_t pos) {
  std::size_t backslashes = 0;
  while (backslashes < pos && text[pos - 1 - backslashes] == '\\') ++backslashes;
  return backslashes % 2 == 1 && is_one_of(text[pos], "nrtbfu\"/\\");
}

}  // namespace

void Redactor::add_needles(const std::string& value, std::size_t secret) {
  if (!is_distinctive(value) && !is_own_word(value)) return;
  std::set<std::string> spellings = {value, json_inside(value), json_inside(json_inside(value))};
  std::string slashes;  // JSON may escape a slash, too
  for (char c : value) slashes += c == '/' ? "\\/" : std::string(1, c);
  spellings.insert(slashes);
  for (const std::string& spelling : spellings) {
    needles_[spelling.substr(0, needle_lead)].push_back({spelling, secret, is_distinctive(value)});
  }
}

std::size_t Redactor::remember(const Finding& finding, std::string_view value) {
  const auto names = identities(finding.kind, value);
  std::size_t secret = secrets_.size();
  for (const std::string& name : names) {
    if (const auto known = identities_.find(name); known != identities_.end()) secret = known->second;
  }
  if (secret == secrets_.size()) secrets_.push_back({finding.kind});
  for (const std::string& name : names) {
    if (identities_.emplace(name, secret).second) add_needles(name, secret);
  }
  return secret;
}

void Redactor::reserve_numbers(std::string_view text) {
  for (const auto [begin, end] : placeholder_spans(text)) {
    const std::string_view placeholder = text.substr(begin, end - begin);
    const std::size_t name = placeholder.find(':') + 1, number = placeholder.rfind(':') + 1;
    const auto kind = base::enum_of<Kind>(placeholder.substr(name, number - 1 - name));
    int value = 0;
    std::from_chars(placeholder.data() + number, placeholder.data() + placeholder.size() - 1, value);
    if (kind) reserved_[*kind].insert(value);
  }
}

void Redactor::number_secrets() {
  for (; numbered_ < secrets_.size(); ++numbered_) {
    Secret& secret = secrets_[numbered_];
    const std::set<int>& reserved = reserved_[secret.kind];
    int& last = last_number_[secret.kind];
    ++last;
    while (reserved.contains(last)) ++last;
    secret.number = last;
  }
}

// `spans` are sorted; where they overlap, the first one names the whole.
std::string Redactor::replace(std::string_view text, const std::vector<Span>& spans) const {
  std::string result;
  std::size_t done = 0;
  for (const Span& span : spans) {
    if (span.begin >= done) {
      const Secret& secret = secrets_[span.secret];
      result += text.substr(done, span.begin - done);
      result.append("<SECRET:").append(base::name_of(secret.kind)).append(":");
      result += std::to_string(secret.number) + ">";
    }
    done = std::max(done, span.end);
  }
  return result += text.substr(done);
}

std::vector<Redactor::Span> Redactor::found_spans(std::string_view text) {
  std::vector<Span> spans;
  for (const Finding& finding : scanner_.find(text)) {
    const std::string_view value = text.substr(finding.begin, finding.end - finding.begin);
    spans.push_back({finding.begin, finding.end, remember(finding, value)});
  }
  return spans;
}

void Redactor::add_known_spans(std::string_view text, std::vector<Span>& spans) const {
  const auto placeholders = placeholder_spans(text);
  std::string lead;
  for (std::size_t begin = 0; !needles_.empty() && begin + needle_lead <= text.size(); ++begin) {
    lead.assign(text, begin, needle_lead);
    const auto needles = needles_.find(lead);
    if (needles == needles_.end()) continue;
    for (const Needle& needle : needles->second) {
      if (!text.substr(begin).starts_with(needle.spelling)) continue;
      const std::size_t end = begin + needle.spelling.size();
      const bool own_word = starts_token(text, begin) && (end == text.size() || !is_alnum(text[end]));
      if ((!needle.inside_words && !own_word) || starts_in_escape(text, begin)) continue;
      if (!overlaps(placeholders, {begin, end})) spans.push_back({begin, end, needle.secret});
    }
  }
  std::sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
}

void Redactor::learn(std::string_view text) {
  reserve_numbers(text);
  // Taking a secret out may bring another one to light: `...key=` before it had no value of its own.
  std::string rest(text);
  for (auto spans = found_spans(rest); !spans.empty(); spans = found_spans(rest)) rest = replace(rest, spans);
}

std::string Redactor::redact(std::string_view text) {
  learn(text);
  std::string current(text);
  for (;;) {
    auto spans = found_spans(current);
    add_known_spans(current, spans);
    if (spans.empty()) return current;
    number_secrets();
    for (std::size_t i = 0, done = 0; i < spans.size(); ++i) {
      replaced_ += spans[i].begin >= done;
      done = std::max(done, spans[i].end);
    }
    current = replace(current, spans);
  }
}

}  // namespace secrets
