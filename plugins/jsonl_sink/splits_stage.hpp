// dataset_splits: a data set in, the same without its description out. What learns from the lines is then not done again when
// only the card has changed, such as the number of sessions that were dropped.
#pragma once

#include <filesystem>

#include <chat/dataset_record.hpp>
#include <flow/stage.hpp>

class DatasetSplits : public flow::Transform<chat::DataSet, chat::DataSet> {
 public:
  static constexpr flow::StageInfo info{.name = "dataset_splits",
                                        .version = 1,
                                        .summary = "Passes on the lines of a data set without its card",
                                        .traits = flow::deterministic | flow::at_most_one};

  flow::Result process(const chat::DataSet& dataset, Emit& out, flow::Context& context) const {
    const auto folder = context.path_of(dataset.folder);
    if (!folder) return flow::failed(folder.error());
    const auto lines = context.scratch() / "splits";
    std::filesystem::create_directory(lines);
    for (const auto& file : std::filesystem::directory_iterator(*folder)) {
      const std::string name = file.path().filename().string();
      if (name.starts_with("train") || name.starts_with("valid"))
        std::filesystem::copy_file(file.path(), lines / name);
    }
    out({flow::Object::at(lines), dataset.train, dataset.valid}, "dataset");
    return flow::ok();
  }
};
