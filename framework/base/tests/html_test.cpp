#include <doctest/doctest.h>

#include <base/html.hpp>

TEST_CASE("what HTML reads as markup becomes a reference, the rest stays") {
  CHECK(base::html_text("<a href=\"x\">Q&A's</a>") == "&lt;a href=&quot;x&quot;&gt;Q&amp;A&#39;s&lt;/a&gt;");
  CHECK(base::html_text("Grüße\n\t1 + 1") == "Grüße\n\t1 + 1");
}
