// The record type rollout/3: the field list of rust_tasks::Rollout.
#pragma once

#include <chat/record.hpp>
#include <rust_tasks/made_with_record.hpp>
#include <rust_tasks/rollout.hpp>
#include <rust_tasks/task_record.hpp>

template <>
struct flow::Schema<rust_tasks::CallOutcome> {
  static constexpr auto fields =
      flow::fields(flow::field("call_id", &rust_tasks::CallOutcome::call_id),
                   flow::field("ok", &rust_tasks::CallOutcome::ok, "false: the tool refused the call"),
                   flow::field("exit_code", &rust_tasks::CallOutcome::exit_code));
};

template <>
struct flow::Schema<rust_tasks::Rollout> {
  using Rollout = rust_tasks::Rollout;
  static constexpr std::string_view name = "rollout";
  static constexpr int version = 3;
  static constexpr auto fields = flow::fields(
      flow::field("task", &Rollout::task), flow::field("variant", &Rollout::variant),
      flow::field("agent", &Rollout::agent),
      flow::field("made_with", &Rollout::made_with, "of a model: which, and under which limits"),
      flow::field("sample", &Rollout::sample, "from 1, where there are several"),
      flow::field("messages", &Rollout::messages), flow::field("calls", &Rollout::calls),
      flow::field("files", &Rollout::files, "changed or added"), flow::field("removed", &Rollout::removed),
      flow::field("not_taken", &Rollout::not_taken),
      flow::field("ended", &Rollout::ended, "answered, or why it was cut"),
      flow::field("format_errors", &Rollout::format_errors, "of messages of which a part could not be read")
          .omit_empty());
};
