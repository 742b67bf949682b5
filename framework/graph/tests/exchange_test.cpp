#include "exchange.hpp"

#include <string>

#include <doctest/doctest.h>

#include <test_support/temporary_folder.hpp>

namespace fs = std::filesystem;
using namespace flowrun::graph;

namespace {

struct Names {
  test_support::TemporaryFolder folder;
  Exchange exchange{.place = folder.write("place", "old"),
                    .aside = folder.write("aside", "new"),
                    .between = folder / "between"};
  [[nodiscard]] std::string texts() const {
    std::string all;
    for (const fs::path& path : {exchange.place, exchange.aside, exchange.between})
      all += (fs::exists(path) ? test_support::read_file(path) : "none") + " ";
    return all;
  }
};

}  // namespace

TEST_CASE("two names are exchanged in one step, in steps, and where one is empty") {
  Names names;
  REQUIRE_FALSE(exchange(names.exchange));
  CHECK(names.texts() == "new old none ");
  REQUIRE_FALSE(exchange_in_steps(names.exchange, try_rename));
  CHECK(names.texts() == "old new none ");
  fs::remove(names.exchange.place);
  REQUIRE_FALSE(exchange(names.exchange));
  CHECK(names.texts() == "new none none ");
  REQUIRE_FALSE(exchange(names.exchange));
  CHECK(names.texts() == "none new none ");
}

TEST_CASE("an exchange in steps that fails at any of them leaves both names as they were") {
  for (const int failing : {1, 2, 3}) {
    CAPTURE(failing);
    Names names;
    int step = 0;
    const auto error = exchange_in_steps(names.exchange, [&](const fs::path& from, const fs::path& to) {
      return ++step == failing ? std::make_error_code(std::errc::io_error) : try_rename(from, to);
    });
    CHECK(error == std::errc::io_error);
    CHECK(names.texts() == "old new none ");
  }
}
