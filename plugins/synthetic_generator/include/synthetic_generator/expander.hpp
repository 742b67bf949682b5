// The template language of the skeletons, kept tiny so that a template still reads as Rust.
//
//   {{part}}          a slot as it is: soil_probe          {{part.words}}  soil probe
//   {{part.camel}}    SoilProbe                            {{part.a}}      a soil probe ("an" before a vowel)
//   {{part.upper}}    SOIL_PROBE                           {{part.title}}  Soil probe
//   {{part.kebab}}    soil-probe                           {{part.lower_camel}}  soilProbe
//   %if axis = value | value & axis != value               lines on their own; `%elif`, `%else`, `%end`
//   %include name                                          a partial file, expanded in place
//
// Everything else is text. What cannot be expanded is an error that names line and cause; nothing is left
// unresolved.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include <base/error.hpp>

namespace synthetic_generator {

using Slots = std::map<std::string, std::string, std::less<>>;
using Files = std::map<std::string, std::string, std::less<>>;  // by path relative to the workspace, with '/'

// Conditions compare slots, too: an axis is a slot.
base::Result<std::string> expand(std::string_view text, const Slots& slots, const Files& partials = {});

}  // namespace synthetic_generator
