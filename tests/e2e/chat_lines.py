"""Lines of chats, and the pipeline that curates files of them."""

# To be completed with the names of the files.
CURATED_LINES = """\
flowrun: 1
name: p
stages:
  lines: {use: jsonl_source, with: {files: [%s]}}
  curated: {use: dataset_curator, from: lines, with: {valid_fraction: 0}}
  dataset: {use: jsonl_sink, from: {examples: curated.examples, summary: curated.summary}}
publish: {dataset: dataset}
"""


def metadata(number):
    return {
        "id": f"x-{number}",
        "origin": "synthetic",
        "synthetic": {"skeleton": "s", "seed": number},
        "category": "other",
        "verified": False,
        "group": f"g{number}",
    }
