#include "credentials.hpp"
#include "sample_values.hpp"

using namespace values;

namespace {

std::string identifier(Random& r) { return word(r) + "_" + word(r); }

}  // namespace

std::vector<SampleKind> harmless_kinds() {
  std::vector<SampleKind> kinds;
  kinds.push_back(in_places("hash", shape("", hex, 40),
                            {"commit @V", "checksum = \"@V\"", "rev = \"@V\"", "uses: actions/cache@@V",
                             "sha1: @V", "let expected = \"@V\";", "{\"digest\":\"sha256:@V\"}"}));
  kinds.push_back(in_places(
      "test vector", shape("", hex, 32),
      {"#[test]\nfn aes() {\n    let key = hex!(\"@V\");\n}",
       "#[cfg(test)]\nmod tests {\n    const KEY: &str = \"@V\";\n}", "assert_eq!(hex::encode(key), \"@V\");",
       "#[test]\nfn mac() {\n    let secret = \"@V\";\n}", "    assert_eq!(token_of(x), \"@V\");"}));
  kinds.push_back(in_places("jwt.io",
                            [](Random&) {
                              return std::string(
                                  "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
                                  "eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ"
                                  ".SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c");
                            },
                            {"let token = \"@V\";", "TOKEN=@V", "Authorization: Bearer @V"}));
  kinds.push_back(in_places(
      "parser test", password,
      {"assert_eq!(url.password(), Some(\"@V\"));", "let u = Url::parse(\"https://jo:@V@h/\").unwrap();",
       "#[test]\nfn reads() {\n    let c = parse(\"password = '@V'\");\n}",
       "#[test]\nfn login_works() {\n    let s = login(\"alice\", \"@V\");\n}",
       "assert!(validate(\"@V\"));"}));
  kinds.push_back(
      in_places("mail in tests", [](Random& r) { return word(r) + "." + word(r) + "@" + word(r) + ".com"; },
                {"#[test]\nfn valid() {\n    assert!(is_email(\"@V\"));\n}", "assert_eq!(user.mail, \"@V\");",
                 "#[cfg(test)]\nmod tests {\n    const MAIL: &str = \"@V\";\n}"}));
  kinds.push_back(
      in_places("mail of nobody",
                [](Random& r) {
                  return r.pick(std::vector<std::string>{"alice", "bob", "user", "john.doe", "test1"}) +
                         "@example." + r.pick(std::vector<std::string>{"com", "org", "net"});
                },
                {"let m = \"@V\";", "mail: @V", "send(\"@V\")"}));
  kinds.push_back(
      in_places("identifier", identifier,
                {"let token = @V.next_token();", "password: @V.clone(),", "let key = @V(x)?;",
                 "api_key: self.@V,", "pub struct A { pub password: @V }", "let secret = @V::load();",
                 "fn login(@V: &str, password: &str) {", "--token $@V", "if token == @V {",
                 "map.insert(\"key\", @V);", "let pass = @V;", "for pass in @V {", "pass: @V,"}));
  kinds.push_back(in_places("placeholder",
                            [](Random& r) {
                              return r.pick(std::vector<std::string>{
                                  "your-api-key-here", "<password>", "${DB_PASSWORD}", "$TOKEN", "changeme",
                                  "xxxxxxxxxxxx", "{{ secret }}", "%PASSWORD%", "REPLACE_ME_123"});
                            },
                            {"API_KEY=@V", "password: @V", "Authorization: Bearer @V",
                             "curl -u jo:@V https://h", "export TOKEN=@V", "mysql -p@V"}));
  kinds.push_back(in_places(
      "uuid",
      [](Random& r) {
        return r.text(hex, 8) + "-" + r.text(hex, 4) + "-4" + r.text(hex, 3) + "-a" + r.text(hex, 3) + "-" +
               r.text(hex, 12);
      },
      {"id: @V", "request_id=@V", "let id = Uuid::parse_str(\"@V\")?;", "GET /users/@V", "trace: @V"}));
  kinds.push_back(in_places(
      "prose", word,
      {"The password is read from the @V.", "set the token to the @V", "login with the @V user",
       "pass: @V is fine", "test @V ... ok", "all tests pass, @V too", "the key of the @V map",
       "Password: enter @V", "auth @V middleware", "the token Base64Url is not the token Utf8Str16, @V",
       "password Argon2id and key Sha256Sum of @V", "cargo login @V"}));
  kinds.push_back(in_places(
      "code", identifier,
      {"let url = format!(\"postgres://{user}:{password}@{@V}/{db}\");", "cmd.arg(\"--password\").arg(&@V)",
       "docker run -p 8080:80 @V", "cargo test -p @V", "mkdir -p @V/src", "grep -b @V src", "ssh -p 2222 @V",
       "cp -u @V x", "cargo run -p @V -- --token-count 12", "use crate::auth::@V;", "Token::@V => 1,",
       "error[E0425]: cannot find value `@V` in this scope", "docker login @V", "set_var(\"@V\", \"1\")",
       "let (key, value) = line.split_once('=').ok_or(@V)?;", "zip -r @V.zip src", "git push -u origin @V"}));
  kinds.push_back(in_places("integrity", [](Random& r) { return "sha512-" + r.text(base64, 86) + "=="; },
                            {"\"integrity\": \"@V\"", "integrity=@V", "hash: @V"}));
  kinds.push_back(in_places("public key",
                            [](Random& r) { return "AAAAC3NzaC1lZDI1NTE5AAAAI" + r.text(base64, 43); },
                            {"ssh-ed25519 @V jo", "public_key: \"@V\"", "PUBLIC_KEY=@V"}));
  kinds.push_back(in_places("id of a key", [](Random& r) { return r.text(base62, 20); },
                            {"key_id = \"@V\"", "etag: \"@V\"", "page_token=@V", "nextPageToken: \"@V\"",
                             "cache_key: \"@V\"", "build: @V", "idempotency_key=@V"}));
  return kinds;
}
