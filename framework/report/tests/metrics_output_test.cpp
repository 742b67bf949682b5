#include <doctest/doctest.h>
#include <sys/stat.h>

#include <report/metrics_output.hpp>
#include <test_support/temporary_folder.hpp>

using namespace flowrun;
using report::metrics_place;
using test_support::read_file;
using test_support::TemporaryFolder;

namespace {

std::string address(std::string_view text) {
  const auto place = metrics_place(text);
  REQUIRE(place);
  const auto* found = std::get_if<report::MetricsAddress>(&*place);
  return found ? found->host + " " + std::to_string(found->port) : "";
}

std::string error_of(const std::filesystem::path& place, const graph::Plan& plan = {}) {
  const auto made = report::MetricsOutput::make(place.string(), plan);
  return made ? "" : made.error().text();
}

}  // namespace

TEST_CASE("an address has a port behind its last colon, and is of this machine where it names no host") {
  CHECK(address(":9464") == "127.0.0.1 9464");
  CHECK(address("localhost:0") == "localhost 0");
  CHECK(address("[::1]:9464") == "::1 9464");
  CHECK(address("0.0.0.0:65535") == "0.0.0.0 65535");
  for (const char* file : {"run.prom", "./9464", "folder/a:9", "a:b", "a:", ":", "metrics"})
    CHECK(address(file).empty());
  CHECK(metrics_place(":65536").error().text() ==
        "--metrics :65536 names no port: give one from 1 to 65535, or 0 for any that is free");
  CHECK(metrics_place("9464").error().text() ==
        "--metrics 9464 may be a port or a file: give :9464 for the port, or ./9464 for a file");
}

TEST_CASE("a file of metrics is written at once and at the end, in the format that its name asks for") {
  const TemporaryFolder folder;
  const graph::Plan plan{.pipeline = "demo"};
  for (const auto& [name, beginning] : {std::pair("run.prom", "# TYPE flowrun_run_info gauge\n"),
                                        std::pair("run.txt", "# TYPE flowrun_run info\n")}) {
    const auto output = report::MetricsOutput::make((folder / name).string(), plan);
    REQUIRE(output);
    CHECK((*output)->url().empty());
    const std::string first = read_file(folder / name);
    CHECK(first.starts_with(beginning));
    CHECK(!first.contains("exit_code"));
    REQUIRE((*output)->finish(graph::ExitCode::interrupted));
    CHECK(read_file(folder / name).contains("flowrun_run_exit_code{pipeline=\"demo\"} 130\n"));
    CHECK(!std::filesystem::exists(folder / (std::string(name) + ".new")));
  }
  CHECK(error_of(folder / "run.prom").empty());  // of an earlier run
}

TEST_CASE("a file behind a link is replaced there") {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "kept");
  std::filesystem::create_symlink("kept/run.prom", folder / "link.prom");
  folder.write("kept/run.prom", "");
  CHECK(error_of(folder / "link.prom").empty());
  CHECK(std::filesystem::is_symlink(folder / "link.prom"));
  CHECK(read_file(folder / "kept/run.prom").starts_with("# TYPE flowrun_run_info"));
}

TEST_CASE("what is no file of metrics is left alone") {
  const TemporaryFolder folder;
  folder.write("p.yaml", "flowrun: 1\n");
  REQUIRE(::mkfifo((folder / "door").c_str(), 0600) == 0);
  CHECK(error_of(folder / "p.yaml")
            .ends_with("p.yaml (the file there is another one): name a new file, or one that an "
                       "earlier run wrote"));
  CHECK(read_file(folder / "p.yaml") == "flowrun: 1\n");
  CHECK(error_of(folder / "door").contains("(that is no file)"));
  CHECK(error_of(folder.path()).contains("(that is no file)"));
  CHECK(error_of(folder / "no/run.prom").contains("(there is no folder "));
}

TEST_CASE("an address is told with its port, and not given twice") {
  const graph::Plan plan{.pipeline = "demo"};
  const auto output = report::MetricsOutput::make(":0", plan);
  REQUIRE(output);
  const std::string url = (*output)->url();
  CHECK(url.starts_with("http://127.0.0.1:"));
  const std::string port = url.substr(url.rfind(':') + 1, url.rfind('/') - url.rfind(':') - 1);
  CHECK(error_of(":" + port).contains("(Address already in use): name another port, or 0"));
  CHECK((*output)->finish(graph::ExitCode::all_well));
}
