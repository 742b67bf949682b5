#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include <session_classifier/check_output.hpp>
#include <session_classifier/classify.hpp>
#include <session_classifier/command_checks.hpp>
#include <session_classifier/command_edits.hpp>
#include <session_classifier/compiler_output.hpp>
#include <session_classifier/languages.hpp>
#include <session_classifier/rust_text.hpp>
#include <session_classifier/tools.hpp>
#include <shell/commands.hpp>

namespace session_classifier {
namespace {

constexpr int edit_weight = 3;
constexpr int recognised_command_weight = 3;
constexpr int command_weight = 2;
constexpr int mention_weight = 1;

constexpr int least_rust_weight = 2;
constexpr int accept_percent = 80;
constexpr int mixed_percent = 20;

// By what a path is one of Rust's: ".rs", or the whole name (Cargo.toml, Cargo.lock).
std::string kind_of_rust_file(std::string_view path) {
  const std::string_view name = file_name(path);
  return name.ends_with(".rs") ? ".rs" : std::string(name);
}

bool is_rust_source(std::string_view path) { return path.ends_with(".rs"); }

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
    for (const std::string& file : edits_) weigh_edit(file);
    // Files that changed without an edit call: `sed -i`, `cargo add`, generated code.
    for (const std::string& file : changed_)
      if (!edited_.contains(file_key(file)) && !is_build_output(file)) weigh_change(file);
    evidence_.edited |= !edits_.empty();
    // Prose and settings accompany Rust; alone they are other work.
    if (!evidence_.edited_rust) evidence_.other_weight += edit_weight * static_cast<int>(plain_.size());
    weigh_mentions();
    return std::move(evidence_);
  }

 private:
  void add_call(const Part& part) {
    const ToolFacts facts = facts_of(part);
    for (const std::string& file : facts.files) {
      if (facts.use == ToolUse::edit && facts.succeeded)
        edit(file);
      else if (language_of_file(file))
        mentioned_.insert(file);
      if (is_rust_source(file) && facts.succeeded && facts.files.size() == 1)
        look_at(file, facts.use == ToolUse::read ? text_of_read(part.state.output) : facts.new_text);
    }
    for (const std::string& pattern : facts.patterns) mention(pattern);
    if (facts.use == ToolUse::command) command(facts.command, part.state);
  }

  // The longest text of a file tells what it is.
  void look_at(const std::string& file, std::string text) {
    std::string& seen = texts_[file_key(file)];
    if (text.size() > seen.size()) seen = std::move(text);
  }

  std::optional<Language> language_of(std::string_view file) {
    const auto language = language_of_file(file);
    if (language != Language::rust || !is_rust_source(file)) return language;
    const auto text = texts_.find(file_key(file));
    if (text == texts_.end()) return language;
    const auto known = is_rust_.try_emplace(text->first, true);
    if (known.second) known.first->second = is_rust_text(text->second);
    return known.first->second ? Language::rust : Language::other;
  }

  int& weight_of(Language language) {
    return language == Language::rust ? evidence_.rust_weight : evidence_.other_weight;
  }

  static std::string file_key(std::string_view path) { return std::string(file_name(path)); }

  void edit(const std::string& file) {
    edited_.insert(file_key(file));
    edits_.push_back(file);
  }

  void weigh_edit(const std::string& file) {
    const auto language = language_of(file);
    if (!language) {
      plain_.insert(file_key(file));
      return;
    }
    weight_of(*language) += edit_weight;
    if (language != Language::rust) return;
    evidence_.edited_rust = true;
    evidence_.signals.insert("edit: " + kind_of_rust_file(file));
    evidence_.signals.insert("path: " + kind_of_rust_file(file));
  }

  void weigh_change(const std::string& file) {
    const auto language = language_of(file);
    if (!language) return;
    weight_of(*language) += mention_weight;
    evidence_.edited = true;
    if (language != Language::rust) return;
    evidence_.edited_rust = true;
    evidence_.signals.insert("path: " + kind_of_rust_file(file));
  }

  void mention(std::string_view path) {
    if (language_named_by(path)) mentioned_.insert(std::string(path));
  }

