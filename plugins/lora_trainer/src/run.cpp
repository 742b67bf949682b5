#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include <lora_trainer/checkpoint.hpp>
#include <lora_trainer/divergence.hpp>
#include <lora_trainer/journal.hpp>
#include <lora_trainer/run.hpp>
#include <lora_trainer/validations.hpp>

namespace lora_trainer {
namespace {

using Clock = std::chrono::steady_clock;

// A checkpoint may cost a twentieth of the time, and what a stop by force loses is about a minute.
constexpr std::chrono::duration<double> checkpoint_pause = std::chrono::seconds(60);
constexpr double checkpoint_share = 20;

std::vector<const Sequence*> pointers(const std::vector<Sequence>& sequences) {
  std::vector<const Sequence*> result;
  for (const Sequence& sequence : sequences) result.push_back(&sequence);
  return result;
}

class Run {
 public:
  Run(Trainer& trainer, const Course& course, const Watcher& watcher, const IsStopped& is_stopped)
      : trainer_(trainer), course_(course), watcher_(watcher), is_stopped_(is_stopped) {}

  base::Result<Trained> all() {
    begin();
    auto done = steps();
    if (!done && done.error().is_transient) save();
    if (!done) return std::unexpected(std::move(done.error()));
    return published();
  }

 private:
  void begin() {
    const std::string settings = settings_line(course_.settings);
    Restored saved = read_checkpoint(course_.checkpoints, settings, trainer_);
    if (saved.progress) {
      done_ = std::move(*saved.progress);
      watcher_.resumed(trainer_.steps());
    } else {
      if (!saved.passed_over.empty()) watcher_.begun_anew(saved.passed_over);
      done_.journal = {settings};
      if (course_.baselines) done_.journal.push_back(baselines_line(*course_.baselines));
    }
    validations_ = validations_of(done_.journal);
    losses_ = step_losses_of(done_.journal);
  }

  base::Result<void> steps() {
    if (auto valid = validate_if_due(); !valid) return valid;
    while (std::cmp_less(trainer_.steps(), course_.steps.size()) && !is_cut_short()) {
      if (auto stepped = step(course_.steps[static_cast<std::size_t>(trainer_.steps())]); !stepped)
        return stepped;
      if (auto valid = validate_if_due(); !valid) return valid;
      if (Clock::now() - saved_at_ > pause_) save();
    }
    return {};
  }

  base::Result<void> step(const PlannedStep& planned) {
    std::vector<const Sequence*> sequences;
    for (const std::size_t i : planned.examples) sequences.push_back(&course_.train.sequences[i]);
    const auto start = Clock::now();
    const auto report = trainer_.step(sequences, is_stopped_);
    if (!report) return std::unexpected(error_of(report.error(), sequences));
    done_.journal.push_back(step_line(*report, planned.epoch, sequences));
    watcher_.stepped(*report, std::chrono::duration<double>(Clock::now() - start).count());
    losses_.push_back(report->loss);
    if (has_diverged(losses_, course_.guessing)) return std::unexpected(divergence(sequences));
    return {};
  }

  // Also what a stop before this run left out.
  base::Result<void> validate_if_due() {
    if (course_.valid.sequences.empty() || !is_due() || is_validation(done_.journal.back())) return {};
    const auto sequences = pointers(course_.valid.sequences);
    const auto loss = trainer_.evaluate(sequences, is_stopped_);
    if (!loss) return std::unexpected(error_of(loss.error(), sequences));
    done_.journal.push_back(validation_line(trainer_.steps(), *loss, sequences.size()));
    validations_ = validations_of(done_.journal);
    if (const auto best = best_of(validations_); course_.is_judged && best && best->step == trainer_.steps())
      done_.best = trainer_.adapter().values().detach().clone();
    watcher_.validated(trainer_.steps(), *loss);
    return {};
  }

  bool is_cut_short() const { return course_.is_judged && is_over(validations_, course_.patience); }

  Trained published() {
    Trained result{.published = trainer_.steps(),
                   .is_cut_short = std::cmp_less(trainer_.steps(), course_.steps.size())};
    if (!validations_.empty()) {
      result.loss_before = validations_.front().loss;
      result.loss_after = validations_.back().loss;
    }
    if (const auto best = best_of(validations_);
        course_.publish == Publish::best && best && done_.best.defined()) {
      trainer_.set_values(done_.best);
      result.published = best->step;
      result.loss_after = best->loss;
    }
    result.journal = std::move(done_.journal);
    return result;
  }

  bool is_due() const {
    const auto step = static_cast<std::size_t>(trainer_.steps());
    if (step == 0 || step == course_.steps.size()) return true;
    if (course_.validate_every > 0) return trainer_.steps() % course_.validate_every == 0;
    const double epoch = course_.steps[step - 1].epoch;
    return epoch == static_cast<double>(static_cast<std::int64_t>(epoch));
  }

  // Without a checkpoint a training is only worse to interrupt: that is no reason to end it.
  void save() {
    const auto start = Clock::now();
    if (auto written = write_checkpoint(course_.checkpoints, trainer_, done_); !written)
      watcher_.not_saved(written.error());
    saved_at_ = Clock::now();
    pause_ = std::max(checkpoint_pause, checkpoint_share * std::chrono::duration<double>(saved_at_ - start));
  }

  static std::string ids_of(Sequences sequences) {
    std::string ids;
    for (const Sequence* sequence : sequences) ids += (ids.empty() ? "" : ", ") + sequence->id;
    return ids;
  }

  base::Error error_of(const Failing& failing, Sequences sequences) const {
    if (failing.kind == Failing::Kind::stopped)
      return {.problem = "the training was stopped", .is_transient = true};
    if (const auto broken = qwen35::not_finite_weight(trainer_.model().weights()))
      return {"the base model is broken",
              fmt::format("its weight {} holds a number that is not finite", *broken),
              "fetch the model again, or name another"};
    const std::string step = fmt::format("step {}", trainer_.steps() + 1);
    const char* const remedy =
        "lower learning_rate, or raise warmup; where one example alone does it, look at it";
    if (failing.sequence != nullptr)
      return {fmt::format("the loss of an example before {} is not a number", step),
              fmt::format("example {}", failing.sequence->id), remedy};
    return {fmt::format("the gradient of {} is not a number", step),
            fmt::format("examples {}", ids_of(sequences)), remedy};
  }

  base::Error divergence(Sequences sequences) const {
    return {fmt::format("the training diverged at step {}", trainer_.steps()),
            fmt::format("the losses of the last {} steps, of this {:.2f}, are above what the tokens' "
                        "frequencies alone cost, "
                        "{:.2f}, and that of the first was {:.2f}; examples {}",
                        steps_of_divergence, losses_.back(), course_.guessing, losses_.front(),
                        ids_of(sequences)),
            "lower learning_rate, or raise warmup"};
  }

  Trainer& trainer_;
  const Course& course_;
  const Watcher& watcher_;
  const IsStopped& is_stopped_;
  Progress done_;
  std::vector<Validation> validations_;  // of its journal
  std::vector<double> losses_;           // of its steps
  Clock::time_point saved_at_ = Clock::now();
  std::chrono::duration<double> pause_ = checkpoint_pause;
};

}  // namespace

base::Result<Trained> run(Trainer& trainer, const Course& course, const Watcher& watcher,
                          const IsStopped& is_stopped) {
  return Run(trainer, course, watcher, is_stopped).all();
}

}  // namespace lora_trainer
