// A collector that tells what became of everything before it, in three guises: on its whole input, while it comes, and without
// the right to ask.
#pragma once

#include <flow/stage.hpp>

#include "number.hpp"

namespace numbers {

struct BooksParams {
  bool asks_early = false;
};

template <class Guise>
class Books : public flow::Collector<Number, Total> {
 public:
  static constexpr flow::StageInfo info = Guise::info;
  static constexpr auto params = flow::params<BooksParams>(
      flow::param("asks_early", &BooksParams::asks_early, "before the input has ended"));
  explicit Books(BooksParams params) : params_(params) {}

  flow::Result collect(Books::Input& in, Books::Emit& out, flow::Context&) const {
    Total total;
    if (params_.asks_early) total.count += static_cast<std::int64_t>(in.accounts().size());
    while (in.next()) ++total.count;
    for (const flow::Account& account : in.accounts()) {
      total.order += account.stage + (account.is_source ? " lists " : " takes ") +
                     std::to_string(account.received) + " emits " + std::to_string(account.emitted) +
                     " rejects " + std::to_string(account.rejected) + " and " +
                     std::to_string(account.rejected_parts) + " fails " + std::to_string(account.failed);
      for (const auto& [reason, count] : account.dropped)
        total.order += " drops " + std::to_string(count) + " " + reason;
      for (const auto& [port, count] : account.records)
        total.order += " " + port + " " + std::to_string(count);
      total.order += " " + account.settings + "; ";
    }
    out(std::move(total));
    return flow::ok();
  }

 private:
  BooksParams params_;
};

struct WholeBooks {
  static constexpr flow::StageInfo info{.name = "books",
                                        .summary = "Tells of the stages before it",
                                        .traits = flow::deterministic | flow::reads_accounts};
};
struct StreamingBooks {
  static constexpr flow::StageInfo info{
      .name = "books_streaming",
      .summary = "Tells of the stages before it",
      .traits = flow::deterministic | flow::streaming | flow::reads_accounts};
};
struct NoBooks {
  static constexpr flow::StageInfo info{
      .name = "no_books", .summary = "Asks without the trait", .traits = flow::deterministic};
};

}  // namespace numbers
