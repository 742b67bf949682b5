#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <session_classifier/classify.hpp>
#include <session_classifier/compiler_output.hpp>
#include <session_classifier/languages.hpp>
#include <session_classifier/tools.hpp>
#include <shell/commands.hpp>

namespace session_classifier {
namespace {

constexpr int edit_weight = 3;
constexpr int recognised_command_weight = 3;
constexpr int command_weight = 2;
constexpr int output_weight = 2;
constexpr int mention_weight = 1;

constexpr int least_rust_weight = 2;
constexpr int accept_percent = 80;
constexpr int mixed_percent = 20;

// "path: .rs" and the like; which of the brief's file names a Rust file has.
std::string kind_of_rust_file(std::string_view path) {
  const std::string_view name = file_name(path);
  return name.ends_with(".rs") ? ".rs" : std::string(name);
}

// Collects the evidence of one range of messages.
class Collector {
 public:
  void add(const Message& message) {
    const bool batch =
        std::ranges::any_of(message.parts, [](const Part& part) { return part.tool == "batch"; });
    for (const Part& part : message.parts) {
      // The calls inside a batch are stored once more, as parts of their own: those are counted.
      if (part.kind == PartKind::tool && !(batch && part.tool == "batch")) add_call(message, part);
      if (part.kind == PartKind::file && message.role == "user") mention(part.file.name);
      if (part.kind == PartKind::patch)
        for (const std::string& file : part.files) changed_.insert(file);
    }
  }

  Evidence finish() {
    // Files that changed without an edit call: `sed -i`, `cargo add`, generated code.
    for (const std::string& file : changed_)
      if (!edited_.contains(file_key(file)) && !is_build_output(file)) mention(file);
    return std::move(evidence_);
  }

 private:
  void add_call(const Message& message, const Part& part) {
    const ToolFacts facts = facts_of(part);
    ++evidence_.calls[part.tool];
    if (part.state.status == ToolStatus::error)
      evidence_.errors.push_back({message.id, part.call_id, part.tool, part.state.error});
    if (facts.use == ToolUse::invalid) ++evidence_.invalid_calls;
    for (const std::string& file : facts.files) {
      evidence_.files.insert(file);
      if (facts.use == ToolUse::edit && facts.succeeded)
        edit(file);
      else
        mention(file);
    }
    for (const std::string& pattern : facts.patterns) mention(pattern);
    if (facts.use == ToolUse::command) command(facts.command, part.state);
  }

  static std::string file_key(std::string_view path) { return std::string(file_name(path)); }

  void edit(const std::string& file) {
    edited_.insert(file_key(file));
    const std::string_view language = language_of_file(file);
    if (language.empty()) return;
    evidence_.weights[std::string(language)] += edit_weight;
    if (language != "Rust") return;
    evidence_.signals.insert("edit: " + kind_of_rust_file(file));
    evidence_.signals.insert("path: " + kind_of_rust_file(file));
  }

  void mention(std::string_view path) {
    const std::string_view language = language_of_file(path);
    if (language.empty() || !mentioned_.insert(std::string(path)).second) return;
    evidence_.weights[std::string(language)] += mention_weight;
    if (language == "Rust") evidence_.signals.insert("path: " + kind_of_rust_file(path));
  }

  void command(const std::string& line, const ToolState& state) {
    evidence_.commands.push_back({line, state.exit});
    bool rust = false, reader_only = true;
    for (const shell::Command& part : shell::commands_of(line)) {
      const std::string_view language = language_of_program(part);
      rust |= language == "Rust";
      reader_only &= is_reader(part.program);
      if (language == "Rust")
        rust_command(part, state);
      else if (!language.empty())
        evidence_.weights[std::string(language)] += command_weight;
      for (const std::string& argument : part.arguments)
        if (!argument.contains("://")) mention(argument);  // https://docs.rs is no source file
    }
    const auto patterns = compiler_patterns(state.output);
    if (reader_only || patterns.empty()) return;  // a printed file proves nothing
    for (const std::string& pattern : patterns) evidence_.signals.insert("output: " + pattern);
    if (!rust) evidence_.weights["Rust"] += output_weight;
  }

