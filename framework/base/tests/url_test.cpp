#include <doctest/doctest.h>

#include <base/url.hpp>

using base::without_credentials;

TEST_CASE("texts lose the credentials of their URLs, and nothing else") {
  CHECK(without_credentials("unable to access 'https://u:p@h.test/x?token=p/': no 'ssh://k@h.test/y'") ==
        "unable to access 'https://h.test/x': no 'ssh://h.test/y'");
  CHECK(without_credentials(R"({"urls":["https://u:p,]@h.test/x#t","http://h.test?t=1"],"a":"?"})") ==
        R"({"urls":["https://h.test/x","http://h.test"],"a":"?"})");
  CHECK(without_credentials("urls=[https://u:p@h.test/x?a=1,https://v:q@h.test/y]") ==
        "urls=[https://h.test/x,https://h.test/y]");
  for (const char* same :
       {"", "write to a@b.test, or why? see #1", "https://h.test:8080/a/b.git", "://", "a://b c@d"})
    CHECK(without_credentials(same) == same);
}
