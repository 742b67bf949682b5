// Values that only their name gives away: `generic-api-key` and `password-assignment`.
//
// Rust source is full of names such as `token` and `key`; what stands there is judged by its place. A bare
// word in code is a variable, whatever it looks like, unless it is as random as no variable is.
#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include <re2/re2.h>

#include "assignment.hpp"
#include "rules.hpp"
#include "spelling.hpp"
#include "value_checks.hpp"

namespace secrets {
namespace {

using Place = Assignment::Place;

constexpr std::size_t shortest_key = 10;
constexpr std::size_t shortest_weak_key = 16;  // under a name such as `key` alone
constexpr double weak_key_mixture = 0.3;
constexpr std::size_t shortest_password = 6;

// Names that hold no secret, although a keyword is in them (after the allow list of gitleaks' generic rule).
constexpr const char* innocent_name =
    R"((?i)(?:^|[_.-])author(?:s|ity|_\w+)?$|public|pub_?key|tokens?_?per|tokeni[sz]|monkey|turkey|keyword|keyboard|)"
    R"((?:token|tokens)_?(?:type|id|count|kind|name|len|url|uri|endpoint|index|file|path|limit|span|usage)s?\b|)"
    R"((?:max|min|total|num|page|continuation|cancel\w*|cancellation)_?(?:\w+_)?tokens?\b|)"
    R"(key_?(?:id|name|path|file|type|len|size|length|code|press|frame|alias|pair|usage|store|ring|chain)s?\b|)"
    R"((?:primary|foreign|sort|partition|cache|idempotency|hot|composite|natural|row|map|json|group|index|routing|)"
    R"(verifying|storage|object|s3|signature)_?keys?\b|access_?(?:id|time|level|mode|control|log|ed)\b|accessor|)"
    R"(accessib|secret_?(?:name|len|length|size|id|arn)s?\b|rapid|capital|)"
    R"(api_?(?:version|id|name|url|base|host|endpoint|path)s?\b|auth\w*_?(?:url|uri|endpoint|type|method|mode|path)\b|)"
    R"(credentials?_?(?:id|file|path|url|type)s?\b|checksum|digest|sha256|integrity|fingerprint|hash$)";

// Names that hold nothing else than a secret.
constexpr const char* telling_name =
    R"((?i)secret|token|passw|passphrase|pwd|api[_.-]?key|apikey|access[_.-]?key|auth[_.-]?key|private[_.-]?key|)"
    R"(encryption[_.-]?key|signing[_.-]?key|account[_.-]?key|cred|auth$|_auth\b)";

constexpr const char* password_name = R"((?i)(?:passw(?:or)?d|passphrase|pwd|passwort)(?:[_-]?[0-9])?$)";

struct Names {
  RE2 innocent{innocent_name, RE2::Latin1};
  RE2 telling{telling_name, RE2::Latin1};
  RE2 password{password_name, RE2::Latin1};
};

bool is(std::string_view name, const RE2& names) {
  return RE2::PartialMatch(re2::StringPiece(name.data(), name.size()), names);
}

bool is_key_char(char c) { return is_word(c) || is_one_of(c, ".=+/~-"); }

bool is_uuid(std::string_view value) { return value.size() == 36 && value[8] == '-' && value[23] == '-'; }

bool is_path(std::string_view value) {
  return value.starts_with('/') || value.starts_with("./") || value.starts_with("../") ||
         value.starts_with("~/");
}

double least_mixture(const Assignment& assignment) {
  return !assignment.quoted && assignment.place != Place::setting ? 0.35 : 0.2;
}

void judge_key(const Names& names, std::string_view text, Hit hit, Candidates& found) {
  auto assignment = read_assignment(text, hit.begin, hit.end);
  if (!assignment) return;
  std::string_view value = text.substr(assignment->begin, assignment->end - assignment->begin);
  while (!assignment->quoted && !value.empty() && is_one_of(value.back(), ".:")) value.remove_suffix(1);
  if (value.size() < shortest_key || !std::all_of(value.begin(), value.end(), is_key_char)) return;
  const bool random = looks_random(value, least_mixture(*assignment));
  if (!random && !are_random_letters(value)) return;
  if (is_path(value) || is_stand_in(value) || is(assignment->name, names.innocent)) return;
  if (!is(assignment->name, names.telling)) {
    if (assignment->place == Place::argument || value.size() < shortest_weak_key || is_uuid(value)) return;
    if (!random || mixture(value) < weak_key_mixture) return;
  }
  found.push_back({assignment->begin, assignment->begin + value.size()});
}

// Letters with digits or signs among them: `winter` may be a word of the text, `w1nter` is not.
bool is_mixed(std::string_view value) {
  const bool sign =
      std::any_of(value.begin(), value.end(), [](char c) { return !is_alnum(c) && !is_one_of(c, "_-."); });
  return has_letter(value) && (has_digit(value) || sign);
}

bool is_code(std::string_view value) {
  return is_path(value) || value.contains("://") || value.contains("::") ||
         is_one_of(value.front(), "$%*#=@:&!") || value.contains('(');
}

void judge_password(const Names& names, std::string_view text, Hit hit, Candidates& found) {
  const auto assignment = read_assignment(text, hit.begin, hit.end);
  if (!assignment || assignment->place != Place::setting) return;
  const std::string_view value = text.substr(assignment->begin, assignment->end - assignment->begin);
  if (value.size() < shortest_password || !is_mixed(value) || is_code(value)) return;
  if (is_stand_in(value) || is_default_password(value) || !is(assignment->name, names.password)) return;
  found.push_back({assignment->begin, assignment->end});
}

using Judge = void (*)(const Names& names, std::string_view text, Hit hit, Candidates& found);

// The keywords of one name are looked at once.
auto match_with(Judge judge, std::shared_ptr<const Names> names) {
  return [judge, names = std::move(names)](std::string_view text, Hit hit, Candidates& found) {
    judge(*names, text, hit, found);
    return name_end(text, hit.end);
  };
}

}  // namespace

void add_assignment_rules(std::vector<Rule>& rules) {
  const auto names = std::make_shared<const Names>();
  rules.push_back({"password-assignment",
                   Kind::password,
                   {"passw", "passphrase", "pwd"},
                   match_with(judge_password, names)});
  rules.push_back({"generic-api-key",
                   Kind::api_key,
                   {"access", "api", "auth", "cred", "key", "passw", "passphrase", "pwd", "secret", "token"},
                   match_with(judge_key, names)});
}

}  // namespace secrets
