"""The filter as a loop with orjson, which writes the line that it read. usage: filter_orjson.py IN OUT"""

import sys

import orjson

with open(sys.argv[1], "rb") as source, open(sys.argv[2], "wb") as target:
    for line in source:
        if orjson.loads(line)["score"] >= 0.3:
            target.write(line)
