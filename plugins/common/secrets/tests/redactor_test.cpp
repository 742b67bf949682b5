#include <string>

#include <doctest/doctest.h>

#include <secrets/redactor.hpp>

#include "planted.hpp"

namespace {

const secrets::Scanner& scanner() {
  static const secrets::Scanner instance;
  return instance;
}

const std::string token = "kT7vQ2mZx9LpR4wB8nYc";

}  // namespace

TEST_CASE("the same value gets the same placeholder, kinds are numbered apart") {
  secrets::Redactor redactor(scanner());
  CHECK(redactor.redact("API_KEY=" + token + "\nMAIL=jo@site.org\nOLD_KEY=" + token +
                        "\nNEW_KEY=zW3rT8yU1iO6pA9sD4fG\n") ==
        "API_KEY=<SECRET:api_key:1>\nMAIL=<SECRET:email:1>\nOLD_KEY=<SECRET:api_key:1>\nNEW_KEY=<SECRET:api_"
        "key:2>\n");
  CHECK(redactor.redact("mail jo@site.org") == "mail <SECRET:email:1>");
  CHECK(redactor.replaced() == 5);
}

TEST_CASE("a value known from one field goes from earlier and later fields, with and without its name") {
  secrets::Redactor redactor(scanner());
  for (const std::string& field : {"use " + token + " please", "API_KEY=" + token, "x" + token + "y"})
    redactor.learn(field);
  CHECK(redactor.redact("use " + token + " please") == "use <SECRET:api_key:1> please");
  CHECK(redactor.redact("x" + token + "y") == "x<SECRET:api_key:1>y");
}

TEST_CASE("numbers follow the order in which fields are learnt, not that in which they are redacted") {
  secrets::Redactor redactor(scanner());
  redactor.learn("a@site.org");
  redactor.learn("b@site.org");
  CHECK(redactor.redact("b@site.org") == "<SECRET:email:2>");
  CHECK(redactor.redact("a@site.org") == "<SECRET:email:1>");
}

TEST_CASE("numbers of placeholders that stand in the text already are not given again") {
  secrets::Redactor redactor(scanner());
  CHECK(redactor.redact("a@site.org, later <SECRET:email:1>") == "<SECRET:email:2>, later <SECRET:email:1>");
}

TEST_CASE("a known value is found in its JSON spellings") {
  secrets::Redactor redactor(scanner());
  redactor.learn("password: 'pl0v/er!x9'");
  CHECK(redactor.redact("say pl0v/er!x9") == "say <SECRET:password:1>");
  CHECK(redactor.redact("say pl0v\\/er!x9") == "say <SECRET:password:1>");
}

TEST_CASE("a private key is one secret: whole, escaped, numbered, cut, or a line of it") {
  Random random(1);
  const std::string pem = random_pem(random, 6), other = random_pem(random, 6);
  std::string escaped;
  for (char c : pem) escaped += c == '\n' ? "\\n" : std::string(1, c);
  secrets::Redactor redactor(scanner());
  redactor.learn(pem);
  CHECK(redactor.redact(pem) == "<SECRET:private_key:1>");
  CHECK(redactor.redact(other) == "<SECRET:private_key:2>");
  CHECK(redactor.redact("{\"k\":\"" + escaped + "\"}") == "{\"k\":\"<SECRET:private_key:1>\"}");
  CHECK(redactor.redact(pem.substr(0, 250)) == "<SECRET:private_key:1>");
  const std::string line = pem.substr(pem.find('\n') + 1 + 65, 64);
  CHECK(redactor.redact("line " + line + " of it") == "line <SECRET:private_key:1> of it");
}

TEST_CASE("a plain word is replaced only where a rule finds it") {
  secrets::Redactor redactor(scanner());
  CHECK(redactor.redact("redis://:winter@cache/0 in the winter") ==
        "redis://:<SECRET:password:1>@cache/0 in the winter");
  CHECK(redactor.redact("DB_PASSWORD=w1nter; w1nter, w1nters") ==
        "DB_PASSWORD=<SECRET:password:2>; <SECRET:password:2>, w1nters");
}

TEST_CASE("thousands of different values are replaced in time") {
  std::string text, expected;
  for (int i = 1; i <= 20'000; ++i) {
    text += std::to_string(i) + ".person@site.org, ";
    expected += "<SECRET:email:" + std::to_string(i) + ">, ";
  }
  secrets::Redactor redactor(scanner());
  CHECK(redactor.redact(text) == expected);
}

TEST_CASE("JSON text stays well-formed where a secret follows an escape") {
  secrets::Redactor redactor(scanner());
  redactor.learn("n" + token);
  CHECK(redactor.redact("\"a\\njo@site.org\\tAPI_KEY=" + token + "\"") ==
        "\"a\\n<SECRET:email:1>\\tAPI_KEY=<SECRET:api_key:1>\"");
  redactor.learn("API_KEY=n" + token);
  const std::string json = "\"first\\n" + token + "\"";
  CHECK(redactor.redact(json) == "\"first\\n<SECRET:api_key:1>\"");
}

TEST_CASE("redacting what is redacted changes nothing, by the same and by another redactor") {
  secrets::Redactor first(scanner()), second(scanner());
  const std::string text =
      "Authorization: Bearer " + token + "\ncurl -u a:" + token + " https://jo:pl0ver@site.org jo@site.org";
  const std::string once = first.redact(text);
  CHECK(first.redact(once) == once);
  CHECK(second.redact(once) == once);
  CHECK(second.replaced() == 0);
}
