#include <string>

#include <doctest/doctest.h>

#include <session_classifier/neutral_hosts.hpp>

namespace {

std::string neutral(const std::string& text) {
  chat::Example example;
  example.messages.resize(1);
  example.messages[0].content = text;
  session_classifier::neutralise_hosts(example);
  return example.messages[0].content;
}

}  // namespace

TEST_CASE("machines are hidden by their place and by domains of no public network") {
  CHECK(neutral("ssh -p 22 buildbox uptime; buildbox:/srv is full.") ==
        "ssh -p 22 host uptime; host:/srv is full.");
  CHECK(neutral("postgres at db.prod.corp:5432") == "postgres at host:5432");
  CHECK(neutral(R"(\\buildbox\Users\user\x and \\wsl.localhost\Ubuntu\home\user)") ==
        R"(\\host\Users\user\x and \\wsl.localhost\Ubuntu\home\user)");
  CHECK(neutral("git@github.com:a/b.git and https://docs.rs/tokio") ==
        "git@github.com:a/b.git and https://docs.rs/tokio");
}

TEST_CASE("public addresses are hidden, the same one by the same, those of private networks stay") {
  CHECK(neutral("8.8.4.4:53, 1.1.1.1 and 8.8.4.4.") == "203.0.113.1:53, 203.0.113.2 and 203.0.113.1.");
  CHECK(neutral("10.0.3.7 127.0.0.1 192.168.1.2 203.0.113.9") ==
        "10.0.3.7 127.0.0.1 192.168.1.2 203.0.113.9");
  CHECK(neutral("2a01:4f8:c2c:123f::1") == "2001:db8::1");
}
