#include "repository/http_client.hpp"

#include <doctest/doctest.h>

using git_miner::HttpClient;
using git_miner::next_link;
using git_miner::wait_asked_for;
using std::chrono::seconds;

TEST_CASE("the next page stands in a Link header, in any place") {
  CHECK(next_link("<https://h.test/a?page=2>; rel=\"next\", <https://h.test/a?page=9>; rel=\"last\"") ==
        "https://h.test/a?page=2");
  CHECK(next_link("<https://h.test/a?page=1>; rel=\"prev\", <https://h.test/a?page=3,4>; rel=\"next\"") ==
        "https://h.test/a?page=3,4");
  CHECK(next_link("<https://h.test/a?page=1>; rel=\"first\"") == "");
  CHECK(next_link("") == "");
  CHECK(next_link("><") == "");
}

TEST_CASE("a server that is asked too often says for how long") {
  const auto wait = [](int status, std::map<std::string, std::string> headers) {
    return wait_asked_for({.status = status, .headers = std::move(headers), .body = {}}, seconds(1000));
  };
  CHECK(wait(429, {{"retry-after", "7"}}) == seconds(7));
  CHECK(wait(403, {{"retry-after", "0"}}) == seconds(0));
  CHECK(wait(403, {{"x-ratelimit-remaining", "0"}, {"x-ratelimit-reset", "1030"}}) == seconds(30));
  CHECK(wait(403, {{"x-ratelimit-remaining", "0"}, {"x-ratelimit-reset", "900"}}) == seconds(1));
  CHECK(wait(429, {}) == seconds(60));
  CHECK_FALSE(wait(403, {{"x-ratelimit-remaining", "12"}}));
  CHECK_FALSE(wait(200, {{"x-ratelimit-remaining", "0"}, {"x-ratelimit-reset", "1030"}}));
}
