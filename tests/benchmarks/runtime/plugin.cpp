// The stages that run.py measures the runtime with.
#include <flow/plugin.hpp>

#include "jsonl_stages.hpp"
#include "number_stages.hpp"

using bench::Guise;

FLOW_PLUGIN(bench::Read, bench::Keep<Guise::cheap>, bench::Keep<Guise::cached>, bench::Add<Guise::cheap>,
            bench::Add<Guise::cached>, bench::Write, bench::Count<Guise::cheap>, bench::Count<Guise::cached>,
            bench::Pass<Guise::cheap>, bench::Pass<Guise::cached>, bench::Sieve, bench::Expand,
            bench::Sum<Guise::cheap>, bench::Sum<Guise::cached>)
