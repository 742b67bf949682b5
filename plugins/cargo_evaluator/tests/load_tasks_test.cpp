#include <doctest/doctest.h>
#include <sys/stat.h>

#include <base/utf8.hpp>
#include <cargo_evaluator/load_tasks.hpp>
#include <test_support/temporary_folder.hpp>

using Folder = test_support::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

const std::string good_task =
    "title = \"T\"\ngap = \"lifetimes\"\nprompt = \"\"\"\nDo it.\n\"\"\"\neditable = [\"src/\"]\n"
    "expected_tests = [\"works\"]\n\n[crates]\nallowed = [\"serde\"]\n\n[[bad]]\nname = "
    "\"unwraps\"\ncriterion = \"no_unwrap\"\n";

void write_task(const Folder& folder, const std::string& id, const std::string& task = good_task) {
  folder.write(id + "/task.toml", task);
  folder.write(id + "/start/Cargo.toml", "[package]\nname = \"a\"\n");
  folder.write(id + "/start/src/lib.rs", "");
  folder.write(id + "/hidden/tests/hidden.rs", "#[test]\nfn works() {}\n");
  folder.write(id + "/reference/src/lib.rs", "pub fn f() {}\n");
  folder.write(id + "/bad/unwraps/src/lib.rs", "pub fn f() { None::<u8>.unwrap(); }\n");
}

// The text of the error that comes once the task is spoilt.
std::string error_of(const Folder& folder) {
  const auto tasks = cargo_evaluator::load_tasks(folder.path());
  if (!tasks) return tasks.error().text();
  if (!tasks->broken.empty()) {
    CHECK(tasks->broken.front().error.is_rejection);
    return tasks->broken.front().error.text();
  }
  const auto bad = cargo_evaluator::load_bad_solutions(folder.path(), tasks->tasks.front());
  return bad ? "" : bad.error().text();
}

std::string error_of(const std::string& task) {
  const Folder folder;
  write_task(folder, "one", task);
  return error_of(folder);
}

bool has(const std::string& text, const std::string& part) { return text.contains(part); }

}  // namespace

TEST_CASE("tasks are read by id, with all of their files") {
  const Folder folder;
  write_task(folder, "two");
  write_task(folder, "one");
  const auto tasks = cargo_evaluator::load_tasks(folder.path());
  REQUIRE_MESSAGE(tasks.has_value(), tasks.error().text());
  REQUIRE(tasks->tasks.size() == 2);
  CHECK(tasks->broken.empty());
  const auto& task = tasks->tasks.front();
  CHECK(task.id == "one");
  CHECK(task.prompt == "Do it.\n");
  CHECK(task.start.size() == 2);
  CHECK(task.start[1] == rust_tasks::File{"src/lib.rs", ""});
  CHECK(task.hidden[0].path == "tests/hidden.rs");
  CHECK(task.crates.allowed == std::vector<std::string>{"serde"});
  const auto bad = cargo_evaluator::load_bad_solutions(folder.path(), task);
  REQUIRE(bad.has_value());
  REQUIRE(bad->size() == 1);
  CHECK(bad->front().criterion == rust_tasks::CriterionName::no_unwrap);
}

TEST_CASE("mistakes in task.toml are named with their line") {
  const auto with = [](const std::string& from, const std::string& to) {
    std::string text = good_task;
    text.replace(text.find(from), from.size(), to);
    return error_of(text);
  };
  CHECK(error_of(good_task) == "");
  CHECK(has(with("title", "tittle"), "one/task.toml:1 cannot be used (`tittle` is no key here)"));
  CHECK(has(with("lifetimes", "lifetime"), "one/task.toml:2 cannot be used (`lifetime` is no gap)"));
  CHECK(has(with("[\"works\"]", "[]"), "one/task.toml:7"));
  CHECK(has(with("[\"works\"]", "[\"works\", \"works\"]"), "stands twice"));
  CHECK(has(with("[\"works\"]", "[\"sleeps\"]"), "no hidden file has the expected test `sleeps`"));
  CHECK(has(with("no_unwrap", "unwrap"), "`unwrap` is no criterion"));
  CHECK(has(with("allowed", "alowed"), "one/task.toml:10 cannot be used (`alowed` is no key here)"));
  CHECK(has(with("= \"T\"", "= "), "one/task.toml:1 cannot be used"));
  CHECK(has(with("[\"src/\"]", "[\"../\"]"), "is no path in the crate"));
  CHECK(has(with("allowed = [\"serde\"]", "expected = [\"serde\"]"), "`serde` is expected but not allowed"));
}

