#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <ranges>
#include <set>
#include <span>
#include <string_view>

#include <fmt/format.h>

#include <claims/claims.hpp>
#include <session_classifier/command_checks.hpp>
#include <session_classifier/command_edits.hpp>
#include <session_classifier/languages.hpp>
#include <session_classifier/outcome.hpp>
#include <session_classifier/tools.hpp>
#include <shell/commands.hpp>

namespace session_classifier {
namespace {

using Files = std::set<std::string, std::less<>>;

// The person or a rule said no: nothing ran.
bool was_denied(const ToolState& state) {
  if (state.status != ToolStatus::error) return false;
  return state.error.contains("rejected permission") || state.error.contains("prevents you from using") ||
         state.error.contains("dismissed this question") || state.error.contains("denied");
}

// Tools that opencode does not have itself.
bool name_says_edits(std::string_view tool) {
  static constexpr std::array<std::string_view, 9> words = {
      "edit", "write", "replace", "patch", "insert", "rename", "delete", "create", "refactor"};
  if (tool.starts_with("todo")) return false;
  return std::ranges::any_of(words, [&](std::string_view word) { return tool.contains(word); });
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (const auto part : text | std::views::split('\n')) {
    std::string_view line(part.begin(), part.end());
    const std::size_t begin = line.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos) continue;
    lines.push_back(line.substr(begin, line.find_last_not_of(" \t\r") + 1 - begin));
  }
  return lines;
}

// True if a replacement removed a line that the earlier text had put in. Lines of brackets alone say nothing.
bool takes_lines_from(std::string_view earlier, std::string_view old_text, std::string_view new_text) {
  constexpr std::size_t least = 3;
  const auto kept = lines_of(new_text);
  const auto put_in = lines_of(earlier);
  return std::ranges::any_of(lines_of(old_text), [&](std::string_view line) {
    return line.size() >= least && std::ranges::find(kept, line) == kept.end() &&
           std::ranges::any_of(put_in, [&](std::string_view own) { return own.contains(line); });
  });
}

class Reader {
 public:
  explicit Reader(std::span<const Message> turn) : turn_(turn) {
    result_.precedes_repair.resize(turn.size());
  }

  TurnOutcome read() {
    for (at_ = 0; at_ < turn_.size(); ++at_) {
      told_.clear();
      all_told_ = false;
      for (const Part& part : turn_[at_].parts)
        if (part.kind == PartKind::tool) call(part);
      for (const Part& part : turn_[at_].parts)
        if (part.kind == PartKind::patch) changed_by_step(part.files);
    }
    judge();
    result_.has_false_claim = claims_too_much();
    return std::move(result_);
  }

 private:
  struct Change {
    std::size_t message;
    Files files;           // none = not known which
    std::string new_text;  // "" = not known
  };

  void call(const Part& part) {
    const ToolFacts facts = facts_of(part);
    if (facts.use == ToolUse::command && !was_denied(part.state)) command(facts.command, part.state);
    if (facts.use == ToolUse::edit && facts.succeeded) {
      if (may_change_build(CommandEdit{facts.files})) change(facts.files, facts.old_text, facts.new_text);
    }
    if (facts.use == ToolUse::other && part.state.status == ToolStatus::completed &&
        name_says_edits(part.tool))
      change({});
  }

  void command(const std::string& text, const ToolState& state) {
    const auto line = shell::commands_of(text);
    const auto checks = checks_of(line, text, state);
    auto check = checks.begin();
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (const auto edit = edit_of(line[i], text, state.output); edit && may_change_build(*edit))
        change(edit->files);
      for (; check != checks.end() && check->command == i; ++check) checked(*check);
    }
  }

  // What a step changed beside its edits: by a script, or by a test that writes.
  void changed_by_step(const std::vector<std::string>& files) {
    if (all_told_) return;
    std::vector<std::string> others;
    for (const std::string& file : files) {
      const bool source = file.ends_with(".rs") || file_name(file) == "Cargo.toml";
      if (source && !is_build_output(file) && !told_.contains(file_name(file))) others.push_back(file);
    }
    if (!others.empty()) change(others);
  }

