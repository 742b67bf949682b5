// Private keys in PEM (RFC 7468) and OpenPGP armour (RFC 9580, 6.2).
//
// A block in a session is rarely clean: lines carry numbers (`12: `, `00012| `), diff signs or Rust quotes,
// newlines are escaped, a truncated output has lost either end. So a block is what reaches from its marker
// over runs of base64 that are parted by little else.
#include <algorithm>
#include <vector>

#include "rules.hpp"
#include "spelling.hpp"
#include "value_checks.hpp"

namespace secrets {
namespace {

constexpr std::size_t least_body = 20;         // base64 characters; less is a mere mention of the marker
constexpr std::size_t least_run = 20;          // shorter runs are body only beside a marker
constexpr std::size_t longest_separator = 40;  // "\\r\\n" twice escaped, quotes, indentation, a line number
constexpr std::size_t longest_header = 200;    // of a line such as `DEK-Info: AES-256-CBC,...`
constexpr std::size_t longest_tail =
    8192;  // looked at before an end marker; an RSA key of 8192 bits has 6,400

std::size_t run_end(std::string_view text, std::size_t pos) {
  while (pos < text.size() && is_base64(text[pos])) ++pos;
  return pos;
}

// Steps over one element of a separator at `pos`: an escape, a line number, a sign. `pos` if none is there.
std::size_t separator_step(std::string_view text, std::size_t pos) {
  if (pos >= text.size()) return pos;
  const char c = text[pos];
  if (c == '\\') {
    std::size_t i = pos;
    while (i < text.size() && text[i] == '\\') ++i;
    return i < text.size() && is_one_of(text[i], "nrt\"'") ? i + 1 : i;
  }
  if (is_space(c) || is_quote(c) || is_one_of(c, ",-+|>#*=:")) return pos + 1;
  std::size_t i = pos;
  while (i < text.size() && i - pos < 8 && is_digit(text[i])) ++i;
  return i > pos && i < text.size() && is_one_of(text[i], ":|\t") ? i + 1 : pos;
}

std::size_t separator_end(std::string_view text, std::size_t begin) {
  std::size_t pos = begin;
  while (pos - begin < longest_separator && !text.substr(pos).starts_with("-----")) {
    const std::size_t next = separator_step(text, pos);
    if (next == pos) break;
    pos = next;
  }
  return pos;
}

// `Proc-Type: 4,ENCRYPTED`, `Version: GnuPG v2`: up to the end of the line, real or escaped.
std::size_t header_end(std::string_view text, std::size_t begin) {
  std::size_t pos = begin;
  while (pos < text.size() && (is_letter(text[pos]) || text[pos] == '-')) ++pos;
  if (pos == begin || !text.substr(pos).starts_with(": ")) return begin;
  while (pos < text.size() && pos - begin < longest_header && !is_one_of(text[pos], "\n\r\\\"")) ++pos;
  return pos;
}

// End of `-----END ... KEY ...-----` at `pos`, or `pos`.
std::size_t end_marker_end(std::string_view text, std::size_t pos) {
  if (!text.substr(pos).starts_with("-----END ")) return pos;
  const std::size_t close = text.find("-----", pos + 5);
  if (close == std::string_view::npos || close - pos > 100) return pos;
  return !text.substr(pos, close - pos).contains("PRIVATE KEY") ? pos : close + 5;
}

bool marker_follows(std::string_view text, std::size_t pos) {
  const std::size_t marker = separator_end(text, pos);
  return end_marker_end(text, marker) != marker;
}

// Is the short run [begin, end) the last line of a key, or of what is left of it? OpenPGP has `=AbCd` as one
// line more.
bool is_last_line(std::string_view text, std::size_t end) {
  const std::size_t next = separator_end(text, end);
  return next == text.size() || marker_follows(text, end) || marker_follows(text, run_end(text, next));
}

bool is_path(std::string_view run) { return run.contains('/') && mixture(run) < 0.15; }

struct Body {
  std::size_t end = 0;   // of the last run that belongs to the key, or of the end marker behind it
  std::size_t size = 0;  // base64 characters
};

Body read_body(std::string_view text, std::size_t begin) {
  Body body{.end = begin};
  std::size_t pos = begin;
  for (;;) {
    const std::size_t run = separator_end(text, pos);
    if (const std::size_t end = end_marker_end(text, run); end != run) return {end, body.size};
    if (const std::size_t end = header_end(text, run); end != run && body.size == 0) {
      pos = end;
      continue;
    }
    const std::size_t end = run_end(text, run);
    if (end == run) return body;
    const bool short_run = end - run < least_run;
    const bool is_line =
        short_run ? body.size > 0 && is_last_line(text, end) : !is_path(text.substr(run, end - run));
    if (!is_line && !marker_follows(text, end)) return body;
    body.size += end - run;
    pos = body.end = end;
  }
}

void match_begin(std::string_view text, std::size_t begin, Candidates& found) {
  const std::size_t close = text.find("-----", begin + 5);
  if (close == std::string_view::npos || close - begin > 110) return;
  if (!text.substr(begin, close - begin).contains("PRIVATE KEY")) return;
  const Body body = read_body(text, close + 5);
  if (body.size >= least_body) found.push_back({begin, body.end});
}

// An end marker whose begin was cut off: the longest chain of runs that leads to it.
void match_end(std::string_view text, std::size_t begin, Candidates& found) {
  const std::size_t end = end_marker_end(text, begin);
  if (end == begin) return;
  std::vector<std::size_t> runs;  // begins, of those long enough to start a body
  const std::size_t marker = begin == 0 ? std::string_view::npos : text.rfind("-----", begin - 1);
  std::size_t i =
      std::max(begin - std::min(begin, longest_tail), marker == std::string_view::npos ? 0 : marker);
  while (i < begin) {
    const std::size_t stop = run_end(text, i);
    const std::size_t first = ends_escape(text, i + 1) ? i + 1 : i;
    if (stop >= first + least_run) runs.push_back(first);
    i = std::max(stop, i + 1);
  }
  std::size_t first = begin;
  while (!runs.empty() && read_body(text, runs.back()).end == end) {
    first = runs.back();
    runs.pop_back();
  }
  if (first != begin) found.push_back({first, end});
}

std::size_t match_private_key(std::string_view text, Hit hit, Candidates& found) {
  if (text.substr(hit.begin).starts_with("-----BEGIN")) match_begin(text, hit.begin, found);
  if (text.substr(hit.begin).starts_with("-----END")) match_end(text, hit.begin, found);
  return 0;
}

}  // namespace

void add_private_key_rule(std::vector<Rule>& rules) {
  rules.push_back({"private-key", Kind::private_key, {"-----begin", "-----end"}, match_private_key});
}

}  // namespace secrets
