// Keys of vendors under names that hold the vendor's, and values in every way to write name and value.
#include "credentials.hpp"
#include "sample_values.hpp"

using namespace values;

namespace {

constexpr std::string_view alnum = "abcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::string_view token_signs = "abcdefghijklmnopqrstuvwxyz0123456789-_";

std::string uuid(Random& r) {
  return r.text(hex, 8) + "-" + r.text(hex, 4) + "-" + r.text(hex, 4) + "-" + r.text(hex, 4) + "-" +
         r.text(hex, 12);
}

std::string upper_case(std::string text) {
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  return text;
}

// `@n` stands for the name in small letters, `@N` for the same in capitals.
std::vector<std::string> named(const std::vector<std::string>& places, const std::string& name) {
  std::vector<std::string> result;
  for (std::string place : places) {
    for (const auto& [mark, text] :
         {std::pair<std::string, std::string>{"@n", name}, {"@N", upper_case(name)}}) {
      for (auto at = place.find(mark); at != std::string::npos; at = place.find(mark, at + text.size()))
        place.replace(at, 2, text);
    }
    result.push_back(place);
  }
  return result;
}

const std::vector<std::string>& spellings() {
  static const std::vector<std::string> places = {
      "@n_token = \"@V\"",
      "@n_token: @V",
      "@N_TOKEN=@V\nRETRIES=3\n",
      "export @N_TOKEN='@V'",
      "\"@n_token\": \"@V\",",
      "{\"env\": \"@N_TOKEN=@V\\nRETRIES=3\"}",
      "{\"args\": \"{\\\"@n_token\\\": \\\"@V\\\"}\"}",
      "var @nToken string = \"@V\"",
      "\t@nToken := `@V`",
      "@nToken string = \"@V\"",
      "const @nToken = \"@V\";",
      "let @n_token: &str = \"@V\";",
      "let @n_token = r#\"@V\"#;",
      "const char @n_token[] = \"@V\";",
      "static const char *@n_token = \"@V\";",
      "#define @N_TOKEN \"@V\"",
      "$@nToken = '@V';",
      "$@nToken .= \"@V\";",
      "'@n_token' => '@V',",
      ":@n_token => \"@V\"",
      "{:@n_token \"@V\"}",
      "(def @n-token \"@V\")",
      "@n_token <- \"@V\"",
      "@N_TOKEN ?= @V",
      "@N_TOKEN ::= @V",
      "@N_TOKEN :::= @V",
      "@N_TOKEN += \"@V\"",
      "@n_token ||= \"@V\"",
      "@nToken ?\?= '@V';",
      "set(@N_TOKEN \"@V\")",
      "NSString *@nToken = @\"@V\";",
      "@n_token = \"\"\"@V\"\"\"",
      "@n_token = u\"@V\"",
      "String @nToken = \"@V\";",
      "val @nToken: String? = \"@V\"",
      "<@nToken>@V</@nToken>",
      "<@nToken>\n    @V\n</@nToken>",
      "<@nToken type=\"text\">@V</@nToken>",
      "<@nToken><![CDATA[@V]]></@nToken>",
      "<string name=\"@n_token\">@V</string>",
      "<property name=\"@n_token\" value=\"@V\"/>",
      "<key>@nToken</key>\n\t<string>@V</string>",
      "- name: @N_TOKEN\n  value: @V\n",
      "- name: @N_TOKEN\n  value: \"@V\"\n",
      "{\"name\": \"@N_TOKEN\", \"value\": \"@V\"}",
      "variable \"@n_token\" {\n  default = \"@V\"\n}",
      "System.setProperty(\"@N_TOKEN\", \"@V\")",
      "define('@N_TOKEN', '@V');",
      "os.environ.get(\"@N_TOKEN\", \"@V\")",
      "os.environ.get(\"@N_TOKEN\") or \"@V\"",
      "std::env::var(\"@N_TOKEN\").unwrap_or(\"@V\".to_string())",
      "std::env::var(\"@N_TOKEN\").unwrap_or_else(|_| \"@V\".into())",
      "process.env.@N_TOKEN || '@V'",
      "echo ${@N_TOKEN:-@V}",
      "| `@N_TOKEN` | `@V` |",
      "| @n_token | @V | yes |",
      "deploy --@n-token @V",
      "deploy --@n-token=@V",
      "-D@n.token=@V",
  };
  return places;
}

struct Vendor {
  std::string kind, name;
  Make value;
};

// Without a shape of their own.
std::vector<Vendor> vendors() {
  return {
      {"letters and digits", "droneci", shape("", alnum, 32)},
      {"of base64url", "fastly", shape("", base64url, 32)},
      {"short", "etsy", shape("", alnum, 24)},
      {"fourteen", "linkedin", shape("", alnum, 14)},
      {"sixteen", "linkedin", shape("", alnum, 16)},
      {"hex", "algolia", shape("", hex, 32)},
      {"hex in capitals", "meraki", shape("", "0123456789ABCDEF", 40)},
      {"short hex", "kucoin", shape("", hex, 24)},
      {"uuid", "hubspot", uuid},
      {"uuid in capitals", "snyk", [](Random& r) { return upper_case(uuid(r)); }},
      {"digits", "asana", shape("", digits, 16)},
      {"many digits", "discord", shape("", digits, 18)},
      {"halves", "contribsys", [](Random& r) { return r.text(hex, 8) + ":" + r.text(hex, 8); }},
      {"id and secret", "twitter",
       [](Random& r) { return r.text("123456789", 15) + "-" + r.text(base62, 26); }},
      {"number and secret", "telegram",
       [](Random& r) { return r.text("123456789", 9) + ":A" + r.text(token_signs, 34); }},
      {"long", "jfrog", shape("", alnum, 64)},
      {"with signs", "kraken",
       [](Random& r) { return r.text(alnum, 30) + "/" + r.text(alnum, 20) + "+" + r.text(alnum, 28); }},
      {"with equals", "intercom",
       [](Random& r) { return r.text(alnum, 20) + "=" + r.text(token_signs, 38) + "4"; }},
      {"prefixed", "sonar", [](Random& r) { return r.text(alnum, 40); }},
      {"access id", "sumologic", [](Random& r) { return "su" + r.text(base62, 12); }},
  };
}

void add_vendors(std::vector<SampleKind>& kinds) {
  for (const Vendor& vendor : vendors()) {
    kinds.push_back(in_places("named " + vendor.kind, vendor.value, named(spellings(), vendor.name)));
    kinds.push_back(in_places("named " + vendor.kind + " 2", vendor.value, named(spellings(), vendor.name)));
  }
}

// Each spelling of its own, with a value that has no shape.
void add_spellings(std::vector<SampleKind>& kinds) {
  std::size_t number = 0;
  for (const std::string& place : named(spellings(), "relay")) {
    kinds.push_back(in_places("spelling " + std::to_string(number++), shape("", base62, 32), {place}));
  }
}

void add_password_spellings(std::vector<SampleKind>& kinds) {
  kinds.push_back(in_places("password spellings", password,
                            {"- name: DB_PASSWORD\n  value: @V\n",
                             "- name: DB_PASSWORD\n  value: \"@V\"\n",
                             "{\"name\": \"DB_PASSWORD\", \"value\": \"@V\"}",
                             "<password>@V</password>",
                             "<password>\n  @V\n</password>",
                             "<string name=\"db_password\">@V</string>",
                             "<key>password</key>\n<string>@V</string>",
                             "<property name=\"password\" value=\"@V\"/>",
                             "var dbPassword string = \"@V\"",
                             "#define DB_PASSWORD \"@V\"",
                             "define('DB_PASSWORD', '@V');",
                             "dbPassword := `@V`",
                             "password <- \"@V\"",
                             "DB_PASSWORD ?= @V",
                             "'password' => '@V',",
                             "{:password \"@V\"}",
                             "const char password[] = \"@V\";",
                             "std::env::var(\"DB_PASSWORD\").unwrap_or(\"@V\".into())",
                             "os.getenv(\"DB_PASSWORD\", \"@V\")",
                             "process.env.DB_PASSWORD || '@V'",
                             "echo ${DB_PASSWORD:-@V}",
                             "variable \"db_password\" {\n  default = \"@V\"\n}",
                             "NSString *password = @\"@V\";",
                             "{\"args\": \"{\\\"password\\\": \\\"@V\\\"}\"}",
                             "| DB_PASSWORD | @V |"}));
  kinds.push_back(
      in_places("password with backslash",
                [](Random& r) { return r.text(base62, 5) + "\\\\Q" + r.text("23456789", 3) + "x"; },
                {"password: \"@V\"", "\"password\": \"@V\"", "DB_PASSWORD=\"@V\""}));
}

void add_shapes(std::vector<SampleKind>& kinds) {
  const std::vector<std::string> places = {
      "@V",         "KEY=@V\n",       "x := `@V`", "<value xsi:type=\"text\">@V</value>",
      "Sample= @V", "{\"v\":\"@V\"}", "see '@V'."};
  const auto add = [&](const std::string& name, Make make) {
    kinds.push_back(in_places("shape of " + name, std::move(make), places));
  };
  add("lob", shape("live_", hex, 35));
  add("lob test", shape("test_", hex, 35));
  add("lob public", shape("test_pub_", hex, 31));
  add("flutterwave", shape("FLWSECK_TEST-", hex, 32, "-X"));
  add("age", shape("AGE-SECRET-KEY-1", "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58));
  add("harness", [](Random& r) {
    return "pat." + r.text(base62, 22) + "." + r.text(alnum, 24) + "." + r.text(base62, 20);
  });
  add("azure with signs", [](Random& r) { return "~" + r.text(base62, 1) + ".8Q~" + r.text(base62, 34); });
  add("slack legacy", [](Random& r) {
    return "xoxo-" + r.text("123456789", 6) + "-" + r.text("123456789", 6) + "-" + r.text(hex, 30);
  });
  add("hugging face of letters", shape("hf_", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 34));
  add("escaped jwt", [](Random& r) {
    return "eyJ" + r.text(base62, 30) + ".eyJ" + r.text(base62, 20) + "\\/" + r.text(base62, 20) + "." +
           r.text(base62, 22) + "\\/" + r.text(base62, 20);
  });
  const auto uuid_after = [](const std::string& before) {
    return [before](Random& r) { return before + uuid(r); };
  };
  add("google ai", shape("AQ.Ab8RN6", base64url, 41));
  add("together", shape("tgp_v1_", base62, 43));
  add("cerebras", shape("csk-", alnum, 48));
  add("e2b", shape("e2b_", hex, 40));
  add("wandb", shape("wandb_v1_", base62, 60));
  add("vercel blob",
      [](Random& r) { return "vercel_blob_rw_" + r.text(base62, 16) + "_" + r.text(base62, 30); });
  add("convex", shape("prod:happy-otter-123|", base62, 60));
  add("mongodb", shape("mdb_sa_sk_", base62, 40));
  add("exoscale", shape("EXO", hex, 24));
  add("deno", shape("ddp_", base62, 36));
  add("jsr", shape("jsrp_", base62, 40));
  add("elastic", shape("essu_", base62, 60));
  add("apify", shape("apify_api_", base62, 36));
  add("open vsx", uuid_after("ovsxat_"));
  add("wakatime", uuid_after("waka_"));
  add("hubspot", uuid_after("pat-na1-"));
  add("clickup", [](Random& r) { return "pk_" + r.text(digits, 8) + "_" + r.text(upper32, 32); });
  add("trello", shape("ATTA", hex, 64));
  add("posthog", shape("phx_", base62, 43));
  add("datadog application", shape("ddapp_", base62, 34));
  add("matrix", [](Random& r) {
    return "syt_" + r.text(base62, 12) + "_" + r.text(base62, 20) + "_" + r.text(base62, 6);
  });
  add("razorpay", shape("rzp_live_", base62, 14));
  kinds.push_back(in_places("path of a url", shape("", base62, 32),
                            {"https://h.local/hooks/@V", "POST https://chat.local/api/webhooks/7310459826/@V",
                             "https://h.local/password-reset/@V", "https://h.local/invite/team/@V"}));
  kinds.push_back(in_places(
      "facebook app", [](Random& r) { return r.text("123456789", 16) + "|" + r.text(base64url, 26) + "k"; },
      {"facebook @V", "FB_APP_TOKEN=@V", "https://graph.local/me?access_token=@V", "fb_token: \"@V\""}));
  kinds.push_back(
      in_places("header of a scheme", shape("", hex, 40),
                {"curl -H \"Authorization: Api-Token @V\" https://h", "Authorization: GenieKey @V",
                 "Authorization: SSWS @V", "authorization: DeepL-Auth-Key @V", "-H \"Token: @V\" -d a=b"}));
  kinds.push_back(in_places(
      "curl user", [](Random& r) { return r.text(base62, 8) + r.text("23456789", 2) + "t4K"; },
      {"curl -u \":@V\" https://h:9200", "curl -u \"@V:\" https://h:9200", "curl --user jo:'@V' https://h",
       "curl -u @V: https://h", "curl --user \"{jo}\":\"{@V}\" https://h"}));
}

void add_other_places(std::vector<SampleKind>& kinds) {
  kinds.push_back(in_places("key in other places", shape("", base62, 32),
                            {"API_KEYS = [\"@V\"]",
                             "tokens: [\"first\", \"@V\"]",
                             "let api_keys = vec![\"@V\"];",
                             "tokens:\n  - @V\n",
                             "api_keys:\n  - \"@V\"\n",
                             "**API key**: `@V`",
                             "- **Token:** `@V`",
                             "Token: `@V`",
                             "[env]\nRELAY_TOKEN = { value = \"@V\", force = true }\n",
                             "fly secrets set RELAY=@V",
                             "fn default_token() -> String {\n    \"@V\".into()\n}",
                             "fn api_key() -> &'static str { \"@V\" }",
                             "def api_token():\n    return \"@V\"",
                             "#[arg(long, default_value = \"@V\")]\nrelay: String,",
                             "EncodingKey::from_secret(b\"@V\")",
                             "SecretString::new(\"@V\".into())",
                             "ApiKey::from(\"@V\")",
                             "let key: [u8; 32] = *b\"@V\";",
                             "proxy_set_header X-Api-Key @V;",
                             "the api key is @V",
                             "  token \"@V\"\n"}));
  kinds.push_back(in_places(
      "password in other places", password,
      {"**Password:** @V", "The password is `@V`.", "Password for jo: @V",
       "ssh-keygen -t ed25519 -N \"@V\" -f k", "ConvertTo-SecureString '@V' -AsPlainText -Force",
       "10.0.0.1 : PSK \"@V\"", "[env]\nDB_PASSWORD = { value = \"@V\" }\n", "  storePassword \"@V\"\n",
       "fn password() -> &'static str { \"@V\" }", "user jo insecure-password @V"}));
  kinds.push_back(in_places(
      "lines of tools", shape("", base62, 32),
      {"   11\t<relayToken>\n   12\t    @V\n   13\t</relayToken>\n", "11: let api_key =\n12:     \"@V\";\n",
       "00011| tokens:\n00012|   - @V\n", "+  - name: RELAY_TOKEN\n+    value: @V\n",
       "-<relayToken>\n-  @V\n-</relayToken>\n", "    11\\tlet api_key =\\n    12\\t    \\\"@V\\\";\\n"}));
  kinds.push_back(in_places("chosen secret",
                            [](Random& r) { return word(r) + "-" + word(r) + r.text("23456789", 2); },
                            {"JWT_SECRET=@V", "client_secret: @V\n", "session({ secret: \"@V\" })",
                             "\"webhookSecret\": \"@V\"", "client lab {\n  secret = @V\n}"}));
}

}  // namespace

std::vector<SampleKind> spelled_kinds() {
  std::vector<SampleKind> kinds;
  add_vendors(kinds);
  add_spellings(kinds);
  add_password_spellings(kinds);
  add_shapes(kinds);
  add_other_places(kinds);
  return kinds;
}
