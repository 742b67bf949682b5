// Finds secrets and personal data in text: keys of known vendors, private keys, passwords, cookies, e-mail
// addresses.
//
// A rule is a pattern behind a gate of keywords, most with an entropy limit and a list of what is allowed,
// after gitleaks (https://github.com/gitleaks/gitleaks, config/gitleaks.toml), plus what that lacks:
// crates.io, OpenRouter, Groq, database URLs, .netrc, cookies. Text may be plain or the inside of JSON
// strings: a finding never starts in the middle of an escape such as `\n`, nor ends in one.
//
// Rules are data, rules/*.toml. Text that is parted into literals (`"abc" + "def"`) or wrapped over lines is read
// as a whole, too.
//
// Deliberately no finding: what is named `...EXAMPLE`, placeholders (`<SECRET:api_key:1>`, `${VAR}`,
// `your-api-key`), samples that are published (jwt.io, RFCs, test vectors), made-up values of tests, well-known
// default passwords (`postgres:postgres@`), hashes without a telling name beside them, and the addresses `git@`
// (scp-like URLs), `noreply@`, those of nobody (`alice@example.com`) and those in literals of tests. Every other
// e-mail address is a finding.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <base/enum_names.hpp>

namespace secrets {

// What the placeholder of a secret calls it.
enum class Kind { api_key, token, password, private_key, cookie, email };
constexpr auto enum_names(Kind) {
  return base::names("api_key", "token", "password", "private_key", "cookie", "email");
}

struct Finding {
  std::string rule;  // as in "github-token"
  Kind kind = Kind::token;
  std::size_t begin = 0;  // bytes; [begin, end) is the secret alone, without its name and quotes
  std::size_t end = 0;
};

// Immutable after construction (about 10 ms); any number of threads may call find at once.
class Scanner {
 public:
  Scanner();

  // Sorted by begin, non-overlapping. Any bytes are accepted; what is not ASCII is never part of a keyword.
  std::vector<Finding> find(std::string_view text) const;

  // Their names, as in findings. Valid as long as a copy of the scanner lives.
  std::vector<std::string_view> rules() const;

 private:
  struct Parts;
  std::shared_ptr<const Parts> parts_;
};

}  // namespace secrets
