"""Propositional connectives as truth tables: a table is an integer with one bit for each assignment of the atoms."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import msgspec


class Statement(msgspec.Struct, frozen=True):
    """A connective applied to literals; a literal is an atom's number from 1 up, negative when the atom is denied."""

    kind: str
    literals: tuple[int, ...]


class Connective(NamedTuple):
    """What a connective means: its truth table, its SMT-LIB form, its symbols, and its normal form.

    `normal` is a shape, the literals that keep a place in it and those whose order is free, as positions from 1 up,
    negative where the literal is to be denied. `xor` and `iff` are told apart by counting denials instead.
    """

    table: Callable[..., int]
    smt: str
    symbols: str
    normal: tuple[str, tuple[int, ...], tuple[int, ...]]


CONNECTIVES: dict[str, Connective] = {
    "fact": Connective(lambda full, a: a, "{0}", "{0}", ("and", (), (1,))),
    "and": Connective(lambda full, a, b: a & b, "(and {0} {1})", "{0} ∧ {1}", ("and", (), (1, 2))),
    "nor": Connective(lambda full, a, b: full ^ (a | b), "(not (or {0} {1}))", "¬({0} ∨ {1})", ("and", (), (-1, -2))),
    "or": Connective(lambda full, a, b: a | b, "(or {0} {1})", "{0} ∨ {1}", ("or", (), (1, 2))),
    "if": Connective(lambda full, a, b: full ^ a | b, "(=> {0} {1})", "{0} → {1}", ("or", (), (-1, 2))),
    "nand": Connective(lambda full, a, b: full ^ (a & b), "(not (and {0} {1}))", "¬({0} ∧ {1})", ("or", (), (-1, -2))),
    "xor": Connective(lambda full, a, b: a ^ b, "(xor {0} {1})", "({0} ∨ {1}) ∧ ¬({0} ∧ {1})", ("xor", (), (1, 2))),
    "iff": Connective(lambda full, a, b: full ^ a ^ b, "(= {0} {1})", "{0} ↔ {1}", ("iff", (), (1, 2))),
    "if_and": Connective(
        lambda full, a, b, c: full ^ (a & b) | c, "(=> (and {0} {1}) {2})", "({0} ∧ {1}) → {2}", ("or", (), (-1, -2, 3))
    ),
    "then_or": Connective(
        lambda full, a, b, c: full ^ a | b | c, "(=> {0} (or {1} {2}))", "{0} → ({1} ∨ {2})", ("or", (), (-1, 2, 3))
    ),
    "if_or": Connective(
        lambda full, a, b, c: full ^ (a | b) | c,
        "(=> (or {0} {1}) {2})", "({0} ∨ {1}) → {2}", ("guard", (3,), (-1, -2)),
    ),
    "then_and": Connective(
        lambda full, a, b, c: full ^ a | b & c, "(=> {0} (and {1} {2}))", "{0} → ({1} ∧ {2})", ("guard", (-1,), (2, 3))
    ),
    "iff_and": Connective(
        lambda full, a, b, c: full ^ a ^ (b & c), "(= {0} (and {1} {2}))", "{0} ↔ ({1} ∧ {2})", ("def", (1,), (2, 3))
    ),
    "iff_or": Connective(
        lambda full, a, b, c: full ^ a ^ (b | c),
        "(= {0} (or {1} {2}))", "{0} ↔ ({1} ∨ {2})", ("def", (-1,), (-2, -3)),
    ),
    "one_of": Connective(
        lambda full, a, b, c: (a ^ b ^ c) & (full ^ (a & b & c)),
        "(and (or {0} {1} {2}) (not (and {0} {1})) (not (and {0} {2})) (not (and {1} {2})))",
        "({0} ∨ {1} ∨ {2}) ∧ ¬({0} ∧ {1}) ∧ ¬({0} ∧ {2}) ∧ ¬({1} ∧ {2})",
        ("one", (), (1, 2, 3)),
    ),
}  # fmt: skip

_DENIALS: dict[str, tuple[str, tuple[int, ...]]] = {
    "fact": ("fact", (-1,)), "and": ("nand", (1, 2)), "nand": ("and", (1, 2)), "or": ("and", (-1, -2)),
    "nor": ("or", (1, 2)), "if": ("and", (1, -2)), "xor": ("iff", (1, 2)), "iff": ("xor", (1, 2)),
}  # fmt: skip


@cache
def columns(size: int) -> tuple[int, ...]:
    """The table of truth at index 0 and of each literal at its own number: negative literals count from the end."""
    full = (1 << (1 << size)) - 1
    positive = []
    for atom in range(size):
        run = 1 << atom
        positive.append(full // ((1 << 2 * run) - 1) * ((1 << run) - 1) << run)
    return (full, *positive, *(full ^ column for column in reversed(positive)))


def table(size: int, statement: Statement) -> int:
    """The assignments of `size` atoms under which the statement holds: bit i is set if it holds under assignment i,
    in which atom k is true when bit k-1 of i is."""
    column = columns(size)
    return CONNECTIVES[statement.kind].table(column[0], *[column[n] for n in statement.literals])


def denial(statement: Statement) -> Statement:
    """The statement that holds exactly when a statement of one or two literals does not."""
    kind, places = _DENIALS[statement.kind]
    signed = (0, *statement.literals)
    return Statement(kind, tuple(signed[p] if p > 0 else -signed[-p] for p in places))
