// A collector whose result is a folder: an artifact, as data sets and adapters are.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include <flow/stage.hpp>

#include "number.hpp"

namespace numbers {

struct Folder {
  flow::Object folder;
};

}  // namespace numbers

template <>
struct flow::Schema<numbers::Folder> {
  static constexpr std::string_view name = "test.folder";
  static constexpr int version = 1;
  static constexpr auto fields = flow::fields(flow::field("folder", &numbers::Folder::folder));
};

namespace numbers {

struct FolderParams {
  std::string also;
};

// numbers.txt, one a line, sub/count.txt, and a file that is named.
class FolderOfNumbers : public flow::Collector<Number, Folder> {
 public:
  static constexpr flow::StageInfo info{
      .name = "folder_of_numbers", .summary = "Writes a folder", .traits = flow::deterministic};

  static constexpr auto params = flow::params<FolderParams>(
      flow::param("also", &FolderParams::also, "name of one more file; none if it is empty"));
  explicit FolderOfNumbers(FolderParams params) : params_(std::move(params)) {}

  flow::Result collect(Input& in, Emit& out, flow::Context& context) const {
    const auto folder = context.scratch() / "folder";
    std::filesystem::create_directories(folder / "sub");
    std::ofstream numbers(folder / "numbers.txt");
    std::int64_t count = 0;
    for (; auto number = in.next(); ++count) numbers << number->value().value << '\n';
    numbers.close();
    std::ofstream(folder / "sub/count.txt") << count;
    if (!params_.also.empty()) std::ofstream(folder / params_.also) << "{}";
    out({.folder = flow::Object::at(folder)}, "folder");
    return flow::ok();
  }

 private:
  FolderParams params_;
};

}  // namespace numbers
