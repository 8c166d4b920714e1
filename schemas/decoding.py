"""Strict reading of untrusted text: recipes, seed templates, manifests and records.

YAML is read by PyYAML's safe C loader, node by node, so that size, depth, repeated keys and aliases are refused
before any value is built; values are then converted by msgspec against the struct asked for. Every failure is a
`BadInput` that names the file, the line and the path inside it.
"""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from stat import S_ISREG
from typing import Any, TypeVar

import msgspec
import yaml

from schemas.errors import BadInput

MAX_BYTES = 1 << 20
MAX_DEPTH = 24
MAX_NODES = 200_000

T = TypeVar("T")
_PATH = re.compile(r" - at `(?:key` in `)?\$?([^`]*)`$")
_UNKNOWN_FIELD = re.compile(r"Object contains unknown field `(.*)`$", re.S)
_Lines = dict[str, int]


def read_text(path: Path, what: str, limit: int = MAX_BYTES) -> str:
    """The file's text; refuses what is missing, too large or not UTF-8."""
    try:
        status = path.stat()
        if not S_ISREG(status.st_mode):  # a pipe would be waited on for ever
            raise BadInput(str(path), f"{what} is not a regular file", "name a file")
        size = status.st_size
        if size > limit:
            raise BadInput(str(path), f"{what} of {size:,} bytes, at most {limit:,} are read", "split or shorten it")
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(str(path), f"byte {error.start} is not UTF-8", "save the file as UTF-8") from None
    except OSError as error:
        raise BadInput(
            str(path), f"{what} cannot be read ({error.strerror})", "check the path and its permissions"
        ) from None


def decode_yaml(text: str, kind: type[T], place: str, help: str) -> T:
    """The YAML document as a `kind`; `help` is the remedy offered where none better is known."""
    value, lines = load_yaml(text, place)
    return convert(value, kind, place, help, lines)


def decode_json(data: bytes | str, kind: type[T], place: str, help: str) -> T:
    """The JSON document as a `kind`, strictly."""
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _explain(str(error), kind, place, help, {}) from None


def convert(value: Any, kind: type[T], place: str, help: str, lines: _Lines | None = None) -> T:
    """Plain data as a `kind`, strictly (no number becomes a string, no string a number)."""
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise _explain(str(error), kind, place, help, lines or {}) from None


def load_yaml(text: str, place: str) -> tuple[Any, _Lines]:
    """Plain data and the line of each path in it (``families[2].levels`` → 12)."""
    if len(text.encode()) > MAX_BYTES:
        raise BadInput(place, f"more than {MAX_BYTES:,} bytes of YAML", "split the file")
    # The depth is bounded on events, before a node tree exists: composing is recursive and untrusted text is deep.
    depth = 0
    try:
        for count, event in enumerate(yaml.parse(text, Loader=yaml.CSafeLoader)):
            if count > MAX_NODES:
                raise BadInput(place, f"more than {MAX_NODES:,} YAML nodes", "split the file")
            line = event.start_mark.line + 1 if event.start_mark else 0
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise BadInput(f"{place}:{line}", "YAML anchors and aliases are not read", "write the value out")
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    raise BadInput(f"{place}:{line}", f"nested deeper than {MAX_DEPTH} levels", "flatten the document")
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
        if node is None:
            raise BadInput(place, "the document is empty", "write at least the required fields")
        lines: _Lines = {}
        return _plain(node, "", place, lines), lines
    except (yaml.YAMLError, ValueError) as error:
        if isinstance(error, BadInput):
            raise
        mark = getattr(error, "problem_mark", None)
        where = f"{place}:{mark.line + 1}" if mark else place
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise BadInput(where, f"not YAML ({problem})", "mend the syntax at that line") from None


_constructor = yaml.constructor.SafeConstructor()


def _plain(node: yaml.Node, path: str, place: str, lines: _Lines) -> Any:
    line = node.start_mark.line + 1
    lines[path] = line
    if isinstance(node, yaml.MappingNode):
        result: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise BadInput(
                    f"{place}:{key_node.start_mark.line + 1}", "a key that is not a plain word", "use a word"
                )
            key = _scalar(key_node, place)
            here = f"{path}.{key}" if path else str(key)
            if key in result:
                raise BadInput(
                    f"{place}:{key_node.start_mark.line + 1}: {here}",
                    f"the key '{key}' is written twice (first on line {lines[here]})",
                    "keep one of the two",
                )
            result[key] = _plain(value_node, here, place, lines)
            lines[here] = key_node.start_mark.line + 1
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, f"{path}[{i}]", place, lines) for i, child in enumerate(node.value)]
    return _scalar(node, place)


def _scalar(node: yaml.Node, place: str) -> Any:
    plain = {"str", "int", "float", "bool", "null"}
    if node.tag.removeprefix("tag:yaml.org,2002:") not in plain:
        # Dates, binary, merges and tags of objects have no use here; a date-like word is meant as text.
        if node.tag == "tag:yaml.org,2002:timestamp":
            return node.value
        raise BadInput(
            f"{place}:{node.start_mark.line + 1}", f"the YAML tag {node.tag} is not read", "write a plain value"
        )
    if node.tag.endswith(":int") and len(node.value) > 64:
        raise BadInput(
            f"{place}:{node.start_mark.line + 1}", "an integer of more than 64 digits", "use a smaller number"
        )
    return _constructor.construct_object(node)


def _explain(message: str, kind: Any, place: str, help: str, lines: _Lines) -> BadInput:
    found = _PATH.search(message)
    # An error inside a mapping does not name the key it is under: the mapping's own place has to do.
    path = found.group(1).lstrip(".").replace("[...]", "") if found else ""
    problem = message[: found.start()] if found else message
    line = lines.get(path)
    unknown = _UNKNOWN_FIELD.match(problem)
    if unknown:
        name = unknown.group(1)
        inner = f"{path}.{name}" if path else name
        line = lines.get(inner, line)
        known = _field_names(kind)
        close = difflib.get_close_matches(name, known, 1)
        if name in known:
            remedy = "it belongs " + (f"under '{known[name]}'" if known[name] else "at the top level")
        else:
            remedy = f"did you mean '{close[0]}'?" if close else help
        return BadInput(_place(place, line, inner), f"unknown field '{name}'", remedy)
    return BadInput(_place(place, line, path), problem[:1].lower() + problem[1:], help)


def _place(place: str, line: int | None, path: str) -> str:
    where = f"{place}:{line}" if line else place
    return f"{where}: {path}" if path else where


def _field_names(kind: Any) -> dict[str, str]:
    """Every field name that occurs in the type or in the structs inside it, and the field whose value has it ("" for
    the type itself): the candidates for a misspelled or misplaced one."""
    names: dict[str, str] = {}
    seen: set[Any] = set()
    todo = [(kind, "")]
    while todo:
        current, under = todo.pop(0)
        if isinstance(current, type) and issubclass(current, msgspec.Struct):
            if current in seen:
                continue
            seen.add(current)
            for field in msgspec.structs.fields(current):
                names.setdefault(field.encode_name, under)
                todo.append((field.type, f"{under}.{field.encode_name}".lstrip(".")))
        else:
            todo += [(argument, under) for argument in getattr(current, "__args__", ())]
    return names
