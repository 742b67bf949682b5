#include <session_classifier/category.hpp>

#include "support.hpp"

namespace {

using namespace session_classifier;
using test::SessionBuilder;

chat::Category category(const std::string& prompt) {
  SessionBuilder builder;
  builder.user(prompt);
  return category_of(builder.session().messages);
}

}  // namespace

TEST_CASE("the first telling word of the prompt decides") {
  CHECK(category("Fix the panic") == chat::Category::bug_fix);
  CHECK(category("Add a median function") == chat::Category::feature);
  CHECK(category("Add error handling to the MQTT connection retry loop") == chat::Category::feature);
  CHECK(category("Adding a field fails to compile") == chat::Category::feature);
  CHECK(category("The relay drops frames. Add a wider prefix") == chat::Category::bug_fix);
  CHECK(category("Rename encode, then add a test") == chat::Category::refactor);
  CHECK(category("It doesn't work any more") == chat::Category::bug_fix);
  CHECK(category("Explain it") == chat::Category::other);
}

TEST_CASE("words count whole") {
  CHECK(category("The prefix is short") == chat::Category::other);
  CHECK(category("Use a fixed-size array, please address this") == chat::Category::other);
}

TEST_CASE("unchanged behaviour is a refactoring, whatever else is asked") {
  CHECK(category("cargo clippy complains. Fix it without changing behaviour") == chat::Category::refactor);
}

TEST_CASE("dependencies are told by the request or by the commands") {
  CHECK(category("Update our dependencies") == chat::Category::dependency);
  SessionBuilder builder;
  builder.user("We need JSON").assistant().tool("bash", R"({"command":"cargo add serde_json"})", "");
  CHECK(category_of(builder.session().messages) == chat::Category::dependency);
}

TEST_CASE("without a telling word the deeds decide") {
  SessionBuilder repair, scaffold;
  repair.user("go on").cargo_test(101).rust_edit();
  CHECK(category_of(repair.session().messages) == chat::Category::bug_fix);
  scaffold.user("go on").assistant().tool("write", R"({"filePath":"src/a.rs","content":"x"})", "");
  CHECK(category_of(scaffold.session().messages) == chat::Category::feature);
}
