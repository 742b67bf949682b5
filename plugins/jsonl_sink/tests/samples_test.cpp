#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include <doctest/doctest.h>

#include <jsonl_sink/samples.hpp>

namespace {

using jsonl_sink::Rendering;
using jsonl_sink::Samples;

chat::Example example(const std::string& id, chat::Origin origin, chat::Category category,
                      bool verified = true) {
  chat::Example one;
  one.metadata.id = id;
  one.metadata.origin = origin;
  one.metadata.category = category;
  one.metadata.verified = verified;
  return one;
}

chat::Message said(chat::Role role, std::string content) {
  chat::Message message;
  message.role = role;
  message.content = std::move(content);
  return message;
}

std::string page(const std::vector<chat::Example>& examples, const jsonl_sink::Render& render = {}) {
  Samples samples;
  for (const chat::Example& one : examples) samples.add(one);
  return jsonl_sink::samples_page("A & B", samples.chosen(render));
}

chat::Example with_call(const std::string& name, const std::string& arguments) {
  chat::Example one = example("x\"y", chat::Origin::git, chat::Category::feature);
  one.messages = {said(chat::Role::user, "\nDo <it>"), said(chat::Role::assistant, "")};
  one.messages.back().tool_calls = {{.id = "c", .function = {name, arguments}}};
  return one;
}

// How many of each kind are shown.
using Shares = std::map<std::tuple<chat::Origin, chat::Category, bool>, std::set<std::string>>;
Shares shares_of(const Samples& samples) {
  Shares shares;
  for (const auto& sample : samples.chosen({})) {
    const chat::Metadata& metadata = sample.example->metadata;
    shares[{metadata.origin, metadata.category, metadata.verified}].insert(metadata.id);
  }
  return shares;
}

}  // namespace

TEST_CASE("every kind has an even share, and the choice does not depend on the order") {
  std::mt19937 random(7);
  for (int round = 0; round < 40; ++round) {
    std::vector<chat::Example> all;
    std::map<std::tuple<chat::Origin, chat::Category, bool>, std::size_t> sizes;
    for (unsigned kinds = 1 + random() % 14; kinds > 0; --kinds) {
      const auto origin = static_cast<chat::Origin>(random() % 3);
      const auto category = static_cast<chat::Category>(random() % 11);
      const bool verified = random() % 2 == 0;
      for (unsigned n = random() % 60; n > 0; --n) {
        all.push_back(example("e" + std::to_string(all.size()), origin, category, verified));
        ++sizes[{origin, category, verified}];
      }
    }
    Samples samples;
    for (const chat::Example& one : all) samples.add(one);
    const Shares shares = shares_of(samples);
    std::size_t shown = 0, most = 0;
    for (const auto& [kind, ids] : shares) shown += ids.size(), most = std::max(most, ids.size());
    CHECK(shown == std::min<std::size_t>(all.size(), Samples::most));
    // Whoever has less than the most, but for one, has all that there is of it.
    for (const auto& [kind, size] : sizes) {
      const auto found = shares.find(kind);
      const std::size_t share = found == shares.end() ? 0 : found->second.size();
      if (share + 1 < most) CHECK(share == size);
    }
    std::ranges::shuffle(all, random);
    Samples again;
    for (const chat::Example& one : all) again.add(one);
    CHECK(shares_of(again) == shares);
  }
}

TEST_CASE("only what is shown is rendered, what is learnt is marked, and no text is taken for markup") {
  int rendered = 0;
  const auto render = [&](const chat::Example&) -> base::Result<Rendering> {
    ++rendered;
    return Rendering{.text = "<s>a < b", .learnt = {{3, 8}}, .tokens = 9, .learnt_tokens = 5};
  };
  std::vector<chat::Example> many(200, with_call("read", "{}"));
  for (std::size_t i = 0; i < many.size(); ++i) many[i].metadata.id = std::to_string(i);
  CHECK(page(many, render).contains("&lt;s&gt;<mark>a &lt; b</mark>"));
  CHECK(rendered == 50);
  const std::string one = page({with_call("read", "{}")}, render);
  CHECK(one.contains("<title>A &amp; B: samples</title>"));
  CHECK(one.contains("<span class=\"title\">Do &lt;it&gt;</span>"));
  CHECK(one.contains("<dd>x&quot;y</dd>"));
  CHECK(one.contains("9 tokens, 5 of them learnt"));
  CHECK_FALSE(page({with_call("read", "{}")}).contains("as the model sees it"));
}

TEST_CASE("what the chat template refuses is shown with the reason") {
  const auto refuse = [](const chat::Example&) -> base::Result<Rendering> {
    return base::failure("no <template>");
  };
  CHECK(page({with_call("read", "{}")}, refuse).contains("refuses it: no &lt;template&gt;"));
}

