// Requests of messages that were labelled by hand: data/requests/README.md.
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "conversation/wording.hpp"
#include "filter/message_filter.hpp"

namespace {

struct Label {
  std::string commit;  // with its repository
  git_miner::Category category{};
  std::string place, help, brought;
  bool leads = true;
  std::string message;
  bool is_kept = false;
  std::string request;  // the first of the phrasings; paragraphs
};

std::string after(const std::string& line, const std::string& key) {
  return line.starts_with(key) ? line.substr(key.size()) : "";
}

std::vector<Label> labels_of(const std::string& half) {
  std::ifstream in(std::string(GIT_MINER_DATA) + "/requests/" + half + ".txt");
  std::vector<Label> labels;
  enum class Part { head, message, request } part = Part::head;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("=== ")) {
      Label& label = labels.emplace_back();
      const std::size_t end = line.rfind(' ');
      label.commit = line.substr(4, end - 4);
      label.category = base::enum_of<git_miner::Category>(line.substr(end + 1)).value();
      part = Part::head;
    } else if (line == "--- message") {
      part = Part::message;
    } else if (line == "--- kept" || line == "--- refused") {
      labels.back().is_kept = line == "--- kept";
      part = Part::request;
    } else if (part == Part::message) {
      labels.back().message += line + "\n";
    } else if (part == Part::request) {
      labels.back().request += (labels.back().request.empty() ? "" : "\n\n") + line;
    } else {
      labels.back().place += after(line, "place: ");
      labels.back().help += after(line, "help: ");
      labels.back().brought += after(line, "brought: ");
      labels.back().leads &= line != "leads: no";
    }
  }
  return labels;
}

// "" where it is refused.
std::string request_of(const Label& label) {
  const auto leads = [&](std::string_view) { return label.leads; };
  git_miner::RequestFacts facts{
      .is_refused =
          [&](std::string_view text) { return !label.brought.empty() && text.contains(label.brought); },
      .leads = {.to_place = leads, .to_addition = leads},
      .place = label.place,
      .help = {},
      .failing = {}};
  if (!label.help.empty()) facts.help.push_back(label.help);
  const auto message = git_miner::clean_message(label.message);
  if (git_miner::message_drop(message, label.message)) return "";
  const auto request = git_miner::request_text(message, label.category, facts, 0);
  return request ? request->wish : "";
}

struct Errors {
  std::size_t labels = 0, kept_wrongly = 0, refused_wrongly = 0, other_text = 0;
};

Errors errors_of(const std::string& half) {
  Errors errors;
  for (const Label& label : labels_of(half)) {
    ++errors.labels;
    const std::string request = request_of(label);
    const bool is_kept = !request.empty();
    errors.kept_wrongly += is_kept && !label.is_kept ? 1u : 0u;
    errors.refused_wrongly += !is_kept && label.is_kept ? 1u : 0u;
    errors.other_text += is_kept && label.is_kept && request != label.request ? 1u : 0u;
    if (request != label.request)
      std::cout << half << " " << label.commit << "\n  wanted: " << label.request << "\n  made: " << request
                << "\n";
  }
  std::cout << half << ": " << errors.labels << " messages, " << errors.kept_wrongly << " kept wrongly, "
            << errors.refused_wrongly << " refused wrongly, " << errors.other_text << " with another text\n";
  return errors;
}

}  // namespace

TEST_CASE(
    "requests of labelled messages are kept or refused as a reader would, with the text that he would "
    "write") {
  const Errors development = errors_of("development");
  CHECK(development.labels >= 30);
  CHECK(development.kept_wrongly + development.refused_wrongly <= 1);
  CHECK(development.other_text <= 2);
  const Errors holdout = errors_of("holdout");
  CHECK(holdout.labels >= 30);
  CHECK(holdout.kept_wrongly <= 2);
  CHECK(holdout.refused_wrongly <= 2);  // what a reader would act on by guessing goes, too
  CHECK(holdout.other_text <= 6);
}
