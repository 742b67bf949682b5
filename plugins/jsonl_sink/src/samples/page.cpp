#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <chat_page/conversation.hpp>
#include <chat_page/style.hpp>
#include <fmt/format.h>

#include <base/html.hpp>
#include <base/json.hpp>
#include <jsonl_sink/samples.hpp>

#include "style.hpp"

namespace jsonl_sink {
namespace {

using base::html_text;

constexpr std::size_t most_bytes_of_samples = 1'800'000;

std::string_view verified_name(bool verified) { return verified ? "verified" : "unverified"; }

// What can be chosen: of each property the values that are shown, with their numbers.
struct Property {
  std::string_view id, name;
  std::map<std::string_view, std::size_t> values;
};
using Properties = std::array<Property, 3>;

// Without scripts: a checked button hides what has another class. Browsers without `:has` show no buttons.
std::string rules(const Properties& properties) {
  std::string css;
  for (const Property& property : properties) {
    for (const auto& [value, count] : property.values)
      css += fmt::format("body:has(#{0}-{1}:checked) .example:not(.{0}-{1}){{display:none}}\n", property.id,
                         value);
  }
  return css;
}

std::string button(std::string_view property, std::string_view value, std::size_t count, bool is_checked) {
  return fmt::format(
      "<label><input type=\"radio\" name=\"{0}\" id=\"{0}-{1}\"{3}><span>{1} "
      "<small>{2}</small></span></label>\n",
      property, value, count, is_checked ? " checked" : "");
}

std::string buttons(const Properties& properties, std::size_t count) {
  std::string text = "<div class=\"filters\">\n";
  for (const Property& property : properties) {
    text += fmt::format("<fieldset><legend>{}</legend>\n{}", property.name,
                        button(property.id, "all", count, true));
    for (const auto& [value, number] : property.values) text += button(property.id, value, number, false);
    text += "</fieldset>\n";
  }
  return text + "</div>\n";
}

std::string marked(const Rendering& rendering) {
  const std::string_view text = rendering.text;
  std::string result;
  std::size_t at = 0;
  for (const auto& [begin, end] : rendering.learnt) {
    result += html_text(text.substr(at, begin - at));
    result += "<mark>" + html_text(text.substr(begin, end - begin)) + "</mark>";
    at = end;
  }
  return result + html_text(text.substr(at));
}

std::string rendered(const std::optional<base::Result<Rendering>>& made) {
  if (!made) return "";
  const base::Result<Rendering>& rendering = *made;
  if (!rendering)
    return fmt::format("<p>The model's chat template refuses it: {}</p>\n",
                       html_text(rendering.error().text()));
  return fmt::format(
      "<details class=\"fold\"><summary>as the model sees it: {} tokens, {} of them learnt</summary>\n"
      "<pre class=\"rendered\">{}</pre></details>\n",
      rendering->tokens, rendering->learnt_tokens, marked(*rendering));
}

std::string tools_of(const chat::Example& example) {
  std::string names;
  for (const std::string& tool : example.tools) {
    const auto schema = base::parse_json(tool);
    const std::string_view name = schema ? (*schema)["function"]["name"].string() : "";
    if (!name.empty()) names += (names.empty() ? "" : ", ") + std::string(name);
  }
  return names;
}

void fact(std::string& rows, std::string_view name, std::string_view value) {
  if (!value.empty()) rows += fmt::format("<dt>{}</dt><dd>{}</dd>\n", name, html_text(value));
}

std::string checks_of(const chat::Metadata& metadata) {
  std::string text;
  if (!metadata.verification) return text;
  for (const chat::CommandRun& run : metadata.verification->commands)
    text += fmt::format("{}{} (exit {})", text.empty() ? "" : ", ", run.command, run.exit_code);
  return text;
}

std::string facts_of(const chat::Example& example) {
  const chat::Metadata& metadata = example.metadata;
  std::string rows;
  fact(rows, "id", metadata.id);
  if (metadata.split) fact(rows, "split", base::name_of(*metadata.split));
  if (metadata.git) fact(rows, "commit", metadata.git->repository + " " + metadata.git->commit.substr(0, 12));
  if (metadata.synthetic) fact(rows, "skeleton", metadata.synthetic->skeleton);
  if (metadata.session && metadata.session->outcome_evidence)
    fact(rows, "outcome", *metadata.session->outcome_evidence);
  if (metadata.licence) fact(rows, "licence", *metadata.licence);
  fact(rows, "checks", checks_of(metadata));
  fact(rows, "tools", tools_of(example));
  return "<dl>\n" + rows + "</dl>\n";
}

// `content`: the conversation, and what else there is of the example.
std::string article(const Sample& sample, bool is_open, std::string_view content) {
  const chat::Example& example = *sample.example;
  const chat::Metadata& metadata = example.metadata;
  const std::string_view origin = base::name_of(metadata.origin), category = base::name_of(metadata.category),
                         verified = verified_name(metadata.verified);
  const std::string tokens = metadata.tokens ? fmt::format("{} tokens", *metadata.tokens) : "";
  return fmt::format(
      "<details class=\"example origin-{0} category-{1} verified-{2}\"{3}>\n"
      "<summary><span class=\"title\">{4}</span> <span class=\"tags\"><b>{0}</b> <b>{1}</b> <b "
      "class=\"{2}\">{2}</b> "
      "{5}</span></summary>\n{6}{7}</details>\n",
      origin, category, verified, is_open ? " open" : "", html_text(chat_page::request_of(example.messages)),
      tokens, facts_of(example), content);
}

std::string note(std::string_view text) {
  return fmt::format("<p class=\"mute\">{}, for the size of this page: the data set has it whole.</p>\n",
                     text);
}

// The conversation and its rendering, or as much of them as `most` bytes hold.
std::string content(const Sample& sample, std::size_t most) {
  const auto& messages = sample.example->messages;
  const std::string whole = chat_page::conversation(messages, {.masks = true});
  std::string all = whole + rendered(sample.rendering);
  if (all.size() <= most) return all;
  if (whole.size() <= most) return whole + note("How the model sees it is left out");
  std::string shortened = chat_page::conversation(messages, {.masks = true, .most_bytes = 1000});
  if (shortened.size() <= most) return shortened + note("Long texts are cut off");
  return note("The conversation is left out");
}

// All of them whole where there is room; else each in its share of what those before it left.
std::string articles(const std::vector<Sample>& samples) {
  std::string html;
  for (const Sample& sample : samples) html += article(sample, html.empty(), content(sample, SIZE_MAX));
  if (html.size() <= most_bytes_of_samples) return html;
  html.clear();
  std::size_t left = samples.size();
  for (const Sample& sample : samples) {
    const std::size_t room = most_bytes_of_samples - std::min(most_bytes_of_samples, html.size());
    html += article(sample, html.empty(), content(sample, room / left--));
  }
  return html;
}

}  // namespace

std::string samples_page(const std::string& title, const std::vector<Sample>& samples) {
  Properties properties = {
      {{"origin", "Origin", {}}, {"category", "Category", {}}, {"verified", "Proof", {}}}};
  for (const Sample& sample : samples) {
    const chat::Metadata& metadata = sample.example->metadata;
    ++properties[0].values[base::name_of(metadata.origin)];
    ++properties[1].values[base::name_of(metadata.category)];
    ++properties[2].values[verified_name(metadata.verified)];
  }
  const std::string heading = title + ": samples";
  const std::string body = fmt::format(
      "<h1>{0}</h1>\n"
      "<p>{1} examples, as even a share of each origin, category and proof as there is, chosen by the "
      "digests of their "
      "ids. What the model <span class=\"mask learnt\">learns</span> has a green edge; the rest is its "
      "<span class=\"mask context\">context</span>. Examples are whole here, but where it says otherwise: a "
      "training cuts those that are "
      "longer "
      "than its limit of tokens.</p>\n{2}<main>\n{3}</main>\n<p class=\"shown\" data-of=\"{1}\"></p>\n",
      html_text(heading), samples.size(), buttons(properties, samples.size()), articles(samples));
  return base::html_page(
      heading, std::string(chat_page::conversation_style) + samples_style + rules(properties), body);
}

}  // namespace jsonl_sink
