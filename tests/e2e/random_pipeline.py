"""Random pipelines of the noted test stages, as data that can be edited as a user would."""

SUMS = ("noted_sum", "noted_sum_streaming")
# Parameters that are part of a unit's key, with their defaults.
WORK = {
    "add": 0,
    "copies": 1,
    "drop_every": 0,
    "fail_every": 0,
    "transient_every": 0,
    "reject_every": 0,
    "reject_part_every": 0,
    "pass_part_every": 0,
}
SUM = {
    "keep_order": True,
    "drop_every": 0,
    "reject_every": 0,
    "rejects_unreadable": False,
    "at_most": -1,
    "rewinds": False,
    "fails": False,
    "rejects": False,
}
DEFAULTS = {
    "noted_lines": {"reject_every": 0},
    "noted": WORK,
    "noted_cheaply": WORK,
    "noted_shift": {},
    **{use: SUM for use in SUMS},
}


class Stage:
    def __init__(self, use, streamed=(), once=None, **parameters):
        self.use, self.streamed, self.once, self.parameters = use, list(streamed), once, parameters

    def settings(self, version):
        """What `why` compares, as it spells names: the type with its version, and each parameter."""
        return {"stage": (self.use, version), **DEFAULTS[self.use], **self.parameters}

    def text(self, name):
        parts = [f"use: {self.use}"]
        if self.streamed:
            streamed = "[" + ", ".join(self.streamed) + "]"
            parts.append(
                f"from: {{numbers: {streamed}, by: {self.once}}}" if self.once else f"from: {streamed}"
            )
        given = {"file": f"{name}.txt"} if self.use == "noted_lines" else {}
        given.update(self.parameters)
        if given:
            texts = [f"{key}: {str(value).lower()}" for key, value in given.items()]
            parts.append("with: {" + ", ".join(texts) + "}")
        if self.use not in SUMS:
            parts.append("on_failure: {tolerate: 100%}")
        parts.append("on_reject: {tolerate: 100%}")
        return "{" + ", ".join(parts) + "}"


class Pipeline:
    def __init__(self, chance):
        self.chance = chance
        self.version = 1
        self.next_item = 0
        self.names = set()
        self.stages = {}  # by name, in the order of the file
        self.items = {}  # of each source: (key, value), in the order of its file
        self.add_source()
        for _ in range(chance.randrange(1, 5)):
            self.add_transform()
        self.add_sum()

    def new_name(self):
        """One that no stage had before: a stage of another type under a known name would be another edit."""
        name = self.chance.choice([name for name in (f"s{i}" for i in range(60)) if name not in self.names])
        self.names.add(name)
        return name

    def new_item(self):
        self.next_item += 1
        return (f"i{self.next_item}", self.chance.randrange(50))

    def add_source(self):
        name = self.new_name()
        self.stages[name] = Stage("noted_lines")
        self.items[name] = [self.new_item() for _ in range(self.chance.randrange(1, 20))]
        return name

    def some_inputs(self):
        known = [name for name, stage in self.stages.items() if stage.use not in SUMS]
        return self.chance.sample(known, self.chance.randrange(1, min(3, len(known)) + 1))

    def random_parameter(self, use):
        chance = self.chance
        every = chance.choice([0, 2, 3, 5, 7])
        if use == "noted_lines":
            return {"reject_every": chance.choice([0, 0, 3, 7])}
        if use in SUMS:
            return {chance.choice(["drop_every", "reject_every"]): chance.choice([0, 3, 4])}
        if use == "noted_shift":
            return {}
        if use == "noted_cheaply":
            return chance.choice(
                [{"add": chance.randrange(3)}, {"drop_every": every}, {"reject_every": every}]
            )
        if chance.random() < 0.5:
            return chance.choice([{"add": chance.randrange(3)}, {"copies": chance.randrange(4)}])
        kinds = [kind for kind in WORK if kind.endswith("_every")]
        return {chance.choice(kinds): every}

    def add_transform(self):
        use = self.chance.choice(["noted", "noted", "noted_cheaply", "noted_shift"])
        totals = [name for name, stage in self.stages.items() if stage.use in SUMS]
        once = self.chance.choice(totals) if totals and use == "noted_shift" else None
        stage = Stage(use, self.some_inputs(), once, **self.random_parameter(use))
        name = self.new_name()
        self.stages[name] = stage
        return name

    def add_sum(self):
        use = self.chance.choice(SUMS)
        stage = Stage(use, self.some_inputs(), **self.random_parameter(use))
        name = self.new_name()
        self.stages[name] = stage
        return name

    def used(self):
        return {name for stage in self.stages.values() for name in (*stage.streamed, stage.once)}

    def edit(self):
        """One thing that a user would change; says what."""
        kinds = ("item", "item", "item", "parameter", "parameter", "order", "another_version")
        rare = ("add_source", "add_transform", "add_sum", "remove", "rename")
        kind = self.chance.choice(kinds if self.chance.random() < 0.75 else rare)
        return f"{kind} {getattr(self, kind)()}"

    def item(self):
        name = self.chance.choice(list(self.items))
        items = self.items[name]
        place = self.chance.randrange(len(items) + 1)
        what = self.chance.choice(["added", "removed", "changed", "shuffled"])
        if what == "added" or not items:
            items.insert(place, self.new_item())
        elif what == "removed":
            del items[place % len(items)]
        elif what == "changed":
            items[place % len(items)] = (items[place % len(items)][0], self.chance.randrange(50))
        else:
            self.chance.shuffle(items)
        return f"{what} in {name}"

    def parameter(self):
        name = self.chance.choice(list(self.stages))
        stage = self.stages[name]
        change = self.random_parameter(stage.use)
        stage.parameters.update(change)
        return f"{name} {change}"

    def order(self):
        wired = [stage for stage in self.stages.values() if len(stage.streamed) > 1]
        if wired:
            self.chance.shuffle(self.chance.choice(wired).streamed)
        return ""

    def another_version(self):
        self.version = 3 - self.version
        return str(self.version)

    def remove(self):
        used = self.used()
        sums = [name for name, stage in self.stages.items() if stage.use in SUMS]
        for name in self.stages:
            if name not in used and len(self.stages) > 2 and (len(sums) > 1 or name not in sums):
                if name in self.items and len(self.items) == 1:
                    continue
                del self.stages[name]
                self.items.pop(name, None)
                return name
        return "nothing"

    def rename(self):
        old, new = self.chance.choice(list(self.stages)), self.new_name()
        for stage in self.stages.values():
            stage.streamed = [new if name == old else name for name in stage.streamed]
            stage.once = new if stage.once == old else stage.once
        self.stages = {(new if name == old else name): stage for name, stage in self.stages.items()}
        if old in self.items:
            self.items[new] = self.items.pop(old)
        return f"{old} {new}"

    def yaml(self):
        lines = ["flowrun: 1", "name: p", "stages:"]
        lines += [f"  {name}: {stage.text(name)}" for name, stage in self.stages.items()]
        lines.append("publish:")
        lines += [f"  {name}: {name}" for name, stage in self.stages.items() if stage.use in SUMS]
        return "\n".join(lines) + "\n"

    def files(self):
        return {
            f"{name}.txt": "".join(f"{key} {value}\n" for key, value in items)
            for name, items in self.items.items()
        }
