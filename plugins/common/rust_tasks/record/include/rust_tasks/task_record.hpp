// The record type task/1: the field list of rust_tasks::Task.
#pragma once

#include <flow/fields.hpp>
#include <rust_tasks/task.hpp>

template <>
struct flow::Schema<rust_tasks::File> {
  static constexpr auto fields =
      flow::fields(flow::field("path", &rust_tasks::File::path, "relative to the crate"),
                   flow::field("text", &rust_tasks::File::text));
};

template <>
struct flow::Schema<rust_tasks::CrateRules> {
  static constexpr auto fields = flow::fields(flow::field("allowed", &rust_tasks::CrateRules::allowed),
                                              flow::field("expected", &rust_tasks::CrateRules::expected),
                                              flow::field("avoided", &rust_tasks::CrateRules::avoided));
};

template <>
struct flow::Schema<rust_tasks::Task> {
  using Task = rust_tasks::Task;
  static constexpr std::string_view name = "task";
  static constexpr int version = 1;
  static constexpr auto fields = flow::fields(
      flow::field("id", &Task::id), flow::field("title", &Task::title), flow::field("gap", &Task::gap),
      flow::field("prompt", &Task::prompt),
      flow::field("start", &Task::start, "the crate that the agent is given"),
      flow::field("editable", &Task::editable),
      flow::field("hidden", &Task::hidden, "tests that the agent never sees"),
      flow::field("expected_tests", &Task::expected_tests), flow::field("reference", &Task::reference),
      flow::field("crates", &Task::crates), flow::field("allows_unsafe", &Task::allows_unsafe),
      flow::field("toolchain", &Task::toolchain),
      flow::field("sample", &Task::sample, "from 1, where it is to be solved several times"));
};
