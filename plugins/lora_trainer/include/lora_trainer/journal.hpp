// training.jsonl: what happened, one JSON object a line, without times or speeds, so that the same training
// gives the same bytes.
//
//   {"kind":"settings","max_seq":8192,"learning_rate":5e-05,...}
//   {"kind":"baselines","uniform":7.6,"unigram":6.2,"bigram":5}
//   {"kind":"validation","step":0,"loss":1.9,"loss_tokens":5678,"examples":21}
//   {"kind":"step","step":1,"epoch":0.08,"loss":1.8,"grad_norm":1.2,"learning_rate":0,"loss_tokens":1234,
//    "examples":["id",...]}
//
// `loss` is the mean cross entropy over the loss tokens in nats; that of a step is of the adapter before it. Baselines are those
// of the validation split (baselines.hpp), if there is one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <lora_trainer/baselines.hpp>
#include <lora_trainer/plan.hpp>
#include <lora_trainer/trainer.hpp>
#include <qwen35/loss.hpp>

namespace lora_trainer {

std::string step_line(const StepReport& report, double epoch, Sequences sequences);
std::string validation_line(std::int64_t step, const qwen35::Loss& loss, std::size_t examples);

bool is_step(const std::string& line);
bool is_validation(const std::string& line);
std::string baselines_line(const Baselines& baselines);

// `settings` is the text of one JSON object.
std::string settings_line(const std::string& settings);

// The file of these lines.
std::string text_of(const std::vector<std::string>& journal);

}  // namespace lora_trainer
