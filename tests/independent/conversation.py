"""Plays the file calls of a training conversation again, from its JSON alone: a second reading of the tool contract.

Nothing here is shared with the program that made the conversation.
"""

import fnmatch
import re

ROOT = "/workspace/"
END = re.compile(
    r"\(End of file - total (\d+) lines\)|\(Showing lines (\d+)-(\d+) of (\d+)\. Use offset=\d+ to continue\.\)"
)


class Mismatch(Exception):
    """A call whose result cannot be true."""


def relative(path):
    if not path.startswith(ROOT):
        raise Mismatch(f"the path {path} is not below {ROOT}")
    return path[len(ROOT) :]


def calls(example):
    """(call, result text) in the order of the conversation."""
    results = {m["tool_call_id"]: m["content"] for m in example["messages"] if m["role"] == "tool"}
    for message in example["messages"]:
        for call in message.get("tool_calls", []):
            yield call["function"], results[call["id"]]


def shown_lines(text):
    """What `read` shows: ({line number: line}, total number of lines)."""
    body = text.split("<content>\n", 1)[1].rsplit("</content>", 1)[0]
    lines, total = {}, None
    for line in body.split("\n"):
        end = END.fullmatch(line)
        numbered = re.match(r"(\d+): ?(.*)", line, re.DOTALL)
        if end:
            total = int(end.group(1) or end.group(4))
        elif numbered:
            lines[int(numbered.group(1))] = numbered.group(2)
    if total is None:
        raise Mismatch("a read without an end mark")
    return lines, total


def whole_file(text):
    lines, total = shown_lines(text)
    if sorted(lines) != list(range(1, total + 1)):
        raise Mismatch("a read that shows only part of a file")
    return "".join(line + "\n" for line in lines.values())


def edited(text, arguments):
    old, new = arguments["oldString"], arguments["newString"]
    found = text.count(old)
    if arguments.get("replaceAll"):
        if not found:
            raise Mismatch("an edit whose text does not occur")
        return text.replace(old, new)
    if found != 1:
        raise Mismatch(f"an edit whose text occurs {found} times")
    return text.replace(old, new)


def start_files(example):
    """The files as they were before the first change, from what was read whole before it was changed."""
    files, touched = {}, set()
    for function, result in calls(example):
        arguments = function["arguments"]
        if function["name"] == "read" and "<type>file</type>" in result:
            path = relative(arguments["filePath"])
            if path not in touched and path not in files:
                files[path] = whole_file(result)
        if function["name"] in ("edit", "write"):
            touched.add(relative(arguments["filePath"]))
    return files


def found_lines(files, arguments):
    """What `grep` has to answer: {(path, line number): line}."""
    pattern = re.compile(arguments["pattern"])
    folder = relative(arguments["path"]) + "/" if "path" in arguments else ""
    found = {}
    for path, text in files.items():
        if not path.startswith(folder) or not fnmatch.fnmatchcase(
            path.rsplit("/", 1)[-1], arguments["include"]
        ):
            continue
        for number, line in enumerate(text.split("\n"), 1):
            if pattern.search(line.removesuffix("\r")):
                found[path, number] = line
    return found


def told_lines(text):
    """What `grep` answered, likewise."""
    told, path = {}, None
    for line in text.split("\n"):
        numbered = re.match(r"  Line (\d+): (.*)", line, re.DOTALL)
        if numbered:
            told[path, int(numbered.group(1))] = numbered.group(2)
        elif line.endswith(":"):
            path = relative(line[:-1])
    return told


def found_files(files, pattern):
    """What `glob` has to answer. `**/` stands for any folders or none."""
    expression = re.escape(pattern).replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*")
    return {path for path in files if re.fullmatch(expression, path)}


def check_search(files, function, result):
    """On all files of a project."""
    if function["name"] == "grep":
        if told_lines(result) != found_lines(files, function["arguments"]):
            raise Mismatch(f"a search for {function['arguments']['pattern']} has another answer")
    else:
        told = set() if result == "No files found" else {relative(path) for path in result.split("\n")}
        if told != found_files(files, function["arguments"]["pattern"]):
            raise Mismatch(f"a search for files {function['arguments']['pattern']} has another answer")


def states(files, example, is_whole=False):
    """Applies the calls to `files` (changed in place); gives ('bash', command, result) where a command stands.

    Searches are checked where `files` are all of the project.
    """
    for function, result in calls(example):
        name, arguments = function["name"], function["arguments"]
        if name == "read" and "<type>file</type>" in result:
            path = relative(arguments["filePath"])
            lines, total = shown_lines(result)
            now = files[path].split("\n")
            if now[-1] == "":
                now.pop()
            now = [line.removesuffix("\r") for line in now]
            if len(now) != total or any(now[number - 1] != line for number, line in lines.items()):
                raise Mismatch(f"{path} was not like that when it was read")
        elif name == "edit":
            path = relative(arguments["filePath"])
            files[path] = edited(files[path], arguments)
        elif name == "write":
            files[relative(arguments["filePath"])] = arguments["content"]
        elif name in ("grep", "glob") and is_whole:
            check_search(files, function, result)
        elif name == "bash":
            yield arguments["command"], result
