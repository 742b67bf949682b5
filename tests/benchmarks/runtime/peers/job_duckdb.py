"""The JSONL job in DuckDB. usage: job_duckdb.py IN OUT THREADS"""

import sys

import duckdb

source, target, threads = sys.argv[1:]
duckdb.execute(f"SET threads = {int(threads)}")
duckdb.execute(f"""
COPY (SELECT *, len(messages) AS turns, CASE WHEN tokens >= 450 THEN 'long' ELSE 'short' END AS bucket
      FROM read_ndjson('{source}') WHERE score >= 0.3)
TO '{target}' (FORMAT json)""")
