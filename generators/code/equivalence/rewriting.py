"""Rewritings of programs that change nothing of what they do: comparisons turned round, branches exchanged under the
opposite condition, summands and factors exchanged, and counting loops written with ``while``."""

from __future__ import annotations

from typing import Any

from generators.code.mini_python import Block, Node
from generators.code.mini_python_text import denied
from generators.randomness import Stream

_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}


def rewritten(block: Block, stream: Stream, share: int) -> Block:
    """The program with about `share` in ten of the places changed where a rewriting is possible."""
    found: list[Node] = []
    for node in block:
        found += _statement(node, stream, share)
    return tuple(found)


def _statement(node: Node, stream: Stream, share: int) -> list[Node]:
    head = node[0]
    if head == "if":
        branches = tuple([(_expression(c, stream, share), rewritten(b, stream, share)) for c, b in node[1]])
        otherwise = rewritten(node[2], stream, share)
        if otherwise and len(branches) == 1 and stream.below(10) < share:
            ((condition, then),) = branches
            return [("if", ((denied(condition), otherwise),), then)]
        return [("if", branches, otherwise)]
    if head == "for":
        whole = (head, node[1], _expression(node[2], stream, share), rewritten(node[3], stream, share))
        return _counting(whole) if stream.below(10) < share else [whole]
    if head == "while":
        return [(head, _expression(node[1], stream, share), rewritten(node[2], stream, share))]
    if head in ("break", "continue", "sets"):
        return [node]
    return [(*node[:-1], _expression(node[-1], stream, share))]


def _counting(node: Node) -> list[Node]:
    """A loop over a range as a ``while`` loop, where its bounds stay what they are and no pass is cut short."""
    names, within, body = node[1:]
    if within[:2] != ("call", "range") or len(within) > 4:
        return [node]
    low, high = within[2:] if len(within) == 4 else (("lit", 0), within[2])
    changed = _changed(body)
    if changed is None or changed & (_names(high) | {names[0]}):
        return [node]
    return [
        ("set", names[0], low),
        ("while", ("cmp", "<", ("name", names[0]), high), (*body, ("add", names[0], "+", ("lit", 1)))),
    ]


def _changed(block: Block) -> set[str] | None:
    """The variables that a block may change, or None where it may go on early."""
    found: set[str] = set()
    for node in block:
        head = node[0]
        if head == "continue":
            return None
        if head in ("set", "add", "put"):
            found.add(node[1])
        elif head == "do":
            found |= _names(node[1])
        elif head == "sets":
            found |= {each if isinstance(each, str) else each[1][1] for each in node[1]}
        elif head == "if":
            inner = [_changed(part) for _, part in node[1]] + [_changed(node[2])]
            if None in inner:
                return None
            found = found.union(*[each for each in inner if each])
        elif head in ("for", "while"):
            changed = _changed(node[-1])
            if changed is None:
                return None
            found |= changed | set(node[1] if head == "for" else ())
    return found


def _names(node: Any) -> set[str]:
    if not isinstance(node, tuple) or not node:
        return set()
    if node[0] == "name":
        return {node[1]}
    return set().union(*[_names(each) for each in node[1:]]) if node[0] != "lit" else set()


def _expression(node: Node, stream: Stream, share: int) -> Node:
    head = node[0]
    if head in ("lit", "name"):
        return node
    parts = [
        _expression(each, stream, share) if isinstance(each, tuple) and each and isinstance(each[0], str) else each
        for each in node[1:]
    ]
    new: Node = (head, *parts) if head != "dict" else node
    if head not in ("cmp", "bin") or stream.below(10) >= share:
        return new
    if head == "cmp" and new[1] in _TURNED:
        return ("cmp", _TURNED[new[1]], new[3], new[2])
    if head == "bin" and new[1] == "*" and not _lists(new):
        return ("bin", "*", new[3], new[2])
    return new


def _lists(node: Node) -> bool:
    return node[0] in ("list", "slice") or (node[0] == "lit" and isinstance(node[1], str))
