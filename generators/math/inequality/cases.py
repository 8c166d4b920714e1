"""Inequalities in systems, and of functions that are given by cases."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise, product as every_choice
from typing import Any, ClassVar

from msgspec.structs import replace

from generators.language.lexicon import listed
from generators.math.inequality.absolute import Absolute, Straight, left_of
from generators.math.inequality.charts import Chart, Open, Quadratic
from generators.math.inequality.notation import (
    FLIPPED,
    LETTERS,
    SIGNS,
    Piece,
    Region,
    combined,
    ends,
    is_outcome,
    text_of,
)
from generators.math.notation import latex
from generators.math.polynomial_roots.notation import formula, shown, surd
from generators.randomness import Stream


class System(Open, frozen=True, tag="system"):
    """Several inequalities that hold at once, or of which `any` one is enough."""

    parts: tuple[Straight | Quadratic | Absolute | Chart, ...]
    any: bool

    ALL: ClassVar = {
        "both": "Find all real {x} for which {s} and {t} hold at the same time.",
        "system": "Solve the system of inequalities {s}, {t} for real {x}.",
        "which": "Which real numbers {x} satisfy both {s} and {t}?",
        "display": "{s}\n{t}\n[Solve this system.|For which real {x} are both true?]",
        "task": "First inequality: {s}\nSecond inequality: {t}\n[Wanted: all real {x} that satisfy the two.|Give the "
        "real {x} that satisfy the first and the second.]",
        "filter": "A filter lets a real number {x} pass only if {s} and also {t}. Which numbers pass?",
        "student": "One condition says {s}, another one {t}. [Which real {x} meet both?|When are both met?]",
        "overlap": "Where do the solution sets of {s} and of {t} overlap on the real line?",
    }
    EITHER: ClassVar = {
        "one": "Find all real {x} for which at least one of {s} and {t} holds.",
        "or": "Solve for real {x}: {s} or {t}.",
        "which": "Which real numbers {x} satisfy {s} or {t} (or both)?",
        "display": "{s}\n{t}\n[For which real {x} is at least one of the two true?|When does one of them hold, or "
        "both?]",
        "task": "First inequality: {s}\nSecond inequality: {t}\nWanted: all real {x} that satisfy the first or the "
        "second or both",
        "alarm": "An alarm goes off for a real reading {x} whenever {s}, and also whenever {t}. For which {x} does "
        "it go "
        "off?",
        "student": "It is enough that {s} or that {t}. [Which real {x} will do?|For which real {x} is that so?]",
        "union": "What is the union of the solution sets of {s} and of {t} in the real numbers?",
    }
    TEXTS: ClassVar = {**{f"all {name}": text for name, text in ALL.items()},
                       **{f"either {name}": text for name, text in EITHER.items()}}  # fmt: skip

    @classmethod
    def attempt(cls, stream: Stream, level: int) -> System | None:
        letter = stream.choice(LETTERS)
        first, second = stream.choice({
            2: ((Straight, Straight), (Straight, Absolute)),
            3: ((Quadratic, Straight), (Quadratic, Absolute), (Absolute, Absolute)),
            4: ((Chart, Straight), (Chart, Absolute), (Quadratic, Quadratic), (Chart, Quadratic)),
        }[level])  # fmt: skip
        parts = []
        for kind in (first, second):
            part = kind.attempt(stream, 2 if level < 4 or kind is not Chart else 3)
            if part is None or is_outcome(part.region()) or not part.is_tidy():
                return None
            parts.append(replace(part, letter=letter).answered())
        found = cls(level, letter, "", tuple(parts), stream.chance(1, 3))
        # Neither part may be idle.
        whole = found.region()
        return None if whole in [part.region() for part in parts] else found

    def edits(self, stream: Stream) -> Iterable[System]:
        for turned in every_choice((False, True), repeat=len(self.parts)):
            parts = tuple(
                replace(part, sign=FLIPPED[part.sign]).answered() if turn else part
                for part, turn in zip(self.parts, turned, strict=True)
            )
            if not any_outcome(parts):
                yield replace(self, parts=parts)
                yield replace(self, parts=parts, any=not self.any)

    def region(self) -> Region:
        return combined([part.region() for part in self.parts], any if self.any else all)

    def some(self) -> bool:
        return self.any

    def texts(self) -> dict[str, str]:
        start = "either " if self.any else "all "
        return {name: text for name, text in self.TEXTS.items() if name.startswith(start)}

    def formulas(self) -> dict[str, str]:
        return {"x": self.letter, "s": self.parts[0].statement(), "t": self.parts[1].statement()}

    def relations(self) -> tuple[str, ...]:
        return tuple(part.relations()[0] for part in self.parts)

    def solution(self) -> list[str]:
        lines = []
        for name, part in zip(("First", "Second"), self.parts, strict=True):
            lines.append(f"{name}: {part.statement()}.")
            lines += part.solution()
            if not lines[-1].endswith(f"{part.answer}."):
                lines.append(f"So {part.answer}.")
        what = "At least one of the two holds" if self.any else "Both hold"
        return [*lines, f"{what} for: {self.answer}."]

    def canonical(self) -> Any:
        return [sorted([part.__struct_config__.tag, part.canonical()] for part in self.parts), self.any]


def any_outcome(parts: Iterable[Open]) -> bool:
    """Whether one of the inequalities alone has no solution or every number for one."""
    return any(is_outcome(part.region()) for part in parts)


class Piecewise(Open, frozen=True, tag="piecewise"):
    """f(x) sign `bound` for a function by cases: `rules` on the intervals that `walls` part; each wall belongs to the
    interval on its left if `left` says so."""

    rules: tuple[tuple[int, ...], ...]
    walls: tuple[int, ...]
    left: tuple[bool, ...]
    bound: int
    sign: str

    TEXTS: ClassVar = {
        "let": "Let {f}. For which real {x} is {claim}?",
        "solve": "A function is given by cases: {f}. Solve {claim}.",
        "find": "{f}.\n[Find all real {x} with {claim}.|Where is {claim}?]",
        "graph": "The graph of f is put together from pieces: {f}. At which {x} is {claim}?",
        "task": "Function: {f}\nInequality: {claim}\n[Wanted: all real {x} that satisfy it.|Give its real solutions.]",
        "tariff": "Someone defines {f} and asks when {claim}. [What is the answer?|Which real {x} are meant?]",
        "suppose": "Suppose {f}. Determine the real solutions of {claim}.",
        "which": "Which real {x} satisfy {claim}, if {f}?",
    }

    @classmethod
    def attempt(cls, stream: Stream, level: int) -> Piecewise | None:
        count = {3: 2, 4: 3}[level]
        walls = tuple(sorted({stream.integer(-6, 6) for _ in range(count - 1)}))
        rules = tuple(_rule(stream, level) for _ in range(count))
        if len(walls) < count - 1 or len(set(rules)) < count:
            return None
        left = tuple(stream.chance(1, 2) for _ in walls)
        return cls(level, stream.choice(LETTERS), "", rules, walls, left, stream.integer(-9, 15), stream.choice(SIGNS))

    def edits(self, stream: Stream) -> Iterable[Piecewise]:
        for step in range(1, 40):
            for moved in (self.bound - step, self.bound + step):
                yield replace(self, bound=moved)

    def is_tidy(self) -> bool:
        found = [self._inner(rule) for rule in self.rules]
        return all(end.q == 0 and end.r <= 4 for each in found for end in ends(each)) and len(ends(self.region())) > 1

    def homes(self) -> list[Region]:
        """The interval of each rule."""
        exact = [None, *map(surd, self.walls), None]
        return [
            (Piece(low, place > 0 and not self.left[place - 1], high, place < len(self.walls) and self.left[place]),)
            for place, (low, high) in enumerate(pairwise(exact))
        ]

    def _part(self, rule: tuple[int, ...]) -> Straight | Quadratic:
        """The inequality that a rule makes."""
        if len(rule) == 3:
            return Quadratic(self.level, self.letter, "", rule, (self.bound,), self.sign)
        return Straight(self.level, self.letter, "", (rule[0], rule[1]), (0, self.bound), self.sign)

    def _inner(self, rule: tuple[int, ...]) -> Region:
        return self._part(rule).region()

    def region(self) -> Region:
        parts = [combined([home, self._inner(rule)], all) for home, rule in zip(self.homes(), self.rules, strict=True)]
        return combined(parts, any)

    def slots(self, stream: Stream) -> dict[str, Any]:
        x = self.letter
        claim = f"f({x}) {self.sign} {self.bound}"
        rows = [(shown(rule, x), text_of(home, x)) for rule, home in zip(self.rules, self.homes(), strict=True)]
        if stream.chance(1, 3):
            cases = " \\\\ ".join(f"{rule} & \\text{{if }} {latex(home)}" for rule, home in rows)
            text = f"$f({x}) = \\begin{{cases}} {cases} \\end{{cases}}$"
            return {"x": f"${x}$", "f": text, "claim": f"${latex(claim)}$"}
        return {"x": x, "f": listed([f"f({x}) = {rule} for {home}" for rule, home in rows]), "claim": claim}

    def relations(self) -> tuple[str, ...]:
        x = self.letter
        return tuple(
            f"{text_of(home, x)} and {formula(rule, x)} {self.sign} {self.bound}"
            for rule, home in zip(self.rules, self.homes(), strict=True)
        )

    def some(self) -> bool:
        return True

    def solution(self) -> list[str]:
        x, lines = self.letter, []
        for rule, home in zip(self.rules, self.homes(), strict=True):
            part = self._part(rule).answered()
            lines.append(f"For {text_of(home, x)} solve {part.statement()}.")
            steps = part.solution()
            lines += steps
            if steps and not steps[-1].endswith(f"{part.answer}."):
                lines.append(f"So {part.answer}.")
            both = combined([home, part.region()], all)
            lines.append(f"Of {text_of(home, x)} that leaves {left_of(both, home, x)}.")
        return [*lines, f"Together: {self.answer}."]

    def canonical(self) -> Any:
        return [self.rules, self.walls, self.left, self.bound, self.sign]


def _rule(stream: Stream, level: int) -> tuple[int, ...]:
    if stream.chance(1, 3):
        return (stream.choice((1, 1, -1)), stream.integer(-6, 6), stream.integer(-9, 9))
    return (stream.choice((-3, -2, 2, 3, 4)), stream.integer(-9, 9))
