"""Decides arguments for which a function is to return a given value, by calling it; that there are none, by trying all.

The function is the check's own and yet runs in the sandbox like any other program, since an answer may well send it
round in circles. An answer is a Python literal, read by our own reader and held to the declared type and bounds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import Any

from msgspec import Struct

from schemas import Reason
from schemas.answers import Literal, Outcome
from schemas.checks import Witness
from validators.checker import Decision, checker
from validators.programs import AT_FAULT, REASONS, origin, shown
from validators.reading import Unread, canonical, read_final, read_gold, same
from validators.sandbox import Run, Undecodable, decode, run_calls

MOST_VALUES = 20_000
"""How many values a domain may have that is searched for an answer."""


@checker(Witness, version=1, guarded=True)
def decide_witness(check: Witness, text: str) -> Decision:
    """Accepted when the answer is of the declared type, within the bounds, and the function returns what is expected
    for it; or when it is said that there is no such answer and the function returns it for nothing in the domain.

    The gold is held to the same, and called first. A call that raises makes its answer wrong; one that does not end in
    time, or runs out of memory, leaves it undecided.
    """
    try:
        kind = _type_of(check)
        expected = decode(check.expected)
        gold = read_gold(check.answer, check.gold)
        nothing = _is_outcome(check, gold)
        calls = domain(check, kind) if nothing else [gold]
    except (Malformed, Undecodable, Unread) as broken:
        return Decision(reason=Reason.CHECKER_ERROR, detail=f"the check cannot be read: {broken}")
    if not nothing and (fault := _fault(check, kind, gold)):
        return Decision(reason=Reason.ORACLES_DISAGREE, detail=f"the gold is no answer: {fault[1]}")
    try:
        answer = read_final(check.answer, text)
    except Unread as unread:
        return Decision(reason=unread.reason, detail=unread.detail)
    said = canonical(check.answer, answer)
    denied = _is_outcome(check, answer)
    fault = None if denied else _fault(check, kind, answer)
    own = len(calls)
    if not denied and fault is None:
        calls = [*calls, answer]
    ran = run_calls(check.source, check.entry, [list(call) if check.parameters > 1 else [call] for call in calls])
    right = [same(Literal(), expected, value) for value in ran.values]
    reason, detail = _of_check(ran, right[:own], own, nothing)
    if reason is Reason.CORRECT:
        if denied:
            reason, detail = (Reason.CORRECT, "") if nothing else (Reason.WRONG_VALUE, "there is an answer")
        elif fault is not None:
            reason, detail = fault
        elif len(right) == own:
            reason, detail = REASONS[ran.status], ran.detail
        elif not right[own]:
            reason, detail = Reason.WRONG_OUTPUT, f"the function returns {shown(ran.values[own])}"
    evidence = {"searched": own if nothing else 0, **origin(ran, check.source)}
    return Decision(reason=reason, answer=said, detail=detail, evidence=evidence)


def _of_check(ran: Run, right: list[bool], own: int, nothing: bool) -> tuple[Reason, str]:
    """What the check's `own` calls say of the check: all of them are to be right, or if there is `nothing` none."""
    if len(right) < own:
        reason = Reason.CHECKER_ERROR if ran.status in AT_FAULT else REASONS[ran.status]
        return reason, f"the check's own call gave no value: {ran.detail or ran.status}"
    if nothing and any(right):
        return Reason.ORACLES_DISAGREE, "the gold says that there is no answer, and there is one"
    if not nothing and not all(right):
        return Reason.ORACLES_DISAGREE, f"the gold is no answer: the function returns {shown(ran.values[0])}"
    return Reason.CORRECT, ""


def _is_outcome(check: Witness, value: Any) -> bool:
    return isinstance(check.answer, Outcome) and type(value) is str and value in check.answer.outcomes


class Malformed(ValueError):
    """A check that contradicts itself."""


# Types.


class Type(Struct, frozen=True):
    """A type: ``int``, ``bool``, ``str``, ``list`` and ``tuple`` with the types of their parts; in lists and in tuples
    of any length (`repeated`) there is one part that stands for all."""

    name: str
    parts: tuple[Type, ...] = ()
    repeated: bool = False


_TYPE_TOKEN = re.compile(r"\s*(int|bool|str|list|tuple|\.\.\.|[\[\],])")
_DEEPEST = 4
_LONGEST = 1000


@lru_cache(maxsize=512)
def read_type(text: str) -> Type:
    """The type that `text` writes. Raises `Malformed`."""
    text = text.strip()
    tokens, place = [], 0
    while place < len(text):
        found = _TYPE_TOKEN.match(text, place)
        if found is None:
            raise Malformed(f"no type: {text!a}")
        tokens.append(found[1])
        place = found.end()
    kind, rest = _read(tokens, 0)
    if rest:
        raise Malformed(f"no type: {text!a}")
    return kind


def _read(tokens: list[str], depth: int) -> tuple[Type, list[str]]:
    name, rest = (tokens[0], tokens[1:]) if tokens else ("", [])
    if name in ("int", "bool", "str"):
        return Type(name), rest
    if name not in ("list", "tuple") or rest[:1] != ["["] or depth >= _DEEPEST:
        raise Malformed("no type that is known")
    part, rest = _read(rest[1:], depth + 1)
    parts = [part]
    while rest[:1] == [","] and name == "tuple" and rest[1:2] != ["..."]:
        part, rest = _read(rest[1:], depth + 1)
        parts.append(part)
    repeated = name == "list"
    if rest[:2] == [",", "..."] and name == "tuple" and len(parts) == 1:
        repeated, rest = True, rest[2:]
    if rest[:1] != ["]"]:
        raise Malformed("a type without its end")
    return Type(name, tuple(parts), repeated), rest[1:]


