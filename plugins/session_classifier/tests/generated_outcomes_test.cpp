// Hundreds of turns whose end is known by construction: precision and recall of `verified`.
#include <iostream>
#include <map>

#include <fmt/format.h>

#include <session_classifier/outcome.hpp>

#include "generated_runs.hpp"
#include "support.hpp"

namespace {

using chat::Outcome;
using test::Random;
using test::SessionBuilder;

std::string input(const std::string& key, const std::string& value) {
  return base::Json::of_object({{key, base::Json::of_string(value)}}).dump();
}

void bash(SessionBuilder& builder, const std::string& command, const std::string& output,
          std::optional<std::int64_t> exit) {
  builder.assistant("", "tool-calls").tool("bash", input("command", command), output, exit);
}

// One of the ways to change a source file.
std::string change(Random& random, SessionBuilder& builder) {
  const std::size_t way = random.below(8);
  if (way < 3) {
    builder.rust_edit();
    return "edit";
  }
  if (way == 3) {
    builder.assistant("", "tool-calls")
        .tool("apply_patch",
              input("patchText", "*** Begin Patch\n*** Update File: src/lib.rs\n@@\n-a\n+b\n*** End Patch"),
              "Success");
    return "apply_patch";
  }
  const auto command = random.of<std::string>(
      {"sed -i 's/a/b/' src/lib.rs", "git checkout -- src/lib.rs", "cargo fmt", "cargo fix --allow-dirty",
       "cat > src/gen.rs <<'EOF'\npub fn a() {}\nEOF", "perl -pi -e 's/a/b/' src/lib.rs", "git stash pop",
       "python3 - <<'EOF'\nopen('src/lib.rs', 'w').write('x')\nEOF", "make fmt", "cargo add serde",
       "mv src/a.rs src/b.rs", "python3 scripts/generate_tables.py", "cargo clippy --fix --allow-dirty",
       "git revert --no-edit HEAD"});
  bash(builder, command, "", 0);
  return command;
}

// What leaves an earlier check as it is.
std::string harmless(Random& random, SessionBuilder& builder) {
  const std::size_t way = random.below(4);
  if (way == 0) {
    builder.assistant("", "tool-calls").tool("edit", R"({"filePath":"/home/maria/relay/CHANGELOG.md"})", "");
    return "CHANGELOG.md";
  }
  if (way == 1) {
    builder.assistant("", "tool-calls");
    builder.failed_tool("bash", input("command", "git push"),
                        "The user rejected permission to use this specific tool call.");
    return "denied push";
  }
  const auto command = random.of<std::string>(
      {"git diff --stat", "git commit -am 'Fix level'", "git status", "cat src/lib.rs", "rg level src",
       "rm -rf target/tmp", "cargo fmt --check", "git switch -c fix", "echo done > /tmp/note"});
  bash(builder, command, "", 0);
  return command;
}

struct Generated {
  SessionBuilder builder;
  Outcome truth = Outcome::unverified;
  std::string story;
};

test::Tool any_tool(Random& random) {
  return random.of<test::Tool>({test::Tool::test, test::Tool::test, test::Tool::nextest, test::Tool::check,
                                test::Tool::build, test::Tool::clippy});
}

Generated generate(Random& random) {
  Generated turn;
  turn.builder.user("The gauge shows 0 below full scale. Fix it.");
  const auto add_call = [&](const test::Call& call) {
    bash(turn.builder, call.command, call.output, call.exit);
    turn.story += fmt::format("; `{}` -> {}", call.command, base::name_of(call.truth));
    return call.truth;
  };
  if (random.chance(30)) add_call(call_of(random, run_of(random, any_tool(random), random.chance(30))));
  turn.story += "; " + change(random, turn.builder);
  turn.truth = Outcome::unverified;
  if (random.chance(20)) {  // a broken attempt before
    add_call(call_of(random, run_of(random, test::Tool::test, false)));
    turn.story += "; " + change(random, turn.builder);
  }
  if (random.chance(15)) {
    add_call(no_check(random));
  } else if (random.chance(90)) {
    turn.truth = add_call(call_of(random, run_of(random, any_tool(random), random.chance(65))));
  }
  if (random.chance(30)) turn.story += "; " + harmless(random, turn.builder);
  if (random.chance(15)) turn.story += "; " + change(random, turn.builder), turn.truth = Outcome::unverified;
  turn.builder.assistant(
      random.of<std::string>({"Done.", "All tests pass.", "I ran cargo test, everything is green."}));
  return turn;
}

}  // namespace

TEST_CASE("of generated turns, those that ended well are told from the others") {
  Random random(20261129);
  constexpr int turns = 3000;
  constexpr int most_shown = 25;
  std::map<std::pair<Outcome, Outcome>, int> counts;  // truth and verdict
  int shown = 0;
  for (int i = 0; i < turns; ++i) {
    Generated turn = generate(random);
    const auto found = session_classifier::outcome_of(turn.builder.session().messages);
    ++counts[{turn.truth, found.outcome}];
    if (found.outcome != turn.truth && ++shown <= most_shown)
      std::cout << base::name_of(turn.truth) << " taken for " << base::name_of(found.outcome) << " ("
                << found.evidence << ")" << turn.story << "\n";
  }
  std::cout << "truth, verdict, turns:\n";
  for (const auto& [pair, count] : counts)
    std::cout << "  " << base::name_of(pair.first) << ", " << base::name_of(pair.second) << ": " << count
              << "\n";
  const auto sum = [&](auto&& fits) {
    int total = 0;
    for (const auto& [pair, count] : counts) total += fits(pair.first, pair.second) ? count : 0;
    return total;
  };
  const double hits = counts[{Outcome::verified, Outcome::verified}];
  const double precision = hits / sum([](Outcome, Outcome verdict) { return verdict == Outcome::verified; });
  const double recall = hits / sum([](Outcome truth, Outcome) { return truth == Outcome::verified; });
  std::cout << fmt::format("verified: precision {:.4f}, recall {:.4f}\n", precision, recall);
  CHECK(precision >= 0.95);
  CHECK(recall >= 0.95);
  CHECK(counts[{Outcome::failed, Outcome::verified}] == 0);
}

TEST_CASE("lines that look like checks prove nothing") {
  Random random(7);
  for (int i = 0; i < 200; ++i) {
    SessionBuilder builder;
    builder.user("x").rust_edit();
    const test::Call call = no_check(random);
    bash(builder, call.command, call.output, call.exit);
    builder.assistant("All tests pass.");
    const auto found = session_classifier::outcome_of(builder.session().messages);
    INFO(call.command);
    CHECK(found.outcome == Outcome::unverified);
    CHECK(found.has_false_claim);
  }
}
