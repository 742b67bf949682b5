"""Prints the rows that `datasets` makes of a data set folder, one JSON text a line. Run by formats.py in each environment.

usage: rows.py FOLDER CACHE_FOLDER
"""

import json
import sys

import datasets


def main(folder, cache):
    datasets.disable_progress_bars()
    for rows in datasets.load_dataset(folder, cache_dir=cache).values():
        for row in rows:
            print(json.dumps(row))


if __name__ == "__main__":
    main(*sys.argv[1:])
