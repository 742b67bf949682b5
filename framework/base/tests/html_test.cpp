#include <doctest/doctest.h>

#include <base/html.hpp>

TEST_CASE("what HTML reads as markup becomes a reference, the rest stays") {
  CHECK(base::html_text("<a href=\"x\">Q&A's</a>") == "&lt;a href=&quot;x&quot;&gt;Q&amp;A&#39;s&lt;/a&gt;");
  CHECK(base::html_text("Grüße\n\t1 + 1") == "Grüße\n\t1 + 1");
}

TEST_CASE("a page takes its title for text, and needs no other file") {
  const std::string page = base::html_page("A & <B>", ".own{}", "<p>body</p>");
  CHECK(page.contains("<title>A &amp; &lt;B&gt;</title>"));
  CHECK(page.contains("prefers-color-scheme: dark"));
  CHECK(page.find("body {") < page.find(".own{}"));
  CHECK(page.contains("<body>\n<p>body</p></body>"));
  CHECK_FALSE(page.contains("<script"));
  CHECK_FALSE(page.contains("http"));
}
