// The JSON codec that follows from a field list.
//
// Fields are written in declared order; an absent optional is an absent key, an enum is its name. Reading is strict: an
// unknown key, a missing field that is neither optional nor marked omit_empty, a wrong type, a name that the enum does not
// have or a number out of range is an error that names the path of the field ("metadata.tokens"). Keys may come in any
// order; those in declared order are read fastest.
#pragma once

#include <flow/codec_checks.hpp>
#include <flow/codec_reading.hpp>
#include <flow/codec_writing.hpp>