  // What a turn reads says what it is about only where it changes nothing.
  void weigh_mentions() {
    for (const std::string& path : mentioned_) {
      const auto language = language_of(path);
      if (!language) continue;
      if (!evidence_.edited) weight_of(*language) += mention_weight;
      if (language == Language::rust) evidence_.signals.insert("path: " + kind_of_rust_file(path));
    }
  }

  void command(const std::string& line, const ToolState& state) {
    bool rust = false, reads_only = true;
    for (const shell::Command& part : shell::commands_of(line)) {
      const auto language = language_of_program(part);
      rust |= language == Language::rust;
      reads_only &= is_reader(part);
      if (language == Language::rust)
        rust_command(part, state);
      else if (language)
        evidence_.other_weight += command_weight;
      if (const auto change = edit_of(part, line, state.output)) command_edit(*change, language);
      for (const std::string& argument : part.arguments)
        if (!argument.contains("://")) mention(argument);  // https://docs.rs is no source file
    }
    if (reads_only) return;  // a printed file proves nothing
    const auto patterns = compiler_patterns(state.output);
    for (const std::string& pattern : patterns) evidence_.signals.insert("output: " + pattern);
    if (rust) return;
    const bool is_of_cargo = read_check_output(state.output).is_of_cargo;
    if (is_of_cargo) evidence_.signals.insert("output: cargo");
    if (is_of_cargo || !patterns.empty()) evidence_.rust_weight += recognised_command_weight;
  }

  void command_edit(const CommandEdit& change, std::optional<Language> program) {
    if (program == Language::rust) {
      evidence_.edited = evidence_.edited_rust = true;
      return;
    }
    for (const std::string& file : change.files) {
      const bool is_path = file.size() > 2 && file.find_first_of(" ,$*(){};'\"") == std::string::npos;
      if (is_path) edit(file);
    }
  }

  void rust_command(const shell::Command& part, const ToolState& state) {
    constexpr std::int64_t not_found = 127;  // the shell's exit code for a missing program
    if (state.exit == not_found || is_cargo_missing(state.output)) return;
    const std::string subcommand = shell::cargo_subcommand(part);
    evidence_.signals.insert("command: " + (subcommand.empty() ? part.program : "cargo " + subcommand));
    const bool recognised = is_cargo_output(state.output) || read_check_output(state.output).is_of_cargo;
    evidence_.rust_weight += recognised ? recognised_command_weight : command_weight;
  }

  Evidence evidence_;
  std::vector<std::string> edits_;  // one for each edit, in order
  std::set<std::string> mentioned_, edited_, changed_, plain_;
  std::map<std::string, std::string> texts_;  // of .rs files, by name
  std::map<std::string, bool> is_rust_;
};

}  // namespace

void Evidence::add(const Evidence& other) {
  rust_weight += other.rust_weight;
  other_weight += other.other_weight;
  edited |= other.edited;
  edited_rust |= other.edited_rust;
  signals.insert(other.signals.begin(), other.signals.end());
}

double Evidence::score() const {
  const int total = rust_weight + other_weight;
  return total == 0 ? 0 : static_cast<double>(rust_weight) / total;
}

Evidence evidence_of(std::span<const Message> messages) {
  Collector collector;
  for (const Message& message : messages) collector.add(message);
  return collector.finish();
}

Verdict verdict_of(const Evidence& evidence) {
  const int rust = evidence.rust_weight;
  const int total = rust + evidence.other_weight;
  if (rust < least_rust_weight || rust * 100 <= total * mixed_percent) return Verdict::reject;
  const bool edits_other_only = evidence.edited && !evidence.edited_rust && evidence.other_weight > 0;
  return rust * 100 >= total * accept_percent && !edits_other_only ? Verdict::accept : Verdict::mixed;
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
  std::vector<Evidence> evidence;
  for (const auto& turn : turns) evidence.push_back(evidence_of(turn));
  return classification_of(evidence);
}

Classification classification_of(std::span<const Evidence> turns) {
  Classification all;
  bool some_rust = false;
  for (const Evidence& evidence : turns) {
    some_rust |= verdict_of(evidence) != Verdict::reject;
    all.evidence.add(evidence);
  }
  if (!some_rust) return all;
  all.verdict = verdict_of(all.evidence);
  if (all.verdict == Verdict::reject) all.verdict = Verdict::mixed;
  return all;
}

}  // namespace session_classifier
