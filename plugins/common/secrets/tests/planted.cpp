#include "planted.hpp"

namespace {

constexpr std::string_view base62 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::string_view base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view hex = "0123456789abcdef";

std::string base64_of(std::string_view text) {  // of a multiple of three bytes
  std::string result;
  for (std::size_t i = 0; i + 2 < text.size(); i += 3) {
    const unsigned bits = static_cast<unsigned>(text[i]) << 16 | static_cast<unsigned>(text[i + 1]) << 8 |
                          static_cast<unsigned>(text[i + 2]);
    for (int shift = 18; shift >= 0; shift -= 6) result += base64[bits >> shift & 63];
  }
  return result;
}

// Keys that stand for themselves.
std::vector<Planted> vendor_keys(Random& r) {
  const auto token = [&](std::size_t size) { return r.text(base62, size); };
  const auto plain = [](std::string rule, std::string value) {
    return Planted{std::move(rule), "", std::move(value), ""};
  };
  return {
      plain("openai-api-key", "sk-proj-" + token(48)),
      plain("openai-api-key", "sk-" + token(20) + "T3BlbkFJ" + token(20)),
      plain("openai-api-key", "sk-svcacct-" + token(60) + "_" + token(13) + "T3BlbkFJ" + token(74)),
      plain("anthropic-api-key", "sk-ant-api03-" + token(60) + "-" + token(32) + "AA"),
      plain("openrouter-api-key", "sk-or-v1-" + r.text(hex, 64)),
      plain("sk-api-key", "sk-lf-" + token(32)),
      plain("groq-api-key", "gsk_" + token(52)),
      plain("xai-api-key", "xai-" + token(80)),
      plain("perplexity-api-key", "pplx-" + token(48)),
      plain("replicate-api-token", "r8_" + token(37)),
      plain("aws-access-key-id", "AKIA" + r.text(upper, 16)),
      plain("aws-bedrock-api-key", "ABSK" + token(128)),
      plain("gcp-api-key", "AIza" + token(35)),
      plain("google-oauth-secret", "GOCSPX-" + token(28)),
      plain("google-oauth-token", "ya29." + token(60)),
      plain("github-token", "ghp_" + token(36)),
      plain("github-token", "ghs_" + token(36)),
      plain("github-fine-grained-token", "github_pat_" + token(22) + "_" + token(59)),
      plain("gitlab-token", "glpat-" + token(20)),
      plain("gitlab-runner-token", "GR1348941" + token(20)),
      plain("huggingface-token", "hf_" + token(34)),
      plain("npm-token", "npm_" + token(36)),
      plain("pypi-token", "pypi-AgEIcHlwaS5vcmc" + token(120)),
      plain("crates-io-token", "cio" + token(32)),
      plain("crates-io-short-token", "cio_tp_" + token(32)),
      plain("slack-token",
            "xoxb-" + r.text("123456789", 12) + "-" + r.text("123456789", 12) + "-" + token(24)),
      plain("slack-app-token",
            "xapp-1-A0" + r.text(upper, 9) + "-" + r.text("123456789", 13) + "-" + r.text(hex, 64)),
      plain("stripe-key", "sk_live_" + token(24)),
      plain("stripe-key", "rk_test_" + token(99)),
      plain("stripe-webhook-secret", "whsec_" + token(32)),
      plain("sendgrid-api-key", "SG." + token(22) + "." + token(43)),
      plain("twilio-api-key", "SK" + r.text(hex, 32)),
      plain("mailgun-api-key", "key-" + r.text(hex, 32)),
      plain("digitalocean-token", "dop_v1_" + r.text(hex, 64)),
      plain("vault-token", "hvs." + token(90)),
      plain("docker-token", "dckr_pat_" + token(27)),
      plain("databricks-token", "dapi" + r.text(hex, 32)),
      plain("shopify-token", "shpat_" + r.text(hex, 32)),
      plain("grafana-token", "glsa_" + token(32) + "_" + r.text(hex, 8)),
      plain("newrelic-api-key", "NRAK-" + r.text(upper, 27)),
      plain("linear-api-key", "lin_api_" + token(40)),
      plain("atlassian-token", "ATATT3xFfGF0" + token(160)),
      plain("notion-token", "ntn_" + token(46)),
      plain("rubygems-token", "rubygems_" + r.text(hex, 48)),
      plain("supabase-token", "sbp_" + r.text(hex, 40)),
      plain("sentry-token", "sntrys_" + token(80)),
      plain("onepassword-token", "ops_eyJ" + token(200)),
      plain("age-secret-key", "AGE-SECRET-KEY-1" + r.text(upper, 58)),
      plain("jwt", "eyJ" + token(33) + ".eyJ" + token(60) + "." + token(43)),
  };
}

// Values that only their surroundings give away.
std::vector<Planted> settings(Random& r) {
  const auto token = [&](std::size_t size) { return r.text(base62, size); };
  const std::string mail =
      r.text("abcdefghijklmnop", 8) + "." + r.text("abcdefghijklmnop", 6) + "@example.com";
  const std::string word = r.text("abcdefgh", 4) + r.text("23456789", 3) + r.text("QRSTUVW", 3);
  return {
      {"aws-secret-access-key", "aws_secret_access_key = ", r.text(base64, 39) + token(1), ""},
      {"slack-webhook", "https://hooks.slack.com/services/",
       "T" + token(10) + "/B" + token(10) + "/" + token(24), ""},
      {"discord-webhook", "https://discord.com/api/webhooks/", "1" + r.text("23456789", 17) + "/" + token(68),
       ""},
      {"authorization-header", "Authorization: Bearer ", token(32), ""},
      {"authorization-basic", "Authorization: Basic ", base64_of("admin:" + token(12)), ""},
      {"bearer-token", "sent with bearer ", token(40), ""},
      {"curl-auth-user", "curl -s -u deploy:", word, " https://registry.internal/v2"},
      {"url-password", "postgres://app:", word, "@db.internal:5432/main"},
      {"netrc-password", "machine api.internal login bot password ", word, ""},
      {"session-cookie", "PHPSESSID=", token(32), ""},
      {"cookie", "Set-Cookie: sid=", token(32), "; Path=/; HttpOnly"},
      {"generic-api-key", "METRICS_TOKEN=\"", r.text(hex, 40), "\""},
      {"generic-api-key", "RELAY_API_KEY=", token(40), ""},
      {"generic-api-key", "\"client_secret\": \"", token(24), "\","},
      {"generic-api-key", "const API_KEY: &str = \"", token(32), "\";"},
      {"generic-api-key", ".with_token(\"", token(32), "\")"},
      {"generic-api-key", "--api-key ", token(32), ""},
      {"password-assignment", "DB_PASSWORD=", word + "!", ""},
      {"password-assignment", "password: \"", word + "#x", "\""},
      {"email", "ADMIN_EMAIL=", mail, ""},
      {"private-key", "", random_pem(r, 4), ""},
  };
}

}  // namespace

std::string random_pem(Random& random, std::size_t lines) {
  std::string pem = "-----BEGIN PRIVATE KEY-----\n";
  for (std::size_t i = 0; i < lines; ++i) pem += random.text(base64, 64) + "\n";
  return pem + random.text(base64, 18) + "==\n-----END PRIVATE KEY-----";
}

std::vector<Planted> plant_all(Random& random) {
  std::vector<Planted> all = vendor_keys(random);
  for (Planted& planted : settings(random)) all.push_back(std::move(planted));
  return all;
}
