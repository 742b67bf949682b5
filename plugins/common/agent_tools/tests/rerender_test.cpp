#include <algorithm>
#include <utility>

#include <doctest/doctest.h>

#include <agent_tools/read_text.hpp>
#include <agent_tools/rerender.hpp>

using agent_tools::rerender;
using agent_tools::RerenderReport;
using chat::SessionStore;

namespace {

// An example with one call and its result.
chat::Example one_call(const std::string& tool, const std::string& arguments, const std::string& result,
                       const std::string& version = "1.1.11", SessionStore store = SessionStore::json) {
  chat::Example example;
  example.metadata.session = chat::SessionOrigin{.store = store, .version = version};
  example.messages.push_back({.role = chat::Role::user, .content = "Error: leave me alone"});
  example.messages.push_back(
      {.role = chat::Role::assistant, .tool_calls = {{.id = "call_1", .function = {tool, arguments}}}});
  example.messages.push_back({.role = chat::Role::tool, .content = result, .tool_call_id = "call_1"});
  return example;
}

const std::string& name_of(const chat::Example& e) { return e.messages[1].tool_calls[0].function.name; }
const std::string& arguments_of(const chat::Example& e) {
  return e.messages[1].tool_calls[0].function.arguments;
}
const std::string& result_of(const chat::Example& e) { return e.messages[2].content; }

// The result text after re-rendering, which must leave nothing over and be complete at once.
std::string rendered(const std::string& tool, const std::string& arguments, const std::string& result,
                     const std::string& version = "1.1.11", SessionStore store = SessionStore::json) {
  chat::Example example = one_call(tool, arguments, result, version, store);
  const RerenderReport report = rerender(example);
  CHECK_MESSAGE(report.left.empty(), report.left.front().reason);
  CHECK(rerender(example).changed == 0);
  CHECK(example.messages[0].content == "Error: leave me alone");
  return result_of(example);
}

// Why the result stays as it is.
std::string left_over(const std::string& tool, const std::string& arguments, const std::string& result,
                      const std::string& version = "1.1.11", SessionStore store = SessionStore::json) {
  chat::Example example = one_call(tool, arguments, result, version, store);
  const RerenderReport report = rerender(example);
  REQUIRE(report.left.size() == 1);
  CHECK(result_of(example) == result);
  return report.left[0].reason;
}

const std::string file = R"({"filePath":"/p/a.rs"})";
const std::string ls = R"({"command":"ls"})";
const std::string two_lines =
    "<path>/p/a.rs</path>\n<type>file</type>\n<content>\n1: a\n2: b\n\n(End of file - total 2 "
    "lines)\n</content>";

}  // namespace

TEST_CASE("every form of a whole file becomes that of 1.18") {
  CHECK(rendered("read", file, "<file>\n00001| a\n00002| b\n00003| \n</file>", "0.5.29") == two_lines);
  CHECK(rendered("read", file,
                 "<file>\n00001| a\n00002| b\n00003| \n\n(End of file - total 3 lines)\n</file>") ==
        two_lines);
  CHECK(rendered("read", file, "<file>\n00001| a\r\n00002| b\n\n(End of file - total 2 lines)\n</file>") ==
        two_lines);
  CHECK(
      rendered("read", file,
               "<path>/p/a.rs</path>\n<type>file</type>\n<content>1: a\n2: b\n3: \n\n(End of file - total 3 "
               "lines)\n</content>",
               "1.1.65") == two_lines);
  CHECK(rendered("read", R"({"path":"/p/a.rs"})", "Read file /p/a.rs, lines 1-2\n1: a\n2: b", "2.0.25",
                 SessionStore::sqlite_v2) == two_lines);
  CHECK(rendered("read", file, two_lines, "1.18.34") == two_lines);
}

