"""A second oracle for math/dependency_graph: reads the prompt's sentences back into equations and lets SymPy solve."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from sympy import QQ
from sympy.polys.matrices import DomainMatrix

from schemas.records import Problem

Linear = dict[int, Fraction]  # quantity -> coefficient; CONSTANT -> the constant
CONSTANT = -1


def solve(problem: Problem) -> str:
    """The canonical gold text, from the prompt alone; `params` only lend the names of the quantities."""
    equations, asked = read(problem)
    return value(equations, asked, len(problem.params["quantities"]))


def read(problem: Problem) -> tuple[list[Linear], Linear]:
    """The prompt's statements, each a linear form that is zero, and the linear form that is asked for.

    A clause that names a quantity and cannot be read is an error.
    """
    lines = problem.prompt.split("\n")
    body = "\n".join(lines[: -2 if '"cannot be determined"' in lines[-2] else -1])
    text = _with_tokens(body, problem.params["quantities"])
    equations: list[Linear] = []
    asked: list[Linear] = []
    for clause in re.split(r'[.;?"\n:]|, while ', text):
        clause = re.sub(r"^[\s*-]*(?:\(\d+\) )?(?:(?:also|in addition|furthermore|moreover), )?", "", clause).strip()
        if not re.search(r"\bq\d", clause):
            continue
        question = _question(clause)
        if question is not None:
            asked.append(question)
        else:
            equations.append(_statement(clause))
    if len({tuple(sorted(form.items())) for form in asked}) != 1:
        raise ValueError(f"{len(asked)} questions in {problem.prompt!r}")
    return equations, asked[0]


def value(equations: list[Linear], asked: Linear, count: int) -> str:
    """What the equations say about the asked form: its value, or that there is none or no single one."""
    zero = Fraction(0)
    rows = [[*(form.get(q, zero) for q in range(count)), zero, -form.get(CONSTANT, zero)] for form in equations]
    rows.append([*(asked.get(q, zero) for q in range(count)), Fraction(-1), zero])
    entries = [[QQ(entry.numerator, entry.denominator) for entry in row] for row in rows]
    reduced, pivots = DomainMatrix(entries, (len(rows), count + 2), QQ).to_sparse().rref()
    if count + 1 in pivots:
        return "impossible"
    if count not in pivots:
        return "cannot be determined"
    return str(reduced.to_Matrix()[pivots.index(count), count + 1])


_WORDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_VERBS = "(?:holds|has|shows|stores|carries|contains|owns|offers)"
_SHARES = {"half": "1/2", "a third": "1/3", "a quarter": "1/4", "a fifth": "1/5"}


def _plural(noun: str) -> str:
    head, of, tail = noun.partition(" of ")
    if head.endswith("y") and head[-2] not in "aeiou":
        head = head[:-1] + "ies"
    elif head.endswith("f"):
        head = head[:-1] + "ves"
    elif head.endswith(("s", "sh", "ch")):
        head += "es"
    elif head != "sheep":
        head += "s"
    return head + of + tail


def _with_tokens(text: str, quantities: list[dict[str, str]]) -> str:
    """The text in lower case, with a token such as ``q3`` for each mention of a quantity and digits for words."""
    text = text.lower()
    names = [(quantity["item"].lower(), quantity["place"].lower()) for quantity in quantities]
    by_name = {(_plural(item), place): f"q{i}" for i, (item, place) in enumerate(names)}
    items = "|".join(sorted({re.escape(_plural(item)) for item, _ in names}, key=len, reverse=True))
    places = "|".join(sorted({re.escape(place) for _, place in names}, key=len, reverse=True))
    for item, place in names:
        text = re.sub(rf"\b(?:{item}|{_plural(item)}) (?:in|on|at) {place}\b", by_name[_plural(item), place], text)
        text = re.sub(
            rf"how many (more )?{_plural(item)} (?:are there|there are) (?:in|on|at) {place}\b",
            rf"how many \1{by_name[_plural(item), place]}",
            text,
        )

    def spared(found: re.Match[str]) -> str:
        """``q3 than in the attic``: the same item elsewhere."""
        item = _plural(names[int(found[1])][0])
        return f"q{found[1]} {found[2]} {by_name[item, found[3]]}"

    text = re.sub(rf"q(\d+) (than|as) (?:in|on|at) ({places})\b", spared, text)

    def held(found: re.Match[str]) -> str:
        """``the attic holds 3 more lamps than the cellar``"""
        place, amount, item, than, other_place, other_item, only_item = found.groups()
        start = f"there are {amount} {by_name[item, place]}"
        if not than:
            return start
        if only_item:
            return f"{start} {than} {by_name[only_item, place]}"
        return f"{start} {than} {by_name[other_item or item, other_place]}"

    amounts = rf"(?:\d+|{'|'.join(_WORDS)})(?: more| fewer)?|(?:twice|\w+ times|half|a \w+) as many"
    text = re.sub(
        rf"({places}) {_VERBS} (?:exactly )?({amounts}) ({items})\b"
        rf"(?: (than|as) (?:({places})(?: {_VERBS} ({items})\b)?|({items})\b))?",
        held,
        text,
    )
    for number, word in enumerate(_WORDS, 2):
        text = re.sub(rf"\b{word}\b", str(number), text)
    text = re.sub(r"\btwice\b", "2 times", text)
    for words, share in _SHARES.items():
        text = re.sub(rf"\b{words}\b(?: of)?", f"{share} times", text)
    return text


def _question(clause: str) -> Linear | None:
    """The form a clause asks for, or None when it asks for nothing."""
    difference = re.search(
        r"how many more q(\d+) than q(\d+)|by how many (?:do )?the q(\d+) outnumber the q(\d+)", clause
    )
    if difference:
        first, second = [int(group) for group in difference.groups() if group]
        return {first: Fraction(1), second: Fraction(-1)}
    if re.search(r"how many|(?:find out|work out|determine|what is) the (?:combined )?number of", clause):
        return _sum(clause)
    return None


def _sum(text: str) -> Linear:
    return {int(q): Fraction(1) for q in re.findall(r"\bq(\d+)", text)}


def _plus(*forms: Linear) -> Linear:
    total: Linear = {}
    for form in forms:
        for q, coefficient in form.items():
            total[q] = total.get(q, Fraction(0)) + coefficient
    return total


def _times(factor: str | Fraction | int, form: Linear) -> Linear:
    return {q: Fraction(factor) * coefficient for q, coefficient in form.items()}


def _number(text: str) -> Linear:
    return {CONSTANT: Fraction(text)}


def _equal(left: Linear, right: Linear) -> Linear:
    return {q: c for q, c in _plus(left, _times(-1, right)).items() if c}


_Q, _N, _F = r"(q\d+)", r"(\d+)", r"(\d+|\d/\d) times"
_ALL = r"((?:the )?q\d+(?:, (?:the )?q\d+)* and (?:the )?q\d+)"
_EACH = r"(the number of q\d+(?:, the number of q\d+)*(?: and the number of q\d+)?)"
_SIGN = {"more": 1, "fewer": -1, "less": -1, "add": 1, "adding": 1, "subtract": -1, "subtracting": -1}
_Reader = tuple[str, Callable[..., Linear]]

_EXPRESSIONS: list[_Reader] = [
    (_N, _number),
    (rf"the number of {_Q}", _sum),
    (rf"{_Q}", _sum),
    (rf"{_F} (.+)", lambda factor, rest: _times(factor, _expression(rest))),
    (rf"{_N} (more|less) than (.+)", lambda n, sign, rest: _plus(_times(_SIGN[sign], _number(n)), _expression(rest))),
    (rf"the combined number of {_ALL}", _sum),
    (rf"the sum of the numbers of {_ALL}", _sum),
    (rf"{_EACH} together", _sum),
    (rf"{_ALL} together", _sum),
    (rf"the number of {_Q} plus the number of {_Q}", lambda a, b: _plus(_sum(a), _sum(b))),
    (rf"the number of {_Q} minus the number of {_Q}", lambda a, b: _plus(_sum(a), _times(-1, _sum(b)))),
]
_GIVES = rf"gives the number of {_Q}"
_STATEMENTS: list[_Reader] = [
    (rf"the number of {_Q} (?:is|equals|comes to) (.+)", lambda t, rest: _equal(_sum(t), _expression(rest))),
    (rf"there are {_N} {_Q}", lambda n, t: _equal(_sum(t), _number(n))),
    (rf"someone counted {_N} {_Q}", lambda n, t: _equal(_sum(t), _number(n))),
    (rf"taken together, {_ALL} number {_N}", lambda group, n: _equal(_sum(group), _number(n))),
    (rf"{_ALL} add up to {_N}", lambda group, n: _equal(_sum(group), _number(n))),
    (rf"counting {_ALL} together gives {_N}", lambda group, n: _equal(_sum(group), _number(n))),
    (rf"the total is {_N} when {_ALL} are counted together", lambda n, group: _equal(_sum(group), _number(n))),
    (
        rf"there are {_N} (more|fewer) {_Q} than (.+)",
        lambda n, sign, t, rest: _equal(_sum(t), _plus(_times(_SIGN[sign], _number(n)), _expression(rest))),
    ),
    (rf"there are {_F} as many {_Q} as (.+)", lambda f, t, rest: _equal(_sum(t), _times(f, _expression(rest)))),
    (rf"there are as many {_Q} as there are {_ALL} together", lambda t, group: _equal(_sum(t), _sum(group))),
    (rf"for every {_Q}, there are exactly {_N} {_Q}", lambda a, n, t: _equal(_sum(t), _times(n, _sum(a)))),
    (rf"the {_Q} outnumber the {_Q} by {_N}", lambda a, b, n: _equal(_sum(a), _plus(_sum(b), _number(n)))),
    (
        rf"the {_Q} outnumber {_ALL} together by {_N}",
        lambda a, group, n: _equal(_sum(a), _plus(_sum(group), _number(n))),
    ),
    (
        rf"the {_Q} outnumber the {_Q} by exactly the number of {_Q}",
        lambda a, b, t: _equal(_sum(a), _plus(_sum(b), _sum(t))),
    ),
    (rf"{_ALL} together are exactly as many as the {_Q}", lambda group, t: _equal(_sum(t), _sum(group))),
    (rf"adding {_N} to the number of {_Q} {_GIVES}", lambda n, a, t: _equal(_sum(t), _plus(_sum(a), _number(n)))),
    (
        rf"taking {_N} away from the number of {_Q} leaves the number of {_Q}",
        lambda n, a, t: _equal(_sum(a), _plus(_sum(t), _number(n))),
    ),
    (
        rf"adding the number of {_Q} to the number of {_Q} {_GIVES}",
        lambda a, b, t: _equal(_sum(t), _plus(_sum(a), _sum(b))),
    ),
    (
        rf"adding the number of {_Q} to the number of {_Q} and multiplying the result by {_N} {_GIVES}",
        lambda a, b, n, t: _equal(_sum(t), _times(n, _plus(_sum(a), _sum(b)))),
    ),
    (
        rf"subtracting the number of {_Q} from the number of {_Q} {_GIVES}",
        lambda b, a, t: _equal(_sum(t), _plus(_sum(a), _times(-1, _sum(b)))),
    ),
    (rf"adding up {_EACH} and {_N} {_GIVES}", lambda group, n, t: _equal(_sum(t), _plus(_sum(group), _number(n)))),
    (rf"adding up {_EACH} {_GIVES}", lambda group, t: _equal(_sum(t), _sum(group))),
    (rf"multiplying the number of {_Q} by {_N} {_GIVES}", lambda a, n, t: _equal(_sum(t), _times(n, _sum(a)))),
    (
        rf"dividing the number of {_Q} by {_N} {_GIVES}",
        lambda a, n, t: _equal(_sum(t), _times(Fraction(1, int(n)), _sum(a))),
    ),
    (
        rf"multiplying the number of {_Q} by {_N} and then (adding|subtracting) {_N} {_GIVES}",
        lambda a, k, sign, n, t: _equal(_sum(t), _plus(_times(k, _sum(a)), _times(_SIGN[sign], _number(n)))),
    ),
    (
        rf"dividing the number of {_Q} by {_N} and then adding {_N} {_GIVES}",
        lambda a, d, n, t: _equal(_sum(t), _plus(_times(Fraction(1, int(d)), _sum(a)), _number(n))),
    ),
    (
        rf"to get the number of {_Q}, take (.+) and (add|subtract) {_N}",
        lambda t, rest, sign, n: _equal(_sum(t), _plus(_expression(rest), _times(_SIGN[sign], _number(n)))),
    ),
]


def _expression(text: str) -> Linear:
    return _first(_EXPRESSIONS, text)


def _statement(text: str) -> Linear:
    return _first(_STATEMENTS, text)


def _first(readers: list[_Reader], text: str) -> Linear:
    for pattern, reader in readers:
        found = re.fullmatch(pattern, text)
        if found:
            return reader(*found.groups())
    raise ValueError(f"cannot read {text!r}")
