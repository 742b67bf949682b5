// Whole trainings: they learn, they go on after a stop, and they say when they cannot.
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <memory>

#include <lora_trainer/checkpoint.hpp>
#include <lora_trainer/journal.hpp>
#include <lora_trainer/model_card.hpp>
#include <lora_trainer/run.hpp>
#include <lora_trainer/settings.hpp>
#include <test_support/temporary_folder.hpp>

#include "golden.hpp"

namespace {

lora_trainer::Sequence sequence(const std::string& id, int start) {
  lora_trainer::Sequence result{.id = id};
  for (int i = 0; i < 24; ++i) result.tokens.push_back((start + 7 * i) % 2000);
  result.learnt = {{8, 24}};
  return result;
}

struct Bench {
  test_support::TemporaryFolder folder;
  qwen35::Model model = golden::own_model();
  lora_trainer::Settings settings{.base_model = "tiny",
                                  .epochs = 3,
                                  .batch_size = 2,
                                  .learning_rate = 0.01,
                                  .rank = 4,
                                  .recompute = lora_trainer::Recompute::never};
  lora_trainer::Course course;
  std::vector<std::int64_t> stepped, resumed;
  std::vector<std::string> begun_anew;
  std::vector<base::Error> not_saved;

  Bench() {
    for (int i = 0; i < 5; ++i) course.train.sequences.push_back(sequence("t" + std::to_string(i), 100 * i));
    course.valid.sequences = {sequence("v0", 100), sequence("v1", 200)};
    course.steps = lora_trainer::plan_steps(5, settings.epochs, 2, 9);
    course.settings = lora_trainer::settings_json(settings, {});
    course.checkpoints = folder.path();
  }

  lora_trainer::Trainer trainer(double learning_rate = 0.01) {
    settings.learning_rate = learning_rate;
    qwen35::Adapter adapter(model.config(), *lora_trainer::shape_of(settings, model.config().layers.size()));
    adapter.init(5);
    return {model, std::move(adapter),
            lora_trainer::recipe_of(settings, static_cast<std::int64_t>(course.steps.size()), 5, 0)};
  }

  auto run(lora_trainer::Trainer& trainer, const lora_trainer::IsStopped& is_stopped = [] { return false; }) {
    const lora_trainer::Watcher watcher{
        .stepped = [&](const auto& report, double) { stepped.push_back(report.step); },
        .validated = [](auto, const auto&) {},
        .resumed = [&](std::int64_t step) { resumed.push_back(step); },
        .begun_anew = [&](const std::string& why) { begun_anew.push_back(why); },
        .not_saved = [&](const base::Error& error) { not_saved.push_back(error); }};
    return lora_trainer::run(trainer, course, watcher, is_stopped);
  }
};

}  // namespace

TEST_CASE("a training lowers the validation loss and tells of every step") {
  Bench bench;
  auto trainer = bench.trainer();
  const auto trained = bench.run(trainer);
  REQUIRE(trained);
  REQUIRE(trained->loss_before);
  CHECK(*trained->loss_after < *trained->loss_before - 0.5);
  CHECK(bench.stepped == std::vector<std::int64_t>{1, 2, 3, 4, 5, 6, 7, 8, 9});
  // Settings, nine steps, validations before the first step and after each of the three epochs.
  REQUIRE(trained->journal.size() == 14);
  CHECK(trained->journal[0].starts_with(R"({"kind":"settings","base_model":"tiny")"));
  CHECK(trained->journal[1].starts_with(R"({"kind":"validation","step":0,)"));
  CHECK(trained->journal[2].starts_with(R"({"kind":"step","step":1,)"));
  CHECK(trained->journal[5].starts_with(R"({"kind":"validation","step":3,)"));
  CHECK(trained->journal[13].starts_with(R"({"kind":"validation","step":9,)"));
}

TEST_CASE("the losses of a training stand beside those without a model") {
  Bench bench;
  bench.course.baselines = {.uniform = 7.5, .unigram = 6.25, .bigram = 5};
  auto trainer = bench.trainer();
  const auto trained = bench.run(trainer);
  REQUIRE(trained);
  CHECK(trained->journal[1] == R"({"kind":"baselines","uniform":7.5,"unigram":6.25,"bigram":5})");
  const auto card = [&](double loss_after) {
    auto told = *trained;
    told.loss_after = loss_after;
    return lora_trainer::model_card({.settings = bench.settings,
                                     .settings_json = "{}",
                                     .train = bench.course.train,
                                     .valid = bench.course.valid,
                                     .train_digest = "",
                                     .valid_digest = "",
                                     .trained = told,
                                     .baselines = bench.course.baselines});
  };
  CHECK(card(4.9).contains("| no model: frequencies of tokens | 6.2500 |"));
  CHECK_FALSE(card(4.9).contains("A table of pairs"));
  CHECK(card(5).contains("A table of pairs of tokens, counted in the training split, is no worse"));
}