  void rust_command(const shell::Command& part, const ToolState& state) {
    constexpr std::int64_t not_found = 127;  // the shell's exit code for a missing program
    if (state.exit == not_found || is_cargo_missing(state.output)) return;
    const std::string subcommand = shell::cargo_subcommand(part);
    evidence_.signals.insert("command: " + (subcommand.empty() ? part.program : "cargo " + subcommand));
    evidence_.weights["Rust"] += is_cargo_output(state.output) ? recognised_command_weight : command_weight;
  }

  static bool is_reader(std::string_view program) {
    static const std::set<std::string_view> readers = {"cat",  "grep", "rg",  "head", "tail",
                                                       "less", "echo", "sed", "awk",  "curl",
                                                       "git",  "cd",   "ls",  "find", "printf"};
    return readers.contains(program);
  }

  Evidence evidence_;
  std::set<std::string> mentioned_, edited_, changed_;
};

// Package managers say JavaScript where the sources are TypeScript.
std::map<std::string, int> other_languages(const Evidence& evidence) {
  std::map<std::string, int> others = evidence.weights;
  others.erase("Rust");
  if (others.contains("TypeScript") && others.contains("JavaScript")) {
    others["TypeScript"] += others["JavaScript"];
    others.erase("JavaScript");
  }
  return others;
}

int rust_weight(const Evidence& evidence) {
  const auto rust = evidence.weights.find("Rust");
  return rust == evidence.weights.end() ? 0 : rust->second;
}

}  // namespace

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::accept:
      return "accept";
    case Verdict::mixed:
      return "mixed";
    case Verdict::reject:
      break;
  }
  return "reject";
}

void Evidence::add(const Evidence& other) {
  for (const auto& [language, weight] : other.weights) weights[language] += weight;
  signals.insert(other.signals.begin(), other.signals.end());
  files.insert(other.files.begin(), other.files.end());
  for (const auto& [tool, count] : other.calls) calls[tool] += count;
  commands.insert(commands.end(), other.commands.begin(), other.commands.end());
  errors.insert(errors.end(), other.errors.begin(), other.errors.end());
  invalid_calls += other.invalid_calls;
}

Evidence evidence_of(const std::vector<Message>& messages) {
  Collector collector;
  for (const Message& message : messages) collector.add(message);
  return collector.finish();
}

Verdict verdict_of(const Evidence& evidence) {
  const int rust = rust_weight(evidence);
  int total = 0;
  for (const auto& [language, weight] : evidence.weights) total += weight;
  if (rust < least_rust_weight || rust * 100 <= total * mixed_percent) return Verdict::reject;
  return rust * 100 >= total * accept_percent ? Verdict::accept : Verdict::mixed;
}

std::string language_label(const Evidence& evidence, Verdict verdict) {
  std::string main;
  int most = 0;
  for (const auto& [language, weight] : other_languages(evidence))
    if (weight > most) main = language, most = weight;
  if (verdict == Verdict::accept) return "Rust";
  if (verdict == Verdict::mixed) return main.empty() ? "Rust" : "Rust + " + main;
  if (!main.empty()) return main;
  return rust_weight(evidence) > 0 ? "Rust" : "unknown";
}

Classification classify(const std::vector<std::vector<Message>>& turns) {
  Classification result;
  bool some_rust = false;
  for (const auto& turn : turns) {
    const Evidence evidence = evidence_of(turn);
    some_rust |= verdict_of(evidence) != Verdict::reject;
    result.evidence.add(evidence);
  }
  result.verdict = verdict_of(result.evidence);
  if (!some_rust)
    result.verdict = Verdict::reject;
  else if (result.verdict == Verdict::reject)
    result.verdict = Verdict::mixed;
  result.language = language_label(result.evidence, result.verdict);
  return result;
}

}  // namespace session_classifier
