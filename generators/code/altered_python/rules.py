"""Changed rules of Python: how they are said, and an interpreter that keeps them.

Programs are data of `generators.code.mini_python`. The interpreter works on the program as written and changes what an
operation does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from generators.code.mini_python import Block, Names, Node, Stopped, Style, expression

Rules = frozenset[str]


class Rule(NamedTuple):
    """A changed rule: what a program needs so that it matters, in sentences, and in a few words for a reminder."""

    feature: str
    said: tuple[str, ...]
    short: str


RULES: dict[str, Rule] = {
    "positions": Rule(
        "index",
        (
            "Positions in lists are counted from 1, so `xs[1]` is the first item of `xs`.",
            "Indexing starts at 1: `xs[1]` is the first item of a list `xs`, `xs[2]` the second, and so on.",
        ),
        "positions count from 1",
    ),
    "plus_minus": Rule(
        "sum",
        (
            "`+` subtracts and `-` adds; `+=` and `-=` have changed places in the same way.",
            "The signs `+` and `-` have swapped their meanings, in `+=` and `-=` too: `5 + 2` is 3, `5 - 2` is 7.",
        ),
        "`+` and `-` are swapped",
    ),
    "range_end": Rule(
        "range",
        (
            "`range(a, b)` includes its end: it runs from a to b, with b itself.",
            "A range goes up to and including its second argument, so `range(1, 3)` gives 1, 2, 3.",
        ),
        "`range` includes its end",
    ),
    "from_right": Rule(
        "chain",
        (
            "A chain of `+` and `-` is worked out from right to left: `a - b + c` means `a - (b + c)`.",
            "Sums and differences group to the right, so `a - b - c` stands for `a - (b - c)`.",
        ),
        "chains of `+` and `-` group to the right",
    ),
    "opposite": Rule(
        "compare",
        (
            "Every comparison (`<`, `<=`, `>`, `>=`, `==`, `!=`) gives the opposite of its usual truth value.",
            "Comparisons lie: whatever Python would call True comes out as False, and the other way round.",
        ),
        "comparisons give the opposite",
    ),
    "round_up": Rule(
        "divide",
        (
            "`//` rounds the quotient up to the next whole number instead of down.",
            "The division `//` rounds up, so `7 // 2` is 4 (and `6 // 2` is still 3).",
        ),
        "`//` rounds up",
    ),
    "and_or": Rule(
        "logic",
        ("`and` and `or` have exchanged their meanings.", "`and` means what `or` usually means, and the reverse."),
        "`and` and `or` are exchanged",
    ),
    "skip_first": Rule(
        "loop",
        (
            "A `for` loop leaves out the first item of what it goes through.",
            "Every `for` loop begins with the second item; the first one is skipped.",
        ),
        "`for` loops skip the first item",
    ),
    "rest_quotient": Rule(
        "modulo",
        (
            "`%` gives the whole quotient and `//` gives the remainder: the two are swapped.",
            "`//` and `%` have traded places, so `7 // 3` is 1 (the remainder) and `7 % 3` is 2 (the quotient).",
        ),
        "`//` and `%` are swapped",
    ),
    "sums_first": Rule(
        "mixed",
        (
            "`+` and `-` bind more tightly than `*`, `//` and `%`: `a + b * c` means `(a + b) * c`.",
            "Sums come before products: without parentheses, `a * b + c` is read as `a * (b + c)`.",
        ),
        "sums come before products",
    ),
    "max_min": Rule(
        "extreme",
        ("`max` returns the smallest argument and `min` the largest.", "`max` and `min` have changed places."),
        "`max` and `min` are swapped",
    ),
    "append_front": Rule(
        "append",
        (
            "`append` puts the new item at the front of the list.",
            "`xs.append(v)` makes `v` the first item of `xs` and moves the others back.",
        ),
        "`append` puts items in front",
    ),
    "backwards": Rule(
        "loop",
        (
            "A `for` loop goes through its items from the last to the first.",
            "`for` loops run backwards: they start with the last item and end with the first.",
        ),
        "`for` loops run backwards",
    ),
    "slice_end": Rule(
        "slice",
        (
            "A slice includes its end: `xs[a:b]` contains the item at position b as well.",
            "`xs[a:b]` goes up to and including position b (positions are counted from 0 as usual).",
        ),
        "slices include their end",
    ),
    "equal_unequal": Rule(
        "equal",
        (
            "`==` is true for different values and `!=` for equal ones.",
            "`==` and `!=` have swapped their meanings.",
        ),
        "`==` and `!=` are swapped",
    ),
    "less_greater": Rule(
        "order",
        (
            "`<` means greater than and `>` means less than.",
            "The signs `<` and `>` have swapped their meanings.",
        ),
        "`<` and `>` are swapped",
    ),
}
# Pairs that would leave open what holds first, or undo each other.
_APART = (
    {"skip_first", "backwards"}, {"opposite", "equal_unequal"}, {"opposite", "less_greater"},
    {"positions", "slice_end"}, {"round_up", "rest_quotient"}, {"append_front", "backwards"},
)  # fmt: skip


def compatible(rules: Sequence[str]) -> bool:
    """Whether the rules can hold at once without a doubt about what they mean together."""
    return not any(pair <= set(rules) for pair in _APART)


# What a chain of operations means


def grouped(node: Node, rules: Rules) -> Node:
    """The operation as the rules read it: operations without brackets between them are grouped anew, and become nodes
    ``("op", sign, a, b)``, which mean just what they say."""
    if not rules & {"from_right", "sums_first"}:
        return ("op", *node[1:])
    operands, signs = _flat(node)
    sums = [[operands[0]]]
    sum_signs: list[list[str]] = [[]]
    tight = ("+", "-") if "sums_first" in rules else ("*", "//", "%")
    loose: list[str] = []
    for sign, operand in zip(signs, operands[1:], strict=True):
        if sign in tight:
            sums[-1].append(operand)
            sum_signs[-1].append(sign)
        else:
            loose.append(sign)
            sums.append([operand])
            sum_signs.append([])
    right = "from_right" in rules
    inner = [_chain(items, ops, right=right) for items, ops in zip(sums, sum_signs, strict=True)]
    return _chain(inner, loose, right=right)


def _flat(node: Node) -> tuple[list[Node], list[str]]:
    """Operands and signs in the order written, as far as no brackets part them."""
    level = _level(node)
    left, right = node[2], node[3]
    operands, signs = _flat(left) if left[0] == "bin" and _level(left) >= level else ([left], [])
    more, more_signs = _flat(right) if right[0] == "bin" and _level(right) > level else ([right], [])
    return [*operands, *more], [*signs, node[1], *more_signs]


def _level(node: Node) -> int:
    return 4 if node[1] in ("+", "-") else 5


def _chain(items: list[Node], signs: list[str], *, right: bool) -> Node:
    """The operations one after another, grouped to the left, or sums to the right if `right`."""
    if right and signs and signs[0] in ("+", "-"):
        found = items[-1]
        for item, sign in zip(items[-2::-1], signs[::-1], strict=True):
            found = ("op", sign, item, found)
        return found
    found = items[0]
    for item, sign in zip(items[1:], signs, strict=True):
        found = ("op", sign, found, item)
    return found


# The interpreter

_LARGEST = 10**5
_LONGEST = 12


class _Return(Exception):
    """Carries the returned value out of the blocks around it."""


class Machine:
    """Runs a program under rules. `lines` tell what happens, if `names` are given to tell it with."""

    def __init__(self, rules: Rules, environment: dict[str, Any], limit: int, names: Names | None = None) -> None:
        self.rules = rules
        self.regroups = bool(rules & {"from_right", "sums_first"})
        self.environment = environment
        self.limit = limit
        self.names = names
        self.steps = 0
        self.depth = 0
        self.lines: list[str] = []
        self.notes: list[str] = []

    def run(self, block: Block) -> Any:
        """What the program returns. Raises `Stopped` after too many steps and wherever Python would fail."""
        try:
            self.block(block)
        except _Return as found:
            return found.args[0]
        raise Stopped("the program ends without a result")

    def block(self, block: Block) -> None:
        for node in block:
            head = node[0]
            if head == "if":
                self.choice(node)
            elif head == "for":
                self.each(node)
            elif head == "while":
                self.loop(node)
            else:
                self.simple(node)

    def simple(self, node: Node) -> None:
        self.step()
        head = node[0]
        if head == "return":
            value = self.value(node[1])
            self.tell(f"The result is `{self.shown(node[1])}`", f"{value!r}")
            raise _Return(value)
        if head == "set":
            value = self.environment[node[1]] = self.checked(self.value(node[2]))
            self.tell(f"`{self.spelt(node[1])} = {self.shown(node[2])}`", f"{self.spelt(node[1])} = {value!r}")
        elif head == "add":
            amount = self.value(node[3])
            old = self.environment[node[1]]
            value = self.environment[node[1]] = self.checked(self.operated(node[2], old, amount))
            text = f"`{self.spelt(node[1])} {node[2]}= {self.shown(node[3])}`"
            self.tell(text, f"{self.spelt(node[1])} = {value!r}")
        else:
            _, (_, _, target, item) = node  # a call of append
            value = self.value(item)
            items = self.environment[target[1]]
            items.insert(0 if "append_front" in self.rules else len(items), self.checked(value))
            self.checked(items)
            name = self.spelt(target[1])
            self.tell(f"`{name}.append({self.shown(item)})`", f"{name} = {items!r}")

    def choice(self, node: Node) -> None:
        self.step()
        ((condition, then),) = node[1]
        held = bool(self.value(condition))
        branch = "" if held or node[2] else ", nothing happens"
        self.tell(f"`if {self.shown(condition)}`", f"{'yes' if held else 'no'}{branch}")
        if held:
            self.block(then)
        elif node[2]:
            self.block(node[2])

    def each(self, node: Node) -> None:
        items = list(self.value(node[2]))
        items = items[1:] if "skip_first" in self.rules else items
        items = items[::-1] if "backwards" in self.rules else items
        name = node[1][0]
        through = ", ".join(map(repr, items)) or "nothing"
        self.tell(f"`for {self.spelt(name)} in {self.shown(node[2])}`", f"runs through {through}")
        self.depth += 1
        for item in items:
            self.step()
            self.environment[name] = item
            if self.names is not None:
                self.lines.append(f"{'  ' * (self.depth - 1)}- {self.spelt(name)} = {item!r}:")
            self.block(node[3])
        self.depth -= 1

    def loop(self, node: Node) -> None:
        self.depth += 1
        turn = 0
        while True:
            self.step()
            held = bool(self.value(node[1]))
            self.tell(f"`while {self.shown(node[1])}`", "yes" if held else "no, so the loop ends")
            if not held:
                break
            turn += 1
            self.block(node[2])
        self.depth -= 1

    def step(self) -> None:
        self.steps += 1
        if self.steps > self.limit:
            raise Stopped(f"more than {self.limit} steps")

    def value(self, node: Node) -> Any:
        """The value of an expression under the rules; every operation is noted."""
        head = node[0]
        if head == "lit":
            return node[1]
        if head == "name":
            return self.environment[node[1]]
        if head == "bin" and self.regroups:
            return self.value(grouped(node, self.rules))
        if head == "bin" or head == "op":
            return self.operated(node[1], self.value(node[2]), self.value(node[3]))
        if head == "cmp":
            left, right = self.value(node[2]), self.value(node[3])
            held = self.compared(node[1], left, right)
            self.note(lambda: f"{left} {node[1]} {right} gives {held}")
            return held
        if head in ("and", "or"):
            first, second = bool(self.value(node[1])), bool(self.value(node[2]))
            both = (head == "and") is not ("and_or" in self.rules)
            held = (first and second) if both else (first or second)
            self.note(lambda: f"{first} {head} {second} gives {held}")
            return held
        if head == "at":
            return self.item(node)
        if head == "slice":
            items, low, high = (self.value(part) for part in node[1:4])
            if not 0 <= low < high < len(items):
                raise Stopped("a slice beyond the list")
            found = items[low : high + ("slice_end" in self.rules)]
            self.note(lambda: f"the slice is {found}")
            return found
        if head == "list":
            return [self.value(part) for part in node[1:]]
        if head == "tuple":
            return tuple([self.value(part) for part in node[1:]])
        if head == "call":
            return self.called(node[1], [self.value(part) for part in node[2:]])
        raise ValueError(f"no such expression: {head}")

    def operated(self, sign: str, left: int, right: int) -> int:
        """The value of an operation on two whole numbers."""
        meant = sign
        if "plus_minus" in self.rules:
            meant = {"+": "-", "-": "+"}.get(sign, sign)
        if "rest_quotient" in self.rules:
            meant = {"//": "%", "%": "//"}.get(sign, meant)
        if meant in ("//", "%") and right <= 0:
            raise Stopped("division by a number that is not positive")
        if meant == "+":
            found = left + right
        elif meant == "-":
            found = left - right
        elif meant == "*":
            found = left * right
        elif meant == "%":
            found = left % right
        else:
            found = -(-left // right) if "round_up" in self.rules else left // right
        self.note(lambda: f"{left} {sign} {f'({right})' if right < 0 else right} gives {found}")
        self.checked(found)
        return found

    def compared(self, sign: str, left: Any, right: Any) -> bool:
        if "equal_unequal" in self.rules:
            sign = {"==": "!=", "!=": "=="}.get(sign, sign)
        if "less_greater" in self.rules:
            sign = {"<": ">", ">": "<"}.get(sign, sign)
        held = {
            "==": left == right, "!=": left != right, "<": left < right, ">": left > right, "<=": left <= right,
            ">=": left >= right,
        }[sign]  # fmt: skip
        return held is not ("opposite" in self.rules)

    def item(self, node: Node) -> Any:
        items, index = self.value(node[1]), self.value(node[2])
        place = index - ("positions" in self.rules)
        if not 0 <= place < len(items):
            raise Stopped("a position beyond the list")
        self.note(lambda: f"{self.shown(node[1])}[{index}] is {items[place]!r}")
        return items[place]

    def called(self, function: str, arguments: list[Any]) -> Any:
        if function == "range":
            low, high = arguments
            return range(low, high + ("range_end" in self.rules))
        if function == "len":
            return len(arguments[0])
        largest = (function == "max") is not ("max_min" in self.rules)
        found = max(arguments) if largest else min(arguments)
        self.note(lambda: f"{function}({', '.join(map(str, arguments))}) is {found}")
        return found

    def checked(self, value: Any) -> Any:
        if type(value) is int and abs(value) >= _LARGEST:
            raise Stopped("a number grew too large")
        if type(value) is list and len(value) > _LONGEST:
            raise Stopped("a list grew too long")
        return value

    # Telling

    def note(self, text: Callable[[], str]) -> None:
        if self.names is not None:
            self.notes.append(text())

    def shown(self, node: Node) -> str:
        return expression(node, self.names, Style()) if self.names is not None else ""

    def spelt(self, name: str) -> str:
        return self.names[name] if self.names is not None else ""

    def tell(self, what: str, outcome: str) -> None:
        notes, self.notes = self.notes, []
        if self.names is not None:
            self.lines.append(f"{'  ' * self.depth}{what}: {'; '.join([*notes, outcome])}.")


__all__ = ["RULES", "Machine", "Rule", "Rules", "compatible", "grouped"]
