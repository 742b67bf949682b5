#include <algorithm>
#include <set>
#include <string_view>
#include <tuple>
#include <vector>

#include <chat_page/conversation.hpp>
#include <fmt/format.h>

#include <base/html.hpp>

#include "sections.hpp"
#include "words.hpp"

namespace cargo_evaluator::score_page {
namespace {

using base::html_text;
using base::name_of;
using rust_tasks::Criterion;
using rust_tasks::Verdict;

constexpr std::size_t most_text = 8'000;  // bytes of one text of a conversation

struct Rollouts {
  std::string_view task;
  std::vector<const Verdict*> verdicts;  // by variant, then sample
  std::string html;
};

// Whether what was judged differs: those are read first.
bool is_contested(const Rollouts& task) {
  return std::ranges::any_of(task.verdicts, [&](const Verdict* one) {
    return one->agent != rust_tasks::AgentKind::reference && one->strict != task.verdicts.front()->strict;
  });
}

// base, tuned, then the others by name; all that tells two verdicts apart, so that their order does not matter.
auto order_of(const Verdict* one) {
  const int first = one->variant == "base" ? 0 : one->variant == "tuned" ? 1 : 2;
  return std::tuple(std::string_view(name_of(one->gap)), std::string_view(one->task), first,
                    std::string_view(one->variant), one->sample, name_of(one->agent), name_of(one->status),
                    one->total);
}

std::string evidence(const Verdict& verdict) {
  std::string met, faults;
  for (const Criterion& one : verdict.criteria) {
    if (!one.applicable) continue;
    if (one.score == 1) met += (met.empty() ? "" : ", ") + std::string(name_of(one.name));
    if (one.score == 1 && one.evidence.empty()) continue;
    faults += fmt::format("<li><b class=\"{}\">{} {:.2f}</b>", one.score == 1 ? "good" : "bad",
                          name_of(one.name), one.score);
    for (const std::string& line : one.evidence) faults += "<br>" + html_text(line);
    faults += "</li>\n";
  }
  std::string html = met.empty() ? "" : "<p><span class=\"good\">Met:</span> " + met + "</p>\n";
  return faults.empty() ? html : html + "<ul class=\"evidence\">\n" + faults + "</ul>\n";
}

// Without the system messages, which stand once at the end of the page.
std::string conversation(const Verdict& verdict) {
  const auto first = std::ranges::find_if(
      verdict.messages, [](const chat::Message& message) { return message.role != chat::Role::system; });
  return chat_page::conversation(std::span(first, verdict.messages.end()), {.most_bytes = most_text});
}

std::string heading(const Verdict& verdict) {
  const std::string sample = verdict.sample ? fmt::format(", sample {}", *verdict.sample) : "";
  return fmt::format(
      "<summary><b>{}</b>{} <span class=\"mute\">{}</span>: {}, total {:.2f}, <span "
      "class=\"{}\">{}</span></summary>\n",
      html_text(verdict.variant), sample, name_of(verdict.agent), name_of(verdict.status), verdict.total,
      verdict.strict ? "good" : "bad", verdict.strict ? "strict" : "not strict");
}

// As much of the verdict as there is room for.
std::string rollout(const Verdict& verdict, std::size_t& room) {
  constexpr std::string_view left_out =
      "<p class=\"mute\">The rest is left out, for the size of this page: <code>flowrun records</code> has "
      "it.</p>\n";
  const std::string begin = "<details class=\"rollout\">" + heading(verdict), end = "</details>\n";
  const std::string why = evidence(verdict), talk = conversation(verdict);
  for (const std::string& html : {begin + why + talk + end, begin + why + std::string(left_out) + end}) {
    if (html.size() > room) continue;
    room -= html.size();
    return html;
  }
  return begin + std::string(left_out) + end;
}

// "base 1 of 4 strict": how each variant did.
std::string chips(const Rollouts& task) {
  std::string html;
  for (auto one = task.verdicts.begin(); one != task.verdicts.end();) {
    const auto end = std::find_if(one, task.verdicts.end(),
                                  [&](const Verdict* other) { return other->variant != (*one)->variant; });
    const auto strict = std::count_if(one, end, [](const Verdict* verdict) { return verdict->strict; });
    const auto count = end - one;
    const std::string share =
        count == 1 ? fmt::format("{:.2f}", (*one)->total) : fmt::format("{} of {}", strict, count);
    html += fmt::format(" <span class=\"chip {}\">{} {} {}</span>", strict > 0 ? "good" : "bad",
                        strict > 0 ? "&#10003;" : "&#10007;", html_text((*one)->variant), share);
    one = end;
  }
  return html;
}

std::vector<Rollouts> by_task(std::span<const Verdict> verdicts) {
  std::vector<const Verdict*> ordered;
  for (const Verdict& verdict : verdicts) ordered.push_back(&verdict);
  std::ranges::stable_sort(ordered, {}, order_of);
  std::vector<Rollouts> tasks;
  for (const Verdict* verdict : ordered) {
    if (tasks.empty() || tasks.back().task != verdict->task) tasks.push_back({.task = verdict->task});
    tasks.back().verdicts.push_back(verdict);
  }
  return tasks;
}

// Each once, with who was told it.
std::string prompts(std::span<const Verdict> verdicts) {
  std::map<std::string_view, std::set<std::string_view>> variants;
  for (const Verdict& verdict : verdicts)
    if (!verdict.messages.empty() && verdict.messages.front().role == chat::Role::system)
      variants[verdict.messages.front().content].insert(verdict.variant);
  std::string html;
  for (const auto& [text, names] : variants) {
    std::string told;
    for (const std::string_view name : names) told += (told.empty() ? "" : ", ") + html_text(name);
    const chat::Message message{.role = chat::Role::system, .content = std::string(text)};
    html += fmt::format("<h3>{}</h3>\n{}", told,
                        chat_page::conversation(std::span(&message, 1), {.most_bytes = most_text}));
  }
  return html.empty() ? "" : "<h2>System prompts</h2>\n" + html;
}

}  // namespace

std::string rollouts(std::span<const Verdict> verdicts, const Places& places, std::size_t most_bytes) {
  if (verdicts.empty()) return "";
  std::vector<Rollouts> tasks = by_task(verdicts);
  for (const bool contested : {true, false}) {
    for (Rollouts& task : tasks) {
      if (is_contested(task) != contested) continue;
      for (const Verdict* verdict : task.verdicts) task.html += rollout(*verdict, most_bytes);
    }
  }
  std::string html =
      "<h2>Tasks</h2>\n<p class=\"mute\">Each with what every variant did: what was met, what was found, and "
      "the "
      "conversation.</p>\n";
  const Verdict* before = nullptr;
  for (const Rollouts& task : tasks) {
    const Verdict* one = task.verdicts.front();
    if (!before || before->gap != one->gap) html += fmt::format("<h3>{}</h3>\n", name_of(one->gap));
    before = one;
    html += fmt::format(
        "<details class=\"task\"><summary><b>{}</b><span class=\"chips\">{}</span></summary>\n<div "
        "id=\"task-{}\">\n"
        "{}</div></details>\n",
        html_text(task.task), chips(task), places.at(std::string(task.task)), task.html);
  }
  return html + prompts(verdicts);
}

}  // namespace cargo_evaluator::score_page