TEST_CASE("mistakes in the folders are named") {
  const auto spoilt = [](auto&& spoil) {
    const Folder folder;
    write_task(folder, "one");
    spoil(folder);
    return error_of(folder);
  };
  CHECK(has(spoilt([](const Folder& f) { fs::remove_all(f.path() / "one/start"); }),
            "one/start cannot be used (there is no such folder)"));
  CHECK(has(spoilt([](const Folder& f) { fs::remove_all(f.path() / "one/bad/unwraps"); }),
            "there is no such folder"));
  CHECK(has(spoilt([](const Folder& f) { f.write("one/bad/other/src/lib.rs", ""); }), "no [[bad]] names it"));
  CHECK(has(spoilt([](const Folder& f) { f.write("one/refrence/x", ""); }), "a task has no such part"));
  CHECK(has(spoilt([](const Folder& f) { f.write("one/start/src/x.rs", "\xff"); }),
            "one/start/src/x.rs cannot be used (its text is no UTF-8)"));
  CHECK(has(spoilt([](const Folder& f) { fs::create_symlink("/etc/passwd", f.path() / "one/start/x"); }),
            "it is a link"));
  CHECK(has(spoilt([](const Folder& f) { f.write("one/reference/Cargo.toml", ""); }),
            "`editable` does not let a solution change it"));
  CHECK(has(spoilt([](const Folder& f) { write_task(f, "ONE"); }), "clashes"));
  CHECK(has(
      spoilt([](const Folder& f) { fs::rename(f.path() / "one/hidden/tests", f.path() / "one/hidden/src"); }),
      "it holds no tests/*.rs"));
}

TEST_CASE("a folder without tasks is an error") {
  const Folder folder;
  CHECK(error_of(folder).starts_with("the tasks cannot be read (the folder has none)"));
  const auto nowhere = cargo_evaluator::load_tasks(folder.path() / "nowhere");
  REQUIRE_FALSE(nowhere.has_value());
  CHECK(nowhere.error().why == "there is no folder " + (folder.path() / "nowhere").string());
}

TEST_CASE("a broken task is rejected alone, by its name") {
  const Folder folder;
  for (const char* id : {"one", "three", "two"}) write_task(folder, id);
  std::string name;
  SUBCASE("a file is no text") {
    name = "two";
    folder.write("two/start/src/x.rs", "\xff");
  }
  SUBCASE("a file's name is no text") {
    name = "two";
    folder.write("two/start/src/caf\xe9.rs", "");
  }
  SUBCASE("its own name is no text") {
    name = "tw\\xe9";
    fs::rename(folder.path() / "two", folder.path() / "tw\xe9");
  }
  SUBCASE("it has no task.toml") {
    name = "two";
    fs::remove(folder.path() / "two/task.toml");
  }
  SUBCASE("its task.toml is a folder") {
    name = "two";
    fs::remove(folder.path() / "two/task.toml");
    fs::create_directory(folder.path() / "two/task.toml");
  }
  SUBCASE("its task.toml is a FIFO") {
    name = "two";
    fs::remove(folder.path() / "two/task.toml");
    REQUIRE(::mkfifo((folder.path() / "two/task.toml").c_str(), 0600) == 0);
  }
  SUBCASE("it holds a FIFO") {
    name = "two";
    REQUIRE(::mkfifo((folder.path() / "two/start/pipe").c_str(), 0600) == 0);
  }
  const auto loaded = cargo_evaluator::load_tasks(folder.path());
  REQUIRE(loaded);
  REQUIRE(loaded->tasks.size() == 2);
  CHECK(loaded->tasks[1].id == "three");
  REQUIRE(loaded->broken.size() == 1);
  CHECK(loaded->broken[0].name == name);
  CHECK(loaded->broken[0].error.is_rejection);
  CHECK(has(loaded->broken[0].error.text(), name));
  CHECK(base::is_utf8(loaded->broken[0].error.text()));
}

TEST_CASE("a task.toml that may not be read is a failure, no fault of the task") {
  const Folder folder;
  for (const char* id : {"one", "two"}) write_task(folder, id);
  fs::remove(folder.path() / "two/task.toml");
  fs::create_symlink("task.toml", folder.path() / "two/task.toml");  // opening it fails for root too
  const auto loaded = cargo_evaluator::load_tasks(folder.path());
  REQUIRE(loaded);
  CHECK(loaded->tasks.size() == 1);
  REQUIRE(loaded->broken.size() == 1);
  CHECK_FALSE(loaded->broken[0].error.is_rejection);
  CHECK(has(loaded->broken[0].error.text(), "the task two cannot be read"));
}