def _type_of(check: Witness) -> Type:
    kind = read_type(check.takes)
    if check.parameters > 1 and (kind.name != "tuple" or kind.repeated or len(kind.parts) != check.parameters):
        raise Malformed("several parameters take a tuple of as many parts")
    answer = check.answer
    if isinstance(answer, Outcome) and not (
        isinstance(answer.value, Literal) and len(answer.outcomes) == 1 and kind.name != "str"
    ):
        raise Malformed("an outcome stands for one literal, and not for a text")
    bounds = [*check.sizes, *([check.numbers] if check.numbers else [])]
    if any(low > high for low, high in bounds):
        raise Malformed("bounds that leave nothing")
    return kind


# Values.


def _fault(check: Witness, kind: Type, value: Any) -> tuple[Reason, str] | None:
    """Why a value is no candidate, if it is none: another type, or out of bounds."""
    if not is_of(kind, value):
        return Reason.WRONG_FORM, f"not of the type {check.takes}"
    if not _within(check, kind, value, 0):
        return Reason.INFEASIBLE, "outside of the bounds"
    return None


def is_of(kind: Type, value: Any) -> bool:
    """Whether the value is of the type, True being no int."""
    if type(value).__name__ != kind.name:
        return False
    if kind.repeated:
        return all(is_of(kind.parts[0], item) for item in value)
    return not kind.parts or (len(value) == len(kind.parts) and all(map(is_of, kind.parts, value)))


def _within(check: Witness, kind: Type, value: Any, depth: int) -> bool:
    """Whether all numbers, sizes and letters are within the bounds; `depth` counts what has a size of its own."""
    if kind.name == "int":
        return check.numbers is None or check.numbers[0] <= value <= check.numbers[1]
    sized = kind.repeated or kind.name == "str"
    if sized and depth < len(check.sizes) and not check.sizes[depth][0] <= len(value) <= check.sizes[depth][1]:
        return False
    if kind.name == "str":
        return check.letters is None or all(letter in check.letters for letter in value)
    parts = kind.parts * len(value) if kind.repeated else kind.parts
    return all(_within(check, part, item, depth + sized) for part, item in zip(parts, value, strict=True))


def domain(check: Witness, kind: Type) -> list[Any]:
    """All values of the type within the bounds. Raises `Malformed` where they are not bounded or are too many."""
    size = _count(check, kind, 0)
    if size > MOST_VALUES:
        raise Malformed(f"a domain of more than {MOST_VALUES} values")
    return list(_values(check, kind, 0))


def _sizes(check: Witness, depth: int) -> range:
    if depth >= len(check.sizes) or check.sizes[depth][1] > _LONGEST:
        raise Malformed("a size without bounds")
    return range(max(0, check.sizes[depth][0]), check.sizes[depth][1] + 1)


def _count(check: Witness, kind: Type, depth: int) -> int:
    """How many values the type has within the bounds, no more than one above the most."""
    if kind.name == "bool":
        return 2
    if kind.name == "int":
        if check.numbers is None:
            raise Malformed("numbers without bounds")
        return min(MOST_VALUES + 1, check.numbers[1] - check.numbers[0] + 1)
    if kind.name == "str" or kind.repeated:
        if kind.name == "str":
            if check.letters is None:
                raise Malformed("texts without an alphabet")
            each = len(set(check.letters))
        else:
            each = _count(check, kind.parts[0], depth + 1)
        total = 0
        for size in _sizes(check, depth):
            total += _power(each, size)
            if total > MOST_VALUES or (each == 0 and size):
                break
        return min(MOST_VALUES + 1, total)
    total = 1
    for part in kind.parts:
        total = min(MOST_VALUES + 1, total * _count(check, part, depth))
    return total


def _power(base: int, exponent: int) -> int:
    """The power, or one above the most if it is larger."""
    if base < 2:
        return base if exponent else 1
    power = 1
    for _ in range(exponent):
        power *= base
        if power > MOST_VALUES:
            return MOST_VALUES + 1
    return power


def _values(check: Witness, kind: Type, depth: int) -> Iterator[Any]:
    if kind.name == "bool":
        yield from (False, True)
    elif kind.name == "int":
        assert check.numbers is not None
        yield from range(check.numbers[0], check.numbers[1] + 1)
    elif kind.name == "str":
        letters = sorted(set(check.letters or ""))
        for size in _sizes(check, depth):
            yield from map("".join, product(letters, repeat=size))
    elif kind.repeated:
        items = list(_values(check, kind.parts[0], depth + 1))
        for size in _sizes(check, depth):
            for chosen in product(items, repeat=size):
                yield list(chosen) if kind.name == "list" else chosen
    else:
        yield from product(*[list(_values(check, part, depth)) for part in kind.parts])


__all__ = ["MOST_VALUES", "Malformed", "Type", "decide_witness", "domain", "is_of", "read_type"]
