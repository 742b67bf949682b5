#include <fstream>
#include <memory>
#include <thread>

#include <doctest/doctest.h>

#include <git_miner/proof_plan.hpp>
#include <test_support/temporary_folder.hpp>

using git_miner::Proof;
using git_miner::ProofPlan;
using git_miner::Unproved;
using git_miner::Verified;

namespace {

Verified proved() {
  return {
      .proof = Proof{.kind = git_miner::ProofKind::built,
                     .tests_first = {{"src/lib.rs", "fn f() {}\n"}},
                     .before = {{"cargo test", "error: \"x\"\n", 101}},
                     .after = {{"cargo test", "ok\n", 0}},
                     .left_out = {{"cargo clippy", "it failed before", {{"cargo clippy", "error: y\n", 101}}},
                                  {"cargo fmt", "it failed before"}},
                     .toolchain = "rustc 1.95"},
      .reason = {}};
}

base::Result<bool> gives_example(const Proof&) { return true; }

struct Bench {
  test_support::TemporaryFolder folder;
  int tries = 0;
  bool gives = true;  // an example

  std::shared_ptr<ProofPlan> plan(std::vector<std::string> commits, std::size_t limit,
                                  std::chrono::milliseconds budget = {}, const char* toolchain = "one") {
    auto made = ProofPlan::make(
        {.folder = folder.path() / "proofs", .toolchain = toolchain, .limit = limit, .budget = budget},
        std::move(commits));
    REQUIRE(made);
    return *std::move(made);
  }
  git_miner::ProofAttempt attempt(Verified gives = proved()) {
    return {.hold = [] { return std::shared_ptr<const void>(); },
            .prove =
                [this, gives = std::move(gives)] {
                  ++tries;
                  return gives;
                },
            .gives_example = [this](const Proof&) -> base::Result<bool> { return this->gives; }};
  }
  ProofPlan::Turn::Outcome outcome(ProofPlan& plan, std::size_t index, Verified gives = proved()) {
    ProofPlan::Turn turn(plan, index, {});
    auto outcome = turn.outcome(attempt(std::move(gives)));
    REQUIRE(outcome);
    return *std::move(outcome);
  }
};

}  // namespace

TEST_CASE("the limit counts proofs, not tries, in the order of the commits") {
  Bench bench;
  const auto plan = bench.plan({"a", "b", "c", "d"}, 2);
  CHECK(bench.outcome(*plan, 0).proof);
  CHECK(bench.outcome(*plan, 1, {.proof = {}, .reason = Unproved::tests_fail}).why ==
        "tests fail before and after it");
  CHECK(bench.outcome(*plan, 2).proof);
  const auto last = bench.outcome(*plan, 3);
  CHECK_FALSE(last.proof);
  CHECK(last.why == "not tried: enough proofs are there");
  CHECK(bench.tries == 3);
}

TEST_CASE("a remembered proof that skips tests without showing that they fail is made again") {
  const git_miner::CapturedRun run{"cargo test", "test net ... FAILED\n", 101};
  for (const bool is_shown : {true, false}) {
    Bench bench;
    auto skipping = proved();
    skipping.proof->after.push_back({"cargo test -- --skip net", "ok\n", 0});
    skipping.proof->left_out = {{"cargo test", "failed before the change too: net"}};
    if (is_shown) skipping.proof->left_out[0].baseline = run;
    CHECK(bench.outcome(*bench.plan({"a"}, 1), 0, skipping).proof);
    CHECK(bench.outcome(*bench.plan({"a"}, 1), 0, skipping).proof);
    CHECK(bench.tries == (is_shown ? 1 : 2));
  }
}