TEST_CASE("an empty file, long lines, reminders and tags in the text survive") {
  CHECK(rendered("read", file, "<file>\n00001| \n\n(End of file - total 1 lines)\n</file>") ==
        "<path>/p/a.rs</path>\n<type>file</type>\n<content>\n\n\n(End of file - total 0 lines)\n</content>");
  CHECK(rendered("read", file,
                 "<file>\n00001| </file>\n00002| 3: x\n</file>\n\n<system-reminder>\nx\n</system-reminder>")
            .ends_with(
                "1: </file>\n2: 3: x\n\n(End of file - total 2 lines)\n</content>\n\n<system-reminder>\nx\n"
                "</system-reminder>"));
  const std::string cut(2000, 'x');
  CHECK(rendered("read", file, "<file>\n00001| " + cut + "...\n</file>")
            .find("1: " + cut + "... (line truncated to 2000 chars)\n") != std::string::npos);
}

TEST_CASE("a file in an old form equals the text that 1.18 gives for it") {
  for (const std::string content :
       {"", "a", "a\n", "\n", "a\n\n", "a\r\nb\r\n", "<file>\n</file>", "</content>\n1: x\n",
        "00002| x\n3: y\n", "(End of file - total 3 lines)\n"}) {
    std::string lines;
    int count = 0;
    for (std::size_t at = 0; at <= content.size();
         ++count) {  // split at every line feed, as programs up to 1.3 did
      const std::size_t end = std::min(content.find('\n', at), content.size());
      lines += (count == 0 ? "" : "\n") + std::string("0000") + std::to_string(count + 1) + "| " +
               content.substr(at, end - at);
      at = end + 1;
    }
    const std::string end = "\n\n(End of file - total " + std::to_string(count) + " lines)\n</file>";
    CHECK(rendered("read", file, "<file>\n" + lines + end) == *agent_tools::file_text("/p/a.rs", content));
  }
}

TEST_CASE("an offset that counted from 0 counts from 1") {
  chat::Example example = one_call("read", R"({"filePath":"/p/a.rs", "offset":10,"limit":1e1})",
                                   "<file>\n00011| k\n\n(End of file - total 11 lines)\n</file>");
  rerender(example);
  CHECK(arguments_of(example) == R"({"filePath":"/p/a.rs","offset":11,"limit":1e1})");
  CHECK(result_of(example).contains("\n11: k\n\n(End of file - total 11 lines)"));
  CHECK(rerender(example).changed == 0);

  const std::string later = R"({"filePath":"/p/a.rs","offset":11})";
  example =
      one_call("read", later,
               "<path>/p/a.rs</path>\n<type>file</type>\n<content>11: k\n\n(End of file - total 11 lines)\n"
               "</content>",
               "1.2.1");
  rerender(example);
  CHECK(arguments_of(example) == later);
}

TEST_CASE("what 1.18 would say with knowledge that is not there stays and is reported") {
  const std::string partly = "the number of lines of a partly shown file";
  CHECK(left_over("read", file,
                  "<file>\n00001| a\n\n(File has more lines. Use 'offset' parameter to read beyond line "
                  "1)\n</file>") == partly);
  CHECK(left_over("read", R"({"path":"/p/a.rs"})",
                  "Read file /p/a.rs, lines 1-1\n1: a\n[Output truncated. Continue reading with offset: 2]",
                  "2.0.25", SessionStore::sqlite_v2) == partly);
  CHECK(left_over("read", R"({"filePath":"a.rs"})", "<file>\n00001| a\n</file>") ==
        "the absolute path of a relative one");
  CHECK(left_over("bash", ls,
                  "x\n\n...5 lines truncated...\n\nThe tool call succeeded but the output was truncated. "
                  "Full output saved to: /x\nUse Grep") == "an output whose beginning was kept");
  CHECK(left_over("bash", ls, "x\n\n(Output was truncated due to length limit)") ==
        "an output whose beginning was kept");
  CHECK(
      left_over("edit", file, "You must read file /p/a.rs before overwriting it. Use the Read tool first") ==
      "a check that 1.18 does not make");
  CHECK(left_over("read", file, "The read tool was called with invalid arguments: [\n  {}\n].\nPlease") ==
        "older words for invalid arguments");
  for (const char* tool : {"list", "patch", "apply_patch", "task", "todowrite", "invalid", "mcp_thing"})
    CHECK(left_over(tool, "{}", "anything") == "not a tool of the contract");
}