TEST_CASE(
    "edits are shown as a diff, commands as a line, other calls with their arguments, in either spelling") {
  for (const char* arguments : {R"({"filePath":"/w/a.rs","oldString":"a\nb<","newString":"a\nc"})",
                                R"({"file_path":"/w/a.rs","old_string":"a\nb<","new_string":"a\nc"})"}) {
    const std::string edited = page({with_call("edit", arguments)});
    CHECK(edited.contains("<b>edit</b> <code>/w/a.rs</code>"));
    CHECK(
        edited.contains("<span class=\"same\"> a\n</span><span class=\"gone\">-b&lt;\n</span>"
                        "<span class=\"come\">+c\n</span>"));
  }
  CHECK(page({with_call("write", R"({"filePath":"a","content":"x\ny\n"})")})
            .contains("<span class=\"come\">+x\n</span><span class=\"come\">+y\n</span>"));
  CHECK(page({with_call("bash", R"({"command":"cargo test","timeout":5})")})
            .contains("<pre>$ cargo test</pre>\n<pre>timeout: 5\n</pre>"));
  CHECK(page({with_call("read", R"({"filePath":"/w/a.rs","limit":9})")})
            .contains("<b>read</b> <code>/w/a.rs</code></p>\n<pre>limit: 9\n</pre>"));
  CHECK(page({with_call("grep", R"({"pattern":"a|b"})")}).contains("<pre>pattern: a|b\n</pre>"));
}

TEST_CASE("each message says whether it is learnt or context; results and the system message are folded") {
  chat::Example one = with_call("read", "{}");
  one.messages.insert(one.messages.begin(), said(chat::Role::system, "Be brief."));
  one.messages.push_back(said(chat::Role::tool, "line 1\nline 2"));
  one.messages.push_back(said(chat::Role::assistant, "earlier"));
  one.messages.back().weight = 0;
  one.messages.push_back(said(chat::Role::assistant, "done"));
  const std::string text = page({one});
  CHECK(text.contains("<section class=\"message system context\">"));
  CHECK(text.contains("prompt, 1 line: <code>Be brief.</code></summary>"));
  CHECK(text.contains("result, 2 lines: <code>line 1</code></summary>\n<pre>line 1\nline 2</pre>"));
  CHECK(text.contains(
      "assistant context\"><h3>assistant <span class=\"mask\">context</span></h3>\n<pre>earlier"));
  CHECK(text.contains("assistant learnt\"><h3>assistant <span class=\"mask\">learnt</span></h3>\n<pre>done"));
}

TEST_CASE("of a long text the beginning is shown and the rest folded, and nothing is lost") {
  chat::Example one = with_call("read", "{}");
  one.messages.front().content = "Mend this.\n";
  for (int i = 0; i < 40; ++i) one.messages.front().content += "pasted " + std::to_string(i) + "\n";
  const std::string text = page({one});
  CHECK(text.contains(
      "pasted 10</pre>\n<details class=\"fold\"><summary>29 lines more</summary>\n<pre>pasted 11\n"));
  CHECK(text.contains("pasted 39\n</pre>"));
}

TEST_CASE("each value that is shown has a button and a rule that hides the others, without a script") {
  const std::string text = page({example("a", chat::Origin::git, chat::Category::bug_fix),
                                 example("b", chat::Origin::synthetic, chat::Category::macros, false)});
  for (const char* value : {"origin-git", "origin-synthetic", "category-bug_fix", "verified-unverified"}) {
    CHECK(text.contains("id=\"" + std::string(value) + "\""));
    CHECK(text.contains("body:has(#" + std::string(value) + ":checked) .example:not(." + value +
                        "){display:none}"));
  }
  CHECK_FALSE(text.contains("origin-session"));
  CHECK_FALSE(text.contains("<script"));
  CHECK_FALSE(text.contains("http"));
}

TEST_CASE("however long the examples are, the page stays below 2 MB, shows all and says what it leaves out") {
  std::vector<chat::Example> all;
  for (int i = 0; i < 50; ++i) {
    all.push_back(with_call("read", "{}"));
    all.back().metadata.id = "id" + std::to_string(i);
    const int count = i % 3 == 0 ? 400 : 4;  // few long messages, and many
    for (int n = 0; n < count; ++n)
      all.back().messages.push_back(said(chat::Role::tool, std::string(9'000, '<')));
  }
  const auto render = [](const chat::Example&) -> base::Result<Rendering> {
    return Rendering{.text = std::string(30'000, '<'), .learnt = {}, .tokens = 9, .learnt_tokens = 0};
  };
  const std::string text = page(all, render);
  CHECK(text.size() < 2'000'000);
  for (const chat::Example& one : all) CHECK(text.contains("<dd>" + one.metadata.id + "</dd>"));
  CHECK(text.contains("Long texts are cut off"));
  CHECK(text.contains("The conversation is left out"));
  // Where there is room for all, nothing is.
  CHECK_FALSE(page({all[1]}, render).contains("is left out"));
}
