#include <string>

#include <doctest/doctest.h>

#include <jsonl_sink/samples_page.hpp>

TEST_CASE("the page marks what is learnt and takes no text for markup") {
  const std::string text = "<|im_start|>assistant\na < b && c<|im_end|>\n";
  const std::size_t begin = text.find("a <");
  jsonl_sink::Samples samples;
  samples.add(
      chat::Origin::git, chat::Category::feature,
      {.id = "x\"y", .text = text, .learnt = {{begin, text.size() - 1}}, .tokens = 9, .learnt_tokens = 5});
  const std::string page = samples.page("A & B");
  CHECK(page.contains("<title>A &amp; B: samples</title>"));
  CHECK(page.contains(
      "&lt;|im_start|&gt;assistant\n<mark>a &lt; b &amp;&amp; c&lt;|im_end|&gt;</mark>\n</pre>"));
  CHECK(page.contains("git, feature: <code>x&quot;y</code>, 9 tokens, 5 of them learnt"));
}

TEST_CASE("the first example of each origin and category is shown, in the order in which they came") {
  jsonl_sink::Samples samples;
  CHECK(samples.empty());
  samples.add(chat::Origin::synthetic, chat::Category::macros, {.id = "first"});
  samples.add(chat::Origin::git, chat::Category::bug_fix, {.id = "second"});
  samples.add(chat::Origin::synthetic, chat::Category::macros, {.id = "third"});
  samples.add(chat::Origin::synthetic, chat::Category::lifetimes, {.id = "fourth"});
  const std::string page = samples.page("t");
  CHECK(page.find("first") < page.find("second"));
  CHECK(page.find("second") < page.find("fourth"));
  CHECK_FALSE(page.contains("third"));
}

TEST_CASE("a page without samples is a page") {
  CHECK(jsonl_sink::Samples().page("t").ends_with("</html>\n"));
}