TEST_CASE("what was tried once is remembered whole, proved or not, and by toolchain") {
  Bench bench;
  const auto first = bench.plan({"a", "b"}, 2);
  CHECK(bench.outcome(*first, 0).proof);
  CHECK_FALSE(bench.outcome(*first, 1, {.proof = {}, .reason = Unproved::build_fails}).proof);
  const auto plan = bench.plan({"a", "b"}, 2);
  const auto kept = bench.outcome(*plan, 0);
  REQUIRE(kept.proof);
  const Proof& proof = *kept.proof;
  CHECK(proof.kind == git_miner::ProofKind::built);
  CHECK(proof.tests_first.at("src/lib.rs") == "fn f() {}\n");
  CHECK(proof.before.at(0).output == "error: \"x\"\n");
  CHECK(proof.before.at(0).exit_code == 101);
  CHECK(proof.after.at(0).command == "cargo test");
  CHECK(proof.left_out.at(0).why == "it failed before");
  REQUIRE(proof.left_out.at(0).baseline);
  CHECK(proof.left_out.at(0).baseline->output == "error: y\n");
  CHECK(proof.left_out.at(0).baseline->exit_code == 101);
  CHECK_FALSE(proof.left_out.at(1).baseline);
  CHECK(proof.toolchain == "rustc 1.95");
  CHECK(bench.outcome(*plan, 1).why == "it builds neither before nor after");
  CHECK(bench.tries == 2);
  CHECK(bench.outcome(*bench.plan({"b"}, 2, {}, "two"), 0).proof);
  CHECK(bench.tries == 3);
}

TEST_CASE("a new commit never takes the place of one that was proved before") {
  Bench bench;
  CHECK(bench.outcome(*bench.plan({"old"}, 1), 0).proof);
  const auto plan = bench.plan({"new", "old"}, 1);
  CHECK_FALSE(bench.outcome(*plan, 0).proof);
  CHECK(bench.outcome(*plan, 1).proof);
  CHECK(bench.tries == 1);
}

TEST_CASE("fingerprints stay as the ledger grows") {
  Bench bench;
  const auto plan = bench.plan({"a", "b", "c"}, 1);
  CHECK(bench.outcome(*plan, 0).proof);
  CHECK_FALSE(bench.outcome(*plan, 1).proof);
  const auto again = bench.plan({"a", "b", "c"}, 1);
  for (std::size_t i = 0; i < 3; ++i) CHECK(again->fingerprint(i) == plan->fingerprint(i));
  CHECK(bench.plan({"a"}, 1, {}, "two")->fingerprint(0) != plan->fingerprint(0));
}

TEST_CASE("commits that the limit kept out are handed in again when there is room, once") {
  Bench bench;
  const auto plan = bench.plan({"a", "b", "c"}, 1);
  CHECK(bench.outcome(*plan, 0).proof);
  CHECK_FALSE(bench.outcome(*plan, 1).proof);
  const auto more = bench.plan({"a", "b", "c"}, 2);
  CHECK(more->fingerprint(0) == plan->fingerprint(0));
  CHECK(more->fingerprint(1) != plan->fingerprint(1));
  CHECK(more->fingerprint(2) == plan->fingerprint(2));
  CHECK(bench.outcome(*more, 1).proof);
  // What it gave stands under that fingerprint, also for a limit that has room left.
  CHECK(bench.plan({"a", "b", "c"}, 3)->fingerprint(1) == more->fingerprint(1));
}

TEST_CASE("a lower limit leaves the first proofs") {
  Bench bench;
  const auto plan = bench.plan({"a", "b"}, 2);
  CHECK(bench.outcome(*plan, 0).proof);
  CHECK(bench.outcome(*plan, 1).proof);
  const auto lower = bench.plan({"a", "b"}, 1);
  CHECK(lower->fingerprint(0) == plan->fingerprint(0));
  CHECK(lower->fingerprint(1) != plan->fingerprint(1));
  CHECK_FALSE(bench.outcome(*lower, 1).proof);
  CHECK(bench.plan({"a", "b"}, 2)->fingerprint(1) == plan->fingerprint(1));
}

