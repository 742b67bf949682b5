#include <algorithm>
#include <charconv>
#include <utility>

#include <secrets/redactor.hpp>

#include "spelling.hpp"
#include "spellings.hpp"
#include "value_checks.hpp"

namespace secrets {
namespace {

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

// Is the character behind a backslash in JSON here, and part of its escape?
bool starts_in_escape(std::string_view text, std::size_t pos) {
  std::size_t backslashes = 0;
  while (backslashes < pos && text[pos - 1 - backslashes] == '\\') ++backslashes;
  return backslashes % 2 == 1 && is_one_of(text[pos], "nrtbfu\"/\\");
}

std::string placeholder_of(Kind kind, int number) {
  std::string result = "<SECRET:";
  return result.append(base::name_of(kind)).append(":").append(std::to_string(number)).append(">");
}

// To the whole run of digits, or the whole token.
void widen(std::string_view text, Reach reach, std::size_t& begin, std::size_t& end) {
  constexpr std::size_t longest = 4096;
  const std::string_view signs = reach == Reach::run ? "+/=-_" : "-_";
  const auto belongs = [&](char c) { return is_alnum(c) || signs.contains(c); };
  const std::size_t first = begin - std::min(begin, longest), last = std::min(text.size(), end + longest);
  while (begin > first && belongs(text[begin - 1]) && text[begin - 1] != '=' && !ends_escape(text, begin))
    --begin;
  while (end < last && belongs(text[end])) ++end;
}

}  // namespace

void Redactor::add_needles(const std::string& value, std::size_t secret) {
  for (Spelling& spelling : spellings_of(value))
    needles_.add({std::move(spelling.text), secret, static_cast<int>(spelling.reach)});
}

std::size_t Redactor::remember(const Finding& finding, std::string_view value) {
  const auto names = identities(finding.kind, value);
  std::size_t secret = secrets_.size();
  for (const std::string& name : names) {
    if (const auto known = identities_.find(name); known != identities_.end()) secret = known->second;
  }
  if (secret == secrets_.size()) secrets_.push_back({finding.kind, finding.rule});
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
      result += placeholder_of(secret.kind, secret.number);
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

void Redactor::add_known_spans(std::string_view text, std::vector<Span>& spans) {
  if (needles_.empty()) return;
  const auto placeholders = placeholder_spans(text);
  std::vector<Span> parts;
  needles_.find(text, [&](std::size_t begin, const Needle& needle) {
    std::size_t end = begin + needle.text.size();
    const auto reach = static_cast<Reach>(needle.reach);
    if (starts_in_escape(text, begin)) return;
    if (reach == Reach::word &&
        (!starts_token(text, begin) || (end < text.size() && is_alnum(text[end]) && is_alnum(text[end - 1]))))
      return;
    if (reach == Reach::run || reach == Reach::part) widen(text, reach, begin, end);
    if (overlaps(placeholders, {begin, end})) return;
    (reach == Reach::part ? parts : spans).push_back({begin, end, needle.secret});
  });
  std::vector<ByteRange> whole;  // a part counts where no whole value stands
  for (const Span& span : spans) whole.push_back({span.begin, span.end});
  whole = united(std::move(whole));
  std::erase_if(parts, [&](const Span& part) { return overlaps(whole, {part.begin, part.end}); });
  spans.insert(spans.end(), parts.begin(), parts.end());
  std::ranges::sort(spans, [](const Span& a, const Span& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
}

std::string_view Redactor::rule_of(std::string_view placeholder) const {
  for (const Secret& secret : secrets_) {
    if (placeholder_of(secret.kind, secret.number) == placeholder) return secret.rule;
  }
  return "";
}

void Redactor::learn(std::string_view text) {
  const std::size_t hash = std::hash<std::string_view>()(text);
  if (clean_.contains(hash)) return;
  reserve_numbers(text);
  auto spans = found_spans(text);
  if (spans.empty()) clean_.insert(hash);
  // Taking a secret out may bring another one to light: `...key=` before it had no value of its own.
  for (std::string rest; !spans.empty(); spans = found_spans(rest))
    rest = replace(rest.empty() ? text : std::string_view(rest), spans);
}

std::string Redactor::redact(std::string_view text) { return redacted(text).value_or(std::string(text)); }

std::optional<std::string> Redactor::redacted(std::string_view text) {
  std::optional<std::string> changed;
  bool known_clean = clean_.contains(std::hash<std::string_view>()(text));
  if (!known_clean) reserve_numbers(text);
  for (;; known_clean = false) {
    const std::string_view current = changed ? std::string_view(*changed) : text;
    auto spans = known_clean ? std::vector<Span>() : found_spans(current);
    add_known_spans(current, spans);
    if (spans.empty()) return changed;
    number_secrets();
    for (std::size_t i = 0, done = 0; i < spans.size(); ++i) {
      replaced_ += spans[i].begin >= done;
      done = std::max(done, spans[i].end);
    }
    changed = replace(current, spans);
  }
}

}  // namespace secrets
