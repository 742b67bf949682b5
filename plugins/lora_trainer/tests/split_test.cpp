// A split's file: its lines become sequences, or are rejected with their place.
#include <fstream>

#include <lora_trainer/course.hpp>
#include <lora_trainer/split.hpp>
#include <test_support/temporary_folder.hpp>

#include "golden.hpp"

namespace {

lora_trainer::Encoder encoder() {
  auto opened = lora_trainer::Encoder::open(golden::own("model"));
  REQUIRE(opened);
  return std::move(*opened);
}

// A line is the answer to one question; "late" makes a chat that the template refuses, "broken" is no
// example.
base::Result<chat::Example> example_of(std::string_view line) {
  if (line == "broken") return base::failure("not valid JSON");
  chat::Example example{.messages = {{.role = chat::Role::user, .content = "Say it."},
                                     {.role = chat::Role::assistant, .content = std::string(line)}}};
  example.metadata.id = line.substr(0, 4);
  if (line == "late") example.messages.push_back({.role = chat::Role::system, .content = "x"});
  return example;
}

base::Result<lora_trainer::Split> split_of(const std::string& lines, std::size_t max_tokens = 1000) {
  const test_support::TemporaryFolder folder;
  std::ofstream(folder.path() / "train.jsonl", std::ios::binary) << lines;
  return lora_trainer::read_split(folder.path() / "train.jsonl", encoder(), max_tokens, example_of);
}

}  // namespace

TEST_CASE("every line of a split is a sequence, in their order") {
  const auto split = split_of("one\ntwo\nthree\n");
  REQUIRE(split);
  REQUIRE(split->sequences.size() == 3);
  CHECK(split->sequences[1].id == "two");
  CHECK(split->examples == 3);
  CHECK(lora_trainer::cut_note("train", *split) == "");
  CHECK(split_of("")->sequences.empty());
}

TEST_CASE("what does not fit is counted and told") {
  const auto split = split_of("one\n" + std::string(3000, 'x') + "\n", 200);
  REQUIRE(split);
  CHECK(split->sequences.size() == 1);
  CHECK(split->left_out.size() == 1);
  CHECK(lora_trainer::cut_note("train", *split)
            .starts_with("train: of 2 examples 0 are cut to max_seq and 1 left out"));
}

TEST_CASE("a line that cannot be used is rejected alone, with its place and its example") {
  const auto split = split_of("one\nbroken\nlate\ntwo\n");
  REQUIRE(split);
  REQUIRE(split->sequences.size() == 2);
  CHECK(split->sequences[1].id == "two");
  CHECK(split->examples == 4);
  REQUIRE(split->rejected.size() == 2);
  CHECK(split->rejected[0].place == "train.jsonl, line 2");
  CHECK(split->rejected[0].error.text() == "not valid JSON");
  CHECK(split->rejected[1].place == "train.jsonl, line 3");
  CHECK(split->rejected[1].error.text().starts_with("example late: "));
  CHECK(lora_trainer::cut_note("train", *split)
            .starts_with("train: of 4 examples 0 are cut to max_seq and 0 left out, 2 rejected"));
}

TEST_CASE("where all examples are rejected there is nothing to learn, and the first says why") {
  const auto course = lora_trainer::course_of(*split_of("late\nbroken\n"), {}, 2048, {}, {}, {});
  REQUIRE_FALSE(course);
  CHECK(course.error().problem == "there is nothing to learn");
  CHECK(course.error().why.starts_with(
      "2 of 2 examples are rejected, the first: train.jsonl, line 1: example late: "));
}

TEST_CASE("a chat template that loses tool calls is refused before anything is learnt") {
  const test_support::TemporaryFolder model;
  std::filesystem::copy_file(golden::own("model/tokenizer.json"), model / "tokenizer.json");
  model.write("chat_template.jinja",
              "{% for m in messages %}{% set text = m.content %}<|im_start|>{{ m.role }}\n{{ text "
              "}}<|im_end|>\n{% endfor %}");
  auto opened = lora_trainer::Encoder::open(model.path());
  REQUIRE(opened);
  model.write("train.jsonl", "plain\ncalls\n");
  const auto split =
      lora_trainer::read_split(model / "train.jsonl", *opened, 1000, [](std::string_view line) {
        auto example = example_of(line);
        if (line == "calls")
          example->messages.back().tool_calls.push_back(
              {.id = "1", .function = {"bash", R"({"command":"ls"})"}});
        return example;
      });
  REQUIRE_FALSE(split);
  CHECK(split.error().why ==
        "train.jsonl, line 2, example call: messages[1]: the call of `bash` is not in what it writes");
}

TEST_CASE("a data set without the file is an error") {
  const test_support::TemporaryFolder folder;
  CHECK(lora_trainer::read_split(folder.path() / "valid.jsonl", encoder(), 9, example_of).error().problem ==
        "the data set has no valid.jsonl");
}

TEST_CASE("a course needs something to learn, and has the steps of all epochs") {
  const lora_trainer::Settings settings{.epochs = 3, .batch_size = 2, .validate_every = 5};
  CHECK(lora_trainer::course_of({}, {}, 2048, settings, {}, {}).error().problem ==
        "there is nothing to learn");
  const auto course =
      lora_trainer::course_of(*split_of("one\ntwo\nthree\n"), {}, 2048, settings, {.seed = 4}, "c");
  REQUIRE(course);
  CHECK(course->steps.size() == 6);
  CHECK_FALSE(course->baselines);
  CHECK_FALSE(course->is_judged);
  CHECK(course->validate_every == 5);
  CHECK(course->settings == lora_trainer::settings_json(settings, {.seed = 4}));
}

TEST_CASE("a validation split is judged without a model, too") {
  const auto course =
      lora_trainer::course_of(*split_of("one one one\n"), *split_of("one one one\n"), 2048, {}, {}, {});
  REQUIRE(course);
  REQUIRE(course->baselines);
  CHECK_FALSE(course->is_judged);  // one example decides nothing
  CHECK(course->baselines->bigram < course->baselines->unigram);
  CHECK(course->baselines->unigram < course->baselines->uniform);
}

TEST_CASE("a course ends after the most steps that it may have") {
  const auto steps = [](std::int64_t most) {
    return lora_trainer::course_of(*split_of("one\ntwo\nthree\n"), *split_of("1\n2\n3\n4\n5\n"), 2048,
                                   {.epochs = 3, .batch_size = 2, .max_steps = most}, {}, {})
        ->steps.size();
  };
  CHECK(steps(0) == 6);
  CHECK(steps(4) == 4);
  CHECK(steps(9) == 6);
}