TEST_CASE("when the time is used up no other try begins, and the next run goes on") {
  Bench bench;
  const auto plan = bench.plan({"a", "b"}, 2, std::chrono::milliseconds(1));
  {
    ProofPlan::Turn turn(*plan, 0, {});
    const auto done =
        turn.outcome({.hold = [] { return std::shared_ptr<const void>(); },
                      .prove =
                          [] {
                            const auto begin = std::chrono::steady_clock::now();
                            while (std::chrono::steady_clock::now() - begin < std::chrono::milliseconds(2)) {
                            }
                            return proved();
                          },
                      .gives_example = gives_example});
    REQUIRE(done);
    CHECK(done->proof);
  }
  CHECK(bench.outcome(*plan, 1).why == "not tried: the time for proofs is used up");
  const auto next = bench.plan({"a", "b"}, 2, std::chrono::milliseconds(1));
  CHECK(next->fingerprint(0) == plan->fingerprint(0));
  CHECK(next->fingerprint(1) != plan->fingerprint(1));
  CHECK(bench.outcome(*next, 1).proof);
  // It is settled now, and stays.
  CHECK(bench.plan({"a", "b"}, 2)->fingerprint(1) == next->fingerprint(1));
}

TEST_CASE("one that waited for what another held while the time was used up is not tried") {
  Bench bench;
  const auto plan = bench.plan({"a", "b"}, 2, std::chrono::milliseconds(1));
  ProofPlan::Turn first(*plan, 0, {}), second(*plan, 1, {});
  bool was_tried = false;
  const auto waited = second.outcome(
      {.hold =
           [&] {
             const auto begin = std::chrono::steady_clock::now();
             const auto spend = [&] {
               while (std::chrono::steady_clock::now() - begin < std::chrono::milliseconds(2)) {
               }
               return proved();
             };
             CHECK(first.outcome({.hold = [] { return std::shared_ptr<const void>(); },
                                  .prove = spend,
                                  .gives_example = gives_example}));
             return std::shared_ptr<const void>();
           },
       .prove =
           [&] {
             was_tried = true;
             return proved();
           },
       .gives_example = gives_example});
  REQUIRE(waited);
  CHECK_FALSE(was_tried);
  CHECK(waited->why == "not tried: the time for proofs is used up");
}

TEST_CASE("a commit waits for those before it, not for those that nobody works on") {
  Bench bench;
  const auto plan = bench.plan({"restored", "a", "b"}, 1);
  std::optional<ProofPlan::Turn> before(std::in_place, *plan, 1, std::stop_token());
  ProofPlan::Turn::Outcome after;
  std::jthread other([&] { after = bench.outcome(*plan, 2); });
  const auto first = before->outcome(bench.attempt());
  REQUIRE(first);
  CHECK(first->proof);
  before.reset();
  other.join();
  CHECK_FALSE(after.proof);
  CHECK(bench.tries == 1);
}

TEST_CASE("one that is no example, or fails, leaves its place to the next") {
  Bench bench;
  const auto plan = bench.plan({"a", "b", "c"}, 1);
  std::optional<ProofPlan::Turn> no_example(std::in_place, *plan, 0, std::stop_token());
  {
    ProofPlan::Turn failing(*plan, 1, {});
    no_example.reset();
    const auto failed = failing.outcome(
        {.hold = [] { return std::shared_ptr<const void>(); },
         .prove = []() -> base::Result<Verified> { return base::failure("cannot fetch", "no network"); },
         .gives_example = gives_example});
    REQUIRE_FALSE(failed);
    CHECK(failed.error().why == "no network");
  }
  CHECK(bench.outcome(*plan, 2).proof);
}

TEST_CASE("a unit that is to stop waits no longer, and nobody waits for it") {
  Bench bench;
  const auto plan = bench.plan({"a", "b"}, 1);
  std::stop_source stop;
  const ProofPlan::Turn stuck(*plan, 0, stop.get_token());
  std::stop_source stop_second;
  ProofPlan::Turn second(*plan, 1, stop_second.get_token());
  stop_second.request_stop();
  const auto stopped = second.outcome(bench.attempt());
  REQUIRE_FALSE(stopped);
  CHECK(stopped.error().is_transient);
  stop.request_stop();
  CHECK(bench.outcome(*plan, 1).proof);
}

TEST_CASE("a proof that cannot be read any more is made again, in its place") {
  Bench bench;
  CHECK(bench.outcome(*bench.plan({"a"}, 1), 0).proof);
  for (const auto& file : std::filesystem::recursive_directory_iterator(bench.folder.path()))
    if (file.path().extension() == ".proved") std::ofstream(file.path()) << "{\"proof\":";
  const auto plan = bench.plan({"b", "a"}, 1);
  CHECK_FALSE(bench.outcome(*plan, 0).proof);
  CHECK(bench.outcome(*plan, 1).proof);
  CHECK(bench.tries == 2);
}

