// The rules that are regular expressions. Shapes of keys: gitleaks config/gitleaks.toml at b58d3f1 and the
// vendors' documentation; lengths are taken as lower limits where a longer run can be nothing else, so that a
// key whose form has grown since is replaced whole.
#include <algorithm>
#include <memory>

#include <re2/re2.h>

#include "rules.hpp"
#include "spelling.hpp"
#include "value_checks.hpp"

namespace secrets {
namespace {

// How far behind its keyword a match may reach: the longest tokens in use have some thousand characters.
constexpr std::size_t longest_match = 16384;

using Accept = bool (*)(std::string_view value, std::string_view match);

bool any_value(std::string_view value, std::string_view) { return !is_stand_in(value); }
bool random_value(std::string_view value, std::string_view) {
  return (looks_random(value) || are_random_letters(value)) && !is_stand_in(value);
}
bool numbered_value(std::string_view value, std::string_view) {
  return has_digit(value) && !is_stand_in(value);
}
bool header_value(std::string_view value, std::string_view) {
  return !is_stand_in(value) && ((has_digit(value) && mixture(value) >= 0.15) || are_random_letters(value));
}
bool basic_value(std::string_view value, std::string_view) { return is_basic_credentials(value); }
bool password_value(std::string_view value, std::string_view) {
  return !is_stand_in(value) && !is_default_password(value) && !is_one_of(value.front(), "$[%*#/");
}
bool url_password(std::string_view value, std::string_view match) {
  const std::string_view user = match.substr(3, match.find(':', 3) - 3);  // behind "://"
  return value != user && password_value(value, match);
}

struct Pattern {
  std::string_view id;
  Kind kind;
  std::vector<std::string_view> keywords;
  const char* regex;  // starts at the keyword; group 1 is the secret
  double least_entropy = 0;
  Accept accept = any_value;
};

std::vector<Pattern> vendor_keys() {
  return {
      {"openai-api-key",
       Kind::api_key,
       {"sk-"},
       R"((sk-(?:(?:proj|svcacct|admin|service|user|None)-[A-Za-z0-9_-]{20,}|[A-Za-z0-9]{20,})))",
       3},
      {"anthropic-api-key", Kind::api_key, {"sk-ant-"}, R"((sk-ant-[a-z0-9]{2,12}-[A-Za-z0-9_-]{20,}))", 3},
      {"openrouter-api-key", Kind::api_key, {"sk-or-"}, R"((sk-or-(?:v[0-9]-)?[A-Za-z0-9]{32,}))", 3},
      {"sk-api-key", Kind::api_key, {"sk-"}, R"((sk-[a-z0-9]{1,12}-[A-Za-z0-9_-]{20,}))", 3, random_value},
      {"groq-api-key", Kind::api_key, {"gsk_"}, R"((gsk_[A-Za-z0-9]{40,}))", 3},
      {"xai-api-key", Kind::api_key, {"xai-"}, R"((xai-[A-Za-z0-9]{40,}))", 3},
      {"perplexity-api-key", Kind::api_key, {"pplx-"}, R"((pplx-[A-Za-z0-9]{32,}))", 3},
      {"replicate-api-token", Kind::token, {"r8_"}, R"((r8_[A-Za-z0-9]{30,}))", 3},
      {"aws-access-key-id",
       Kind::api_key,
       {"a3t", "akia", "asia", "abia", "acca"},
       R"(((?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16})\b)",
       3},
      {"aws-secret-access-key",
       Kind::api_key,
       {"secret_access_key", "secretaccesskey", "aws_secret_key"},
       R"re((?i:[a-z_]+)["'\\]*\s*[:=]{1,2}\s*["'\\]*([A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|$))re",
       3.5},
      {"aws-bedrock-api-key", Kind::api_key, {"absk"}, R"((ABSK[A-Za-z0-9+/]{100,}={0,2}))", 3},
      {"gcp-api-key", Kind::api_key, {"aiza"}, R"((AIza[\w-]{35,}))", 3},
      {"google-oauth-secret", Kind::api_key, {"gocspx-"}, R"((GOCSPX-[\w-]{24,}))", 3},
      {"google-oauth-token", Kind::token, {"ya29."}, R"((ya29\.[\w-]{20,}))", 3},
      {"github-token",
       Kind::token,
       {"ghp_", "gho_", "ghu_", "ghs_", "ghr_"},
       R"((gh[pousr]_[A-Za-z0-9]{30,}|ghs_[0-9]+_eyJ[\w.-]{20,}))",
       3},
      {"github-fine-grained-token", Kind::token, {"github_pat_"}, R"((github_pat_\w{50,}))", 3},
      {"gitlab-token",
       Kind::token,
       {"glpat-", "glptt-", "glrt-", "gldt-", "glft-", "glcbt-", "glffct-", "glimt-", "glagent-", "gloas-",
        "glsoat-"},
       R"((gl[a-z]{2,5}-[\w-]{20,}(?:\.[0-9a-z]{2}\.?[0-9a-z]{7,9})?))",
       3},
      {"gitlab-runner-token", Kind::token, {"gr1348941"}, R"((GR1348941[\w-]{20,}))", 3},
      {"huggingface-token", Kind::token, {"hf_", "api_org_"}, R"(((?:hf|api_org)_[A-Za-z0-9]{30,}))", 3},
      {"npm-token", Kind::token, {"npm_"}, R"((npm_[A-Za-z0-9]{36,}))", 3},
      {"pypi-token", Kind::token, {"pypi-"}, R"((pypi-[\w-]{50,}))", 3},
      {"crates-io-token", Kind::token, {"cio"}, R"((cio[A-Za-z0-9]{32})\b)", 3},
      {"crates-io-short-token", Kind::token, {"cio_"}, R"((cio_[a-z]{1,4}_[A-Za-z0-9]{20,}))", 3},
      {"slack-token",
       Kind::token,
       {"xox"},
       R"((xox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]{10,}))",
       2.5,
       numbered_value},
      {"slack-app-token", Kind::token, {"xapp-"}, R"((xapp-[0-9]-[A-Za-z0-9-]{10,}))", 2.5},
      {"slack-webhook",
       Kind::token,
       {"hooks.slack.com/"},
       R"(hooks\.slack\.com/(?:services|workflows|triggers)/([A-Za-z0-9+/]{20,}))",
       2.5,
       numbered_value},
      {"discord-webhook",
       Kind::token,
       {"discord.com/api/webhooks/", "discordapp.com/api/webhooks/"},
       R"(discord(?:app)?\.com/api/webhooks/([0-9]{10,}/[\w-]{40,}))",
       3},
      {"stripe-key",
       Kind::api_key,
       {"sk_test_", "sk_live_", "sk_prod_", "rk_test_", "rk_live_", "rk_prod_"},
       R"(([sr]k_(?:test|live|prod)_[A-Za-z0-9]{10,}))",
       3},
      {"stripe-webhook-secret", Kind::api_key, {"whsec_"}, R"((whsec_[A-Za-z0-9+/]{24,}={0,2}))", 3},
      {"sendgrid-api-key", Kind::api_key, {"sg."}, R"((SG\.[\w-]{16,32}\.[\w-]{16,64}))", 3},
      {"twilio-api-key", Kind::api_key, {"sk"}, R"((SK[0-9a-fA-F]{32})\b)", 3},
      {"mailgun-api-key", Kind::api_key, {"key-"}, R"((key-[0-9a-f]{32})\b)", 3},
      {"digitalocean-token",
       Kind::token,
       {"dop_v1_", "doo_v1_", "dor_v1_"},
       R"((do[por]_v1_[0-9a-f]{40,}))",
       3},
      {"vault-token", Kind::token, {"hvs.", "hvb.", "hvr."}, R"((hv[sbr]\.[\w-]{20,}))", 3, random_value},
      {"docker-token", Kind::token, {"dckr_pat_", "dckr_oat_"}, R"((dckr_[po]at_[\w-]{20,}))", 3},
      {"databricks-token", Kind::token, {"dapi"}, R"((dapi[0-9a-f]{32})\b)", 3},
      {"shopify-token",
       Kind::token,
       {"shpat_", "shpca_", "shppa_", "shpss_"},
       R"((shp[a-z]{2}_[0-9a-fA-F]{32}))",
       3},
      {"grafana-token",
       Kind::token,
       {"glsa_", "glc_"},
       R"((glsa_[A-Za-z0-9]{32}_[0-9A-Fa-f]{8}|glc_[A-Za-z0-9+/]{32,}={0,2}))",
       3},
      {"newrelic-api-key", Kind::api_key, {"nrak-"}, R"((NRAK-[A-Z0-9]{27}))", 3},
      {"linear-api-key", Kind::api_key, {"lin_api_"}, R"((lin_api_[A-Za-z0-9]{32,}))", 3},
      {"atlassian-token", Kind::token, {"atatt3"}, R"((ATATT3[\w=-]{40,}))", 3},
      {"notion-token", Kind::token, {"ntn_"}, R"((ntn_[A-Za-z0-9]{40,}))", 3},
      {"rubygems-token", Kind::token, {"rubygems_"}, R"((rubygems_[0-9a-f]{48}))", 3},
      {"supabase-token", Kind::token, {"sbp_"}, R"((sbp_[0-9a-f]{40}))", 3},
      {"sentry-token", Kind::token, {"sntrys_", "sntryu_"}, R"((sntry[su]_[\w+/=-]{30,}))", 3},
      {"onepassword-token", Kind::token, {"ops_eyj"}, R"((ops_eyJ[A-Za-z0-9+/]{100,}={0,2}))", 3},
      {"age-secret-key", Kind::private_key, {"age-secret-key-1"}, R"((AGE-SECRET-KEY-1[0-9A-Z]{58}))", 3},
  };
}

std::vector<Pattern> headers_and_urls() {
  return {
      // RFC 7519; the second dot of an encrypted token's empty key (RFC 7516) too.
      {"jwt", Kind::token, {"eyj"}, R"((eyJ[\w-]{10,}\.{1,2}[\w-]{10,}(?:\.[\w-]+){0,3}))", 3},
      {"authorization-basic",
       Kind::password,
       {"authorization"},
       R"re((?i:authorization["'\\]*\s*[:=,]{1,2}\s*["'\\]*basic)[ \t]+([A-Za-z0-9+/_-]{6,}={0,2}))re",
       0,
       basic_value},
      {"authorization-header",
       Kind::token,
       {"authorization"},
       R"re((?i:authorization["'\\]*\s*[:=,]{1,2}\s*["'\\]*(?:(?:bearer|token|apikey|api-key|negotiate)[ \t]+)?)([\w~+/.=-]{8,}))re",
       2.75,
       header_value},
      {"bearer-token",
       Kind::token,
       {"bearer"},
       R"((?i:bearer)(?:[ \t]|%20)+([\w~+/.=-]{16,}))",
       3,
       random_value},
      {"curl-auth-user",
       Kind::password,
       {"curl"},
       R"re(curl\b(?:[^\n]|\\\n){0,900}?[ \t](?:-u[ \t]?|--(?:proxy-)?user[ \t=]+)["'\\]*[^\s:"'\\<>{}$]{1,64}:([^\s"'\\<>{}]{3,}))re",
       0,
       password_value},
      {"url-password",
       Kind::password,
       {"://"},
       R"re(://[^\s:/@?#"'`<>\\{}$()]*:([^\s/"'`<>\\{}()]{3,})@[\w.\[-])re",
       0,
       url_password},
      {"netrc-password",
       Kind::password,
       {"machine"},
       R"re((?i:machine)(?:\s|\\[nrt])+[\w.:-]+(?:(?:\s|\\[nrt])+(?:login|account)(?:\s|\\[nrt])+[^\s\\"'<>]+){0,2}(?:\s|\\[nrt])+password(?:\s|\\[nrt])+([^\s\\"'<>]{3,}))re",
       0,
       password_value},
      {"session-cookie",
       Kind::cookie,
       {"sessionid", "session_id", "phpsessid", "jsessionid", "connect.sid", "_session", "session-token"},
       R"re((?i:[\w.-]+)=(?:s%3A)?([\w%.+/~-]{16,}))re",
       3,
       random_value},
  };
}

Rule rule_of(const Pattern& pattern) {
  RE2::Options options(RE2::Latin1);  // bytes, so that text which is not UTF-8 is read as well
  options.set_log_errors(false);
  auto regex = std::make_shared<const RE2>(pattern.regex, options);
  const double least_entropy = pattern.least_entropy;
  const Accept accept = pattern.accept;
  return {pattern.id, pattern.kind, pattern.keywords,
          [regex, least_entropy, accept](std::string_view text, Hit hit, Candidates& found) {
            if (is_alnum(text[hit.begin]) && !starts_token(text, hit.begin)) return std::size_t{0};
            const std::size_t limit = std::min(text.size(), hit.begin + longest_match);
            re2::StringPiece groups[2];
            if (!regex->Match(re2::StringPiece(text.data(), text.size()), hit.begin, limit, RE2::ANCHOR_START,
                              groups, 2)) {
              return std::size_t{0};
            }
            const std::string_view match(groups[0].data(), groups[0].size());
            const std::string_view value(groups[1].data(), groups[1].size());
            const auto begin = static_cast<std::size_t>(value.data() - text.data());
            if (!value.empty() && entropy(value) >= least_entropy && accept(value, match)) {
              found.push_back({begin, begin + value.size()});
            }
            return begin + value.size();
          }};
}

}  // namespace

void add_pattern_rules(std::vector<Rule>& rules) {
  for (const Pattern& pattern : vendor_keys()) rules.push_back(rule_of(pattern));
  for (const Pattern& pattern : headers_and_urls()) rules.push_back(rule_of(pattern));
}

}  // namespace secrets