TEST_CASE("the adapter with the lowest validation loss is published, also after a stop") {
  const auto spoilt = [](lora_trainer::Publish publish) {
    auto bench = std::make_unique<Bench>();
    bench->course.is_judged = true;
    bench->course.publish = publish;
    bench->course.validate_every = 1;
    return bench;
  };
  // A rate that is much too high: later steps destroy what the first have learnt. Which steps do is for rounding to say,
  // and so for the processor.
  const auto spoils = [&](double rate) {
    const auto bench = spoilt(lora_trainer::Publish::best);
    auto trainer = bench->trainer(rate);
    const auto trained = bench->run(trainer);
    return trained && trained->published < 9;
  };
  const auto rates = {0.3, 1.0, 0.1, 0.5, 2.0};
  const auto* found = std::ranges::find_if(rates, spoils);
  REQUIRE(found != rates.end());
  const double rate = *found;
  const auto last_bench = spoilt(lora_trainer::Publish::last),
             best_bench = spoilt(lora_trainer::Publish::best);
  auto last_trainer = last_bench->trainer(rate), best_trainer = best_bench->trainer(rate);
  const auto last = last_bench->run(last_trainer), best = best_bench->run(best_trainer);
  REQUIRE(last);
  REQUIRE(best);
  CHECK(best->journal == last->journal);
  CHECK(last->published == 9);
  REQUIRE(best->published < 9);
  REQUIRE(best->published > 0);
  CHECK(*best->loss_after < *last->loss_after);
  std::vector<const lora_trainer::Sequence*> valid;
  for (const auto& one : best_bench->course.valid.sequences) valid.push_back(&one);
  CHECK(best_trainer.evaluate(valid, [] { return false; })->mean() == doctest::Approx(*best->loss_after));
  for (const int stop_after : {5, 12, 20}) {
    const auto bench = spoilt(lora_trainer::Publish::best);
    int asked = 0;
    {
      auto first = bench->trainer(rate);
      REQUIRE_FALSE(bench->run(first, [&] { return asked++ >= stop_after; }));
    }
    auto second = bench->trainer(rate);
    const auto again = bench->run(second);
    REQUIRE(again);
    CHECK(again->published == best->published);
    CHECK(at::equal(second.adapter().values(), best_trainer.adapter().values()));
  }
}

TEST_CASE("a training whose validation loss no longer falls ends early, if there is enough to judge by") {
  for (const bool is_judged : {true, false}) {
    Bench bench;
    bench.course.is_judged = is_judged;
    bench.course.patience = 2;
    bench.course.validate_every = 1;
    auto trainer = bench.trainer(0.3);
    const auto trained = bench.run(trainer);
    REQUIRE(trained);
    CHECK(trained->is_cut_short == is_judged);
    CHECK((bench.stepped.size() < 9) == is_judged);
  }
}

TEST_CASE("a training that is stopped anywhere and goes on gives the same bytes, with dropout, too") {
  const auto bench_with = [](double dropout) {
    auto bench = std::make_unique<Bench>();
    bench->settings.dropout = dropout;
    return bench;
  };
  at::Tensor without;
  for (const double dropout : {0.0, 0.3}) {
    CAPTURE(dropout);
    const auto whole = bench_with(dropout);
    auto undisturbed = whole->trainer();
    const auto want = whole->run(undisturbed);
    REQUIRE(want);
    if (dropout > 0) CHECK_FALSE(at::equal(undisturbed.adapter().values(), without));
    without = undisturbed.adapter().values();
    // Asked before each sequence of a step and of a validation.
    for (const int stop_after : {0, 1, 3, 7, 8, 12}) {
      CAPTURE(stop_after);
      const auto bench = bench_with(dropout);
      int asked = 0;
      {
        auto first = bench->trainer();
        const auto stopped = bench->run(first, [&] { return asked++ >= stop_after; });
        REQUIRE_FALSE(stopped);
        CHECK(stopped.error().is_transient);
      }
      auto second = bench->trainer();
      const auto got = bench->run(second);
      REQUIRE(got);
      CHECK(got->journal == want->journal);
      CHECK(at::equal(second.adapter().values(), undisturbed.adapter().values()));
      CHECK(bench->resumed.size() == 1);
      CHECK(bench->stepped == whole->stepped);
    }
  }
}

