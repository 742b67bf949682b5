"""The filter in DuckDB. usage: filter_duckdb.py IN OUT THREADS"""

import sys

import duckdb

source, target, threads = sys.argv[1:]
duckdb.execute(f"SET threads = {int(threads)}")
duckdb.execute(f"COPY (SELECT * FROM read_ndjson('{source}') WHERE score >= 0.3) TO '{target}' (FORMAT json)")
