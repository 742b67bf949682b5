// A value that is known is hidden in every way it may be written.
#include <string>

#include <doctest/doctest.h>

#include <secrets/redactor.hpp>

namespace {

const secrets::Scanner& scanner() {
  static const secrets::Scanner instance;
  return instance;
}

std::string redacted(std::string_view known, std::string_view text) {
  secrets::Redactor redactor(scanner());
  redactor.learn(known);
  return redactor.redact(text);
}

}  // namespace

TEST_CASE("a known value is hidden in base64 at each alignment, in hexadecimal digits and URL-encoded") {
  const std::string known = "DB_PASSWORD='pl0v/er!x9Kd'";
  CHECK(redacted(known, "data: cGwwdi9lciF4OUtk") == "data: <SECRET:password:1>");          // alone
  CHECK(redacted(known, "data: am86cGwwdi9lciF4OUtk") == "data: <SECRET:password:1>");      // behind jo:
  CHECK(redacted(known, "data: YTpwbDB2L2VyIXg5S2Q=") == "data: <SECRET:password:1>");      // behind a:
  CHECK(redacted(known, "data: dXNlcjpwbDB2L2VyIXg5S2Q=") == "data: <SECRET:password:1>");  // behind user:
  CHECK(redacted(known,
                 "bytes 706c30762f657221783 or 706c30762f6572217839"
                 "4b64;") == "bytes 706c30762f657221783 or <SECRET:password:1>;");
  CHECK(redacted(known, "bytes 706C30762F65722178394B64;") == "bytes <SECRET:password:1>;");
  CHECK(redacted(known, "GET /?q=pl0v%2Fer%21x9Kd&x") == "GET /?q=<SECRET:password:1>&x");
  CHECK(redacted(known, "say pl0v\\/er!x9Kd") == "say <SECRET:password:1>");
}

TEST_CASE("what a URL-encoded or base64 value stands for is hidden as well") {
  CHECK(redacted("postgres://app:k9%40Lm%2Fq7x@db/x", "the password is k9@Lm/q7x") ==
        "the password is <SECRET:password:1>");
  CHECK(redacted("Authorization: Basic am86SzkzbGRqUXAy", "K93ldjQp2 of jo") == "<SECRET:password:1> of jo");
}

TEST_CASE("the beginning and the end of a long key are hidden, a like key is another one") {
  const std::string known = "API_KEY=kT7vQ2mZx9LpR4wB8nYcHs5Gd3Jf6Ae1";
  CHECK(redacted(known, "using kT7vQ2mZx9LpR4wB8n... as key") == "using <SECRET:api_key:1>... as key");
  CHECK(redacted(known, "ends in R4wB8nYcHs5Gd3Jf6Ae1") == "ends in <SECRET:api_key:1>");
}

TEST_CASE("a value parted into literals or lines is one secret") {
  secrets::Redactor redactor(scanner());
  CHECK(redactor.redact("let t = \"ghp_R4nd0mLook\" + \"ingT0kenValue98765xAbCdQwErTy\";") ==
        "let t = \"<SECRET:token:1>\";");
}
