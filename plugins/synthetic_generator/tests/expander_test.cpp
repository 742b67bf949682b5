#include <doctest/doctest.h>

#include <synthetic_generator/expander.hpp>

using synthetic_generator::expand;
using synthetic_generator::Slots;

namespace {

const Slots slots = {{"part", "soil_probe"}, {"order", "open"}, {"side", "start"}, {"trap", "second"}};

std::string expanded(std::string_view text) { return expand(text, slots).value_or("(error)"); }

std::string error_of(std::string_view text, const synthetic_generator::Files& partials = {}) {
  const auto result = expand(text, slots, partials);
  return result ? "(no error)" : result.error().text();
}

}  // namespace

TEST_CASE("a slot is written in every form of a name") {
  CHECK(expanded("{{part}} {{part.camel}} {{part.lower_camel}}") == "soil_probe SoilProbe soilProbe");
  CHECK(expanded("{{part.upper}} {{part.kebab}} {{part.words}}") == "SOIL_PROBE soil-probe soil probe");
  CHECK(expanded("{{part.title}}, {{part.a}}, {{order.a}}") == "Soil probe, a soil probe, an open");
}

TEST_CASE("braces of Rust stay") {
  CHECK(expanded("format!(\"{{}}\")") == "format!(\"{{}}\")");
  CHECK(expanded("use a::{{{part.camel}}, b};") == "use a::{SoilProbe, b};");
  CHECK(expanded("=> {{\n    x\n}};") == "=> {{\n    x\n}};");
}

TEST_CASE("lines are chosen by conditions") {
  CHECK(expanded("%if side = start & trap = first|second\nyes\n%else\nno\n%end\n") == "yes\n");
  CHECK(expanded("%if side != start\na\n%elif trap = second\nb\n%elif trap = second\nc\n%else\nd\n%end\n") ==
        "b\n");
  CHECK(expanded("%if side = start\n  %if trap = first\n1\n  %else\n2\n  %end\n%end\n3\n") == "2\n3\n");
  CHECK(expanded("%if side = done\n{{unknown}}\n%end\n").empty());
}

TEST_CASE("a partial is expanded in place") {
  CHECK(expand("a\n%include _b\nc\n", slots, {{"_b", "{{part}}\n"}}).value_or("") == "a\nsoil_probe\nc\n");
}

TEST_CASE("what cannot be expanded is an error that names the line") {
  CHECK(error_of("a\n{{nothing}}\n") == "line 2: no slot 'nothing'");
  CHECK(error_of("{{part.shout}}") == "line 1: no form 'shout'");
  CHECK(error_of("%if colour = red\n%end\n") == "line 1: no slot 'colour'");
  CHECK(error_of("%if side = start\n") == "an %if has no %end");
  CHECK(error_of("%end\n") == "line 1: %end without %if");
  CHECK(error_of("%include _b\n") == "line 1: no partial '_b'");
  CHECK(error_of("%include _b\n", {{"_b", "%include _b\n"}}).ends_with("'_b' includes itself"));
}
