"""Second oracle for logic/entailment: reads the argument back from the prompt and tries every assignment.

It shares no code with the generator or the checkers. Of `params` it takes only the atoms' words and the labels; with
`facts_agree` it also decides from the formal premises.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import product
from typing import Any

from schemas import Problem

Claim = Callable[[tuple[bool, ...]], bool]
L = r"<([!~]?\d+)>"  # a literal's place in a sentence; ! marks a denial, ~ verb before subject

# Sentence patterns, the more specific first, and what they say of the literals in the order in which they stand.
_PATTERNS: list[tuple[str, Callable[..., bool]]] = [
    (rf"exactly one of these is true: {L}; {L}; {L}", lambda a, b, c: a + b + c == 1),
    (rf"one and only one of the following three is the case: {L}; {L}; {L}", lambda a, b, c: a + b + c == 1),
    (rf"if at least one of these is true, then {L}: {L}; {L}", lambda c, a, b: c or not (a or b)),
    (rf"{L} if and only if at least one of these is true: {L}; {L}", lambda a, b, c: a == (b or c)),
    (rf"if {L} or {L} \(or both\), then {L}, and in no other case", lambda b, c, a: a == (b or c)),
    (rf"if {L} and {L}, then {L}, and in no other case", lambda b, c, a: a == (b and c)),
    (rf"{L} if and only if both {L} and {L}", lambda a, b, c: a == (b and c)),
    (rf"if {L} or {L} \(or both\), then {L}", lambda a, b, c: c or not (a or b)),
    (rf"if {L} and {L}, then {L}", lambda a, b, c: c or not (a and b)),
    (rf"whenever both {L} and {L}, {L}", lambda a, b, c: c or not (a and b)),
    (rf"if {L}, then {L} or {L} \(or both\)", lambda a, b, c: not a or b or c),
    (rf"whenever {L}, at least one of these is true: {L}; {L}", lambda a, b, c: not a or b or c),
    (rf"if {L}, then {L}, and if {L}, then {L}", lambda a, b, c, d: (not a or b) and (not c or d)),
    (rf"if {L}, then {L} and {L}", lambda a, b, c: not a or (b and c)),
    (rf"whenever {L}, both of these are true: {L}; {L}", lambda a, b, c: not a or (b and c)),
    (rf"either both of these are true or neither is: {L}; {L}", lambda a, b: a == b),
    (rf"exactly one of these is true: {L}; {L}", lambda a, b: a != b),
    (rf"at most one of these is true: {L}; {L}", lambda a, b: not (a and b)),
    (rf"at least one of these is true: {L}; {L}", lambda a, b: a or b),
    (rf"both of these are true: {L}; {L}", lambda a, b: a and b),
    (rf"both of these are false: {L}; {L}", lambda a, b: not a and not b),
    (rf"{L} if and only if {L}", lambda a, b: a == b),
    (rf"either {L} or {L}, but not both", lambda a, b: a != b),
    (rf"it is not the case that both {L} and {L}", lambda a, b: not (a and b)),
    (rf"neither {L} nor {L}", lambda a, b: not a and not b),
    (rf"{L} or {L}, or both", lambda a, b: a or b),
    (rf"only if {L} {L}", lambda b, a: not a or b),
    (rf"{L} only if {L}", lambda a, b: not a or b),
    (rf"if {L}, then {L}", lambda a, b: not a or b),
    (rf"whenever {L}, {L}", lambda a, b: not a or b),
    (rf"unless {L}, {L}", lambda b, a: b or a),
    (rf"{L} unless {L}", lambda a, b: a or b),
    (rf"{L} if {L}", lambda b, a: not a or b),
    (rf"{L} and {L}", lambda a, b: a and b),
    (rf"{L}", lambda a: a),
]


def solve(problem: Problem) -> str:
    """The label that the prompt's own words lead to."""
    premises, conclusion, size = _read(problem)
    return _label(problem.params["labels"], premises, conclusion, size)


def facts_agree(problem: Problem) -> bool:
    """Whether the formal premises, without the distractors, lead to the same label as the prompt."""
    params = problem.params
    premises = [_formal(statement) for statement in params["premises"]]
    size = len(params["atoms"])
    return _label(params["labels"], premises, _formal(params["conclusion"]), size) == solve(problem)


