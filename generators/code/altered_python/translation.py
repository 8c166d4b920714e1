"""Writes a program under changed rules as another program that does the same in Python as it is.

It is a second way to the result: the translation and `generators.code.altered_python.rules.Machine` agree, or one is
wrong.
"""

from __future__ import annotations

from collections.abc import Iterator

from generators.code.altered_python.rules import Rules, grouped
from generators.code.mini_python import Block, Names, Node


def translated(block: Block, names: Names, rules: Rules, depth: int = 1) -> Iterator[str]:
    """The lines of a program that does in Python what this one does under the rules."""
    indent = "    " * depth

    def text(node: Node) -> str:
        return _python(node, names, rules)

    for node in block:
        head = node[0]
        if head == "if":
            ((condition, then),) = node[1]
            yield f"{indent}if {text(condition)}:"
            yield from translated(then, names, rules, depth + 1)
            if node[2]:
                yield f"{indent}else:"
                yield from translated(node[2], names, rules, depth + 1)
        elif head == "for":
            items = text(node[2])
            items = f"list({items})[1:]" if "skip_first" in rules else items
            items = f"list({items})[::-1]" if "backwards" in rules else items
            yield f"{indent}for {names[node[1][0]]} in {items}:"
            yield from translated(node[3], names, rules, depth + 1)
        elif head == "while":
            yield f"{indent}while {text(node[1])}:"
            yield from translated(node[2], names, rules, depth + 1)
        elif head == "set":
            yield f"{indent}{names[node[1]]} = {text(node[2])}"
        elif head == "add":
            yield f"{indent}{names[node[1]]} = {_operation(node[2], names[node[1]], text(node[3]), rules)}"
        elif head == "return":
            yield f"{indent}return {text(node[1])}"
        else:
            _, (_, _, target, item) = node
            call = f"insert(0, {text(item)})" if "append_front" in rules else f"append({text(item)})"
            yield f"{indent}{names[target[1]]}.{call}"


def _python(node: Node, names: Names, rules: Rules) -> str:
    """The expression in Python, every operation in brackets."""
    head = node[0]
    if head == "lit":
        return repr(node[1])
    if head == "name":
        return names[node[1]]
    if head == "bin":
        return _python(grouped(node, rules), names, rules)
    if head == "op":
        return _operation(node[1], _python(node[2], names, rules), _python(node[3], names, rules), rules)
    parts = [_python(part, names, rules) for part in (node[2:] if head in ("cmp", "call") else node[1:4])]
    if head == "cmp":
        sign = node[1]
        if "equal_unequal" in rules:
            sign = {"==": "!=", "!=": "=="}.get(sign, sign)
        if "less_greater" in rules:
            sign = {"<": ">", ">": "<"}.get(sign, sign)
        return f"({'not ' if 'opposite' in rules else ''}{parts[0]} {sign} {parts[1]})"
    if head in ("and", "or"):
        word = {"and": "or", "or": "and"}[head] if "and_or" in rules else head
        return f"({parts[0]} {word} {parts[1]})"
    if head == "at":
        return f"{parts[0]}[{parts[1]}{' - 1' if 'positions' in rules else ''}]"
    if head == "slice":
        return f"{parts[0]}[{parts[1]}:{parts[2]}{' + 1' if 'slice_end' in rules else ''}]"
    if head == "list":
        return f"[{', '.join([_python(part, names, rules) for part in node[1:]])}]"
    if head == "tuple":
        return f"({', '.join([_python(part, names, rules) for part in node[1:]])})"
    function = node[1]
    if function == "range" and "range_end" in rules:
        parts[1] += " + 1"
    if "max_min" in rules:
        function = {"max": "min", "min": "max"}.get(function, function)
    return f"{function}({', '.join(parts)})"


def _operation(sign: str, left: str, right: str, rules: Rules) -> str:
    if "plus_minus" in rules:
        sign = {"+": "-", "-": "+"}.get(sign, sign)
    if "rest_quotient" in rules:
        sign = {"//": "%", "%": "//"}.get(sign, sign)
    if sign == "//" and "round_up" in rules:
        return f"(-(-{left} // {right}))"
    return f"({left} {sign} {right})"
