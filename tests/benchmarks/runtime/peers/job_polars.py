"""The JSONL job in Polars. usage: POLARS_MAX_THREADS=N job_polars.py IN OUT"""

import sys

import polars as pl

source, target = sys.argv[1:]
bucket = pl.when(pl.col("tokens") >= 450).then(pl.lit("long")).otherwise(pl.lit("short"))
(
    pl.scan_ndjson(source)
    .filter(pl.col("score") >= 0.3)
    .with_columns(pl.col("messages").list.len().alias("turns"), bucket.alias("bucket"))
    .sink_ndjson(target)
)