TEST_CASE("a proof whose example is not published does not count, and is not made again") {
  Bench bench;
  const auto plan = bench.plan({"long", "b", "c"}, 1);
  bench.gives = false;
  CHECK(bench.outcome(*plan, 0).proof);
  bench.gives = true;
  CHECK(bench.outcome(*plan, 1).proof);
  CHECK(bench.outcome(*plan, 2).why == "not tried: enough proofs are there");
  const auto again = bench.plan({"long", "b", "c"}, 1);
  for (std::size_t i = 0; i < 3; ++i) CHECK(again->fingerprint(i) == plan->fingerprint(i));
  bench.gives = false;
  CHECK(bench.outcome(*again, 0).proof);  // for the reason why it is dropped
  CHECK(bench.tries == 2);
}

TEST_CASE("while an example is mined with its proof, the next commit waits for its place") {
  Bench bench;
  const auto plan = bench.plan({"long", "b"}, 1);
  ProofPlan::Turn first(*plan, 0, {});
  ProofPlan::Turn::Outcome second;
  std::jthread other;
  const auto done = first.outcome({.hold = [] { return std::shared_ptr<const void>(); },
                                   .prove = [] { return proved(); },
                                   .gives_example = [&](const Proof&) -> base::Result<bool> {
                                     other = std::jthread([&] { second = bench.outcome(*plan, 1); });
                                     return false;
                                   }});
  REQUIRE(done);
  other.join();
  CHECK(second.proof);
}

TEST_CASE("where mining changes, an example gives its place back, or needs one") {
  Bench bench;
  const auto plan = bench.plan({"a", "b", "c"}, 1);
  CHECK(bench.outcome(*plan, 0).proof);
  CHECK_FALSE(bench.outcome(*plan, 1).proof);
  // `a` has become too long.
  const auto shorter = bench.plan({"a", "b", "c"}, 1);
  bench.gives = false;
  CHECK(bench.outcome(*shorter, 0).proof);
  bench.gives = true;
  CHECK(bench.outcome(*shorter, 2).proof);
  CHECK(bench.tries == 2);
  // And is not any more: `c` keeps its place.
  const auto longer = bench.plan({"a", "b", "c"}, 1);
  CHECK_FALSE(bench.outcome(*longer, 0).proof);
  CHECK(bench.outcome(*longer, 2).proof);
  const auto more = bench.plan({"a", "b", "c"}, 2);
  CHECK(more->fingerprint(0) != longer->fingerprint(0));
  CHECK(bench.outcome(*more, 0).proof);
  CHECK(bench.tries == 2);
}

TEST_CASE("one that waits takes the place that an older example gives back") {
  Bench bench;
  CHECK(bench.outcome(*bench.plan({"a"}, 1), 0).proof);
  const auto plan = bench.plan({"a", "b"}, 1);
  ProofPlan::Turn first(*plan, 0, {});
  ProofPlan::Turn::Outcome second;
  std::jthread other([&] { second = bench.outcome(*plan, 1); });
  bench.gives = true;
  auto attempt = bench.attempt();
  attempt.gives_example = [](const Proof&) -> base::Result<bool> { return false; };
  REQUIRE(first.outcome(attempt));
  other.join();
  CHECK(second.proof);
}

TEST_CASE("when an example cannot be mined for want of the machine, its proof is kept") {
  Bench bench;
  const auto plan = bench.plan({"a"}, 1);
  {
    ProofPlan::Turn turn(*plan, 0, {});
    auto attempt = bench.attempt();
    attempt.gives_example = [](const Proof&) -> base::Result<bool> {
      return base::failure("cannot write", "the disk is full");
    };
    CHECK_FALSE(turn.outcome(attempt));
  }
  CHECK(bench.outcome(*bench.plan({"a"}, 1), 0).proof);
  CHECK(bench.tries == 1);
}
