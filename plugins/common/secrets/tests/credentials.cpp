#include "credentials.hpp"

#include "sample_values.hpp"

using namespace values;

namespace {

const std::vector<std::string>& bare_places() {
  static const std::vector<std::string> places = {"@V",
                                                  "KEY=@V",
                                                  "found @V in the log",
                                                  "  - @V",
                                                  "{\"v\": \"@V\"}",
                                                  "let c = Client::new(\"@V\");",
                                                  "curl https://h.internal/ -H 'X-Thing: @V'",
                                                  "2026-01-02T10:00:00Z INFO using @V",
                                                  "<value>@V</value>",
                                                  "x = '@V'"};
  return places;
}

void add_vendors(std::vector<SampleKind>& kinds) {
  const auto add = [&](const std::string& name, Make make) {
    kinds.push_back(in_places("vendor " + name, std::move(make), bare_places()));
  };
  add("openai", shape("sk-proj-", base62, 48));
  add("anthropic", shape("sk-ant-api03-", base64url, 93, "AA"));
  add("github", shape("ghp_", base62, 36));
  add("github fine",
      [](Random& r) { return "github_pat_11" + r.text(base62, 20) + "_" + r.text(base62, 59); });
  add("gitlab", shape("glpat-", base62, 20));
  add("aws id", shape("AKIA", upper32, 16));
  add("gcp", shape("AIza", base64url, 35));
  add("google oauth", shape("GOCSPX-", base62, 28));
  add("slack", [](Random& r) {
    return "xoxb-" + r.text("123456789", 12) + "-" + r.text("123456789", 12) + "-" + r.text(base62, 24);
  });
  add("stripe", shape("sk_live_", base62, 24));
  add("sendgrid", [](Random& r) { return "SG." + r.text(base62, 22) + "." + r.text(base62, 43); });
  add("npm", shape("npm_", base62, 36));
  add("crates.io", shape("cio", base62, 32));
  add("huggingface", shape("hf_", base62, 34));
  add("azure client", [](Random& r) { return r.text(base62, 3) + "8Q~" + r.text(base62, 34); });
  add("vault", shape("hvs.", base62, 90));
  add("terraform", [](Random& r) { return r.text(base62, 14) + ".atlasv1." + r.text(base62, 64); });
  add("telegram", [](Random& r) { return r.text("123456789", 10) + ":AA" + r.text(base62, 33); });
  add("discord", [](Random& r) {
    return "M" + r.text("DTjz", 1) + r.text(base62, 22) + "." + r.text(base62, 6) + "." + r.text(base62, 27);
  });
  add("mailchimp", shape("", hex, 32, "-us12"));
  add("databricks", shape("dapi", hex, 32));
  add("digitalocean", shape("dop_v1_", hex, 64));
  add("doppler", shape("dp.pt.", base62, 43));
  add("pulumi", shape("pul-", hex, 40));
  add("postman", [](Random& r) { return "PMAK-" + r.text(hex, 24) + "-" + r.text(hex, 34); });
  add("linear", shape("lin_api_", base62, 40));
  add("newrelic", shape("NRAK-", upper32, 27));
  add("sonar", shape("squ_", hex, 40));
  add("dynatrace", [](Random& r) { return "dt0c01." + r.text(upper32, 24) + "." + r.text(upper32, 64); });
  add("planetscale", shape("pscale_tkn_", base62, 43));
  add("airtable", [](Random& r) { return "pat" + r.text(base62, 14) + "." + r.text(hex, 64); });
  add("figma", shape("figd_", base62, 40));
  add("tailscale", [](Random& r) { return "tskey-auth-" + r.text(base62, 12) + "-" + r.text(base62, 32); });
  add("atlassian", shape("ATATT3xFfGF0", base62, 160));
  add("square", shape("sq0atp-", base64url, 22));
  add("shopify", shape("shpat_", hex, 32));
  add("twilio", shape("SK", hex, 32));
  add("docker", shape("dckr_pat_", base62, 27));
  add("flyio", shape("fo1_", base62, 43));
  add("octopus", shape("API-", "ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 27));
  add("onepassword", [](Random& r) {
    return "A3-" + r.text(upper32, 6) + "-" + r.text(upper32, 11) + "-" + r.text(upper32, 5) + "-" +
           r.text(upper32, 5) + "-" + r.text(upper32, 5);
  });
  add("jwt", [](Random& r) {
    return "eyJ" + r.text(base62, 33) + ".eyJ" + r.text(base62, 60) + "." + r.text(base64url, 43);
  });
}

void add_names(std::vector<SampleKind>& kinds) {
  kinds.push_back(in_places(
      "name without keyword", password,
      {"DB_PASS=@V\nDB_HOST=x", "export SMTP_PASS='@V'", "FTP_PW=@V", "MYSQL_PWD=@V", "LDAP_BIND_PW=\"@V\"",
       "db:\n  pass: @V\n  user: x", "[smtp]\npass = @V\n", "{\"pass\": \"@V\", \"user\": \"x\"}",
       "WIFI_PSK=@V", "wpa-psk @V0x", "redis.pass=@V", "dbPass: '@V'", "spring.datasource.pwd=@V"}));
  kinds.back().make = [old = kinds.back().make](Random& r) {
    Sample s = old(r);
    while (s.text.contains("wpa-psk")) s = old(r);
    return s;
  };
  kinds.push_back(in_places(
      "personal access token", [](Random& r) { return r.text("abcdefghijklmnopqrstuvwxyz234567", 52); },
      {"AZURE_PAT=@V", "GH_PAT=\"@V\"", "devops_pat: @V", "\"pat\": \"@V\"", "export ADO_PAT=@V"}));
  kinds.push_back(in_places(
      "storage key", [](Random& r) { return r.text(base64, 86) + "=="; },
      {"AZURE_STORAGE_KEY=@V",
       "DefaultEndpointsProtocol=https;AccountName=x;AccountKey=@V;EndpointSuffix=core.windows.net",
       "storage_account_key: \"@V\"", "AccountKey=@V", "SharedAccessKeyName=root;SharedAccessKey=@V"}));
  kinds.push_back(
      in_places("password with signs", odd_password,
                {"DB_PASSWORD=\"@V\"", "DB_PASSWORD='@V'", "PASSWORD=@V\n", "password: \"@V\"",
                 "\"password\": \"@V\"", "password = \"@V\"\n", "db.password=@V\n", "export PGPASSWORD='@V'",
                 "let password = \"@V\";", "const DB_PASSWORD: &str = \"@V\";"}));
  kinds.push_back(
      in_places("password with spaces",
                [](Random& r) { return word(r) + " " + word(r) + " " + word(r) + r.text("23456789", 1); },
                {"DB_PASSWORD=\"@V\"", "password: \"@V\"", "{\"passphrase\": \"@V\"}", "passphrase = '@V'",
                 "SIGNING_PASSPHRASE='@V'", "PASSWORD=@V\n"}));
  kinds.push_back(
      in_places("password of letters", letters,
                {"DB_PASSWORD=@V\n", "password = \"@V\"", "\"password\": \"@V\"", "POSTGRES_PASSWORD: \"@V\"",
                 "let password = \"@V\";", "PGPASSWORD=@V psql -h db"}));
  kinds.push_back(in_places("key by name", shape("", base62, 32),
                            {"API_KEY=@V",
                             "api_key: @V",
                             "const SECRET: &str = \"@V\";",
                             "\"client_secret\": \"@V\"",
                             "SECRET_KEY_BASE=@V",
                             "jwt_secret = '@V'",
                             "signing_key: '@V'",
                             "AUTH_TOKEN := @V",
                             "<apiKey>@V</apiKey>",
                             "SESSION_SECRET=@V",
                             "ENCRYPTION_KEY=@V",
                             "sentry_key: \"@V\"",
                             "DATADOG_KEY=@V",
                             "algolia_admin = \"@V\"",
                             "RAILS_MASTER_KEY=@V",
                             "webhookSecret: '@V'",
                             "MINIO_ROOT=@V",
                             "HMAC_KEY=\"@V\"",
                             "config.set_token(\"@V\")",
                             "api-key = @V",
                             "$env:DEPLOY_TOKEN = \"@V\"",
                             "set -gx API_TOKEN @V",
                             "setx API_TOKEN @V",
                             "ENV API_TOKEN @V",
                             "ENV NPM_AUTH @V",
                             "heroku config:set SIGNER_KEY=@V",
                             "gh secret set DEPLOY_KEY --body @V",
                             "gh secret set DEPLOY_KEY -b \"@V\"",
                             "vault kv put secret/app token=@V",
                             "redis-cli config set requirepass @V",
                             "aws configure set aws_session_token @V",
                             "kubectl create secret generic app --from-literal=token=@V",
                             "os.environ[\"API_TOKEN\"] = \"@V\"",
                             "process.env.API_TOKEN = '@V'",
                             "tokens:\n  deploy_token: @V\n"}));
}

void add_commands(std::vector<SampleKind>& kinds) {
  kinds.push_back(in_places("flag", password,
                            {"sshpass -p '@V' ssh pi@10.0.3.7 uptime",
                             "sshpass -p@V scp a b:",
                             "mosquitto_pub -h broker -u s7 -P @V -t lab -m 1",
                             "mosquitto_sub -u s7 -P \"@V\" -t x",
                             "mysql -u root -p@V shop < dump.sql",
                             "mysqldump -uapp -p'@V' shop",
                             "docker login -u bot -p @V registry.local",
                             "redis-cli -h cache -a @V ping",
                             "ldapsearch -x -D cn=admin -w @V -b dc=x",
                             "curl -u deploy:@V https://h.local/x",
                             "curl --user 'deploy:@V' https://h.local/x",
                             "mongosh -u root -p @V admin",
                             "sqlcmd -S db -U sa -P '@V' -Q 'select 1'",
                             "unzip -P @V a.zip",
                             "7z x -p@V a.7z",
                             "smbclient //nas/share -U jo%@V",
                             "lftp -u jo,@V ftp.local",
                             "openssl rsa -passin pass:@V -in k.pem",
                             "keytool -list -keystore k.jks -storepass @V",
                             "app --password @V",
                             "app --password=@V run",
                             "app --db-pass '@V'",
                             "az login --service-principal -u app -p @V --tenant t",
                             "http -a jo:@V GET h.local/x",
                             "gpg --batch --passphrase '@V' -d x.gpg",
                             "wget --password=@V https://h/x",
                             "ipmitool -I lanplus -H bmc -U admin -P @V power status",
                             "helm registry login r.local -u bot -p @V"}));
  kinds.push_back(
      in_places("positional", password,
                {"htpasswd -b .htpasswd jo @V", "htpasswd -cb /etc/nginx/.htpasswd jo '@V'",
                 "rabbitmqctl add_user jo @V", "rabbitmqctl change_password jo '@V'", "net user jo @V /add",
                 "mc alias set s3 https://minio.local accessname @V",
                 "echo '@V' | sudo -S systemctl restart x", "echo \"jo:@V\" | chpasswd",
                 "wpa_passphrase lab '@V'", "echo @V | docker login -u bot --password-stdin",
                 "CREATE USER app WITH PASSWORD '@V';", "CREATE USER 'app'@'%' IDENTIFIED BY '@V';",
                 "ALTER ROLE app PASSWORD '@V';", "sqlplus app/@V@//db:1521/x",
                 "nmcli dev wifi connect lab password '@V'", "rclone obscure '@V'", "redis> AUTH @V9"}));
  kinds.push_back(in_places("sentence",
                            [](Random& r) {
                              return r.text("PQRSTUVW", 1) + r.text("abcdefgh", 1) + r.text("23456789", 1) +
                                     r.text("kmnpqr", 2) + r.text("23456789", 2) + r.text("XYZ", 2) +
                                     r.text("stuv", 1);
                            },
                            {"the password is @V", "Use the password @V to log in", "user jo, pass @V",
                             "my token: @V, keep it safe"}));
  kinds.push_back(in_places("login token", shape("", base62, 40),
                            {"cargo login @V", "vault login @V", "ngrok config add-authtoken @V",
                             "huggingface-cli login --token @V", "wandb login @V"}));
}

void add_urls_and_headers(std::vector<SampleKind>& kinds) {
  kinds.push_back(in_places(
      "url", [](Random& r) { return r.text(base62, 10) + r.text("23456789", 3) + r.text(base62, 7); },
      {"git clone https://@V@git.local/x.git", "git clone https://@V:x-oauth-basic@git.local/x",
       "postgres://app:@V@db:5432/x", "redis://:@V@cache:6379/0",
       "https://acct.blob.local/c/f?sv=2024-01-01&sr=b&sig=@V%3D", "https://h.local/api?access_token=@V",
       "wss://h.local/?token=@V&x=1", "https://h.local/hook?key=@V", "amqps://svc:@V@mq.local/vh",
       "mongodb+srv://svc:@V@cluster0.local/x", "jdbc:postgresql://db/x?user=a&password=@V",
       "SENTRY_DSN=https://@V@o1.ingest.local/2",
       "https://api.telegram.org/bot7310459826:@VAAAAAAAAAAAAAA/getMe",
       "Server=db;Database=x;User Id=sa;Password=@V;", "ftp://jo:@V@ftp.local/"}));
  kinds.push_back(
      in_places("url escapes",
                [](Random& r) {
                  return r.text(base62, 4) + "%40" + r.text(base62, 4) + "%2F" + r.text(base62, 3) + "7";
                },
                {"postgres://app:@V@db:5432/x", "https://jo:@V@h.local/", "smtp://mail:@V@smtp.local:587"}));
  kinds.push_back(in_places(
      "header", shape("", base62, 40),
      {"curl -H 'X-Api-Key: @V' https://h", "Authorization: Bearer @V", "authorization: token @V",
       ".header(\"X-Auth-Token\", \"@V\")", "req.headers['Authorization'] = 'Bearer @V'",
       ".bearer_auth(\"@V\")", "PRIVATE-TOKEN: @V", "X-Vault-Token: @V", "Cookie: sid=@V; theme=dark",
       "Set-Cookie: session=@V; Path=/", "curl -b 'sessionid=@V' https://h",
       ".header(COOKIE, \"session=@V\")", "headers.insert(\"x-api-key\", HeaderValue::from_static(\"@V\"));",
       "{\"x-access-token\": \"@V\"}", "Proxy-Authorization: Bearer @V", "'Ocp-Apim-Subscription-Key': '@V'",
       "cookies={\"session_id\": \"@V\"}", "Authorization: AWS4-HMAC-SHA256 Credential=x, Signature=@V"}));
  kinds.push_back(in_places(
      "call", password,
      {"client.basic_auth(\"deploy\", Some(\"@V\"))", "server.login('jo', '@V')",
       "conn.set_credentials(\"jo\", \"@V\");", "Credentials::new(\"jo\".to_string(), \"@V\".to_string())",
       "auth=('jo', '@V')", "new NetworkCredential(\"jo\", \"@V\")",
       "DriverManager.getConnection(url(\"a\"), \"sa\", \"@V\")", "builder.password(\"@V\")",
       "opts.set_password(\"@V\")", "HTTPBasicAuth('jo', '@V')",
       "session.userauth_password(\"jo\", \"@V\")?;", "mysqli_connect(\"db\", \"app\", \"@V\")",
       "MqttOptions::new(\"id\", \"h\", 1883).set_credentials(\"jo\", \"@V\");"}));
  kinds.back().make = [old = kinds.back().make](Random& r) {
    Sample s = old(r);
    while (s.text.contains("url(\"a\")")) s = old(r);
    return s;
  };
}

void add_files(std::vector<SampleKind>& kinds) {
  kinds.push_back(
      in_places("file of known form", password,
                {"machine h.local\n  login jo\n  password @V\n", "db.local:5432:shop:app:@V", "*:*:*:app:@V",
                 "network={\n  ssid=\"lab\"\n  psk=\"@V\"\n}", "//registry.local/:_password=@V",
                 "<add key=\"ClearTextPassword\" value=\"@V\" />", "requirepass @V9",
                 "[client]\nuser=root\npassword=@V\n", "username=jo\npassword=@V\nhost=git.local"}));
  kinds.push_back(in_places("shadow",
                            [](Random& r) { return "$6$" + r.text(base62, 12) + "$" + r.text(base62, 86); },
                            {"root:@V:19723:0:99999:7:::", "jo:@V:19000::::::"}));
  kinds.push_back(
      in_places("jwk", shape("", base64url, 43),
                {"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
                 "\"d\":\"@V\"}",
                 "{\"kty\": \"oct\", \"k\": \"@V\"}", "{\n  \"kty\": \"OKP\",\n  \"d\": \"@V\"\n}"}));
  kinds.push_back(
      in_places("putty", [](Random& r) { return r.text(base64, 64) + "\n" + r.text(base64, 40); },
                {"PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: x\nPublic-Lines: "
                 "1\nAAAAC3NzaC1lZDI1NTE5\nPrivate-Lines: 2\n@V\nPrivate-MAC: 00\n"}));
  kinds.push_back(
      in_places("k8s", [](Random& r) { return r.text(base64, 32); },
                {"kind: Secret\ndata:\n  api-token: @V\n", "kind: Secret\ndata:\n  password: @V\n",
                 "stringData:\n  client-secret: \"@V\"\n"}));
  const auto parted = [](const std::string& name, const std::string& glue, const std::string& before,
                         const std::string& after) {
    return SampleKind{name, [=](Random& r) {
                        const std::string whole = "ghp_" + r.text(base62, 36);
                        const std::size_t cut = 8 + r.below(24);
                        return Sample{before + whole.substr(0, cut) + glue + whole.substr(cut) + after,
                                      whole.substr(cut)};
                      }};
  };
  kinds.push_back(parted("split literal", "\" + \"", "let t = \"", "\";"));
  kinds.push_back(parted("split python", "\"\n         \"", "TOKEN = (\"", "\")"));
  kinds.push_back(parted("split continuation", "\\\n  ", "curl -H 'X: ", "' https://h"));
  kinds.push_back(parted("split concat", "\", \"", "const T: &str = concat!(\"", "\");"));
  kinds.push_back(parted("split lines", "\n    ", "token: >-\n    ", "\nnext: 1"));
}

}  // namespace

std::vector<SampleKind> credential_kinds() {
  std::vector<SampleKind> kinds;
  add_vendors(kinds);
  add_names(kinds);
  add_commands(kinds);
  add_urls_and_headers(kinds);
  add_files(kinds);
  return kinds;
}
