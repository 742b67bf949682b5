#include <doctest/doctest.h>

#include <html/escape.hpp>

TEST_CASE("what HTML reads as markup becomes a reference, the rest stays") {
  CHECK(html::escaped("<a href=\"x\">Q&A's</a>") == "&lt;a href=&quot;x&quot;&gt;Q&amp;A&#39;s&lt;/a&gt;");
  CHECK(html::escaped("Grüße\n\t1 + 1") == "Grüße\n\t1 + 1");
}
