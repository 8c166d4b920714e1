"""How modular arithmetic is written in prompts, and the check that most of its questions have."""

from __future__ import annotations

from generators.math.integers import superscript
from generators.randomness import Stream
from schemas.answers import Integer, Outcome
from schemas.checks import Finite, IntRange

NO_SOLUTION = "no solution"
SET = "set of integers"


def written_power(base: int | str, exponent: int | str, stream: Stream) -> str:
    """The power in one of the usual notations."""
    return stream.choice((
        f"{base}^{exponent}", f"{base}{superscript(exponent)}", f"${base}^{{{exponent}}}$",
    ))  # fmt: skip


def written_congruence(left: str, right: str, modulus: int, stream: Stream) -> str:
    """The congruence in one of the usual notations; TeX only takes over what is plain in both."""
    return stream.choice((
        f"{left} ≡ {right} (mod {modulus})",
        f"{left} ≡ {right} (mod {modulus})",
        f"${left} \\equiv {right} \\pmod{{{modulus}}}$",
        f"{left} ≡ {right} mod {modulus}",
    ))  # fmt: skip


def otherwise(stream: Stream, outcome: str, what: str = "there is none") -> str:
    """A sentence, or nothing, that says what to answer where there is no answer; the answer line names it anyway."""
    return stream.choice((
        f' If {what}, answer "{outcome}".', f' Answer "{outcome}" if {what}.', f' (Write "{outcome}" if {what}.)', "",
    ))  # fmt: skip


def number_check(gold: int, low: int, high: int, *conditions: str) -> Finite:
    """The one whole number x from `low` to `high` for which the conditions hold."""
    return Finite(Integer(), str(gold), (IntRange("x", low, high),), "value", conditions, "x")


def least_check(gold: int | None, low: int, high: int, *conditions: str, outcome: str = NO_SOLUTION) -> Finite:
    """The smallest whole number x from `low` to `high` for which the conditions hold, or the outcome: there is none."""
    answer = Outcome(Integer(), (outcome,))
    return Finite(
        answer, outcome if gold is None else str(gold), (IntRange("x", low, high),), "minimum", conditions, "x"
    )