  void change(const std::vector<std::string>& files, std::string_view old_text = "",
              std::string_view new_text = "") {
    Files names;
    for (const std::string& file : files) names.emplace(file_name(file));
    all_told_ |= names.empty();
    told_.insert(names.begin(), names.end());
    repair(names, old_text, new_text);
    result_.changed = true;
    passed_.clear();
    failed_.clear();
    unknown_.clear();
    changes_.push_back({at_, std::move(names), std::string(new_text)});
  }

  // Changes that a check found wrong, and whose own text this one takes back: what was right and not enough stays.
  void repair(const Files& names, std::string_view old_text, std::string_view new_text) {
    for (const Change& suspect : suspects_) {
      if (suspect.message == at_) continue;
      const bool same_file =
          std::ranges::any_of(names, [&](const auto& name) { return suspect.files.contains(name); });
      const bool is_known = !old_text.empty() && !suspect.new_text.empty();
      if (same_file && (!is_known || takes_lines_from(suspect.new_text, old_text, new_text)))
        result_.precedes_repair[suspect.message] = true;
    }
  }

  void checked(const CheckRun& run) {
    switch (run.result) {
      case CheckResult::passed:
        passed(run);
        break;
      case CheckResult::failed:
        failed_.insert_or_assign(run.kind, run);
        passed_.erase(run.kind);
        suspects_.insert(suspects_.end(), changes_.begin(), changes_.end());
        changes_.clear();
        break;
      case CheckResult::unknown:
        unknown_ = run.label;
        break;
    }
  }

  // Takes back what failed and was run again; a test needs a build.
  void passed(const CheckRun& run) {
    passed_.insert_or_assign(run.kind, run);
    std::erase_if(failed_, [&](const auto& entry) {
      const CheckRun& failure = entry.second;
      if (failure.name == run.name || run.by_other) return true;
      if (failure.kind == run.kind) return run.is_whole;
      return failure.kind == CheckKind::build;
    });
    if (!failed_.empty()) return;
    changes_.clear();
    suspects_.clear();
  }

  void judge() {
    const std::string_view when = result_.changed ? " after the last change" : "; nothing was changed";
    if (result_.changed && !failed_.empty()) {
      result_.outcome = chat::Outcome::failed;
      result_.evidence = fmt::format("{} failed{}", failed_.begin()->second.label, when);
    } else if (failed_.empty() && !passed_.empty()) {
      result_.outcome = chat::Outcome::verified;
      result_.evidence = fmt::format("{} passed{}", passed_.rbegin()->second.label, when);
    } else if (!unknown_.empty()) {
      result_.evidence = fmt::format("{} ran{}, and how it went is not seen", unknown_, when);
    } else {
      result_.evidence =
          result_.changed ? "no check ran after the last change" : "nothing was changed, no check passed";
    }
  }

  bool has_passed(CheckKind kind) const {
    return passed_.contains(kind) ||
           std::ranges::any_of(passed_, [](const auto& entry) { return entry.second.by_other; });
  }

  bool claims_too_much() const {
    const auto last = std::ranges::find_if(turn_.rbegin(), turn_.rend(),
                                           [](const Message& m) { return m.role == chat::Role::assistant; });
    if (last == turn_.rend()) return false;
    std::string text;
    for (const Part& part : last->parts)
      if (part.kind == PartKind::text && !part.synthetic) text += part.text + "\n";
    const auto claimed = claims::claimed_passes(text);
    const auto lacks = [&](claims::Check check, CheckKind kind) {
      return claimed.contains(check) && !has_passed(kind);
    };
    if (lacks(claims::Check::test, CheckKind::test) || lacks(claims::Check::clippy, CheckKind::lint))
      return true;
    const bool claims_some = claimed.contains(claims::Check::build) || claims::claims_run(text);
    return claims_some && (passed_.empty() || !failed_.empty());
  }

  std::span<const Message> turn_;
  TurnOutcome result_;
  std::size_t at_ = 0;  // the message that is being read
  Files told_;          // changed by calls of this message
  bool all_told_ = false;
  std::vector<Change> changes_;   // since the last check
  std::vector<Change> suspects_;  // followed by a check that failed
  std::map<CheckKind, CheckRun> passed_, failed_;
  std::string unknown_;
};

}  // namespace

TurnOutcome outcome_of(std::span<const Message> turn) { return Reader(turn).read(); }

}  // namespace session_classifier
