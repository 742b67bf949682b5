// What must be found, and where it begins and ends.
#include <algorithm>
#include <string>

#include <doctest/doctest.h>

#include <base/json_text.hpp>
#include <secrets/scanner.hpp>

#include "planted.hpp"

namespace {

const secrets::Scanner& scanner() {
  static const secrets::Scanner instance;
  return instance;
}

// "rule=value" of each finding.
std::vector<std::string> found(std::string_view text) {
  std::vector<std::string> result;
  for (const secrets::Finding& finding : scanner().find(text)) {
    result.push_back(finding.rule + "=" +
                     std::string(text.substr(finding.begin, finding.end - finding.begin)));
  }
  return result;
}

using Found = std::vector<std::string>;

std::string json_inside(std::string_view text) {
  const std::string quoted = base::json_string(text);
  return quoted.substr(1, quoted.size() - 2);
}

}  // namespace

TEST_CASE("a secret is found wherever in a long text it stands") {
  constexpr std::size_t size = 3000;
  const std::string secret = "AKIAQ3EGRUXWTB7NHZ5M";
  for (std::size_t at = 0; at + secret.size() <= size; ++at) {
    std::string text(size, '\n');
    text.replace(at, secret.size(), secret);
    REQUIRE(found(text) == Found{"aws-access-key-id=" + secret});
  }
}

TEST_CASE("a rule finds its secret, exactly, at the start of a line") {
  Random random(1);
  for (int round = 0; round < 20; ++round) {
    for (const Planted& planted : plant_all(random)) {
      const std::string text = "some words\n" + planted.whole() + "\nmore words\n";
      CAPTURE(text);
      REQUIRE(found(text) == Found{planted.rule + "=" + planted.value});
    }
  }
}

TEST_CASE(
    "secrets are found behind an escaped newline, a quote, a tab, a colour code, an escaped equals sign") {
  Random random(2);
  for (const Planted& planted : plant_all(random)) {
    for (std::string lead :
         {"x\\n", "x\\r\\n", "x\\t", "x\\\\n", "\x1b[32m", "\\u001b[0;1m", "a\\u003d", "(", "'", "="}) {
      const std::string text = lead + json_inside(planted.whole()) + "\\n\\\"done\\\"";
      CAPTURE(text);
      const auto findings = scanner().find(text);
      REQUIRE(findings.size() == 1);
      const std::string value = json_inside(planted.value);
      CHECK(text.substr(findings[0].begin, findings[0].end - findings[0].begin) == value);
    }
  }
}

TEST_CASE("the settings of an environment file as a tool prints it") {
  const std::string text =
      "# relay development settings\nRELAY_BIND=127.0.0.1:7070\n"
      "RELAY_API_KEY=sk-proj-Hw4Pn8Qz2Lk6Vt0Xc5Bm9Rj3Df7Gs1Ya4Ue8Io2Nw6Tq0Zx\n"
      "METRICS_TOKEN=\"4be29d07c1f86a35e9d2047bb8c6f1a05d73e942\"\nADMIN_EMAIL=jana.novak@example.org\n";
  CHECK(found(text) == Found{"openai-api-key=sk-proj-Hw4Pn8Qz2Lk6Vt0Xc5Bm9Rj3Df7Gs1Ya4Ue8Io2Nw6Tq0Zx",
                             "generic-api-key=4be29d07c1f86a35e9d2047bb8c6f1a05d73e942",
                             "email=jana.novak@example.org"});
}

TEST_CASE("a name and an assignment give away a random value, in many spellings") {
  const std::string value = "kT7vQ2mZx9LpR4wB8nYc";
  for (std::string text :
       {"export SECRET_KEY_BASE=" + value, "api_token: " + value, "apiKey = '" + value + "'",
        "AUTH_TOKEN := " + value, "{\"accessKey\":\"" + value + "\"}",
        "config[\"token\"] = \"" + value + "\";", "let token = String::from(\"" + value + "\");",
        "let api_key =\n        \"" + value + "\";", "static TOKEN: &'static str = \"" + value + "\";",
        "headers.insert(\"x-api-key\", \"" + value + "\")", "token: Some(\"" + value + "\".into()),",
        "<secret>" + value + "</secret>", "https://h/?access_token=" + value + "&x=1",
        "API_KEY=" + value + "; cargo run", "const KEY: &[u8] = b\"" + value + "\";",
        "env:\n  - SIGNING_SECRET=" + value, "if token == \"" + value + "\" {",
        "cargo publish --token " + value}) {
    CAPTURE(text);
    const auto findings = scanner().find(text);
    REQUIRE(findings.size() == 1);
    CHECK(text.substr(findings[0].begin, findings[0].end - findings[0].begin) == value);
  }
}

TEST_CASE("a random value without any digit is found by its jumble of capitals") {
  CHECK(found("API_KEY=zNfnKuRuqhgTFbEEvrZutCfVTbKFoBhf") ==
        Found{"generic-api-key=zNfnKuRuqhgTFbEEvrZutCfVTbKFoBhf"});
  CHECK(found("API_KEY=HttpRequestAuthenticationHeaderName").empty());
}

