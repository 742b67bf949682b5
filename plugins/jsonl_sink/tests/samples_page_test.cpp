#include <doctest/doctest.h>

#include <jsonl_sink/samples_page.hpp>

TEST_CASE("the page marks what is learnt and takes no text for markup") {
  const std::string text = "<|im_start|>assistant\na < b && c<|im_end|>\n";
  const std::size_t begin = text.find("a <");
  const std::string page = jsonl_sink::samples_page("A & B", {{.id = "x\"y",
                                                               .kind = "git, feature",
                                                               .text = text,
                                                               .learnt = {{begin, text.size() - 1}},
                                                               .tokens = 9,
                                                               .learnt_tokens = 5}});
  CHECK(page.find("<title>A &amp; B: samples</title>") != std::string::npos);
  CHECK(
      page.find("&lt;|im_start|&gt;assistant\n<mark>a &lt; b &amp;&amp; c&lt;|im_end|&gt;</mark>\n</pre>") !=
      std::string::npos);
  CHECK(page.find("git, feature: <code>x&quot;y</code>, 9 tokens, 5 of them learnt") != std::string::npos);
}

TEST_CASE("a page without samples is a page") {
  CHECK(jsonl_sink::samples_page("t", {}).ends_with("</html>\n"));
}
