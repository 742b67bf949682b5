#include <utility>

#include <fmt/format.h>

#include <lora_trainer/course.hpp>

namespace lora_trainer {
namespace {

constexpr std::size_t least_judges = 5;  // judgement: below, one odd example decides

}  // namespace

base::Result<Course> course_of(Split train, Split valid, std::size_t vocabulary, const Settings& settings,
                               const Identity& identity, std::filesystem::path checkpoints) {
  if (train.sequences.empty() && !train.rejected.empty())
    return base::failure(
        "there is nothing to learn",
        fmt::format("{} of {} examples are rejected, the first: {}: {}", train.rejected.size(),
                    train.examples, train.rejected.front().place, train.rejected.front().error.text()),
        "mend the data set; where all have one reason, see the chat template of the model");
  if (train.sequences.empty())
    return base::failure("there is nothing to learn",
                         "no example of train.jsonl has a loss token within max_seq",
                         "give more data, or raise max_seq");
  Course course{.train = std::move(train),
                .valid = std::move(valid),
                .validate_every = settings.validate_every,
                .patience = settings.patience,
                .publish = settings.publish,
                .settings = settings_json(settings, identity),
                .checkpoints = std::move(checkpoints)};
  course.guessing = baselines_of(course.train.sequences, course.train.sequences, vocabulary).unigram;
  if (course.valid.loss_tokens() > 0)
    course.baselines = baselines_of(course.train.sequences, course.valid.sequences, vocabulary);
  course.steps = plan_steps(course.train.sequences.size(), settings.epochs,
                            static_cast<std::size_t>(settings.batch_size), identity.seed);
  if (settings.max_steps > 0 && std::cmp_greater(course.steps.size(), settings.max_steps))
    course.steps.resize(static_cast<std::size_t>(settings.max_steps));
  course.is_judged = course.valid.sequences.size() >= least_judges;
  return course;
}

}  // namespace lora_trainer
