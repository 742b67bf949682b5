// What must be left alone: code, placeholders, hashes, paths.
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <secrets/scanner.hpp>

namespace {

std::string first_hit(std::string_view text) {
  static const secrets::Scanner scanner;
  const auto findings = scanner.find(text);
  if (findings.empty()) return "";
  return findings[0].rule + "=" +
         std::string(text.substr(findings[0].begin, findings[0].end - findings[0].begin));
}

void none_hit(const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    CAPTURE(text);
    CHECK(first_hit(text) == "");
  }
}

}  // namespace

TEST_CASE("Rust code that speaks of tokens, keys and passwords is no secret") {
  none_hit({
      "let token = lexer.next_token();",
      "let token = self.tokens2.next_token_at(pos)?;",
      "pub struct Login { pub user: String, pub password: String }",
      "Login { user, password: password2.clone(), token: token_v2 }",
      "let key = hasher.finish().to_string();",
      "fn with_token(mut self, token: impl Into<String>) -> Self {",
      "let api_key = std::env::var(\"OPENAI_API_KEY\").context(\"OPENAI_API_KEY2 is not set\")?;",
      "map.insert(\"user_key_1\", \"value_of_user_1\");",
      "assert_eq!(parse(\"key=value1,other=value2\"), Ok(()));",
      "Token::Ident(name) => self.token_at(i32::from(x)),",
      "#[serde(rename = \"apiKeyV2\", alias = \"api-key-v2\")]",
      "const KEY_SIZE: usize = 1_048_576;",
      "let secret = Secret::new(env_secret2);",
      "let password = rpassword::prompt_password(\"Password: \")?;",
      "headers.insert(AUTHORIZATION, format!(\"Bearer {}\", token).parse()?);",
      "let auth = HeaderValue::from_str(&auth_value2)?;",
      "type Key = <Tree as Map>::Key64; type Access = sled::Access2;",
      "let access_token = oauth2::exchange_code2(client, code).await?;",
      "match token { Token::Number(n) => n, Token::Utf8(s) => s.parse()? }",
      "use secrecy::{ExposeSecret, SecretString}; use jsonwebtoken::{decode, DecodingKey};",
      "let pwd = std::env::current_dir()?; // PWD=/home/dev/tally2",
      "map.get(\"token\").unwrap_or(\"default_value_1\")",
      "let token = opts.token || default_token2;",
      "|token| token.kind_of2(x)",
      "fn next(token: Token2) -> Option<Token2> { token <- self.token3 }",
      "(\"password\") => Self::Password2(x),",
      "if map[\"token\"] > limit2 { vec![\"a1\"] }",
      "type Token = Vec<Token2>; // <Token as Kind>::Of2</",
      "expected token \"ident_1\" but found token \"literal_2\"",
      "key: \"aes128gcm_sha256_p384\".to_string(),",
      "password_hash: \"$argon2id$v=19$m=4096\",",
      "if line.starts_with(\"-----BEGIN RSA PRIVATE KEY-----\") { return Kind::Pem; }",
      "let url = format!(\"postgres://{user}:{password}@{host}/{db}\");",
      "fn is_whitespace_token2(t: &Token) -> bool { t.kind == TokenKind::Ws }",
      "Self::CachingSha2Password => \"caching_sha2_password\",",
      "n @ 1..=5 => n, x @ Some(_) => x",
      "error[E0599]: no method named `next_token2` found for struct `Lexer` in the current scope",
  });
}

TEST_CASE("what only begins like a key, or holds the name of a vendor in another word, is no secret") {
  none_hit({
      "- (id)hf_requiredTypesOfTheCharacteristicDisplay;",
      "&hf_servingcellprioritiesoftheparameterlist_h_prio,",
      "https://media.local/2018-250-xoxo-party-1.jpg",
      "SetSysctl = \"e7k2mzq9vtx4bnw0rj5p8hd3\"",
      "AppCameraKit: e75a0b4c98d2f6013a7be5c94d8261f0b3e7a9c5",
      "https://wiki.notion.site/API-9C4E07B1D25F48A6B3E8701D6FA2C495",
      "http://assets.local/video_box.ico-4e7b90d1c6a8f2350b9e7d41c8a6f053.png",
      "<UserSecretsId>7e4b90d1-c6a8-4f23-b9e7-d41c8a6f0532</UserSecretsId>",
      "discord_channel_id=299966725177270118",
      "let token = 1234567890123456789;",
      "token_expires: 1764412345678901",
      "USK@u7vn3Lh6Kte2,4~q8Q~3wIHjX9DT0yCNfQmr9oxmYrDZoQVLOdNg~yk0,AQAC",
  });
}

