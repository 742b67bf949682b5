#include <doctest/doctest.h>

#include <synthetic_generator/expander.hpp>

using synthetic_generator::expand;
using synthetic_generator::Slots;

namespace {

const Slots slots = {{"part", "soil_probe"}, {"order", "open"}, {"side", "start"}, {"trap", "second"}};

std::string expanded(std::string_view text) { return expand(text, slots).value_or("(error)"); }

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
  CHECK(expand("a\n{{nothing}}\n", slots).error() == "line 2: no slot 'nothing'");
  CHECK(expand("{{part.shout}}", slots).error() == "line 1: no form 'shout'");
  CHECK(expand("%if colour = red\n%end\n", slots).error() == "line 1: no slot 'colour'");
  CHECK(expand("%if side = start\n", slots).error() == "an %if has no %end");
  CHECK(expand("%end\n", slots).error() == "line 1: %end without %if");
  CHECK(expand("%include _b\n", slots).error() == "line 1: no partial '_b'");
  CHECK_FALSE(expand("%include _b\n", slots, {{"_b", "%include _b\n"}}).has_value());
}