TEST_CASE("relative paths are completed where the folder is known") {
  chat::Example example = one_call("read", R"({"filePath":"a.rs"})", "<file>\n00001| a\n00002| b\n</file>");
  CHECK(rerender(example, {.directory = "/p"}).left.empty());
  CHECK(result_of(example) == two_lines);
  CHECK(arguments_of(example) == R"({"filePath":"a.rs"})");
}

TEST_CASE("silent success gets today's words") {
  CHECK(rendered("edit", file, "") == "Edit applied successfully.");
  CHECK(rendered("write", file, "") == "Wrote file successfully.");
  CHECK(rendered("edit", file, "Edited a.rs (1 replacement)", "2.0.25", SessionStore::sqlite_v2) ==
        "Edit applied successfully.");
  CHECK(rendered("edit", file, "Edited a.rs (3 replacements)", "2.0.25", SessionStore::sqlite_v2) ==
        "Edit applied successfully.");
  CHECK(rendered("write", file, "Created file successfully: /p/a.rs", "2.0.25", SessionStore::sqlite_v2) ==
        "Wrote file successfully.");
  CHECK(rendered("edit", file,
                 "Edit applied successfully.\n\nLSP errors detected in this file, please fix:\n...") ==
        "Edit applied successfully.\n\nLSP errors detected in this file, please fix:\n...");
}

TEST_CASE("old diagnostics of the edited file get today's frame") {
  CHECK(
      rendered(
          "edit", file,
          "\nThis file has errors, please fix\n<file_diagnostics>\nERROR [1:2] no\n</file_diagnostics>\n") ==
      "Edit applied successfully.\n\nLSP errors detected in this file, please fix:\n<diagnostics "
      "file=\"/p/a.rs\">\nERROR [1:2] no\n</diagnostics>");
  CHECK(left_over("write", file,
                  "\n<project_diagnostics>\n/p/b.rs\nERROR [1:2] no\n</project_diagnostics>\n") ==
        "diagnostics of several files");
}

TEST_CASE("an empty command output says so, unless the command was interrupted") {
  CHECK(rendered("bash", ls, "", "1.1.65") == "(no output)");
  CHECK(rendered("bash", ls, "", "") == "(no output)");
  CHECK(rendered("bash", ls, "", "1.18.34") == "");
  CHECK(rendered("bash", ls, "", "1.14.34") == "");
  chat::Example continued =
      one_call("bash", ls, "", "1.1.65");  // by a program that says "(no output)" itself
  continued.messages.push_back(
      {.role = chat::Role::assistant, .tool_calls = {{.id = "call_2", .function = {"bash", ls}}}});
  continued.messages.push_back(
      {.role = chat::Role::tool, .content = "(no output)", .tool_call_id = "call_2"});
  CHECK(rerender(continued).changed == 0);
}

TEST_CASE("time-outs and aborts get today's frame") {
  const std::string note =
      "\n\n<shell_metadata>\nshell tool terminated command after exceeding timeout 5000 ms. If this command "
      "is expected "
      "to take longer and is not waiting for interactive input, retry with a larger timeout value in "
      "milliseconds.\n</shell_metadata>";
  for (const char* word : {"command", "commmand"})
    CHECK(rendered("bash", ls,
                   "x\n\n<bash_metadata>\nbash tool terminated " + std::string(word) +
                       " after exceeding timeout 5000 ms\n</bash_metadata>") == "x" + note);
  CHECK(rendered("bash", ls, "x\n\n(Command timed out after 5000 ms)") == "x" + note);
  CHECK(rendered("bash", ls, "\n\n(Command was aborted)") ==
        "(no output)\n\n<shell_metadata>\nUser aborted the command\n</shell_metadata>");
  CHECK(rendered("bash", ls, "it said (Command timed out after 5000 ms) before") ==
        "it said (Command timed out after 5000 ms) before");
}