TEST_CASE("placeholders are no secrets") {
  none_hit({
      "API_KEY=<SECRET:api_key:1>",
      "{\"token\":\"<SECRET:token:12>\"}",
      "password = \"<SECRET:private_key:3>\"",
      "Authorization: Bearer <SECRET:token:1>",
      "postgres://app:<SECRET:password:1>@db/main",
      "Set-Cookie: sid=<SECRET:cookie:1>; Path=/",
      "mail <SECRET:email:1> now",
      "API_KEY=${API_KEY}",
      "token: $GITHUB_TOKEN",
      "Authorization: Bearer $TOKEN",
      "Authorization: Bearer {token}",
      "Authorization: Bearer YOUR_TOKEN_HERE",
      "api_key = \"your-api-key-1234\"",
      "OPENAI_API_KEY=sk-xxxxxxxxxxxxxxxxxxxxxxxx",
      "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
      "xoxb-your-bot-token-here",
      "password: changeme123",
      "token: ${{ secrets.CRATES_IO_TOKEN_V2 }}",
      "AKIAIOSFODNN7EXAMPLE",
      "secret_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      "API_TOKEN=************",
      "SECRET=%SECRET_VALUE1%",
      "curl -u user:pass https://h",
      "curl -u \"$USER:$TOKEN2\" https://h",
      "postgres://postgres:postgres@localhost:5432/test",
      "mysql://root:password@127.0.0.1/db",
      "amqp://guest:guest@mq",
      "mongodb://<user>:<password>@host",
  });
}

TEST_CASE("hashes, ids and versions are no secrets without a telling name") {
  none_hit({
      "commit 9f1c7be2d4a86035e7b1c9d2f84a6e0b53d7c81f",
      "index 3d93b42..8eb6d47 100644",
      "checksum = \"5f6a2b8c9d0e1f3a4b5c6d7e8f9a0b1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f7a\"",
      "name = \"keyring\"\nversion = \"2.3.3\"",
      "source = \"registry+https://github.com/rust-lang/crates.io-index\"",
      "name = \"tokenizers\"\nversion = \"0.22.1\"\nchecksum = \"9f1c7be2d4a86035e7b1c9d2f84a6e0b53d7c81f\"",
      "{\"hash\":\"9f1c7be2d4a86035e7b1c9d2f84a6e0b53d7c81f\"}",
      "\"callID\":\"call_e8cab8a025bca938e4ee64ec\"",
      "\"sessionID\":\"ses_1e4c9e446ffeqyDwyKVCPQdpAe\"",
      "target/debug/deps/tally-987f8078b6bf84ee",
      "SHA256:uNiVztksCsDhcc0u9e8BrrJXVUpP1mKq3pXjC3N0A1c",
      "key_id = 4be29d07c1f86a35e9d2047bb8c6f1a05d73e942",
      "public_key = \"kT7vQ2mZx9LpR4wB8nYc\"",
      "primary_key: 550e8400-e29b-41d4-a716-446655440000",
      "{\"tokens\":{\"input\":1234567890,\"output\":42}}",
      "max_tokens=4096000000",
      "\"read-password\": \"^1.0.0\"",
      "api: 1.2.3-beta.4+20240115",
      "uses: actions/cache@0c45773b623bea8c8e75f6c82b208c3cf94ea4f9",
      "task-a8f5f167f44f4964e6c998dee827110c",
      "risk-9f1c7be2d4a86035e7b1c9d2f84a6e0b53d7c81f",
  });
}

TEST_CASE("paths, URLs without a password and addresses of no person are left alone") {
  none_hit({
      "key_path = \"/etc/ssl/private/server2.key\"",
      "token: ./fixtures/auth/token1.json",
      "secrets = \"src/auth/mod2.rs:17\"",
      "SSH_AUTH_SOCK=/tmp/ssh-XXXX12/agent.1234",
      "https://crates.io/api/v1/crates/serde",
      "http://localhost:8080/users/7",
      "https://github.com/rust-lang/rust.git",
      "git@github.com:sharkdp/hexyl.git",
      "ssh://git@github.com/sharkdp/hexyl.git",
      "noreply@github.com",
      "https://dev@dev.azure.com/org/repo",
      "icon@2x.png",
      "serde@1.0.200 tokio@1.40",
      "user@1000.service",
      "http://localhost:8080/?to=a:b@c",
      "#[derive(Debug)] // @see Foo.bar",
  });
}
