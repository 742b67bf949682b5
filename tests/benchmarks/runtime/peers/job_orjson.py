"""The JSONL job as a loop with orjson. usage: job_orjson.py IN OUT"""

import sys

import orjson

with open(sys.argv[1], "rb") as source, open(sys.argv[2], "wb") as target:
    for line in source:
        record = orjson.loads(line)
        if record["score"] >= 0.3:
            record["turns"] = len(record["messages"])
            record["bucket"] = "long" if record["tokens"] >= 450 else "short"
            target.write(orjson.dumps(record) + b"\n")
