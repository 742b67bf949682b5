#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include <html/escape.hpp>
#include <jsonl_sink/samples_page.hpp>

namespace jsonl_sink {
namespace {

using html::escaped;

constexpr const char* head = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{0}: samples</title>
<style>
:root {{ color-scheme: light dark; --mute: #767676; --learnt: #d7f0d9; --line: #d5d5d5; }}
@media (prefers-color-scheme: dark) {{ :root {{ --mute: #9a9a9a; --learnt: #1d4a26; --line: #444; }} }}
body {{ font: 15px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }}
details {{ border: 1px solid var(--line); border-radius: 6px; margin: .6rem 0; padding: .4rem .8rem; }}
summary {{ cursor: pointer; }}
pre {{ white-space: pre-wrap; overflow-wrap: anywhere; color: var(--mute); }}
mark {{ background: var(--learnt); color: CanvasText; }}
</style>
</head>
<body>
<h1>{0}: samples</h1>
<p>One example of each kind, rendered with the model's chat template. What is learnt is <mark>marked</mark>; the rest is
context. Examples are whole here: a training cuts those that are longer than its limit of tokens.</p>
)";

std::string marked(const Sample& sample) {
  const std::string_view text = sample.text;
  std::string result;
  std::size_t at = 0;
  for (const auto& [begin, end] : sample.learnt) {
    result += escaped(text.substr(at, begin - at));
    result += "<mark>" + escaped(text.substr(begin, end - begin)) + "</mark>";
    at = end;
  }
  return result + escaped(text.substr(at));
}

}  // namespace

void Samples::add(chat::Origin origin, chat::Category category, Sample sample) {
  const bool known = std::ranges::any_of(
      shown_, [&](const Shown& shown) { return shown.origin == origin && shown.category == category; });
  if (!known) shown_.push_back({origin, category, std::move(sample)});
}

std::string Samples::page(const std::string& title) const {
  std::string page = fmt::format(head, escaped(title));
  for (const auto& [origin, category, sample] : shown_) {
    page += fmt::format(
        "<details>\n<summary>{}, {}: <code>{}</code>, {} tokens, {} of them "
        "learnt</summary>\n<pre>{}</pre>\n</details>\n",
        base::name_of(origin), base::name_of(category), escaped(sample.id), sample.tokens,
        sample.learnt_tokens, marked(sample));
  }
  return page + "</body>\n</html>\n";
}

}  // namespace jsonl_sink
