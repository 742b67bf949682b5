#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include <jsonl_sink/file_state.hpp>
#include <test_support/temporary_folder.hpp>

using namespace std::string_view_literals;
using test_support::TemporaryFolder;
using test_support::write_file;

TEST_CASE("a file in another form is told by its first bytes, with and without a byte order mark") {
  const auto form = [](std::string_view bytes) { return std::string(jsonl_sink::foreign_form(bytes)); };
  CHECK(form("\xff\xfe{\0\"\0"sv) == "UTF-16");
  CHECK(form("\xfe\xff\0{\0\""sv) == "UTF-16");
  CHECK(form("{\0\"\0"sv) == "UTF-16");
  CHECK(form("\0{\0\""sv) == "UTF-16");
  CHECK(form("\xff\xfe\0\0{\0\0\0"sv) == "UTF-32");
  CHECK(form("\0\0\xfe\xff\0\0\0{"sv) == "UTF-32");
  CHECK(form("{\0\0\0"sv) == "UTF-32");
  CHECK(form("\0\0\0{"sv) == "UTF-32");
  CHECK(form("\x1f\x8b\x08\0"sv) == "gzip");
  CHECK(form("\x28\xb5\x2f\xfd\x04"sv) == "Zstandard");
  for (const std::string_view jsonl :
       {""sv, "{"sv, "{}"sv, "{\"a\":1}"sv, "\xef\xbb\xbf{}"sv, "\n\n{}"sv, "\0\0\0\0"sv, "{}\0\0"sv})
    CHECK(form(jsonl).empty());
}

TEST_CASE("a file in another form is rejected with its name, the form and how to convert it") {
  const TemporaryFolder folder;
  write_file(folder / "wide.jsonl", "\xff\xfe{\0}\0\n\0"sv);
  const auto wide = jsonl_sink::check_form(folder / "wide.jsonl");
  REQUIRE_FALSE(wide.has_value());
  CHECK(wide.error().is_rejection);
  CHECK(wide.error().text().contains("wide.jsonl"));
  CHECK(wide.error().text().contains("it is UTF-16"));
  CHECK(wide.error().what_to_do.contains("iconv -f UTF-16"));
  write_file(folder / "plain.jsonl", "{}\n");
  CHECK(jsonl_sink::check_form(folder / "plain.jsonl").has_value());
  const auto absent = jsonl_sink::check_form(folder / "absent.jsonl");
  REQUIRE_FALSE(absent.has_value());
  CHECK_FALSE(absent.error().is_rejection);
  CHECK_FALSE(absent.error().is_transient);
}

TEST_CASE("the stamp of a file changes when it is written to, replaced or removed") {
  const TemporaryFolder folder;
  CHECK(jsonl_sink::file_stamp(folder / "a").empty());
  write_file(folder / "a", "one");
  const std::string before = jsonl_sink::file_stamp(folder / "a");
  CHECK(jsonl_sink::file_stamp(folder / "a") == before);
  write_file(folder / "b", "two");
  std::filesystem::rename(folder / "b", folder / "a");
  CHECK(jsonl_sink::file_stamp(folder / "a") != before);
}
