"""A second solver for logic/ordering: reads the statements from the prompt and tries every order.

Of the parameters it takes only the names.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import permutations

from schemas import Problem

Places = dict[str, int]
Statement = Callable[[Places, int], bool]
_N = r"P\d+"
_UNIT = r"(?:seat|person|people|runner|floor|house|book|stall|day|talk)s?"
_BEFORE = r"(?:to the left of|ahead of|before|below|to the west of|nearer to the door than)"
_AFTER = r"(?:to the right of|behind|after|above|to the east of|farther from the door than)"
_NEIGHBOURS = (
    r"(?:sit|stand) side by side|live next door to each other|live on neighbouring floors|are on neighbouring days|"
    r"are in neighbouring stalls"
)
_STRANGERS = (
    r"do not (?:sit|stand) side by side|do not live next door to each other|do not live on neighbouring floors|"
    r"are not on neighbouring days|are not in neighbouring stalls"
)
_ENDS = (
    r"at an end of the (?:row|street|shelf)|at the head or at the tail|first or last|on the lowest or on the highest "
    r"floor|in the first or in the last stall|on the first or on the last day|the first or the last talk"
)
_PLACE = r"(?:in seat|at number|in place|on floor|in house|at place|in stall|on day|talk number)"
_VERB = r"(?:sits|stands|finishes|lives|is|gives)"
_NOT = r"(?:does not (?:sit|stand|finish|live|give)|is not)"


def _two(test: Callable[[int, int], bool]) -> Callable[..., Statement]:
    return lambda a, b: lambda at, size: test(at[a], at[b])


_READERS: list[tuple[str, Callable[..., Statement]]] = [
    (rf"({_N}) {_NOT} (?:{_ENDS})", lambda a: lambda at, size: at[a] not in (1, size)),
    (rf"({_N}) {_VERB} (?:{_ENDS})", lambda a: lambda at, size: at[a] in (1, size)),
    (rf"({_N}) {_NOT} {_PLACE} (\d)", lambda a, k: lambda at, size: at[a] != int(k)),
    (
        rf"({_N}) {_VERB} {_PLACE} (\d) or {_PLACE} (\d)",
        lambda a, k, m: lambda at, size: at[a] in (int(k), int(m)),
    ),
    (rf"({_N}) {_VERB} {_PLACE} (\d)", lambda a, k: lambda at, size: at[a] == int(k)),
    (
        rf"({_N}) (?:{_VERB}|speaks) somewhere between ({_N}) and ({_N})",
        lambda a, b, c: lambda at, size: min(at[b], at[c]) < at[a] < max(at[b], at[c]),
    ),
    (rf"({_N}) (?:{_VERB}|speaks) somewhere {_BEFORE} ({_N})", _two(lambda a, b: a < b)),
    (rf"({_N}) (?:{_VERB}|speaks) somewhere {_AFTER} ({_N})", _two(lambda a, b: a > b)),
    (rf"({_N}) (?:{_VERB}|speaks) directly {_BEFORE} ({_N})", _two(lambda a, b: a == b - 1)),
    (rf"({_N}) (?:{_VERB}|speaks) directly {_AFTER} ({_N})", _two(lambda a, b: a == b + 1)),
    (rf"({_N}) is on the day before ({_N})", _two(lambda a, b: a == b - 1)),
    (rf"({_N}) is on the day after ({_N})", _two(lambda a, b: a == b + 1)),
    (rf"({_N}) is in the stall just before that of ({_N})", _two(lambda a, b: a == b - 1)),
    (rf"({_N}) is in the stall just after that of ({_N})", _two(lambda a, b: a == b + 1)),
    (
        rf"exactly (\d) {_UNIT} (?:\w+) between (?:those of )?({_N}) and ({_N})",
        lambda k, a, b: lambda at, size: abs(at[a] - at[b]) - 1 == int(k),
    ),
    (rf"({_N}) and ({_N}) (?:{_STRANGERS})", _two(lambda a, b: abs(a - b) > 1)),
    (rf"({_N}) and ({_N}) (?:{_NEIGHBOURS})", _two(lambda a, b: abs(a - b) == 1)),
    (rf"somebody (?:finishes|stands) between ({_N}) and ({_N})", _two(lambda a, b: abs(a - b) > 1)),
    (rf"nobody (?:finishes|stands) between ({_N}) and ({_N})", _two(lambda a, b: abs(a - b) == 1)),
    (rf"the talks of ({_N}) and ({_N}) do not follow each other", _two(lambda a, b: abs(a - b) > 1)),
    (rf"the talks of ({_N}) and ({_N}) follow each other, in one order", _two(lambda a, b: abs(a - b) == 1)),
]


def solve(problem: Problem) -> str:
    """The answer that going through all orders gives."""
    names = list(problem.params["names"])
    words = [name.removeprefix("the ").removesuffix(" book") for name in names]
    text = problem.prompt.split("Answer:")[0]
    for number, name in enumerate(names):
        text = re.sub(rf"\b{name}\b", f"P{number}", text, flags=re.IGNORECASE)
    options = [_only(line) for line in re.findall(r"^\([A-E]\) (.*)\.$", text, re.MULTILINE)]
    text = re.sub(r"^\([A-E]\) .*$", "", text, flags=re.MULTILINE)
    clues = _read(text)
    assert len(clues) == len(problem.params["clues"]), (problem.prompt, len(clues))
    people = [f"P{number}" for number in range(len(names))]
    orders = []
    for order in permutations(people):
        at = {person: place for place, person in enumerate(order, 1)}
        if all(clue(at, len(people)) for clue in clues):
            orders.append(at)
    if options:
        return _modal(text, options, orders)
    single = "contradictory" not in problem.prompt
    if not orders:
        assert not single
        return "contradictory"
    if found := re.search(rf"(?:In which|At which|On which|Which talk)[^?]*({_N})[^?]*\?", text):
        values = {str(at[found.group(1)]) for at in orders}
    elif found := re.search(r"(?:Who|Which) [^?]*?(\d)\?", text):
        values = {words[int(p[1:])] for at in orders for p in people if at[p] == int(found.group(1))}
    else:
        values = {", ".join(f"{words[int(p[1:])]} = {at[p]}" for p in people) for at in orders}
    assert len(values) == 1 or not single
    return values.pop() if len(values) == 1 else "several"


def _modal(text: str, options: list[Statement], orders: list[Places]) -> str:
    size = len(orders[0])
    truths = [[option(at, size) for at in orders] for option in options]
    if "must be true" in text or "certainly true" in text:
        right = [all(truth) for truth in truths]
    elif "could be true" in text or "is possible" in text:
        right = [any(truth) for truth in truths]
    else:
        assert "cannot be true" in text or "certainly false" in text
        right = [not any(truth) for truth in truths]
    assert sum(right) == 1
    return "ABCDE"[right.index(True)]


def _read(text: str) -> list[Statement]:
    found = []
    for pattern, meaning in _READERS:
        for match in re.finditer(pattern, text, re.IGNORECASE):
            found.append(meaning(*match.groups()))
        text = re.sub(pattern, "", text, flags=re.IGNORECASE)
    return found


def _only(text: str) -> Statement:
    (found,) = _read(text)
    return found
