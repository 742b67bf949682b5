// A machine for proofs.
#pragma once

#include <string>

#include <synthetic_generator/generate.hpp>
#include <test_support/temporary_folder.hpp>

namespace synthetic_generator_test {

using Folder = test_support::TemporaryFolder;

// The machine's toolchain in a folder; the test fails if there is none. Crates are those of the pipelines.
synthetic_generator::Environment environment(const Folder& folder);

// What a failed test shows.
std::string text_of(const synthetic_generator::Unproved& why);

}  // namespace synthetic_generator_test
