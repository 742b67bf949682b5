"""Reads metrics as OpenMetrics 1.0 and Prometheus' text format 0.0.4 have them, and refuses what these do not allow."""

import re

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
VALUE = r'"((?:[^"\\\n]|\\[n"\\])*)"'
LABELS = re.compile(rf"([a-zA-Z][a-zA-Z0-9_]*)={VALUE}(?:,|$)")
SAMPLE = re.compile(rf"({NAME})(?:\{{(.*)\}})? (\S+)")
NUMBER = re.compile(r"[+-]?(?:\d+|\d+\.\d*(?:e[+-]?\d+)?|\d*\.\d+(?:e[+-]?\d+)?|\d+e[+-]?\d+|Inf)|NaN")
SUFFIXES = {"counter": ("_total",), "gauge": ("",), "info": ("_info",)}


class Wrong(Exception):
    pass


def require(is_so, line):
    if not is_so:
        raise Wrong(line)


def labels_of(text, line):
    labels, end = {}, 0
    while end < len(text):
        match = LABELS.match(text, end)
        require(match and match[1] not in labels and not match[1].startswith("_"), line)
        unescaped = re.sub(r"\\(.)", lambda one: "\n" if one[1] == "n" else one[1], match[2])
        labels[match[1]], end = unescaped, match.end()
    require(not text.endswith(","), line)
    return labels


class Metrics:
    """The families of a text by name, each {"type", "unit", "help"}, and its values by name and labels."""

    def __init__(self, text, openmetrics=True):
        self.families, self.values = {}, {}
        require(text.endswith("\n") and "\r" not in text, text[-80:])
        lines = text.split("\n")[:-1]
        if openmetrics:
            require(lines.pop() == "# EOF", text[-80:])
        family = None
        for line in lines:
            if line.startswith("#"):
                family = self.describe(line, family, openmetrics)
            else:
                self.read(line, family, openmetrics)

    def describe(self, line, family, openmetrics):
        match = re.fullmatch(rf"# (TYPE|UNIT|HELP) ({NAME}) (.+)", line)
        require(match, line)
        kind, name, text = match.groups()
        if kind == "TYPE":
            require(name not in self.families, line)  # nor comes a family twice
            require(text in (SUFFIXES if openmetrics else ("counter", "gauge")), line)
            self.families[name] = {"type": text}
            return name
        about = self.families[name]
        require(name == family and kind.lower() not in about, line)
        if kind == "UNIT":
            require(openmetrics and name.endswith("_" + text) and about["type"] != "info", line)
        about[kind.lower()] = text
        return family

    def read(self, line, family, openmetrics):
        match = SAMPLE.fullmatch(line)
        require(match and family, line)
        name, labels, number = match[1], labels_of(match[2] or "", line), match[3]
        kind = self.families[family]["type"]
        suffixes = SUFFIXES[kind] if openmetrics else ("",)
        require(name in {family + suffix for suffix in suffixes}, line)
        require(NUMBER.fullmatch(number), line)
        value = float(number)
        if kind == "counter":
            require(value >= 0, line)  # nor is it NaN
        if kind == "info":
            require(value == 1, line)
        key = (name, tuple(sorted(labels.items())))
        require(key not in self.values, line)
        self.values[key] = value

    def all(self, name, /, **labels):
        """Values of that name by labels, of those that have these labels."""
        wanted = set(labels.items())
        return {key: value for (one, key), value in self.values.items() if one == name and wanted <= set(key)}

    def one(self, name, /, **labels):
        found = self.all(name, **labels)
        require(len(found) == 1, (name, labels, found))
        return next(iter(found.values()))