TEST_CASE("passwords are found in settings, with signs and below the entropy of keys") {
  CHECK(found("DB_PASSWORD=hunter2!") == Found{"password-assignment=hunter2!"});
  CHECK(found("[db]\npassword = \"w1nter-w0nder\"\n") == Found{"password-assignment=w1nter-w0nder"});
  CHECK(found("{\"password\": \"Tr0ub4dor&3\"}") == Found{"password-assignment=Tr0ub4dor&3"});
  CHECK(found("user=bob&password=s3cr3tpw&grant=x") == Found{"password-assignment=s3cr3tpw"});
  CHECK(found("PGPASSWORD=x9!plover psql") == Found{"password-assignment=x9!plover"});
  CHECK(found("redis://:pl0ver@cache:6379/0") == Found{"url-password=pl0ver"});
  CHECK(found("amqp://svc:p@ss@mq.internal") == Found{"url-password=p@ss"});
  CHECK(found("curl --user 'svc:pl0ver!' https://x.internal") == Found{"curl-auth-user=pl0ver!"});
  CHECK(found("machine h.internal\n  login bob\n  password pl0ver\n") == Found{"netrc-password=pl0ver"});
}

TEST_CASE("cookies are found one by one, without their attributes") {
  CHECK(found("Cookie: theme=dark; sid=a8Jk2Lq9; jwt=Zq81mPx02Lw7Kv; lang=en") ==
        Found{"cookie=a8Jk2Lq9", "cookie=Zq81mPx02Lw7Kv"});
  CHECK(found(R"("set-cookie":["a=9fK2mQ7xLp4Rw8Bn; Path=/","session=h3Jx0Qw2; Secure"])") ==
        Found{"cookie=9fK2mQ7xLp4Rw8Bn", "cookie=h3Jx0Qw2"});
}

TEST_CASE("a private key is found whole in any dress") {
  Random random(3);
  const std::string pem = random_pem(random, 5);
  const auto whole = [&](const std::string& text) {
    const auto findings = scanner().find(text);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].rule == "private-key");
    return text.substr(findings[0].begin, findings[0].end - findings[0].begin);
  };
  CHECK(whole("key:\n" + pem + "\nThe end.") == pem);
  CHECK(whole("{\"key\":\"" + json_inside(pem) + "\\n\"}") == json_inside(pem));
  CHECK(whole(json_inside(json_inside(pem))) == json_inside(json_inside(pem)));

  std::string numbered, diff;
  std::size_t line = 9;
  std::string rest = pem + "\n";
  for (auto end = rest.find('\n'); end != std::string::npos; rest.erase(0, end + 1), end = rest.find('\n')) {
    numbered += std::to_string(line++) + ": " + rest.substr(0, end) + "\n";
    diff += "+" + rest.substr(0, end) + "\n";
  }
  CHECK(whole(numbered) == numbered.substr(3, numbered.size() - 4));
  CHECK(whole(diff) == diff.substr(1, diff.size() - 2));
}

TEST_CASE("a private key is found where a cut output has lost its end or its beginning") {
  Random random(4);
  const std::string pem = random_pem(random, 5);
  const std::string head = pem.substr(0, 200), tail = pem.substr(100);
  for (std::string text : {head, head + "\n\n... 12 lines truncated ...", json_inside(head),
                           "x\n" + tail + "\n", "\"" + json_inside(tail) + "\""}) {
    CAPTURE(text);
    const auto findings = scanner().find(text);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].end - findings[0].begin >= (!text.contains("END") ? 190 : 200));
  }
  const std::string prose = head + "\nThe file was cut here, and this sentence is no key.";
  const auto findings = scanner().find(prose);
  REQUIRE(findings.size() == 1);
  CHECK(prose.substr(findings[0].end).ends_with("The file was cut here, and this sentence is no key."));
}

TEST_CASE("findings are sorted and do not overlap, where several rules see the same secret") {
  Random random(5);
  std::string text;
  for (const Planted& planted : plant_all(random)) text += "token: " + planted.whole() + " ";
  const auto findings = scanner().find(text);
  CHECK(findings.size() > 50);
  for (std::size_t i = 1; i < findings.size(); ++i) CHECK(findings[i - 1].end <= findings[i].begin);
}

TEST_CASE("text made of keywords is read in time") {
  for (std::string unit : {"sk-a-",
                           "token=",
                           "key.",
                           "-----BEGIN PRIVATE KEY-----",
                           "-----END PRIVATE KEY-----",
                           "a@b.",
                           "cookie=a,",
                           "eyJaaaaaaaaaaaa.",
                           "://a:",
                           "bearer ",
                           "tokens: [\"",
                           "tokens:\n- token",
                           "<token a",
                           "token\\\\n",
                           "token() {",
                           "token=\"\\",
                           "| token",
                           "key</key><a>",
                           "name: token\n value",
                           ".eyaaaaaaaaaaaaaaaaaaa",
                           "/hook"}) {
    std::string text;
    while (text.size() < 1'000'000) text += unit;
    CAPTURE(unit);
    CHECK(scanner().find(text).size() < 400'000);  // each takes minutes, where reading is quadratic
  }
}

TEST_CASE("any bytes are read without harm") {
  Random random(6);
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  for (int round = 0; round < 200; ++round) {
    std::string text = random.text(all, random.below(400));
    for (const Planted& planted : plant_all(random)) {
      if (random.below(8) == 0) text.insert(random.below(text.size() + 1), planted.whole());
    }
    for (const secrets::Finding& finding : scanner().find(text)) {
      REQUIRE(finding.begin < finding.end);
      REQUIRE(finding.end <= text.size());
    }
  }
  CHECK(scanner().find("").empty());
  CHECK(found("\xff\xfe password=\"s3cr3t!pw\" \xc3(") == Found{"password-assignment=s3cr3t!pw"});
}
