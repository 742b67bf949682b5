// The record type verdict/4: the field list of rust_tasks::Verdict.
#pragma once

#include <chat/record.hpp>
#include <flow/fields.hpp>
#include <rust_tasks/made_with_record.hpp>
#include <rust_tasks/verdict.hpp>

template <>
struct flow::Schema<rust_tasks::Criterion> {
  static constexpr auto fields = flow::fields(flow::field("name", &rust_tasks::Criterion::name),
                                              flow::field("applicable", &rust_tasks::Criterion::applicable),
                                              flow::field("score", &rust_tasks::Criterion::score, "0 to 1"),
                                              flow::field("evidence", &rust_tasks::Criterion::evidence));
};

template <>
struct flow::Schema<rust_tasks::Verdict> {
  using Verdict = rust_tasks::Verdict;
  static constexpr std::string_view name = "verdict";
  static constexpr int version = 4;
  static constexpr auto fields =
      flow::fields(flow::field("task", &Verdict::task), flow::field("gap", &Verdict::gap),
                   flow::field("variant", &Verdict::variant), flow::field("agent", &Verdict::agent),
                   flow::field("made_with", &Verdict::made_with), flow::field("sample", &Verdict::sample),
                   flow::field("status", &Verdict::status), flow::field("criteria", &Verdict::criteria),
                   flow::field("total", &Verdict::total, "weighted mean of the criteria that apply"),
                   flow::field("strict", &Verdict::strict, "every criterion that applies is met in full"),
                   flow::field("toolchain", &Verdict::toolchain),
                   flow::field("messages", &Verdict::messages, "the conversation that was judged"));
};