def _label(labels: Any, premises: list[Claim], conclusion: Claim, size: int) -> str:
    seen = {
        conclusion(world)
        for world in product((False, True), repeat=size)
        if all(premise(world) for premise in premises)
    }
    assert seen, "the premises contradict each other"
    return str(labels[2] if len(seen) == 2 else labels[0] if seen == {True} else labels[1])


def _read(problem: Problem) -> tuple[list[Claim], Claim, int]:
    atoms = problem.params["atoms"]
    text = problem.prompt
    if problem.template == "symbols":
        return *_read_symbols(text, len(atoms)), len(atoms)
    for i, (subject, verb, rest) in enumerate(atoms):
        for mark, words in (
            ("!", f"{subject} {verb} not {rest}"),
            ("", f"{subject} {verb} {rest}"),
            ("~", f"{verb} {subject} {rest}"),
        ):
            text = re.sub(re.escape(words), f"<{mark}{i}>", text, flags=re.IGNORECASE)
    statements = [_claim(part) for part in re.split(r"[.?\"\n]", text) if re.search(L, part)]
    first = problem.template in ("question_first", "claim_first")
    conclusion = statements.pop(0 if first else -1)
    return statements, conclusion, len(atoms)


def _claim(sentence: str) -> Claim:
    sentence = sentence.lower()
    places = re.findall(L, sentence)
    for pattern, meaning in _PATTERNS:
        found = re.search(pattern, sentence)
        if found and len(found.groups()) == len(places):
            return _bound(meaning, [(int(p.strip("!~")), p.startswith("!")) for p in found.groups()])
    raise AssertionError(f"not understood: {sentence}")


def _bound(meaning: Callable[..., bool], places: list[tuple[int, bool]]) -> Claim:
    return lambda world: bool(meaning(*(world[atom] != denied for atom, denied in places)))


def _read_symbols(text: str, size: int) -> tuple[list[Claim], Claim]:
    legend = [line.strip()[0] for line in text.splitlines() if re.match(r"  [A-Z]: ", line)]
    assert len(legend) == size
    lines = [line.strip() for line in text.splitlines() if re.match(r"  [A-Z¬(]", line) and ": " not in line]
    asked = re.search(r"the formula (.+?)[?.] ", text)
    assert asked
    return [_formula(line, legend) for line in lines], _formula(asked.group(1), legend)


def _formula(text: str, legend: list[str]) -> Claim:
    """A recursive reader for ¬, ∧, ∨, →, ↔ with brackets, the last two binding least."""
    tokens = re.findall(r"[A-Z]|[¬∧∨→↔()]", text)

    def expression(levels: list[str]) -> Claim:
        if not levels:
            return unary()
        left = expression(levels[1:])
        while tokens and tokens[0] in levels[0]:
            sign = tokens.pop(0)
            left = _joined(sign, left, expression(levels[1:]))
        return left

    def unary() -> Claim:
        token = tokens.pop(0)
        if token == "¬":
            inner = unary()
            return lambda world: not inner(world)
        if token == "(":
            inside = expression(["→↔", "∧∨"])
            assert tokens.pop(0) == ")"
            return inside
        place = legend.index(token)
        return lambda world: world[place]

    whole = expression(["→↔", "∧∨"])
    assert not tokens
    return whole


def _joined(sign: str, left: Claim, right: Claim) -> Claim:
    return {
        "∧": lambda world: left(world) and right(world),
        "∨": lambda world: left(world) or right(world),
        "→": lambda world: not left(world) or right(world),
        "↔": lambda world: left(world) == right(world),
    }[sign]


_FORMAL: dict[str, Callable[..., bool]] = {
    "fact": lambda a: a,
    "and": lambda a, b: a and b,
    "nor": lambda a, b: not a and not b,
    "or": lambda a, b: a or b,
    "if": lambda a, b: not a or b,
    "nand": lambda a, b: not a or not b,
    "xor": lambda a, b: a != b,
    "iff": lambda a, b: a == b,
    "if_and": lambda a, b, c: c or not a or not b,
    "then_or": lambda a, b, c: not a or b or c,
    "if_or": lambda a, b, c: c or (not a and not b),
    "then_and": lambda a, b, c: not a or (b and c),
    "iff_and": lambda a, b, c: a == (b and c),
    "iff_or": lambda a, b, c: a == (b or c),
    "one_of": lambda a, b, c: [a, b, c].count(True) == 1,
}


def _formal(statement: dict[str, Any]) -> Claim:
    return _bound(_FORMAL[statement["kind"]], [(abs(n) - 1, n < 0) for n in statement["literals"]])