TEST_CASE("a damaged checkpoint is not used") {
  Bench bench;
  {
    auto first = bench.trainer();
    int asked = 0;
    REQUIRE_FALSE(bench.run(first, [&] { return asked++ >= 9; }));
  }
  for (const auto& entry : std::filesystem::recursive_directory_iterator(bench.folder.path())) {
    if (entry.path().filename() == "state.safetensors") std::filesystem::resize_file(entry.path(), 100);
  }
  auto second = bench.trainer();
  bench.stepped.clear();
  REQUIRE(bench.run(second));
  CHECK(bench.resumed.empty());
  CHECK(bench.begun_anew == std::vector<std::string>{"step-000003: its state cannot be read"});
  CHECK(bench.stepped.size() == 9);
}

TEST_CASE("a checkpoint whose journal has lost a step is not used") {
  Bench bench;
  {
    auto first = bench.trainer();
    int asked = 0;
    REQUIRE_FALSE(bench.run(first, [&] { return asked++ >= 9; }));
  }
  std::filesystem::rename(bench.folder.path() / "step-000003", bench.folder.path() / "step-000004");
  auto second = bench.trainer();
  REQUIRE(bench.run(second));
  CHECK(bench.begun_anew == std::vector<std::string>{"step-000004: its journal is of another step"});
}

TEST_CASE("a checkpoint of another training is not used") {
  for (const bool other_data : {false, true}) {
    Bench bench;
    {
      auto first = bench.trainer();
      int asked = 0;
      REQUIRE_FALSE(bench.run(first, [&] { return asked++ >= 9; }));
    }
    lora_trainer::Settings settings = bench.settings;
    if (!other_data) settings.alpha = 64;
    bench.course.settings =
        lora_trainer::settings_json(settings, {.train_digest = other_data ? "another" : ""});
    auto second = bench.trainer();
    bench.stepped.clear();
    REQUIRE(bench.run(second));
    CHECK(bench.resumed.empty());
    REQUIRE(bench.begun_anew.size() == 1);
    CHECK(bench.begun_anew[0] ==
          std::string("step-000003: ") +
              (other_data ? R"(train_digest is "another" and was "")" : "alpha is 64 and was 32"));
    CHECK(bench.stepped.size() == 9);
  }
}

TEST_CASE("a training that cannot save where it stands goes on") {
  Bench bench;
  bench.course.checkpoints = bench.folder.path() / "file";
  std::ofstream(bench.course.checkpoints) << "in the way";
  auto first = bench.trainer();
  int asked = 0;
  const auto stopped = bench.run(first, [&] { return asked++ >= 9; });
  REQUIRE_FALSE(stopped);
  CHECK(stopped.error().is_transient);
  CHECK(bench.not_saved.size() == 1);
}

TEST_CASE("the memory that graphs may take changes no number of a training") {
  Bench bench;
  const qwen35::ModelConfig& config = bench.model.config();
  const auto adapter = [&] {
    qwen35::Adapter made(config, *lora_trainer::shape_of(bench.settings, config.layers.size()));
    made.init(5);
    return made;
  };
  qwen35::Adapter tried = adapter();
  const qwen35::GraphMemory memory = qwen35::measure_graphs(bench.model, tried);
  const auto tokens = static_cast<std::int64_t>(bench.course.train.sequences[0].tokens.size());
  double some = 0;
  while (qwen35::graphs_that_fit(memory, config, tokens, some) == 0) some += 1000;
  REQUIRE(qwen35::graphs_that_fit(memory, config, tokens, some) < config.layers.size());

  std::vector<std::vector<std::string>> journals;
  for (const double bytes : {0.0, some, std::numeric_limits<double>::infinity()}) {
    lora_trainer::Recipe recipe = lora_trainer::recipe_of(bench.settings, 9, 5, 0);
    recipe.graph_bytes = bytes;
    lora_trainer::Trainer trainer(bench.model, adapter(), recipe);
    const auto trained = bench.run(trainer, [] { return false; });
    REQUIRE(trained);
    journals.push_back(trained->journal);
    std::filesystem::remove_all(bench.course.checkpoints);
  }
  CHECK(journals[1] == journals[0]);
  CHECK(journals[2] == journals[0]);
}