TEST_CASE("the prefix of errors goes, the output of commands stays") {
  CHECK(rendered("read", file, "Error: File not found: /p/a.rs") == "File not found: /p/a.rs");
  CHECK(rendered("edit", file, "Error: oldString not found in content") ==
        "Could not find oldString in the file. It must match exactly, including whitespace, indentation, and "
        "line "
        "endings.");
  CHECK(
      rendered("edit", file, "Error: Found multiple matches for oldString. Provide more surrounding lines") ==
      "Found multiple matches for oldString. Provide more surrounding context to make the match unique.");
  CHECK(rendered("bash", ls, "Error: Cannot find module 'x'\n") == "Error: Cannot find module 'x'\n");
  CHECK(rendered("bash", ls, "Error: The user rejected permission to use this specific tool call.") ==
        "The user rejected permission to use this specific tool call.");
}

TEST_CASE("names and arguments of other versions become those of 1.18") {
  chat::Example example =
      one_call("bash", R"({"command":"a \"q\", {b}","timeout": 5,"description":"Run it"})", "x");
  CHECK(rerender(example).changed == 1);
  CHECK(arguments_of(example) == R"({"command":"a \"q\", {b}","timeout":5})");

  example = one_call("shell", R"({"command":"cargo test"})", "x\n\nCommand exited with code 101.", "2.0.25",
                     SessionStore::sqlite_v2);
  CHECK(rerender(example).left.empty());
  CHECK(name_of(example) == "bash");
  CHECK(result_of(example) == "x");

  example = one_call("edit", R"({"path":"/p/a.rs","oldString":"path","newString":"b"})",
                     "Edited a.rs (1 replacement)", "2.0.25", SessionStore::sqlite_v2);
  rerender(example);
  CHECK(arguments_of(example) == R"({"filePath":"/p/a.rs","oldString":"path","newString":"b"})");

  for (const SessionStore store :
       {SessionStore::json, SessionStore::sqlite_v2}) {  // the model's own mistake stays
    example = one_call("read", R"({"path":"x"})",
                       "The read tool was called with invalid arguments: SchemaError(...)", "1.18.34", store);
    CHECK(rerender(example).changed == 0);
  }
  const std::string search = R"({"pattern":"a","path":"/p"})";
  example = one_call("grep", search, "No matches found", "2.0.25", SessionStore::sqlite_v2);
  rerender(example);
  CHECK(arguments_of(example) == search);
  CHECK(result_of(example) == "No files found");
}

TEST_CASE("matches get their line ends, cut lists stay") {
  const std::string search = R"({"pattern":"a"})";
  CHECK(rendered("grep", search,
                 "Found 3 matches\n/p/a.rs:\n  Line 1: a: b\n  Line 3: \n\n/p/b.rs:\n  Line 2: a") ==
        "Found 3 matches\n/p/a.rs:\n  Line 1: a: b\n\n  Line 3: \n\n\n/p/b.rs:\n  Line 2: a\n");
  CHECK(left_over("grep", search,
                  "Found 100 matches\n/p/a.rs:\n  Line 1: a\n\n(Results are truncated. Consider using a more "
                  "specific "
                  "path or pattern.)") == "a cut list of matches");
  std::string paths;
  for (int i = 0; i < 100; ++i) paths += "/p/" + std::to_string(i) + ".rs\n";
  CHECK(rendered("glob", search,
                 paths + "\n(Results are truncated. Consider using a more specific path or pattern.)")
            .ends_with(
                "(Results are truncated: showing first 100 results. Consider using a more specific path or "
                "pattern.)"));
}

TEST_CASE("numbers keep their spelling, escapes get that of JSON.stringify") {
  chat::Example example = one_call(
      "bash", R"({"command":"\u0041\/\u000a","timeout": 5.0,"description":"d","workdir":"\u001b"})", "x");
  rerender(example);
  CHECK(arguments_of(example) == R"({"command":"A/\n","timeout":5.0,"workdir":"\u001b"})");
}

TEST_CASE("damaged examples are left alone") {
  chat::Example example = one_call("read", "{broken", "<file>\n00001| a\n</file>");
  CHECK(rerender(example).changed == 0);
  example = one_call("bash", R"({"command":"x","description":"d"})", "");
  example.messages.pop_back();  // no result
  rerender(example);
  CHECK(arguments_of(example) == R"({"command":"x"})");
  chat::Example empty;
  CHECK(rerender(empty).changed == 0);
}
