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

// By what a path is one of Rust's: ".rs", or the whole name (Cargo.toml, Cargo.lock).
std::string kind_of_rust_file(std::string_view path) {
  const std::string_view name = file_name(path);
  return name.ends_with(".rs") ? ".rs" : std::string(name);
}

// Collects the evidence of one range of messages.
class Collector {
 public:
  void add(const Message& message) {
    for (const Part& part : message.parts) {
      if (part.kind == PartKind::tool) add_call(part);
      if (part.kind == PartKind::file && message.role == chat::Role::user) mention(part.file.name);
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
  void add_call(const Part& part) {
    const ToolFacts facts = facts_of(part);
    for (const std::string& file : facts.files) {
      if (facts.use == ToolUse::edit && facts.succeeded)
        edit(file);
      else
        mention(file);
    }
    for (const std::string& pattern : facts.patterns) mention(pattern);
    if (facts.use == ToolUse::command) command(facts.command, part.state);
  }

  int& weight_of(Language language) {
    return language == Language::rust ? evidence_.rust_weight : evidence_.other_weight;
  }

  static std::string file_key(std::string_view path) { return std::string(file_name(path)); }

  void edit(const std::string& file) {
    edited_.insert(file_key(file));
    const auto language = language_of_file(file);
    if (!language) return;
    weight_of(*language) += edit_weight;
    if (language != Language::rust) return;
    evidence_.signals.insert("edit: " + kind_of_rust_file(file));
    evidence_.signals.insert("path: " + kind_of_rust_file(file));
  }

  void mention(std::string_view path) {
    const auto language = language_of_file(path);
    if (!language || !mentioned_.insert(std::string(path)).second) return;
    weight_of(*language) += mention_weight;
    if (language == Language::rust) evidence_.signals.insert("path: " + kind_of_rust_file(path));
  }

  void command(const std::string& line, const ToolState& state) {
    bool rust = false, reader_only = true;
    for (const shell::Command& part : shell::commands_of(line)) {
      const auto language = language_of_program(part);
      rust |= language == Language::rust;
      reader_only &= is_reader(part.program);
      if (language == Language::rust)
        rust_command(part, state);
      else if (language)
        evidence_.other_weight += command_weight;
      for (const std::string& argument : part.arguments)
        if (!argument.contains("://")) mention(argument);  // https://docs.rs is no source file
    }
    const auto patterns = compiler_patterns(state.output);
    if (reader_only || patterns.empty()) return;  // a printed file proves nothing
    for (const std::string& pattern : patterns) evidence_.signals.insert("output: " + pattern);
    if (!rust) evidence_.rust_weight += output_weight;
  }

  void rust_command(const shell::Command& part, const ToolState& state) {
    constexpr std::int64_t not_found = 127;  // the shell's exit code for a missing program
    if (state.exit == not_found || is_cargo_missing(state.output)) return;
    const std::string subcommand = shell::cargo_subcommand(part);
    evidence_.signals.insert("command: " + (subcommand.empty() ? part.program : "cargo " + subcommand));
    evidence_.rust_weight += is_cargo_output(state.output) ? recognised_command_weight : command_weight;
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

}  // namespace

void Evidence::add(const Evidence& other) {
  rust_weight += other.rust_weight;
  other_weight += other.other_weight;
  signals.insert(other.signals.begin(), other.signals.end());
}

Evidence evidence_of(const std::vector<Message>& messages) {
  Collector collector;
  for (const Message& message : messages) collector.add(message);
  return collector.finish();
}

Verdict verdict_of(const Evidence& evidence) {
  const int rust = evidence.rust_weight;
  const int total = rust + evidence.other_weight;
  if (rust < least_rust_weight || rust * 100 <= total * mixed_percent) return Verdict::reject;
  return rust * 100 >= total * accept_percent ? Verdict::accept : Verdict::mixed;
}

std::string weights_text(const Evidence& evidence) {
  std::string weights =
      fmt::format("rust weight {} of {}", evidence.rust_weight, evidence.rust_weight + evidence.other_weight);
  switch (verdict_of(evidence)) {
    case Verdict::reject:
      return fmt::format("{} (at least {}, and more than {} %)", weights, least_rust_weight, mixed_percent);
    case Verdict::mixed:
      return fmt::format("{} (at least {} %)", weights, accept_percent);
    case Verdict::accept:
      break;
  }
  return weights;
}

Classification classify(const std::vector<std::vector<Message>>& turns) {
  Classification all;
  bool some_rust = false;
  for (const auto& turn : turns) {
    const Evidence evidence = evidence_of(turn);
    some_rust |= verdict_of(evidence) != Verdict::reject;
    all.evidence.add(evidence);
  }
  if (!some_rust) return all;
  all.verdict = verdict_of(all.evidence);
  if (all.verdict == Verdict::reject) all.verdict = Verdict::mixed;
  return all;
}

}  // namespace session_classifier