TEST_CASE("graphs take a part of the free memory, all that they want, or nothing") {
  using enum lora_trainer::Recompute;
  const auto bytes = [](lora_trainer::Recompute recompute) {
    return lora_trainer::recipe_of({.recompute = recompute}, 1, 0, 1000).graph_bytes;
  };
  CHECK(bytes(automatic) > 0);
  CHECK(bytes(automatic) < 1000);
  CHECK(bytes(always) == 0);
  CHECK(std::isinf(bytes(never)));
}

TEST_CASE("a training of one step has a rate above 0, and a longer one warms up") {
  lora_trainer::Settings settings{.learning_rate = 0.5, .warmup = 0.1};
  CHECK(lora_trainer::recipe_of(settings, 1, 0, 0).schedule.rate(1) == 0.5);
  CHECK(lora_trainer::recipe_of(settings, 2, 0, 0).schedule.rate(1) == 0);
  CHECK(lora_trainer::recipe_of(settings, 2, 0, 0).schedule.rate(2) == 0.5);
  CHECK(lora_trainer::recipe_of(settings, 100, 0, 0).schedule.warmup == 10);
  settings.warmup = 0;
  CHECK(lora_trainer::recipe_of(settings, 100, 0, 0).schedule.rate(1) == 0.5);
}

TEST_CASE("without a validation split nothing is claimed") {
  Bench bench;
  bench.course.valid.sequences.clear();
  auto trainer = bench.trainer();
  const auto trained = bench.run(trainer);
  REQUIRE(trained);
  CHECK_FALSE(trained->loss_before);
  CHECK(trained->journal.size() == 10);
}

TEST_CASE("a training that comes apart is an error with the step and its examples") {
  Bench bench;
  auto trainer = bench.trainer();
  const at::Tensor broken =
      at::full_like(trainer.adapter().values().detach(), std::numeric_limits<double>::infinity());
  const auto& moments = trainer.optimizer().moments();
  REQUIRE(trainer.restore(broken, {moments.first.clone(), moments.second.clone()}, 0));
  const auto trained = bench.run(trainer);
  REQUIRE_FALSE(trained);
  CHECK_FALSE(trained.error().is_transient);
  CHECK(trained.error().problem == "the loss of an example before step 1 is not a number");
  CHECK(trained.error().why == "example v0");
}

TEST_CASE("a broken base model is told from a training that comes apart") {
  const test_support::TemporaryFolder folder;
  std::filesystem::copy(golden::own("model"), folder.path());
  const auto file = golden::tensors(golden::own("model/model.safetensors").string());
  qwen35::NamedTensors tensors;
  for (const std::string& name : file.names()) tensors.emplace(name, golden::tensor(file, name));
  at::Tensor& weight = tensors["model.language_model.layers.1.mlp.gate_proj.weight"];
  weight = weight.clone();
  weight[0][0] = std::numeric_limits<double>::quiet_NaN();
  std::filesystem::remove(folder.path() / "model.safetensors");
  REQUIRE(qwen35::write_safetensors(folder.path() / "model.safetensors", tensors));
  for (const bool has_validation : {true, false}) {
    Bench bench;
    bench.model = *qwen35::Model::load(folder.path());
    if (!has_validation) bench.course.valid.sequences.clear();
    auto trainer = bench.trainer();
    const auto trained = bench.run(trainer);
    REQUIRE_FALSE(trained);
    CHECK(trained.error().problem == "the base model is broken");
    CHECK(trained.error().why ==
          "its weight layers.1.mlp.gate_proj.weight holds a number that is not finite");
  }
}

TEST_CASE("a training that diverges ends with the step and its examples, also one that went on") {
  Bench bench;
  bench.course.guessing = 6.5;
  // What came before cost little: the tiny model itself costs about 7.6.
  auto before = bench.trainer();
  REQUIRE(before.restore(before.adapter().values(), before.optimizer().moments(), 2));
  const std::vector<const lora_trainer::Sequence*> none;
  lora_trainer::Progress saved{.journal = {lora_trainer::settings_line(bench.course.settings)}, .best = {}};
  for (const int step : {1, 2})
    saved.journal.push_back(lora_trainer::step_line({.step = step, .loss = 0.5}, 0, none));
  REQUIRE(lora_trainer::write_checkpoint(bench.folder.path(), before, saved));
  auto trainer = bench.trainer(1e-9);
  const auto trained = bench.run(trainer);
  REQUIRE_FALSE(trained);
  CHECK_FALSE(trained.error().is_transient);
  CHECK(trained.error().problem == "the training diverged at step 5");
  CHECK(trained.error().why.contains("and that of the first was 0.50; examples t"));
  CHECK(bench.stepped == std::vector<std::int64_t>{3, 4, 5});
}
