// The stages that run.py measures the runtime with.
#include <flow/plugin.hpp>

#include "jsonl_stages.hpp"
#include "number_stages.hpp"

using bench::Example, bench::Guise;

FLOW_PLUGIN(bench::Read, bench::ReadLines, bench::Keep<Example>, bench::Keep<Example, Guise::cached>,
            bench::Keep<bench::Score>, bench::Add<Guise::cheap>, bench::Add<Guise::cached>, bench::Write,
            bench::Count<Guise::cheap>, bench::Count<Guise::cached>, bench::Pass<Guise::cheap>,
            bench::Pass<Guise::cached>, bench::Sieve, bench::Expand, bench::Sum<Guise::cheap>,
            bench::Sum<Guise::cached>)
