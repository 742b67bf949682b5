"""The filter in Polars. usage: POLARS_MAX_THREADS=N filter_polars.py IN OUT"""

import sys

import polars as pl

source, target = sys.argv[1:]
pl.scan_ndjson(source).filter(pl.col("score") >= 0.3).sink_ndjson(target)
